/**
   The shifter on steady tones, where the truth is known.
*/
#include "plugin/dsp/shifter.h"
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/module.h"
#include "tests/support/signals.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MAX_N 48000

static float in[MAX_N];
static float out[MAX_N];

// ------------------------------------------------------------------ the rig

typedef struct {
  DalaShifter shifter;
  void*       block;
  double      rate;
  float       touch;
  float       dark;
  size_t      done;    ///< Frames.
  float       max_lag; ///< Frames.
} Rig;

static void
open_rig(Rig* const self, const double rate)
{
  const DalaConfig cfg = { rate, NULL };
  memset(self, 0, sizeof *self);
  test_lay_out(shifter, &self->shifter, &cfg, self->block);
  dala_shifter_prepare(&self->shifter, &cfg);
  self->rate = rate;
}

/// The next n frames of in to out, told that they are of `hz`; in pieces of
/// random length if `seed` is not 0.
static void
run(Rig* const self, const double hz, const float cents, const size_t n,
    const uint64_t seed)
{
  TestRng      rng = test_rng(seed + 1U);
  const size_t end = self->done + n;
  while (self->done < end) {
    const uint32_t frame = (uint32_t)(self->done % DALA_TICK);
    if (!frame) {
      dala_shifter_aim(&self->shifter, cents, 1.0F, self->touch, self->dark);
      dala_shifter_tick(&self->shifter, (float)hz);
    }
    const uint32_t piece =
      test_piece(frame, end - self->done, seed ? &rng : NULL);
    memcpy(out + self->done, in + self->done, piece * sizeof *out);
    dala_shifter_process(&self->shifter, out + self->done, piece);
    self->done += piece;
    if (self->shifter.busy) {
      self->max_lag = fmaxf(self->max_lag, self->shifter.delay);
    }
  }
}

/// Partials to 16 kHz, as 1 / k, with phases of their own.
static void
bow(const double rate, const double hz)
{
  memset(in, 0, sizeof in);
  for (unsigned k = 1; k * hz < fmin(16000.0, 0.4 * rate); k++) {
    for (size_t i = 0; i < MAX_N; i++) {
      const double turns = fmod(k * hz * (double)i / rate, 1.0);
      in[i] += (float)(0.2 / k * sin(6.283185307179586 * turns + k * k));
    }
  }
}

// -------------------------------------------------------------------- tests

/// What is no partial of x[n], dB of all of it.
static double
spurious(const float* const x, const size_t n, const double rate,
         const double guess)
{
  const double turn   = 6.283185307179586;
  const double hz     = test_partial_hz(x, n, rate, guess);
  double       all    = 0.0;
  double       left   = 0.0;
  double*      rest   = (double*)calloc(n, sizeof(double));
  double*      window = (double*)calloc(n, sizeof(double));
  assert_non_null(rest);
  assert_non_null(window);
  for (size_t i = 0; i < n; i++) {
    rest[i]   = (double)x[i];
    window[i] = 1.0 - cos(turn * ((double)i + 0.5) / (double)n);
  }
  for (unsigned k = 1; k * hz < 0.49 * rate; k++) {
    const double angle = turn * k * hz / rate;
    const double real  = cos(angle);
    const double imag  = sin(angle);
    double       c     = 0.0;
    double       s     = 0.0;
    for (int pass = 0; pass < 2; pass++) {
      double x_now = 1.0;
      double y_now = 0.0;
      for (size_t i = 0; i < n; i++) {
        if (pass) {
          rest[i] -= 2.0 / (double)n * (c * x_now + s * y_now);
        } else {
          c += window[i] * rest[i] * x_now;
          s += window[i] * rest[i] * y_now;
        }
        const double x_next = x_now * real - y_now * imag;
        y_now               = x_now * imag + y_now * real;
        x_now               = x_next;
      }
    }
  }
  for (size_t i = 0; i < n; i++) {
    const double w = window[i];
    all += w * w * (double)x[i] * (double)x[i];
    left += w * w * rest[i] * rest[i];
  }
  free(rest);
  free(window);
  return 10.0 * log10(left / all);
}

