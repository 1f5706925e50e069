#include "plugin/music/drone_chords.h"
#include "tests/support/analysis.h"
#include "tests/support/check.h"

static void
test_tonic_lies_in_c3_to_b3_at_octave_0(void** const state)
{
  (void)state;
  check_near(test_cents((double)dala_drone_tonic_hz(0U, 0, 440.0f), 130.8128),
             0.0, 0.01);
  check_near(test_cents((double)dala_drone_tonic_hz(11U, 0, 440.0f), 246.9417),
             0.0, 0.01);
  check_near(test_cents((double)dala_drone_tonic_hz(9U, 1, 442.0f), 442.0), 0.0,
             0.01);
  check_near(test_cents((double)dala_drone_tonic_hz(9U, -2, 415.0f), 51.875),
             0.0, 0.01);
}

static void
test_tonic_out_of_range_is_clamped(void** const state)
{
  (void)state;
  assert_true(dala_drone_tonic_hz(12U, 0, 440.0f) ==
              dala_drone_tonic_hz(11U, 0, 440.0f));
  assert_true(dala_drone_tonic_hz(0U, -3, 440.0f) ==
              dala_drone_tonic_hz(0U, -2, 440.0f));
  assert_true(dala_drone_tonic_hz(0U, 2, 440.0f) ==
              dala_drone_tonic_hz(0U, 1, 440.0f));
}

static void
test_ratios_are_just_or_equal_as_asked(void** const state)
{
  (void)state;
  static const double just[DALA_N_CHORDS][2] = {
    { 1.0, 0.0 }, { 1.0, 1.5 }, { 1.0, 4.0 / 3.0 }, { 1.0, 2.0 }, { 1.5, 0.0 }
  };
  static const int steps[DALA_N_CHORDS][2] = {
    { 0, 0 }, { 0, 7 }, { 0, 5 }, { 0, 12 }, { 7, 0 }
  };
  for (uint32_t c = 0U; c < DALA_N_CHORDS; c++) {
    for (uint32_t s = 0U; s < 2U; s++) {
      if (dala_drone_chord(c)[s].gain > 0.0f) {
        check_near(dala_drone_ratio(c, s, 0U), just[c][s], 1e-6);
        check_near(test_cents((double)dala_drone_ratio(c, s, 1U), 1.0),
                   100.0 * steps[c][s], 0.01);
      }
    }
  }
}

static void
test_every_chord_has_unit_power_and_at_most_two_strings(void** const state)
{
  (void)state;
  for (uint32_t c = 0U; c < DALA_N_CHORDS; c++) {
    const DalaDroneChordString* const strings  = dala_drone_chord(c);
    double                            power    = 0.0;
    uint32_t                          sounding = 0U;
    for (uint32_t s = 0U; s < DALA_CHORD_STRINGS; s++) {
      power += (double)strings[s].gain * (double)strings[s].gain;
      sounding += strings[s].gain > 0.0f;
      assert_true(fabsf(strings[s].pan) <= 1.0f);
    }
    check_near(10.0 * log10(power), 0.0, 0.02);
    assert_in_range(sounding, 1U, 2U);
  }
}

/// Two sawtooth waves at f r1 / r2 share partials; whatever their phases, the
/// power may move by what those carry: sum of 2 g1 g2 cos / (r1 r2 j^2).
static void
test_shared_partials_cannot_move_the_level_by_2_db(void** const state)
{
  (void)state;
  static const double shared[DALA_N_CHORDS] = { 0.0, 6.0, 12.0, 2.0, 0.0 };
  for (uint32_t c = 0U; c < DALA_N_CHORDS; c++) {
    const DalaDroneChordString* const s = dala_drone_chord(c);
    if (shared[c] > 0.0) {
      for (uint32_t side = 0U; side < 2U; side++) {
        const double sign = side ? 1.0 : -1.0;
        const double g0 =
          (double)s[0].gain * sqrt(1.0 + sign * (double)s[0].pan);
        const double g1 =
          (double)s[1].gain * sqrt(1.0 + sign * (double)s[1].pan);
        const double own  = g0 * g0 + g1 * g1;
        const double both = 2.0 * g0 * g1 / shared[c];
        // cosines all 1, and the least that sum cos(j phi) / j^2 reaches: -1/2
        const double range = 10.0 * log10((own + both) / (own - 0.5 * both));
        check_at_most(range, 1.7); // and 0.3 dB for the bow arm
      }
    }
  }
}

static void
test_chords_out_of_range_are_the_last(void** const state)
{
  (void)state;
  assert_true(dala_drone_chord(99U) == dala_drone_chord(DALA_N_CHORDS - 1U));
  check_near(dala_drone_ratio(1U, 99U, 0U), 1.0, 0.0);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_tonic_lies_in_c3_to_b3_at_octave_0),
    cmocka_unit_test(test_tonic_out_of_range_is_clamped),
    cmocka_unit_test(test_ratios_are_just_or_equal_as_asked),
    cmocka_unit_test(test_every_chord_has_unit_power_and_at_most_two_strings),
    cmocka_unit_test(test_shared_partials_cannot_move_the_level_by_2_db),
    cmocka_unit_test(test_chords_out_of_range_are_the_last),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
