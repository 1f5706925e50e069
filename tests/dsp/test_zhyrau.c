#include "plugin/dsp/zhyrau.h"
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
  DalaZhyrau zhyrau;
  void*      memory;
  uint32_t   frame;
} Rig;

static void
open_rig(Rig* const rig, const double rate)
{
  memset(rig, 0xA5, sizeof *rig);
  rig->frame = 0U;
  rig->cfg   = test_config(rate, NULL);
  test_lay_out(zhyrau, &rig->zhyrau, &rig->cfg, rig->memory);
  dala_zhyrau_prepare(&rig->zhyrau, &rig->cfg);
  dala_zhyrau_set_on(&rig->zhyrau, true);
}

/// n frames in pieces of random length if `rng`, else in whole ticks.
static void
run(Rig* const rig, float* const l, float* const r, const size_t n,
    TestRng* const rng)
{
  for (size_t at = 0; at < n;) {
    const uint32_t m = test_piece(rig->frame, n - at, rng);
    if (rig->frame == 0U) {
      dala_zhyrau_tick(&rig->zhyrau);
    }
    dala_zhyrau_process(&rig->zhyrau, l + at, r + at, m);
    rig->frame = (rig->frame + m) % DALA_TICK;
    at += m;
  }
}

static void
note(Rig* const rig, const double hz)
{
  dala_zhyrau_set_string(&rig->zhyrau, 0U, (float)hz, 1.0f, 0.0f);
}

/// Ten seconds of each tonic in three tunings; octaves go round.
static void
test_mean_pitch_is_within_1_cent(void** const state)
{
  (void)state;
  static const double tuning[] = { 415.0, 440.0, 466.0 };
  static const double rates[]  = { 44100.0, 48000.0 };
  double              worst    = 0.0;
  for (uint32_t i = 0U; i < 36U; i++) {
    const double rate = rates[i % 2U];
    const double hz =
      tuning[i / 12U] *
      exp2((double)(i % 12U) / 12.0 - 21.0 / 12.0 + (double)(i % 4U) - 2.0);
    const size_t n = (size_t)(10.0 * rate);
    Rig          rig;
    open_rig(&rig, rate);
    note(&rig, hz);
    run(&rig, left, right, n, NULL);
    // The phase advance between halves is the mean pitch of five seconds
    const double near = test_partial_hz(left + 9600U, 16384U, rate, hz);
    double       sum  = 0.0;
    uint32_t     m    = 0U;
    for (size_t at = 9600U; at + 16384U <= n; at += 8192U, m++) {
      sum += test_partial_hz(left + at, 16384U, rate, near);
    }
    worst = fmax(worst, fabs(test_cents(sum / m, hz)));
    free(rig.memory);
  }
  print_message("worst mean pitch: %.2f cents\n", worst);
  check_at_most(worst, 1.0);
}

/// Level of harmonic k against the louder of its neighbours, dB.
static double
stands_out(const float* const x, const size_t n, const double hz,
           const uint32_t k)
{
  const double here  = test_partial_db(x, n, 48000.0, k * hz);
  const double below = test_partial_db(x, n, 48000.0, (k - 1.0) * hz);
  const double above = test_partial_db(x, n, 48000.0, (k + 1.0) * hz);
  return here - fmax(below, above);
}