static void
test_shifter_tone_is_clean_in_tune_and_near(void** const state)
{
  (void)state;
  static const struct {
    double hz;
    double most_db;
  } tones[] = { { 196.0, -60.0 }, { 440.0, -60.0 },  { 659.3, -60.0 },
                { 880.0, -52.0 }, { 1318.5, -52.0 }, { 1760.0, -45.0 },
                { 2637.0, -45.0 } };
  static const double rate = 48000.0;
  for (size_t i = 0; i < 2U * COUNT(tones); i++) {
    const double hz    = tones[i / 2U].hz;
    const float  cents = i % 2U ? -200.0F : 200.0F;
    const double want  = hz * exp2((double)cents / 1200.0);
    Rig          rig;
    bow(rate, hz);
    open_rig(&rig, rate);
    run(&rig, hz, 0.0F, 4800U, 0U);
    dala_shifter_start(&rig.shifter);
    run(&rig, hz * 1.0017, cents, 24000U, 0U); // ears that are 3 cents off
    const float* const x   = out + 14400;
    const double       got = test_partial_hz(x, 12000U, rate, want);
    const double       db  = spurious(x, 12000U, rate, want);
    const double       lag = (double)rig.max_lag / rate;
    printf("%.0f Hz %+.0f cents: %.1f dB spurious, %+.2f cents, %.2f ms\n", hz,
           (double)cents, db, test_cents(got, want), 1e3 * lag);
    check_at_most(db, tones[i / 2U].most_db);
    check_near(test_cents(got, want), 0.0, 0.5);
    check_at_most(lag, fmin(1.0 / hz + 0.001, 2.0 / hz));
    free(rig.block);
  }
}

/// Level of a period, or some of at least 5 ms, from `at` on, dB.
static double
level_db(const size_t at, const double hz)
{
  const double periods = ceil(0.005 * hz);
  return test_rms_db(out + at, (size_t)(48000.0 * periods / hz + 0.5));
}

static void
test_shifter_leaves_in_phase_wherever_it_stands(void** const state)
{
  (void)state;
  enum { STOPS = 120 };
  static const double rate  = 48000.0;
  double              worst = 0.0;
  static const double hz[]  = { 196.0, 440.0, 1318.5 };
  for (size_t i = 0; i < STOPS * COUNT(hz); i++) {
    const double f    = hz[i / STOPS];
    const size_t last = (size_t)(rate * fmax(0.010, 2.0 / f));
    Rig          rig;
    if (i % STOPS == 0U) {
      bow(rate, f);
    }
    open_rig(&rig, rate);
    run(&rig, f, 0.0F, 4800U, 0U);
    assert_memory_equal(out, in, 4800U * sizeof *out);
    dala_shifter_start(&rig.shifter);
    // Ends after any part of a period
    const float cents = -40.0F - 3.0F * (float)(i % STOPS);
    run(&rig, f, cents, 4800U + i % 13U * DALA_TICK, 0U);
    const size_t end = rig.done;
    dala_shifter_stop(&rig.shifter);
    run(&rig, f, 0.0F, 9600U, 0U);
    assert_memory_equal(out + end + last, in + end + last,
                        (rig.done - end - last) * sizeof *out);
    double least = 0.0;
    for (size_t at = end - 480U; at <= end + 960U; at += 16U) {
      least = fmin(least, level_db(at, f) - level_db(end + 4800U, f));
    }
    worst = fmin(worst, least);
    free(rig.block);
  }
  printf("deepest dip on the way out: %.2f dB\n", -worst);
  check_at_most(-worst, 3.0);
}

/// Level of a partial that comes out near `hz`, in dB over what went in as one
/// at `was`.
static double
change_db(const double hz, const double was)
{
  return test_partial_db(out + 14400, 12000U, 48000.0, hz) -
         test_partial_db(in + 14400, 12000U, 48000.0, was);
}

