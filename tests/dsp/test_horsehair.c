#include "plugin/dsp/horsehair.h"
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/module.h"
#include "tests/support/signals.h"

#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const double rate = 48000.0;

// ------------------------------------------------------------------ the rig

typedef struct {
  DalaHorsehair hair;
  DalaHeard     heard;
  void*         memory;
  uint32_t      frame;
} Rig;

static void
open_rig(Rig* const self, const double at_rate)
{
  const DalaConfig cfg = test_config(at_rate, NULL);
  memset(self, 0, sizeof *self);
  test_lay_out(horsehair, &self->hair, &cfg, self->memory);
  dala_horsehair_prepare(&self->hair, &cfg);
}

static void
close_rig(Rig* const self)
{
  free(self->memory);
}

/// n frames, a tick each 32, in pieces of random length if `seed` is not 0.
static void
run(Rig* const self, const float* const in, float* const out, const size_t n,
    const uint64_t seed)
{
  TestRng rng = test_rng(seed + 1U);
  for (size_t done = 0; done < n;) {
    if (!self->frame) {
      dala_horsehair_tick(&self->hair, &self->heard);
    }
    const uint32_t piece =
      test_piece(self->frame, n - done, seed ? &rng : NULL);
    dala_horsehair_process(&self->hair, in + done, out + done, self->frame,
                           piece);
    self->frame = (self->frame + piece) % DALA_TICK;
    done += piece;
  }
}

/// What the ears would say of a steady tone.
static void
hear(Rig* const self, const double f0, const float* const x, const size_t n)
{
  const double rms  = pow(10.0, test_rms_db(x, n) / 20.0);
  self->heard.f0_hz = (float)f0;
  self->heard.level = (float)(rms * rms);
  self->heard.loud  = self->heard.level;
}

/// A bowed string: partials 1 / k up to 8 kHz, all in phase where it slips, at
/// multiples of the period.
static void
bowed(float* const x, const size_t n, const double f0, const double level)
{
  for (size_t i = 0; i < n; i++) {
    double sum = 0.0;
    for (int k = 1; k * f0 < 8000.0; k++) {
      sum += sin(2.0 * PI * k * f0 * (double)i / rate) / k;
    }
    x[i] = (float)(level * sum);
  }
}

#define N 48000

/// A steady tone at amount 1, heard `cents` too high.
static void
render(const double f0, const double level, const double cents, float* const x,
       float* const y)
{
  Rig rig;
  open_rig(&rig, rate);
  dala_horsehair_set_amount(&rig.hair, 1.0F);
  bowed(x, N, f0, level);
  hear(&rig, f0 * exp2(cents / 1200.0), x, N);
  run(&rig, x, y, N, 0U);
  close_rig(&rig);
}

// ------------------------------------------------------------------- bursts

/// What of y - x is not the same in each period, from half way on; returns its
/// first frame. The period is a whole number of frames.
static size_t
chance(const float* const x, const float* const y, const size_t period,
       float* const out)
{
  const size_t from  = N / 2U / period * period;
  const size_t times = (N - from) / period;
  for (size_t p = 0; p < period; p++) {
    double mean = 0.0;
    for (size_t k = 0; k < times; k++) {
      const size_t i = from + k * period + p;
      mean += ((double)y[i] - (double)x[i]) / (double)times;
    }
    for (size_t k = 0; k < times; k++) {
      const size_t i = from + k * period + p;
      out[i]         = (float)((double)y[i] - (double)x[i] - mean);
    }
  }
  return from;
}

static void
test_horsehair_grit_bursts_in_phase_with_the_slip(void** const state)
{
  (void)state;
  static float        x[N];
  static float        y[N];
  static float        e[N];
  static const size_t periods[] = { 240U, 200U, 120U, 72U }; // 200 to 667 Hz
  static const double cents[]   = { 0.0, 5.0, -5.0 };
  for (size_t k = 0; k < COUNT(periods); k++) {
    for (size_t c = 0; c < COUNT(cents); c++) {
      const size_t period = periods[k];
      render(rate / (double)period, 0.1, cents[c], x, y);
      const size_t from = chance(x, y, period, e);
      double       near = 0.0;
      double       far  = 0.0;
      for (size_t i = from; i < from + (N - from) / period * period; i++) {
        const size_t p = i % period;
        const double w = (double)e[i] * (double)e[i];
        if (p < period / 4U || p >= period - period / 4U) {
          near += w;
        } else {
          far += w;
        }
      }
      check_at_most(far, 0.1 * near);
    }
  }
}

