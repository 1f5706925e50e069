#include "plugin/dsp/smooth.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <string.h>

static const double rate = 48000.0;

static void
test_smooth_ends_exactly_on_any_target(void** const state)
{
  (void)state;
  TestRng rng = test_rng(11U);
  for (uint32_t round = 0; round < 1000U; round++) {
    DalaSmooth  smooth;
    const float begin  = test_rng_bipolar(&rng);
    const float target = 0.01f * test_rng_bipolar(&rng);
    dala_smooth_prepare(&smooth, rate, 0.010, begin);
    dala_smooth_set(&smooth, target);
    for (uint32_t tick = 0; tick < 16U; tick++) {
      dala_smooth_tick(&smooth);
    }
    assert_true(dala_smooth_rests_at(&smooth, target));
    assert_true(dala_smooth_at(&smooth, DALA_TICK - 1U) == target);
  }
}

static void
test_smooth_takes_its_time_in_equal_steps(void** const state)
{
  (void)state;
  DalaSmooth smooth;
  dala_smooth_prepare(&smooth, rate, 0.010, 0.0f); // 15 ticks
  dala_smooth_set(&smooth, 1.0f);
  float  last  = 0.0f;
  size_t moves = 0U;
  for (uint32_t tick = 0; tick < 20U; tick++) {
    dala_smooth_tick(&smooth);
    for (uint32_t i = 0; i < DALA_TICK; i++) {
      const float now = dala_smooth_at(&smooth, i);
      check_at_most(fabsf(now - last), 1.01 / (15.0 * DALA_TICK));
      moves += now != last;
      last = now;
    }
  }
  check_near(moves, 15.0 * DALA_TICK, 1.0);
}

static void
test_smooth_turns_to_a_new_target_without_a_jump(void** const state)
{
  (void)state;
  DalaSmooth smooth;
  TestRng    rng  = test_rng(12U);
  float      last = 0.5f;
  dala_smooth_prepare(&smooth, rate, 0.010, last);
  for (uint32_t tick = 0; tick < 2000U; tick++) {
    if (test_rng_u32(&rng) % 4U == 0U) {
      dala_smooth_set(&smooth, test_rng_bipolar(&rng));
    }
    dala_smooth_tick(&smooth);
    for (uint32_t i = 0; i < DALA_TICK; i++) {
      const float now = dala_smooth_at(&smooth, i);
      check_at_most(fabsf(now - last), 2.02 / (15.0 * DALA_TICK));
      last = now;
    }
  }
}

static void
test_smooth_snap_jumps(void** const state)
{
  (void)state;
  DalaSmooth smooth;
  dala_smooth_prepare(&smooth, rate, 0.010, 0.0f);
  dala_smooth_set(&smooth, 0.3f);
  dala_smooth_snap(&smooth);
  dala_smooth_tick(&smooth);
  assert_true(dala_smooth_rests_at(&smooth, 0.3f));
}

static void
test_smooth_lasts_at_least_one_tick_at_any_rate(void** const state)
{
  (void)state;
  static const double rates[] = { 8000.0, 44100.0, 384000.0 };
  for (size_t i = 0; i < 3U; i++) {
    DalaSmooth smooth;
    dala_smooth_prepare(&smooth, rates[i], 0.001, 0.0f);
    dala_smooth_set(&smooth, 1.0f);
    dala_smooth_tick(&smooth);
    assert_true(dala_smooth_at(&smooth, 0U) == 0.0f);
    assert_false(dala_smooth_rests_at(&smooth, 1.0f));
  }
}

static void
test_smooth_scale_is_the_same_for_any_division(void** const state)
{
  (void)state;
  DalaSmooth smooth;
  float      whole[DALA_TICK];
  float      parts[DALA_TICK];
  test_noise(whole, DALA_TICK, 13U, 1.0f);
  memcpy(parts, whole, sizeof parts);
  dala_smooth_prepare(&smooth, rate, 0.010, 1.0f);
  dala_smooth_set(&smooth, 0.1f);
  dala_smooth_tick(&smooth);
  dala_smooth_scale(&smooth, whole, 0U, DALA_TICK);
  dala_smooth_scale(&smooth, parts, 0U, 1U);
  dala_smooth_scale(&smooth, parts + 1, 1U, 19U);
  dala_smooth_scale(&smooth, parts + 20, 20U, DALA_TICK - 20U);
  assert_memory_equal(whole, parts, sizeof whole);
  assert_true(whole[31] != 0.0f && parts[31] != 0.0f);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_smooth_ends_exactly_on_any_target),
    cmocka_unit_test(test_smooth_takes_its_time_in_equal_steps),
    cmocka_unit_test(test_smooth_turns_to_a_new_target_without_a_jump),
    cmocka_unit_test(test_smooth_snap_jumps),
    cmocka_unit_test(test_smooth_lasts_at_least_one_tick_at_any_rate),
    cmocka_unit_test(test_smooth_scale_is_the_same_for_any_division),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