static void
test_overtone_stands_out_and_follows_the_melody(void** const state)
{
  (void)state;
  static const double drone[]  = { 130.8, 146.8, 174.6, 196.0, 220.0, 246.9 };
  static const double melody[] = { 1.0, 5.0 / 4.0, 3.0 / 2.0 };
  static const double degree[] = { 0.0, 386.0, 702.0 };
  double              least    = 100.0;
  double              off      = 0.0;
  for (size_t d = 0; d < COUNT(drone); d++) {
    Rig rig;
    open_rig(&rig, 48000.0);
    note(&rig, drone[d]);
    for (size_t m = 0; m < COUNT(melody); m++) {
      dala_zhyrau_set_melody(&rig.zhyrau, (float)(4.0 * drone[d] * melody[m]));
      run(&rig, left, right, 57600U, NULL);
      const uint32_t k   = rig.zhyrau.harmonic;
      const double class = fmod(test_cents(k, 1.0), 1200.0);
      const double way   = fabs(class - degree[m]);
      check_at_most(fmin(way, 1200.0 - way), 100.0);
      print_message("%.1f Hz, harmonic %u: %.1f dB\n", drone[d], k,
                    stands_out(left + 24832U, 32768U, drone[d], k));
      least = fmin(least, stands_out(left + 24832U, 32768U, drone[d], k));
      off =
        fmax(off, fabs(test_cents((double)rig.zhyrau.focus_hz, drone[d] * k)));
    }
    free(rig.memory);
  }
  print_message("overtone at least %.1f dB over its neighbours, formant at "
                "most %.2f cents off it\n",
                least, off);
  assert_true(least > 18.0);
  check_at_most(off, 20.0);
}

static void
test_level_is_that_of_the_bowed_drone(void** const state)
{
  (void)state;
  static const double hz[] = { 65.4, 98.0, 130.8, 146.8, 196.0, 246.9 };
  for (size_t i = 0; i < COUNT(hz); i++) {
    Rig rig;
    open_rig(&rig, 48000.0);
    note(&rig, hz[i]);
    run(&rig, left, right, 3U * 48000U, NULL);
    const double db = test_rms_db(left + 48000U, 96000U);
    print_message("%.1f Hz: %.2f dBFS\n", hz[i], db);
    check_near(db, -16.0, 2.0);
    free(rig.memory);
  }
}

static void
test_colour_leaves_the_level(void** const state)
{
  (void)state;
  static const double hz[] = { 65.4, 98.0, 130.8, 146.8, 196.0, 246.9, 370.0 };
  for (size_t i = 0; i < COUNT(hz); i++) {
    double usual = 0.0;
    for (uint32_t k = 0; k < 4U; k++) {
      static const float colours[] = { 0.4f, 0.0f, 0.7f, 1.0f };
      Rig                rig;
      open_rig(&rig, 48000.0);
      dala_zhyrau_set_colour(&rig.zhyrau, colours[k]);
      note(&rig, hz[i]);
      run(&rig, left, right, 3U * 48000U, NULL);
      const double db = test_rms_db(left + 48000U, 96000U);
      usual           = k ? usual : db;
      check_near(db, usual, 1.0);
      free(rig.memory);
    }
  }
}

/// Largest difference between tenths of a second, dB.
static double
level_range(const float* const x, const size_t n)
{
  double least = 1000.0;
  double most  = -1000.0;
  for (size_t at = 0; at + 4800U <= n; at += 4800U) {
    const double db = test_rms_db(x + at, 4800U);
    least           = fmin(least, db);
    most            = fmax(most, db);
  }
  return most - least;
}

static void
test_retuning_leaves_no_hole(void** const state)
{
  (void)state;
  Rig rig;
  open_rig(&rig, 48000.0);
  note(&rig, 146.8);
  run(&rig, left, right, 48000U, NULL);
  note(&rig, 150.0);
  run(&rig, left + 48000U, right, 48000U, NULL);
  check_near(
    test_cents(test_partial_hz(left + 72000U, 16384U, 48000.0, 150.0), 150.0),
    0.0, 6.0);
  note(&rig, 196.0);
  run(&rig, left + 96000U, right, 48000U, NULL);
  check_near(
    test_cents(test_partial_hz(left + 120000U, 16384U, 48000.0, 196.0), 196.0),
    0.0, 6.0);
  check_at_most(level_range(left + 24000U, 120000U), 6.0);
  free(rig.memory);
}