static void
test_horsehair_grit_is_18_to_28_db_under_the_tone_and_follows_the_bow(
  void** const state)
{
  (void)state;
  static float x[N];
  static float y[N];
  static float e[N];
  for (int k = 0; k < 5; k++) {
    const size_t period   = (size_t[]){ 245U, 163U, 109U, 73U, 48U }[k];
    double       under[2] = { 0.0 };
    for (int soft = 0; soft < 2; soft++) {
      render(rate / (double)period, soft ? 0.01 : 0.1, 0.0, x, y);
      const size_t from = chance(x, y, period, e);
      const size_t n    = (N - from) / period * period;
      under[soft]       = test_rms_db(e + from, n) - test_rms_db(x + from, n);
    }
    print_message("%4.0f Hz: %.1f dB\n", rate / (double)period, under[0]);
    check_near(under[0], -23.0, 5.0);
    check_near(under[1], under[0], 0.1);
  }
}

static void
test_horsehair_grit_lies_between_800_hz_and_6_khz(void** const state)
{
  (void)state;
  Rig rig;
  open_rig(&rig, rate);
  const size_t n   = rig.hair.noise_len;
  double       in  = 0.0;
  double       out = 0.0;
  for (double f = 50.0; f < 20000.0; f += 12.0) {
    double* const to = f < 700.0 || f > 7000.0 ? &out : &in;
    *to += pow(10.0, 0.1 * test_partial_db(rig.hair.noise, n, rate, f));
  }
  check_at_most(10.0 * log10(out / in), -10.0);
  close_rig(&rig);
}

static void
test_horsehair_period_wanders_by_0_4_percent(void** const state)
{
  (void)state;
  // A sine has no slope but its own: no grit; an open string is not thinned
  static float x[N];
  static float y[N];
  const double f0 = 440.0 * 4.0 / 9.0;
  Rig          rig;
  open_rig(&rig, rate);
  for (size_t i = 0; i < N; i++) {
    x[i] = 0.1F * (float)sin(2.0 * PI * f0 * (double)i / rate);
  }
  hear(&rig, f0, x, N);
  dala_horsehair_set_amount(&rig.hair, 1.0F);
  run(&rig, x, y, N, 0U);
  close_rig(&rig);

  double last  = 0.0;
  double sq    = 0.0;
  int    count = 0;
  for (size_t i = N / 4U; i + 1U < N; i++) {
    if (y[i] < 0.0F && y[i + 1U] >= 0.0F) {
      const double at =
        (double)i + (double)y[i] / ((double)y[i] - (double)y[i + 1U]);
      if (last > 0.0) {
        const double off = (at - last) * f0 / rate - 1.0;
        sq += off * off;
        count++;
      }
      last = at;
    }
  }
  const double jitter = 100.0 * sqrt(sq / count);
  print_message("period jitter: %.2f %% rms\n", jitter);
  check_near(jitter, 0.4, 0.1);
}

// --------------------------------------------------------------------- tone

static double
first_partial_change(const double f0)
{
  static float x[N];
  static float y[N];
  render(f0, 0.1, 0.0, x, y);
  return test_partial_db(y + N / 2, N / 2, rate, f0) -
         test_partial_db(x + N / 2, N / 2, rate, f0);
}

static void
test_horsehair_thins_stopped_notes_and_no_open_string(void** const state)
{
  (void)state;
  static const double stops[] = { 220.0, 246.9, 329.6, 392.0, 587.3, 987.8 };
  static const double open[]  = { 195.56, 293.33, 440.0, 660.0 };
  for (size_t i = 0; i < COUNT(stops); i++) {
    check_near(first_partial_change(stops[i]), -4.5, 1.5);
  }
  for (size_t i = 0; i < COUNT(open); i++) {
    check_near(first_partial_change(open[i]), 0.0, 0.4);
  }
}

static void
test_horsehair_softens_highs(void** const state)
{
  (void)state;
  static float x[N];
  static float y[N];
  render(440.0, 0.1, 0.0, x, y);
  static const double want[][2] = { { 880.0, -0.4 }, { 7040.0, -3.0 } };
  for (size_t i = 0; i < COUNT(want); i++) {
    const double got = test_partial_db(y + N / 2, N / 2, rate, want[i][0]) -
                       test_partial_db(x + N / 2, N / 2, rate, want[i][0]);
    check_near(got, want[i][1], 1.0);
  }
}

// ----------------------------------------------------------------- promises

