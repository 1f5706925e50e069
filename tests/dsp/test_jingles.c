#include "plugin/dsp/jingles.h"
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MAX_N 192000

static float left[MAX_N];
static float right[MAX_N];

// ------------------------------------------------------------------ the rig

typedef struct {
  DalaJingles jingles;
  double      rate;
  size_t      done; ///< Frames.
} Rig;

/// It has listened to 20 ms of silence.
static void
open_rig(Rig* const self, const double rate)
{
  const DalaHeard silence = { .floor = 1e-8F };
  dala_jingles_prepare(&self->jingles, rate);
  self->rate = rate;
  self->done = 0U;
  for (double t = 0.0; t < 0.020; t += DALA_TICK / rate) {
    dala_jingles_tick(&self->jingles, &silence);
  }
}

/// Amplitude of the playing at a time, s.
typedef double (*Playing)(double t);

/// What the ears say of it: mean square of the last 5 ms, and the loudest.
static DalaHeard
hear(const Playing playing, const double t)
{
  DalaHeard heard = { .f0_hz = 440.0F, .floor = 1e-8F };
  for (int i = 0; i < 10; i++) {
    const double a = playing(t - 0.0005 * i);
    heard.level += (float)(0.1 * a * a);
  }
  heard.loud = fmaxf(0.01F, heard.level);
  return heard;
}

/// n frames into left and right; pieces of random length if `seed` is not 0.
static void
run(Rig* const self, const Playing playing, const size_t n, const uint64_t seed)
{
  TestRng rng = test_rng(seed + 1U);
  for (size_t at = 0; at < n;) {
    const size_t frame = self->done % DALA_TICK;
    if (!frame) {
      const DalaHeard heard = hear(playing, (double)self->done / self->rate);
      dala_jingles_tick(&self->jingles, &heard);
    }
    size_t piece = DALA_TICK - frame;
    if (seed) {
      piece = 1U + test_rng_u32(&rng) % piece;
    }
    piece = piece < n - at ? piece : n - at;
    dala_jingles_process(&self->jingles, left + at, right + at, (uint32_t)frame,
                         (uint32_t)piece);
    at += piece;
    self->done += piece;
  }
}

static double
steady(const double t)
{
  return t < 0.0 ? 0.0 : 0.1;
}

/// Notes of half a second, bowed anew from silence each second.
static double
notes(const double t)
{
  return t > 0.0 && fmod(t, 1.0) < 0.5 ? 0.1 : 0.0;
}

/// One note, and the bow turns on it each half second: 6 dB less for 40 ms.
static double
bow_changes(const double t)
{
  return t > 0.25 && fmod(t, 0.5) < 0.04 ? 0.05 : 0.1;
}

/// One note whose level swings by 2 dB up and down, 5.5 times a second.
static double
vibrato(const double t)
{
  return 0.1 * pow(10.0, 0.1 * sin(2.0 * 3.14159265358979 * 5.5 * t));
}

/// As notes(), 14 dB under the loudest.
static double
soft_notes(const double t)
{
  return 0.2 * notes(t);
}

/// First frame of at least `level`, from `from`.
static size_t
first_sound(const size_t from, const size_t n, const float level)
{
  for (size_t i = from; i < n; i++) {
    if (fabsf(left[i]) + fabsf(right[i]) > level) {
      return i;
    }
  }
  return n;
}

// ----------------------------------------------------------------- strikes

static void
test_jingles_strike_5_to_15_ms_after_an_accent(void** const state)
{
  (void)state;
  Rig rig;
  open_rig(&rig, 48000.0);
  double least = 1.0;
  double most  = 0.0;
  for (int second = 0; second < 20; second++) {
    run(&rig, notes, 48000U, 0U);
    const double late = (double)first_sound(0U, 48000U, 0.003F) / 48000.0;
    least             = fmin(least, late);
    most              = fmax(most, late);
  }
  print_message("late by %.1f to %.1f ms\n", 1e3 * least, 1e3 * most);
  check_at_most(0.0045, least);
  check_at_most(most, 0.015);
}

static void
test_jingles_strike_when_the_bow_turns(void** const state)
{
  (void)state;
  Rig rig;
  open_rig(&rig, 48000.0);
  run(&rig, bow_changes, 24000U, 0U);
  for (int turn = 0; turn < 6; turn++) {
    run(&rig, bow_changes, 24000U, 0U);
    const double late = (double)first_sound(1200U, 24000U, 0.003F) / 48000.0;
    check_at_most(0.04, late);
    check_at_most(late, 0.04 + 0.015);
  }
}

