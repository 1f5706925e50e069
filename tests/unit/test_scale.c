#include "plugin/music/scale.h"
#include "tests/support/check.h"

static void
test_scale_degrees_of_the_reference_are_in_tune(void** const state)
{
  (void)state;
  static const float degrees[6][8] = {
    { 0, 204, 386, 702, 884, 1200, 1200, 1200 },
    { 0, 316, 498, 702, 996, 1200, 1200, 1200 },
    { 0, 204, 316, 498, 702, 814, 996, 1200 },
    { 0, 204, 316, 498, 702, 884, 996, 1200 },
    { 0, 204, 386, 498, 702, 884, 996, 1200 },
    { 0, 204, 386, 498, 702, 884, 1088, 1200 },
  };
  for (uint32_t scale = 0; scale < 6U; scale++) {
    for (unsigned i = 0; i < 8U; i++) {
      for (int octave = -2; octave < 3; octave++) {
        const float cents = degrees[scale][i] + 1200.0f * (float)octave;
        check_near(dala_scale_deviation(scale, false, false, cents), 0.0, 0.01);
        check_near(dala_scale_deviation(scale, false, true, cents - 9.0f), -9.0,
                   0.01);
      }
    }
  }
}

static void
test_scale_sixth_and_seventh_change_with_the_register(void** const state)
{
  (void)state;
  const uint32_t adai = DALA_SCALE_ADAI;
  const uint32_t balb = DALA_SCALE_BALBYRAUYN;
  check_near(dala_scale_deviation(adai, false, false, 814.0f), 0.0, 0.01);
  check_near(dala_scale_deviation(adai, false, true, 814.0f), -70.0, 0.01);
  check_near(dala_scale_deviation(adai, false, true, 884.0f), 0.0, 0.01);
  check_near(dala_scale_deviation(balb, false, false, 1088.0f), 0.0, 0.01);
  check_near(dala_scale_deviation(balb, false, true, 996.0f), 0.0, 0.01);
}

static void
test_scale_equal_steps_are_hundreds(void** const state)
{
  (void)state;
  for (int i = -24; i < 24; i++) {
    const float cents = 100.0f * (float)i + 3.0f;
    check_near(dala_scale_deviation(DALA_SCALE_CHROMATIC, true, false, cents),
               3.0, 0.01);
  }
  check_at_most(fabsf(dala_scale_deviation(99U, true, true, 1e6f)), 600.0);
}

static void
test_scale_intervals_lead_to_degrees(void** const state)
{
  (void)state;
  const uint32_t adai = DALA_SCALE_ADAI; // on D
  check_near(dala_scale_interval(adai, false, false, 702.0f, 1), 112.0, 0.01);
  check_near(dala_scale_interval(adai, false, true, 702.0f, 1), 182.0, 0.01);
  check_near(dala_scale_interval(adai, true, false, 702.0f, 1), 100.0, 0.01);
  check_near(dala_scale_interval(adai, false, false, 710.0f, 1), 112.0, 0.01);
  check_near(dala_scale_interval(adai, false, false, 1800.0f + 55.0f, 1), 159.0,
             0.01); // a note of its own
  check_near(dala_scale_interval(adai, false, false, -1200.0f, -1), -204.0,
             0.01);
  for (uint32_t scale = 0; scale < DALA_N_SCALES; scale++) {
    for (int i = -30; i < 30; i++) {
      const float   at    = 100.0f * (float)i + 7.0f;
      const int32_t steps = i % 13;
      const float   to = at + dala_scale_interval(scale, true, true, at, steps);
      assert_true(steps == 0 || (steps > 0) == (to > at));
      if (fabsf(dala_scale_deviation(scale, true, true, at)) < 40.0f) {
        check_near(dala_scale_deviation(scale, true, true, to), 7.0, 0.01);
      } else {
        check_near(dala_scale_deviation(scale, true, true, to), 0.0, 0.01);
      }
    }
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_scale_degrees_of_the_reference_are_in_tune),
    cmocka_unit_test(test_scale_sixth_and_seventh_change_with_the_register),
    cmocka_unit_test(test_scale_equal_steps_are_hundreds),
    cmocka_unit_test(test_scale_intervals_lead_to_degrees),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