static void
test_horsehair_is_an_exact_wire_at_0_also_after_having_been_on(
  void** const state)
{
  (void)state;
  static float x[N];
  static float y[N];
  Rig          rig;
  open_rig(&rig, rate);
  bowed(x, N, 261.6, 0.1);
  hear(&rig, 261.6, x, N);
  run(&rig, x, y, N, 0U);
  assert_int_equal(test_first_difference(y, x, N), N);
  dala_horsehair_set_amount(&rig.hair, 1.0F);
  run(&rig, x, y, N, 0U);
  assert_true(test_first_difference(y, x, N) < 100U);
  dala_horsehair_set_amount(&rig.hair, 0.0F);
  run(&rig, x, y, 4800U, 0U);
  run(&rig, x, y, N, 0U);
  assert_int_equal(test_first_difference(y, x, N), N);
  close_rig(&rig);
}

static void
test_horsehair_any_division_is_identical(void** const state)
{
  (void)state;
  static float x[N];
  static float want[N];
  static float got[N];
  test_violin(x, N, rate);
  for (uint64_t seed = 0; seed < 4U; seed++) {
    Rig rig;
    open_rig(&rig, rate);
    dala_horsehair_set_amount(&rig.hair, 0.7F);
    for (size_t at = 0; at < N; at += N / 10U) {
      hear(&rig, at % (N / 5U) ? 210.0 + 0.01 * (double)at : 0.0, x, N);
      run(&rig, x + at, (seed ? got : want) + at, N / 10U, seed);
    }
    close_rig(&rig);
    if (seed) {
      assert_int_equal(test_first_difference(got, want, N), N);
    }
  }
}

static void
test_horsehair_adds_no_noise_without_a_pitch(void** const state)
{
  (void)state;
  // Without one it is a filter: twice the sound, twice the answer; and none
  // 10 ms after the pitch is lost
  static float x[N];
  static float y[2][N];
  for (int twice = 0; twice < 2; twice++) {
    Rig rig;
    open_rig(&rig, rate);
    dala_horsehair_set_amount(&rig.hair, 1.0F);
    bowed(x, N, 220.0, 0.1);
    hear(&rig, 220.0, x, N);
    run(&rig, x, y[twice], 4800U, 0U);
    test_noise(x, N, 7U, twice ? 0.2F : 0.1F);
    rig.heard.f0_hz = 0.0F;
    rig.heard.level = rig.heard.loud = 0.0F;
    run(&rig, x, y[twice], N, 0U);
    memset(x, 0, sizeof x);
    run(&rig, x, x, N, 0U);
    assert_true(test_rms_db(x + N / 2, N / 2) < -390.0);
    close_rig(&rig);
  }
  for (size_t i = 960U; i < N; i++) {
    check_near(y[1][i], 2.0F * y[0][i], 1e-6);
  }
}

static void
test_horsehair_is_finite_at_every_rate_and_heals(void** const state)
{
  (void)state;
  static const double rates[] = { 8000.0, 44100.0, 192000.0, 384000.0 };
  static float        x[4096];
  for (size_t r = 0; r < COUNT(rates); r++) {
    for (double f0 = 20.0; f0 < 6000.0; f0 *= 1.7) {
      Rig rig;
      open_rig(&rig, rates[r]);
      dala_horsehair_set_amount(&rig.hair, 1.0F);
      test_noise(x, COUNT(x), 3U, 64.0F);
      hear(&rig, f0, x, COUNT(x));
      run(&rig, x, x, COUNT(x), 5U);
      assert_true(dala_horsehair_healthy(&rig.hair));
      check_at_most(test_peak(x, COUNT(x)), 640.0);
      x[0] = NAN;
      run(&rig, x, x, COUNT(x), 5U);
      assert_false(dala_horsehair_healthy(&rig.hair));
      dala_horsehair_reset(&rig.hair);
      assert_true(dala_horsehair_healthy(&rig.hair));
      close_rig(&rig);
    }
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_horsehair_grit_bursts_in_phase_with_the_slip),
    cmocka_unit_test(
      test_horsehair_grit_is_18_to_28_db_under_the_tone_and_follows_the_bow),
    cmocka_unit_test(test_horsehair_grit_lies_between_800_hz_and_6_khz),
    cmocka_unit_test(test_horsehair_period_wanders_by_0_4_percent),
    cmocka_unit_test(test_horsehair_thins_stopped_notes_and_no_open_string),
    cmocka_unit_test(test_horsehair_softens_highs),
    cmocka_unit_test(
      test_horsehair_is_an_exact_wire_at_0_also_after_having_been_on),
    cmocka_unit_test(test_horsehair_any_division_is_identical),
    cmocka_unit_test(test_horsehair_adds_no_noise_without_a_pitch),
    cmocka_unit_test(test_horsehair_is_finite_at_every_rate_and_heals),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
