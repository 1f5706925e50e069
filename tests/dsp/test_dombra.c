#include "plugin/dsp/dombra.h"
#include "plugin/music/drone_chords.h"
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/module.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MAX_FRAMES (12U * 48000U)

static float left[MAX_FRAMES];
static float right[MAX_FRAMES];

typedef struct {
  DalaConfig cfg;
  DalaDombra dombra;
  void*      memory;
  uint32_t   frame; ///< Position in the tick.
} Rig;

static void
open_rig(Rig* const rig, const double rate)
{
  memset(rig, 0xA5, sizeof *rig);
  rig->frame = 0U;
  rig->cfg   = test_config(rate, NULL);
  test_lay_out(dombra, &rig->dombra, &rig->cfg, rig->memory);
  dala_dombra_prepare(&rig->dombra, &rig->cfg);
  dala_dombra_set_on(&rig->dombra, true);
}

/// n frames in pieces of random length if `rng`, else in whole ticks.
static void
run(Rig* const rig, float* const l, float* const r, const size_t n,
    TestRng* const rng)
{
  for (size_t at = 0; at < n;) {
    const uint32_t m = test_piece(rig->frame, n - at, rng);
    if (rig->frame == 0U) {
      dala_dombra_tick(&rig->dombra);
    }
    dala_dombra_process(&rig->dombra, l + at, r + at, m);
    rig->frame = (rig->frame + m) % DALA_TICK;
    at += m;
  }
}

static void
chord(Rig* const rig, const double hz)
{
  dala_dombra_set_string(&rig->dombra, 0U, (float)hz, 0.8f, -1.0f);
  dala_dombra_set_string(&rig->dombra, 1U, (float)(1.5 * hz), 0.6f, 1.0f);
}

static void
stroke(Rig* const rig, const float velocity, const bool up)
{
  const DalaStroke s = { .velocity = velocity, .spread_s = 0.010f, .up = up };
  dala_dombra_stroke(&rig->dombra, &s);
}

/// The gallop at 126 BPM: 9 0 5 4 7 0 5 0.
static void
gallop(Rig* const rig, float* const l, float* const r, const size_t n)
{
  static const float velocity[] = { 9.0f, 0.0f, 5.0f, 4.0f,
                                    7.0f, 0.0f, 5.0f, 0.0f };
  static const bool  up[]       = { 0, 0, 0, 1, 0, 0, 1, 0 };
  const size_t       step       = (size_t)(rig->cfg.rate * 60.0 / 126.0 / 4.0);
  for (size_t at = 0, i = 0; at < n; at += step, i++) {
    if (velocity[i % 8U] > 0.0f) {
      stroke(rig, velocity[i % 8U], up[i % 8U]);
    }
    run(rig, l + at, r + at, n - at < step ? n - at : step, NULL);
  }
}

// ------------------------------------------------------------------ tuning

static void
test_every_string_is_in_tune(void** const state)
{
  (void)state;
  static const float  tuning[] = { 415.0f, 440.0f, 466.0f };
  static const double rates[]  = { 44100.0, 48000.0, 22050.0 };
  double              worst    = 0.0;
  for (uint32_t i = 0U; i < 12U * 4U * COUNT(tuning); i++) {
    const double rate = rates[i % 3U];
    const double hz   = (double)dala_drone_tonic_hz(
        i % 12U, (int32_t)(i / 12U % 4U) - 2, tuning[i / 48U]);
    const size_t from = (size_t)(0.1 * rate);
    const size_t n    = (size_t)(0.6 * rate);
    Rig          rig;
    open_rig(&rig, rate);
    chord(&rig, hz);
    run(&rig, left, right, from + n, NULL);
    const double low  = test_partial_hz(left + from, n, rate, hz);
    const double high = test_partial_hz(right + from, n, rate, 1.5 * hz);
    check_near(test_cents(low, hz), 0.0, 1.0);
    check_near(test_cents(high, 1.5 * hz), 0.0, 1.0);
    worst = fmax(
      worst, fmax(fabs(test_cents(low, hz)), fabs(test_cents(high, 1.5 * hz))));
    free(rig.memory);
  }
  print_message("worst pitch: %.3f cents\n", worst);
}