static void
test_shifter_up_loses_highs_and_folds_little(void** const state)
{
  (void)state;
  static const double hz    = 440.0;
  static const double speed = 1.2599210498948732; // 4 semitones
  double              highs[2];
  for (unsigned i = 0; i < 2U; i++) {
    Rig rig;
    bow(48000.0, hz);
    for (size_t k = 0; k < MAX_N; k++) { // would fold to 20.28 kHz
      in[k] +=
        0.05F * (float)cos(6.283185307179586 * 50.0 * hz / 48e3 * (double)k);
    }
    open_rig(&rig, 48000.0);
    rig.dark = i ? 1.0F : 0.0F;
    run(&rig, hz, 0.0F, 4800U, 0U);
    dala_shifter_start(&rig.shifter);
    run(&rig, hz, 400.0F, 24000U, 0U);
    const double low = change_db(hz * speed, hz);
    highs[i]         = change_db(16.0 * hz * speed, 16.0 * hz);
    const double top = change_db(48e3 - 50.0 * hz * speed, 50.0 * hz);
    printf("dark %u: %.1f dB at %.0f Hz, %.1f at %.0f, folded %.1f\n", i, low,
           hz * speed, highs[i], 16.0 * hz * speed, top);
    check_at_most(-low, 2.0);
    check_at_most(top, -20.0);
    free(rig.block);
  }
  check_near(highs[0], -4.5, 1.0); // by as much as a real one has less of them
  check_at_most(highs[1], highs[0] - 9.0);
}

static void
test_shifter_touch_takes_odd_partials_and_much_of_the_noise(void** const state)
{
  (void)state;
  TestRng      rng  = test_rng(8U);
  const double rate = 48000.0;
  Rig          rig;
  bow(rate, 440.0);
  for (size_t i = 0; i < MAX_N; i++) {
    in[i] += 0.01F * test_rng_bipolar(&rng);
  }
  open_rig(&rig, rate);
  run(&rig, 440.0, 0.0F, 4800U, 0U);
  rig.touch = 1.0F;
  dala_shifter_start(&rig.shifter);
  run(&rig, 440.0, 0.0F, 38400U, 0U);
  const float* const before = in + 24000;
  const float* const after  = out + 24000;
  check_at_most(test_partial_db(after, 19200U, rate, 440.0),
                test_partial_db(before, 19200U, rate, 440.0) - 30.0);
  // The tone loses 6 dB, some of which is made up for
  check_at_most(spurious(after, 19200U, rate, 440.0) -
                  spurious(before, 19200U, rate, 440.0),
                2.5);
  free(rig.block);
}

static void
test_shifter_touch_does_not_hiss_where_the_fundamental_was_the_note(
  void** const state)
{
  (void)state;
  const double hz   = 880.0;
  const double rate = 48000.0;
  Rig          rig;
  bow(rate, hz);
  for (size_t i = 0; i < MAX_N; i++) { // as in a recorded A5 it is nearly all
    in[i] = 0.3F * in[i] +
            0.3F * (float)cos(6.283185307179586 * hz / rate * (double)i);
  }
  open_rig(&rig, rate);
  run(&rig, hz, 0.0F, 4800U, 0U);
  rig.touch = 1.0F;
  dala_shifter_start(&rig.shifter);
  run(&rig, hz, 0.0F, 38400U, 0U);
  const double low  = change_db(2.0 * hz, 2.0 * hz);
  const double high = change_db(10.0 * hz, 10.0 * hz);
  printf("touch: partial 2 %+.1f dB, partial 10 %+.1f\n", low, high);
  check_at_most(-low, -6.0);      // it is the note now
  check_at_most(high, low - 8.0); // and its highs do not hiss
  free(rig.block);
}