static void
test_accents_growl_an_octave_below(void** const state)
{
  (void)state;
  const DalaStroke accent = { .velocity = 9.0f };
  Rig              rig;
  open_rig(&rig, 48000.0);
  note(&rig, 146.8);
  run(&rig, left, right, 48000U, NULL);
  const double before = test_partial_db(left + 31616U, 16384U, 48000.0, 220.2);
  dala_zhyrau_stroke(&rig.zhyrau, &accent);
  run(&rig, left, right, 16384U, NULL);
  const double after = test_partial_db(left, 8192U, 48000.0, 220.2);
  print_message("half a harmonic: %.1f dB before, %.1f after an accent\n",
                before, after);
  assert_true(after > before + 12.0);
  free(rig.memory);
}

static void
test_off_is_silent_soon_and_idle(void** const state)
{
  (void)state;
  Rig rig;
  open_rig(&rig, 48000.0);
  note(&rig, 146.8);
  run(&rig, left, right, 9600U, NULL);
  assert_false(dala_zhyrau_idle(&rig.zhyrau));
  dala_zhyrau_set_on(&rig.zhyrau, false);
  run(&rig, left, right, 9600U, NULL);
  assert_true(dala_zhyrau_idle(&rig.zhyrau));
  free(rig.memory);
}

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
    for (uint32_t at = 0U; at < 24000U; at += 3001U) {
      const uint32_t   n      = 24000U - at < 3001U ? 24000U - at : 3001U;
      const DalaStroke stroke = { .velocity = (float)(at % 10U) };
      note(&rig, 120.0 + 0.01 * at);
      dala_zhyrau_set_melody(&rig.zhyrau, 400.0f + 0.02f * (float)at);
      dala_zhyrau_stroke(&rig.zhyrau, &stroke);
      run(&rig, l + at, r + at, n, pieces ? &rng : NULL);
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
      const float any = (float)test_rng_range(&rng, -100.0, 2900.0);
      dala_zhyrau_set_string(&rig.zhyrau, k % 3U, any, any * 0.001f, any);
      dala_zhyrau_set_on(&rig.zhyrau, k % 7U != 0U);
      dala_zhyrau_set_colour(&rig.zhyrau, any);
      dala_zhyrau_set_melody(&rig.zhyrau, any);
      run(&rig, left, right, 64U + k % 50U, NULL);
      assert_true(isfinite(test_peak(left, 64U)));
    }
    assert_true(dala_zhyrau_healthy(&rig.zhyrau));
    free(rig.memory);
  }
}

static void
test_a_lost_state_is_seen_and_mended(void** const state)
{
  (void)state;
  Rig rig;
  open_rig(&rig, 48000.0);
  note(&rig, 146.8);
  run(&rig, left, right, 960U, NULL);
  rig.zhyrau.tract.u[1] = NAN;
  run(&rig, left, right, 64U, NULL);
  assert_false(dala_zhyrau_healthy(&rig.zhyrau));
  dala_zhyrau_reset(&rig.zhyrau);
  rig.frame = 0U;
  run(&rig, left, right, 9600U, NULL);
  assert_true(dala_zhyrau_healthy(&rig.zhyrau));
  assert_true(test_peak(left, 9600U) > 0.01);
  free(rig.memory);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_mean_pitch_is_within_1_cent),
    cmocka_unit_test(test_overtone_stands_out_and_follows_the_melody),
    cmocka_unit_test(test_level_is_that_of_the_bowed_drone),
    cmocka_unit_test(test_colour_leaves_the_level),
    cmocka_unit_test(test_retuning_leaves_no_hole),
    cmocka_unit_test(test_accents_growl_an_octave_below),
    cmocka_unit_test(test_off_is_silent_soon_and_idle),
    cmocka_unit_test(test_any_division_is_identical),
    cmocka_unit_test(test_any_rate_and_any_request_is_finite),
    cmocka_unit_test(test_a_lost_state_is_seen_and_mended),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