/// A note alone is two strings, as far above it as below.
static void
test_a_note_alone_is_doubled_about_its_pitch(void** const state)
{
  (void)state;
  const double rate = 48000.0;
  Rig          rig;
  open_rig(&rig, rate);
  dala_dombra_set_string(&rig.dombra, 0U, 220.0f, 1.0f, 0.0f);
  run(&rig, left, right, 24000U, NULL);
  assert_int_equal(rig.dombra.n_courses, 2U);
  const double low  = (double)rig.dombra.courses[0].hz;
  const double high = (double)rig.dombra.courses[1].hz;
  check_near(test_cents(high, low), 2.4, 0.1);
  check_near(test_cents(sqrt(low * high), 220.0), 0.0, 0.01);
  check_near(
    test_cents(test_partial_hz(left + 4800U, 19200U, rate, 220.0), 220.0), 0.0,
    1.0);
  free(rig.memory);
}

static void
test_small_changes_glide_and_large_ones_are_struck(void** const state)
{
  (void)state;
  const double rate = 48000.0;
  Rig          rig;
  open_rig(&rig, rate);
  chord(&rig, 147.0);
  run(&rig, left, right, 4800U, NULL);
  const uint32_t loop = rig.dombra.loop_of[0];
  chord(&rig, 149.0);
  run(&rig, left, right, 28800U, NULL);
  assert_int_equal(rig.dombra.loop_of[0], loop);
  check_near(
    test_cents(test_partial_hz(left + 9600U, 19200U, rate, 149.0), 149.0), 0.0,
    1.0);
  chord(&rig, 196.0);
  run(&rig, left, right, 28800U, NULL);
  assert_int_not_equal(rig.dombra.loop_of[0], loop);
  check_near(
    test_cents(test_partial_hz(left + 9600U, 19200U, rate, 196.0), 196.0), 0.0,
    1.0);
  free(rig.memory);
}

// ----------------------------------------------------------------- strokes

/// First frame that is not silent.
static size_t
first_sound(const float* const x, const size_t n)
{
  size_t i = 0;
  while (i < n && x[i] == 0.0f) {
    i++;
  }
  return i;
}

static void
test_strokes_begin_at_their_frame_low_or_high_first(void** const state)
{
  (void)state;
  for (uint32_t up = 0U; up < 2U; up++) {
    for (uint32_t at = 0U; at < 70U; at += 23U) {
      static float before[2][9600];
      static float with[2][9600];
      Rig          rig;
      size_t       first[2];
      for (uint32_t struck = 0U; struck < 2U; struck++) {
        float* const l = struck ? with[0] : before[0];
        float* const r = struck ? with[1] : before[1];
        open_rig(&rig, 48000.0);
        chord(&rig, 146.8);
        run(&rig, l, r, 6400U + at, NULL);
        if (struck) {
          stroke(&rig, 8.0f, up != 0U);
        }
        run(&rig, l + 6400U + at, r + 6400U + at, 2000U, NULL);
        free(rig.memory);
      }
      for (uint32_t c = 0U; c < 2U; c++) {
        const float* const a = c ? with[1] : with[0];
        const float* const b = c ? before[1] : before[0];
        first[c]             = 0U;
        while (first[c] < 8400U && a[first[c]] == b[first[c]]) {
          first[c]++;
        }
      }
      // Each channel has one string; the old one is stopped at the stroke,
      // the new one is silent in it until its turn
      assert_in_range(first[up], 6400U + at, 6400U + at);
    }
  }
}

static void
test_a_strum_runs_across_the_strings(void** const state)
{
  (void)state;
  Rig rig;
  open_rig(&rig, 48000.0);
  chord(&rig, 146.8);
  run(&rig, left, right, 4800U, NULL);
  assert_int_equal(first_sound(left, 4800U), 0U);
  assert_int_equal(first_sound(right, 4800U), 480U);
  free(rig.memory);
}