static void
test_shifter_sets_right_what_the_ears_are_off_at_any_rate(void** const state)
{
  (void)state;
  static const double rates[] = { 44100.0, 96000.0, 192000.0 };
  static const double hz      = 196.0;
  for (size_t i = 0; i < COUNT(rates); i++) {
    Rig rig;
    bow(rates[i], hz);
    open_rig(&rig, rates[i]);
    run(&rig, hz, 0.0F, 4800U, 0U);
    dala_shifter_start(&rig.shifter);
    run(&rig, hz * 1.0058, 200.0F, 38400U, 0U); // 10 cents
    const double db =
      spurious(out + 19200, 24000U, rates[i], hz * exp2(2.0 / 12.0));
    printf("%.0f Hz a second: %.1f dB spurious\n", rates[i], db);
    check_at_most(db, -60.0);
    free(rig.block);
  }
}

/// The first pitch of a note may be that of a few partials under it.
static void
test_shifter_is_near_again_once_the_pitch_is_known(void** const state)
{
  (void)state;
  static const double hz     = 1318.5;
  static const double rate   = 48000.0;
  static const float  ways[] = { -200.0F, 0.0F, 200.0F };
  for (size_t i = 0; i < COUNT(ways); i++) {
    for (unsigned under = 2; under <= 5U; under++) {
      Rig rig;
      bow(rate, hz);
      open_rig(&rig, rate);
      run(&rig, hz, 0.0F, 4800U, 0U);
      dala_shifter_start(&rig.shifter);
      run(&rig, hz / under, ways[i], 480U, 0U);
      run(&rig, hz, ways[i], 720U, 0U); // 15 ms
      rig.max_lag = 0.0F;
      run(&rig, hz, ways[i], 4800U, 0U);
      check_at_most((double)rig.max_lag / rate, 2.0 / hz);
      free(rig.block);
    }
  }
}

static void
test_shifter_blind_slide_lags_at_most_1_5_ms(void** const state)
{
  (void)state;
  static const double rates[] = { 44100.0, 96000.0 };
  for (size_t i = 0; i < COUNT(rates); i++) {
    Rig rig;
    bow(rates[i], 440.0);
    open_rig(&rig, rates[i]);
    dala_shifter_start(&rig.shifter);
    run(&rig, 0.0, -200.0F, 19200U, 0U);
    check_at_most(rig.max_lag / rates[i], 0.0015);
    assert_true(rig.max_lag / rates[i] > 0.001);
    assert_false(rig.shifter.busy);
    free(rig.block);
  }
}

static void
test_shifter_any_division_is_identical(void** const state)
{
  (void)state;
  static const double rates[] = { 8000.0, 48000.0, 384000.0 };
  static float        whole[24000];
  for (size_t i = 0; i < COUNT(rates); i++) {
    bow(rates[i], 440.0);
    for (uint64_t seed = 0; seed < 3U; seed++) {
      Rig rig;
      open_rig(&rig, rates[i]);
      run(&rig, 440.0, 0.0F, 3200U, seed);
      dala_shifter_start(&rig.shifter);
      run(&rig, 440.0, 300.0F, 9600U, seed);
      run(&rig, 440.0, -500.0F, 6400U, seed);
      dala_shifter_stop(&rig.shifter);
      run(&rig, 440.0, 0.0F, 4800U, seed);
      assert_true(dala_shifter_healthy(&rig.shifter));
      if (seed) {
        assert_memory_equal(out, whole, sizeof whole);
      } else {
        memcpy(whole, out, sizeof whole);
      }
      free(rig.block);
    }
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_shifter_tone_is_clean_in_tune_and_near),
    cmocka_unit_test(test_shifter_leaves_in_phase_wherever_it_stands),
    cmocka_unit_test(test_shifter_up_loses_highs_and_folds_little),
    cmocka_unit_test(
      test_shifter_touch_takes_odd_partials_and_much_of_the_noise),
    cmocka_unit_test(
      test_shifter_touch_does_not_hiss_where_the_fundamental_was_the_note),
    cmocka_unit_test(test_shifter_sets_right_what_the_ears_are_off_at_any_rate),
    cmocka_unit_test(test_shifter_is_near_again_once_the_pitch_is_known),
    cmocka_unit_test(test_shifter_blind_slide_lags_at_most_1_5_ms),
    cmocka_unit_test(test_shifter_any_division_is_identical),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
