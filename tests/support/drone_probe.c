#include "tests/support/drone_probe.h"

#include "plugin/dsp/kernels/kernels.h"
#include "plugin/music/drone_chords.h"
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <stdlib.h>
#include <string.h>

void
drone_probe_open(DroneProbe* const self, const double rate,
                 const char* const variant)
{
  DalaArena arena;
  memset(self, 0xA5, sizeof *self);
  self->frame    = 0U;
  self->cfg.rate = rate;
  self->cfg.kernels =
    variant ? dala_kernels_by_name(variant) : dala_kernels_select();
  assert_non_null(self->cfg.kernels);
  dala_arena_measure(&arena);
  assert_int_equal(dala_drone_layout(&self->drone, &self->cfg, &arena), 0);
  const size_t bytes = arena.used;
  self->memory       = aligned_alloc(DALA_ARENA_ALIGN, bytes);
  assert_non_null(self->memory);
  memset(self->memory, 0xA5, bytes);
  dala_arena_init(&arena, self->memory, bytes);
  assert_int_equal(dala_drone_layout(&self->drone, &self->cfg, &arena), 0);
  dala_drone_prepare(&self->drone, &self->cfg);
  dala_drone_set_on(&self->drone, true);
}

void
drone_probe_close(DroneProbe* const self)
{
  free(self->memory);
}

double
drone_probe_chord(DroneProbe* const self, const uint32_t pitch_class,
                  const int32_t octave, const uint32_t chord, const float a4)
{
  const DalaDroneChordString* const strings = dala_drone_chord(chord);
  const float tonic = dala_drone_tonic_hz(pitch_class, octave, a4);
  for (uint32_t i = 0U; i < DALA_CHORD_STRINGS; i++) {
    dala_drone_set_string(&self->drone, i,
                          tonic * dala_drone_ratio(chord, i, 0U),
                          strings[i].gain, strings[i].pan);
  }
  return (double)tonic;
}

void
drone_probe_run(DroneProbe* const self, float* const out_l, float* const out_r,
                const size_t n, const uint32_t piece, const uint64_t seed)
{
  TestRng rng = test_rng(seed);
  for (size_t at = 0; at < n;) {
    if (!self->frame) {
      dala_drone_tick(&self->drone);
    }
    const size_t left = n - at;
    uint32_t     m    = DALA_TICK - self->frame;
    m                 = piece && piece < m ? piece : m;
    m                 = seed ? 1U + test_rng_u32(&rng) % m : m;
    m                 = left < m ? (uint32_t)left : m;
    dala_drone_process(&self->drone, out_l + at, out_r + at, m);
    self->frame = (self->frame + m) % DALA_TICK;
    at += m;
  }
}

double
drone_probe_mean_hz(const float* const x, const size_t n, const double rate,
                    const double guess)
{
  const size_t window = (size_t)(0.5 * rate);
  double       sum    = 0.0;
  size_t       count  = 0U;
  for (size_t at = 0U; at + window <= n; at += window) {
    sum += test_partial_hz(x + at, window, rate, guess);
    count++;
  }
  return sum / (double)count;
}

double
drone_probe_likeness(const float* const x, const size_t n, const double rate,
                     const double lag_s)
{
  const size_t lag  = (size_t)(lag_s * rate);
  const double part = lag_s * rate - (double)lag;
  double       xy = 0.0, xx = 0.0, yy = 0.0;
  for (size_t i = lag + 1U; i < n; i++) {
    const double a = (double)x[i];
    const double b =
      (1.0 - part) * (double)x[i - lag] + part * (double)x[i - lag - 1U];
    xy += a * b;
    xx += a * a;
    yy += b * b;
  }
  return xy / sqrt(xx * yy);
}

double
drone_probe_level_range(const float* const x, const size_t n, const double rate)
{
  const size_t window = (size_t)(0.4 * rate);
  const size_t hop    = (size_t)(0.02 * rate);
  double       lo = 300.0, hi = -300.0;
  for (size_t at = 0U; at + window <= n; at += hop) {
    const double level = test_rms_db(x + at, window);
    lo                 = fmin(lo, level);
    hi                 = fmax(hi, level);
  }
  return hi - lo;
}