static void
test_accents_are_louder_and_brighter(void** const state)
{
  (void)state;
  double level[2];
  double tilt[2];
  for (uint32_t accent = 0U; accent < 2U; accent++) {
    Rig rig;
    open_rig(&rig, 48000.0);
    chord(&rig, 146.8);
    run(&rig, left, right, 9600U, NULL);
    stroke(&rig, accent ? 9.0f : 5.0f, false);
    run(&rig, left, right, 9600U, NULL);
    level[accent] = test_partial_db(left, 9600U, 48000.0, 146.8);
    tilt[accent] =
      test_partial_db(left, 9600U, 48000.0, 20.0 * 146.8) - level[accent];
    free(rig.memory);
  }
  print_message("9 against 5: %.1f dB, 3 kHz %.1f dB more\n",
                level[1] - level[0], tilt[1] - tilt[0]);
  check_near(level[1] - level[0], 5.5, 1.0);
  assert_true(tilt[1] - tilt[0] > 1.0);
}

// ---------------------------------------------------------- level, silence

static void
test_gallop_has_the_level_of_the_bowed_drone(void** const state)
{
  (void)state;
  static const double hz[]  = { 65.4, 98.0, 130.8, 146.8, 220.0, 329.6, 493.9 };
  double              least = 100.0;
  double              most  = -100.0;
  for (size_t i = 0; i < COUNT(hz); i++) {
    Rig rig;
    open_rig(&rig, 48000.0);
    chord(&rig, hz[i]);
    gallop(&rig, left, right, 6U * 48000U);
    const double l  = pow(10.0, 0.1 * test_rms_db(left, 6U * 48000U));
    const double r  = pow(10.0, 0.1 * test_rms_db(right, 6U * 48000U));
    const double db = 10.0 * log10(0.5 * (l + r));
    print_message("%.1f Hz: %.2f dBFS\n", hz[i], db);
    least = fmin(least, db);
    most  = fmax(most, db);
    free(rig.memory);
  }
  print_message("level %.2f to %.2f dBFS\n", least, most);
  check_near(least, -16.0, 2.0);
  check_near(most, -16.0, 2.0);
}

static void
test_off_is_silent_soon_and_idle(void** const state)
{
  (void)state;
  Rig rig;
  open_rig(&rig, 48000.0);
  chord(&rig, 146.8);
  run(&rig, left, right, 9600U, NULL);
  assert_false(dala_dombra_idle(&rig.dombra));
  dala_dombra_set_on(&rig.dombra, false);
  run(&rig, left, right, 960U, NULL);
  assert_true(dala_dombra_idle(&rig.dombra));
  run(&rig, left, right, 320U, NULL);
  assert_true(test_peak(left, 320U) == 0.0);
  free(rig.memory);
}

static void
test_gain_moves_without_a_step(void** const state)
{
  (void)state;
  Rig rig;
  open_rig(&rig, 48000.0);
  chord(&rig, 146.8);
  run(&rig, left, right, 9600U, NULL);
  const double usual = test_peak(left + 8640U, 960U);
  dala_dombra_set_gain(&rig.dombra, 0.0f);
  run(&rig, left + 9600U, right, 64U, NULL);
  float jump = 0.0f;
  for (size_t i = 9599U; i < 9663U; i++) {
    const float step = fabsf(left[i + 1U] - left[i]);
    jump             = step > jump ? step : jump;
  }
  check_at_most(jump, 0.5 * usual);
  assert_true(left[9600U + 33U] == 0.0f);
  free(rig.memory);
}

// ------------------------------------------------------- division and faults

static void
test_any_division_is_identical(void** const state)
{
  (void)state;
  static float whole[2][24000];
  TestRng      rng = test_rng(7U);
  for (uint32_t pieces = 0U; pieces < 2U; pieces++) {
    float* const l = pieces ? left : whole[0];
    float* const r = pieces ? right : whole[1];
    Rig          rig;
    open_rig(&rig, 48000.0);
    for (uint32_t at = 0U; at < 24000U; at += 3000U) {
      if (at % 6000U == 0U) {
        chord(&rig, 120.0 + 0.02 * at);
      }
      stroke(&rig, (float)(at / 3000U % 10U), at % 9000U == 0U);
      run(&rig, l + at, r + at, 3000U, pieces ? &rng : NULL);
    }
    free(rig.memory);
  }
  assert_memory_equal(whole[0], left, sizeof whole[0]);
  assert_memory_equal(whole[1], right, sizeof whole[1]);
}

