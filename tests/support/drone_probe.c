#include "tests/support/drone_probe.h"

#include "plugin/music/drone_chords.h"
#include "tests/support/analysis.h"
#include "tests/support/module.h"

#include <stdlib.h>
#include <string.h>

void
drone_probe_open(DroneProbe* const self, const double rate,
                 const char* const variant)
{
  memset(self, 0xA5, sizeof *self);
  self->frame = 0U;
  self->cfg   = test_config(rate, variant);
  test_lay_out(drone, &self->drone, &self->cfg, self->memory);
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
drone_probe_string(DroneProbe* const self, const double hz)
{
  dala_drone_set_string(&self->drone, 0U, (float)hz, 1.0f, 0.0f);
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
    const size_t   left = piece && piece < n - at ? piece : n - at;
    const uint32_t m    = test_piece(self->frame, left, seed ? &rng : NULL);
    dala_drone_process(&self->drone, out_l + at, out_r + at, m);
    self->frame = (self->frame + m) % DALA_TICK;
    at += m;
  }
}

void
drone_probe_seconds(DroneProbe* const self, float* const out_l,
                    float* const out_r, const double seconds)
{
  const size_t ticks = (size_t)(seconds * self->cfg.rate / DALA_TICK);
  drone_probe_run(self, out_l, out_r, ticks * DALA_TICK, 0U, 0U);
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
