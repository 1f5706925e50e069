/**
   The bowed drone while it is switched and retuned: no click, no hole.
*/
#include "plugin/music/drone_chords.h"
#include "tests/support/analysis.h"
#include "tests/support/body_click.h"
#include "tests/support/check.h"
#include "tests/support/drone_probe.h"
#include "tests/support/signals.h"

#include <stdbool.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MAX_FRAMES (10U * 48000U + 3200U)

static const double rates[] = { 44100.0, 48000.0, 96000.0 };

static float left[MAX_FRAMES];
static float right[MAX_FRAMES];

typedef struct {
  uint32_t pitch_class;
  int32_t  octave;
  uint32_t chord;
  float    a4;
  bool     on;
} Scene;

/// From one scene to the other under sound; returns nothing, fails on a click.
static void
check_change(const Scene a, const Scene b, const double rate)
{
  const size_t at = (size_t)(1.5 * rate / DALA_TICK) * DALA_TICK;
  const size_t n  = 2U * at;
  DroneProbe   probe;
  drone_probe_open(&probe, rate, NULL);
  dala_drone_set_on(&probe.drone, a.on);
  drone_probe_chord(&probe, a.pitch_class, a.octave, a.chord, a.a4);
  drone_probe_run(&probe, left, right, at, 0U, 0U);
  dala_drone_set_on(&probe.drone, b.on);
  drone_probe_chord(&probe, b.pitch_class, b.octave, b.chord, b.a4);
  drone_probe_run(&probe, left + at, right + at, n - at, 0U, 0U);
  const size_t length = (size_t)(0.06 * rate);
  body_click_check(left, n, rate, at, length);
  body_click_check(right, n, rate, at, length);
  drone_probe_close(&probe);
}

static void
test_no_click_when_the_chord_changes(void** const state)
{
  (void)state;
  static const uint32_t pairs[][2] = { { 0U, 1U }, { 1U, 0U }, { 1U, 2U },
                                       { 1U, 4U }, { 0U, 3U }, { 3U, 2U } };
  for (uint32_t i = 0U; i < COUNT(pairs); i++) {
    const Scene a = { 2U, 0, pairs[i][0], 440.0f, true };
    const Scene b = { 2U, 0, pairs[i][1], 440.0f, true };
    check_change(a, b, rates[i % 3U]);
  }
}

static void
test_no_click_when_the_tonic_or_octave_changes(void** const state)
{
  (void)state;
  static const Scene to[] = { { 7U, 0, 1U, 440.0f, true },
                              { 3U, 0, 1U, 440.0f, true },
                              { 1U, 0, 1U, 440.0f, true },
                              { 2U, 1, 1U, 440.0f, true },
                              { 9U, 1, 0U, 440.0f, true } };
  for (uint32_t i = 0U; i < COUNT(to); i++) {
    const Scene a = { 2U, 0, to[i].chord, 440.0f, true };
    check_change(a, to[i], rates[i % 3U]);
  }
}

static void
test_no_click_when_the_pitch_glides(void** const state)
{
  (void)state;
  static const double cents[] = { -95.0, -30.0, 2.0, 30.0, 95.0 };
  for (uint32_t i = 0U; i < 2U * COUNT(cents); i++) {
    const float a4 = (float)(440.0 * exp2(cents[i / 2U] / 1200.0));
    const Scene a  = { 2U, (int32_t)(i % 2U), 1U, 440.0f, true };
    const Scene b  = { 2U, (int32_t)(i % 2U), 1U, a4, true };
    check_change(a, b, rates[i % 3U]);
  }
}

static void
test_no_click_when_switched_on_and_off(void** const state)
{
  (void)state;
  for (uint32_t i = 0U; i < 6U; i++) {
    const Scene on  = { 2U, (int32_t)(i / 2U) - 1, 1U, 440.0f, true };
    const Scene off = { 2U, (int32_t)(i / 2U) - 1, 1U, 440.0f, false };
    check_change(i % 2U ? on : off, i % 2U ? off : on, rates[i % 3U]);
  }
}

static void
test_a_glide_reaches_its_pitch_within_100_ms(void** const state)
{
  (void)state;
  DroneProbe probe;
  drone_probe_open(&probe, 48000.0, NULL);
  drone_probe_string(&probe, 220.0);
  drone_probe_seconds(&probe, left, right, 1.0);
  drone_probe_string(&probe, 230.0);
  drone_probe_seconds(&probe, left + 48000U, right + 48000U, 1.0);
  check_near(
    test_cents(test_partial_hz(left + 52800, 9600U, 48000.0, 230.0), 230.0),
    0.0, 5.0);
  drone_probe_close(&probe);
}

static void
test_chords_at_random_leave_no_hole_and_no_burst(void** const state)
{
  (void)state;
  TestRng    rng = test_rng(5U);
  DroneProbe probe;
  size_t     at = 48000U;
  drone_probe_open(&probe, 48000.0, NULL);
  drone_probe_chord(&probe, 0U, 0, 1U, 440.0f);
  drone_probe_seconds(&probe, left, right, 1.0);
  while (at < 480000U) {
    const uint32_t n = 32U * (1U + test_rng_u32(&rng) % 100U);
    drone_probe_chord(&probe, test_rng_u32(&rng) % 12U,
                      (int32_t)(test_rng_u32(&rng) % 2U),
                      test_rng_u32(&rng) % DALA_N_CHORDS, 440.0f);
    drone_probe_run(&probe, left + at, right + at, n, 0U, 0U);
    at += n;
  }
  for (size_t i = 4800U; i + 960U < at; i += 240U) {
    check_near(test_rms_db(left + i, 960U), -16.5, 5.5);
  }
  drone_probe_close(&probe);
}

static void
test_off_means_silence_and_idle(void** const state)
{
  (void)state;
  DroneProbe probe;
  drone_probe_open(&probe, 48000.0, NULL);
  drone_probe_chord(&probe, 2U, 0, 1U, 440.0f);
  drone_probe_seconds(&probe, left, right, 1.0);
  assert_false(dala_drone_idle(&probe.drone));
  dala_drone_set_on(&probe.drone, false);
  drone_probe_seconds(&probe, left + 48000U, right + 48000U, 0.2);
  assert_true(dala_drone_idle(&probe.drone));
  check_at_most(test_peak(left + 48000 + 2400, 7000U), 0.0);
  drone_probe_close(&probe);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_no_click_when_the_chord_changes),
    cmocka_unit_test(test_no_click_when_the_tonic_or_octave_changes),
    cmocka_unit_test(test_no_click_when_the_pitch_glides),
    cmocka_unit_test(test_no_click_when_switched_on_and_off),
    cmocka_unit_test(test_a_glide_reaches_its_pitch_within_100_ms),
    cmocka_unit_test(test_chords_at_random_leave_no_hole_and_no_burst),
    cmocka_unit_test(test_off_means_silence_and_idle),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
