#include "plugin/dsp/config.h"
#include "plugin/engine/breath.h"
#include "tests/support/check.h"

static const double rate = 48000.0;

static float
power(const double level_db)
{
  return (float)pow(10.0, 0.1 * level_db);
}

/// Tick for `seconds` at this level; returns the last gain in dB.
static double
play(DalaBreath* const breath, const double seconds, const double level_db,
     const float follow, const bool hold)
{
  const uint32_t ticks = (uint32_t)(seconds * rate / DALA_TICK);
  float          gain  = 0.0f;
  for (uint32_t i = 0; i < ticks; i++) {
    gain = dala_breath_tick(breath, power(level_db), follow, hold);
  }
  return gain > 0.0f ? 20.0 * log10((double)gain) : -400.0;
}

static const double silence_db = -120.0;

static DalaBreath
fresh(void)
{
  DalaBreath breath;
  dala_breath_prepare(&breath, rate);
  return breath;
}

static void
test_breath_is_silent_before_the_player_begins(void** const state)
{
  (void)state;
  DalaBreath breath = fresh();
  assert_true(play(&breath, 1.0, silence_db, 0.7f, false) == -400.0);
}

static void
test_breath_comes_with_the_bow(void** const state)
{
  (void)state;
  DalaBreath breath = fresh();
  check_near(play(&breath, 0.1, -20.0, 0.0f, false), 0.0, 0.1);
  breath = fresh();
  check_near(play(&breath, 0.2, -20.0, 1.0f, false), 0.0, 0.2);
}

static void
test_breath_follows_by_the_law(void** const state)
{
  (void)state;
  DalaBreath breath = fresh();
  play(&breath, 1.0, -20.0, 1.0f, false);
  check_near(play(&breath, 2.0, -30.0, 1.0f, false), -7.0, 0.1);
  check_near(play(&breath, 2.0, -50.0, 1.0f, false), -18.0, 0.1);
  check_near(play(&breath, 2.0, 0.0, 1.0f, false), 3.0, 0.1);
  check_near(play(&breath, 2.0, -30.0, 0.5f, false), -3.5, 0.1);
  check_near(play(&breath, 2.0, -30.0, 0.0f, false), 0.0, 0.1);
}

static void
test_breath_rises_in_15_ms_and_falls_in_250(void** const state)
{
  (void)state;
  DalaBreath breath = fresh();
  play(&breath, 2.0, -40.0, 1.0f, false); // -14 dB
  check_near(play(&breath, 0.015, -20.0, 1.0f, false), -14.0 * 0.368, 0.7);
  play(&breath, 1.0, -20.0, 1.0f, false);
  check_near(play(&breath, 0.250, -40.0, 1.0f, false), -14.0 * 0.632, 0.7);
}

static void
test_breath_outlasts_a_rest_and_fades_after_the_end(void** const state)
{
  (void)state;
  DalaBreath breath = fresh();
  play(&breath, 1.0, -20.0, 0.0001f, false);
  assert_true(play(&breath, 0.6, silence_db, 0.0001f, false) > -0.5);
  assert_true(play(&breath, 6.5, silence_db, 0.0001f, false) == -400.0);
  check_near(play(&breath, 0.1, -20.0, 0.0001f, false), 0.0, 0.2);
}

static void
test_breath_stays_under_hold_and_without_follow(void** const state)
{
  (void)state;
  DalaBreath breath = fresh();
  play(&breath, 1.0, -20.0, 0.7f, true);
  assert_true(play(&breath, 10.0, silence_db, 0.7f, true) > -13.0);
  breath = fresh();
  check_near(play(&breath, 10.0, silence_db, 0.0f, false), 0.0, 0.01);
}

static void
test_breath_mute_lasts_until_the_player_begins_anew(void** const state)
{
  (void)state;
  DalaBreath breath = fresh();
  play(&breath, 1.0, -20.0, 0.7f, false);
  dala_breath_mute(&breath);
  assert_true(play(&breath, 0.5, -20.0, 0.7f, false) == -400.0);
  play(&breath, 1.0, silence_db, 0.7f, false);
  assert_true(play(&breath, 0.2, -20.0, 0.7f, false) > -1.0);
}

static void
test_breath_mute_beats_hold_until_woken(void** const state)
{
  (void)state;
  DalaBreath breath = fresh();
  play(&breath, 1.0, -20.0, 0.0f, true);
  dala_breath_mute(&breath);
  assert_true(play(&breath, 0.5, silence_db, 0.0f, true) == -400.0);
  dala_breath_wake(&breath);
  check_near(play(&breath, 0.5, silence_db, 0.0f, true), 0.0, 0.1);
}

static void
test_breath_never_steps_by_more_than_a_third(void** const state)
{
  (void)state;
  DalaBreath breath = fresh();
  float      last   = 0.0f;
  for (uint32_t i = 0; i < 20000U; i++) {
    const double level = i / 700U % 2U ? -15.0 : silence_db;
    const float  gain  = dala_breath_tick(&breath, power(level), 1.0f, false);
    check_at_most(fabsf(gain - last), 1.41 * 0.33);
    last = gain;
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_breath_is_silent_before_the_player_begins),
    cmocka_unit_test(test_breath_comes_with_the_bow),
    cmocka_unit_test(test_breath_follows_by_the_law),
    cmocka_unit_test(test_breath_rises_in_15_ms_and_falls_in_250),
    cmocka_unit_test(test_breath_outlasts_a_rest_and_fades_after_the_end),
    cmocka_unit_test(test_breath_stays_under_hold_and_without_follow),
    cmocka_unit_test(test_breath_mute_lasts_until_the_player_begins_anew),
    cmocka_unit_test(test_breath_mute_beats_hold_until_woken),
    cmocka_unit_test(test_breath_never_steps_by_more_than_a_third),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