static void
test_any_rate_and_any_request_is_finite(void** const state)
{
  (void)state;
  static const double rates[] = { 8000.0, 11025.0, 192000.0, 384000.0 };
  for (size_t i = 0; i < COUNT(rates); i++) {
    TestRng rng = test_rng(i);
    Rig     rig;
    open_rig(&rig, rates[i]);
    for (uint32_t k = 0U; k < 300U; k++) {
      const float any = (float)(test_rng_range(&rng, -100.0, 2900.0));
      dala_dombra_set_string(&rig.dombra, k % 3U, any, any * 0.001f, any);
      dala_dombra_set_on(&rig.dombra, k % 7U != 0U);
      dala_dombra_set_colour(&rig.dombra, any);
      stroke(&rig, any * 0.01f, k % 2U);
      run(&rig, left, right, 64U + k % 50U, NULL);
      assert_true(isfinite(test_peak(left, 64U)));
    }
    assert_true(dala_dombra_healthy(&rig.dombra));
    free(rig.memory);
  }
}

static void
test_a_lost_state_is_seen_and_mended(void** const state)
{
  (void)state;
  Rig rig;
  open_rig(&rig, 48000.0);
  chord(&rig, 146.8);
  run(&rig, left, right, 960U, NULL);
  for (uint32_t i = 0U; i < rig.dombra.rate.ring_len; i++) {
    rig.dombra.strings[rig.dombra.loop_of[0]].loop.ring[i] = NAN;
  }
  run(&rig, left, right, 64U, NULL);
  assert_false(dala_dombra_healthy(&rig.dombra));
  dala_dombra_reset(&rig.dombra);
  rig.frame = 0U;
  run(&rig, left, right, 4800U, NULL);
  assert_true(dala_dombra_healthy(&rig.dombra));
  assert_true(test_peak(left, 4800U) > 0.01);
  assert_true(isfinite(test_peak(left, 4800U)));
  free(rig.memory);
}

static void
test_ten_minutes_keep_pitch_and_no_dc(void** const state)
{
  (void)state;
  const double rate = 48000.0;
  Rig          rig;
  open_rig(&rig, rate);
  chord(&rig, 146.8);
  for (uint32_t second = 0U; second < 600U; second += 10U) {
    gallop(&rig, left, right, 480000U);
  }
  double mean = 0.0;
  for (size_t i = 0; i < 480000U; i++) {
    mean += (double)left[i] / 480000.0;
  }
  check_at_most(fabs(mean), 1e-3);
  stroke(&rig, 7.0f, false);
  run(&rig, left, right, 33600U, NULL);
  check_near(
    test_cents(test_partial_hz(left + 4800U, 28800U, rate, 146.8), 146.8), 0.0,
    1.0);
  free(rig.memory);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_every_string_is_in_tune),
    cmocka_unit_test(test_a_note_alone_is_doubled_about_its_pitch),
    cmocka_unit_test(test_small_changes_glide_and_large_ones_are_struck),
    cmocka_unit_test(test_strokes_begin_at_their_frame_low_or_high_first),
    cmocka_unit_test(test_a_strum_runs_across_the_strings),
    cmocka_unit_test(test_accents_are_louder_and_brighter),
    cmocka_unit_test(test_gallop_has_the_level_of_the_bowed_drone),
    cmocka_unit_test(test_off_is_silent_soon_and_idle),
    cmocka_unit_test(test_gain_moves_without_a_step),
    cmocka_unit_test(test_any_division_is_identical),
    cmocka_unit_test(test_any_rate_and_any_request_is_finite),
    cmocka_unit_test(test_a_lost_state_is_seen_and_mended),
    cmocka_unit_test(test_ten_minutes_keep_pitch_and_no_dc),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
