#include "tests/support/lv2/hear.h"

#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/violin.h"

#include <sndfile.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define RATE 48000U
#define BLOCK 64U
#define TAPS 64U // per phase: flat to 20 kHz, 80 dB beyond

static uint32_t
common_divisor(uint32_t a, uint32_t b)
{
  while (b) {
    const uint32_t rest = a % b;
    a                   = b;
    b                   = rest;
  }
  return a;
}

/// A windowed sinc for each place between two samples: taps[phases][TAPS].
static float*
make_taps(const uint32_t phases)
{
  static const double pi   = 3.14159265358979323846;
  float* const        taps = test_floats((size_t)phases * TAPS);
  for (uint32_t p = 0; p < phases; p++) {
    for (uint32_t k = 0; k < TAPS; k++) {
      const double t =
        (double)k - 0.5 * TAPS + 1.0 - (double)p / (double)phases;
      const double window =
        0.42 + 0.5 * cos(2.0 * pi * t / TAPS) + 0.08 * cos(4.0 * pi * t / TAPS);
      const double sinc  = fabs(t) < 1e-9 ? 1.0 : sin(pi * t) / (pi * t);
      taps[p * TAPS + k] = (float)(window * sinc);
    }
  }
  return taps;
}

/// x at another rate; lower rates than 48 kHz only, which need no low-pass.
static float*
to_48k(const float* const x, const size_t n, const uint32_t rate,
       size_t* const out_n)
{
  const uint32_t divisor = common_divisor(RATE, rate);
  const uint32_t up      = RATE / divisor;
  const uint32_t down    = rate / divisor;
  float* const   taps    = make_taps(up);
  *out_n                 = (size_t)((double)n * up / down);
  float* const out       = test_floats(*out_n + 1U);
  for (size_t i = 0; i < *out_n; i++) {
    const size_t       at  = i * down / up;
    const float* const tap = taps + (i * down % up) * TAPS;
    double             sum = 0.0;
    for (uint32_t k = 0; k < TAPS; k++) {
      const size_t j = at + k + 1U;
      if (j >= TAPS / 2U && j - TAPS / 2U < n) {
        sum += (double)(tap[k] * x[j - TAPS / 2U]);
      }
    }
    out[i] = (float)sum;
  }
  free(taps);
  return out;
}

float*
test_sound_48k(const char* const path, size_t* const n)
{
  SF_INFO        info = { 0 };
  SNDFILE* const file = sf_open(path, SFM_READ, &info);
  if (!file) {
    return NULL;
  }
  const size_t frames   = (size_t)info.frames;
  const size_t channels = (size_t)info.channels;
  float* const all      = test_floats(frames * channels + 1U);
  float*       mono     = test_floats(frames + 1U);
  *n                    = (size_t)sf_readf_float(file, all, (sf_count_t)frames);
  sf_close(file);
  for (size_t i = 0; i < *n; i++) {
    for (size_t c = 0; c < channels; c++) {
      mono[i] += all[i * channels + c] / (float)channels;
    }
  }
  free(all);
  if (info.samplerate != (int)RATE) {
    float* const other = to_48k(mono, *n, (uint32_t)info.samplerate, n);
    free(mono);
    mono = other;
  }
  return mono;
}

TestTrack
test_hear_pitch(const float* const x, const size_t n)
{
  TestPlug* const plug  = test_plug_open(false, RATE, true);
  TestTrack       track = test_track_new(n / BLOCK);
  float           l[BLOCK];
  float           r[BLOCK];
  for (size_t i = 0; i < track.n; i++) {
    test_plug_run(plug, x + i * BLOCK, NULL, l, r, BLOCK);
    track.time_s[i] = (double)((i + 1U) * BLOCK) / RATE;
    track.hz[i]     = (double)plug->value[DALA_PORT_PITCH_HZ];
  }
  test_plug_close(plug);
  return track;
}