static void
check_silent_after_the_start(const Playing playing)
{
  Rig rig;
  open_rig(&rig, 48000.0);
  run(&rig, playing, 48000U, 0U);
  run(&rig, playing, 3U * 48000U, 0U);
  assert_true(first_sound(0U, 3U * 48000U, 0.0F) == 3U * 48000U);
  assert_true(dala_jingles_idle(&rig.jingles));
}

static void
test_jingles_are_silent_while_nothing_accents(void** const state)
{
  (void)state;
  check_silent_after_the_start(steady); // silence ends exactly, too
  check_silent_after_the_start(vibrato);
  check_silent_after_the_start(soft_notes);
}

// ------------------------------------------------------------------- sound

static void
test_jingles_take_what_sounds_already_for_no_accent(void** const state)
{
  (void)state;
  Rig rig;
  open_rig(&rig, 48000.0);
  run(&rig, steady, 48000U, 0U);
  dala_jingles_reset(&rig.jingles); // as after a bypass
  run(&rig, steady, 48000U, 0U);
  assert_true(test_peak(left, 48000U) == 0.0);
}

static void
test_jingles_are_as_loud_as_what_shakes_them(void** const state)
{
  (void)state;
  Rig rig;
  open_rig(&rig, 48000.0);
  double mean = 0.0;
  for (int second = 0; second < 20; second++) {
    double most = -400.0;
    run(&rig, notes, 48000U, 0U);
    for (size_t i = 0; i < 9600U; i += 60U) {
      most = fmax(
        most, fmax(test_rms_db(left + i, 240U), test_rms_db(right + i, 240U)));
    }
    mean += most / 20.0;
  }
  print_message("5 ms at most %.1f dB over the playing\n", mean + 20.0);
  check_near(mean, -20.0 - 2.0, 4.0);
}

static void
test_jingles_sound_between_2_and_10_khz_and_on_both_sides(void** const state)
{
  (void)state;
  Rig rig;
  open_rig(&rig, 48000.0);
  double in      = 0.0;
  double out     = 0.0;
  double side[2] = { 0.0 };
  for (int second = 0; second < 10; second++) {
    run(&rig, notes, 48000U, 0U);
    side[0] += pow(10.0, 0.1 * test_rms_db(left, 9600U));
    side[1] += pow(10.0, 0.1 * test_rms_db(right, 9600U));
    for (double f = 20.0; f < 20000.0; f += 40.0) {
      double* const to = f < 2000.0 || f > 9500.0 ? &out : &in;
      *to += pow(10.0, 0.1 * test_partial_db(left, 4800U, 48000.0, f));
    }
  }
  check_at_most(out, 0.05 * in);
  check_near(10.0 * log10(side[0] / side[1]), 0.0, 4.0);
}

static void
test_jingles_sound_alike_at_every_rate_and_stay_finite(void** const state)
{
  (void)state;
  static const double rates[] = { 8000.0, 44100.0, 96000.0, 192000.0,
                                  384000.0 };
  for (size_t r = 0; r < COUNT(rates); r++) {
    Rig rig;
    open_rig(&rig, rates[r]);
    const size_t n = (size_t)(0.2 * rates[r]);
    run(&rig, notes, n, 0U);
    assert_true(dala_jingles_healthy(&rig.jingles));
    if (rates[r] > 40000.0) {
      check_near(test_rms_db(left, n), -37.0, 6.0);
    }
    rig.jingles.clusters[0].u[1] = INFINITY;
    assert_false(dala_jingles_healthy(&rig.jingles));
    dala_jingles_reset(&rig.jingles);
    assert_true(dala_jingles_healthy(&rig.jingles));
  }
}

static void
test_jingles_any_division_is_identical(void** const state)
{
  (void)state;
  static float want[MAX_N];
  for (uint64_t k = 0; k < 4U; k++) {
    Rig rig;
    open_rig(&rig, 48000.0);
    run(&rig, bow_changes, MAX_N, k);
    if (k) {
      assert_int_equal(test_first_difference(left, want, MAX_N), MAX_N);
    }
    memcpy(want, left, sizeof want);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_jingles_strike_5_to_15_ms_after_an_accent),
    cmocka_unit_test(test_jingles_strike_when_the_bow_turns),
    cmocka_unit_test(test_jingles_are_silent_while_nothing_accents),
    cmocka_unit_test(test_jingles_take_what_sounds_already_for_no_accent),
    cmocka_unit_test(test_jingles_are_as_loud_as_what_shakes_them),
    cmocka_unit_test(test_jingles_sound_between_2_and_10_khz_and_on_both_sides),
    cmocka_unit_test(test_jingles_sound_alike_at_every_rate_and_stay_finite),
    cmocka_unit_test(test_jingles_any_division_is_identical),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
