#include "plugin/music/string_sets.h"
#include "tests/support/check.h"

#define TONIC 146.8323839587038 // D3

static void
test_sets_have_the_strings_of_their_instruments(void** const state)
{
  (void)state;
  assert_in_range(dala_string_set_size(DALA_STRING_SET_HALO), 2, 5);
  assert_int_equal(dala_string_set_size(DALA_STRING_SET_STEPPE), 10);
  assert_int_equal(dala_string_set_size(DALA_STRING_SET_HARDANGER), 7);
  assert_int_equal(dala_string_set_size(DALA_STRING_SET_SARANGI), 24);
  assert_int_equal(dala_string_set_size(DALA_STRING_SET_COUNT), 0);
  assert_int_equal(dala_string_set_size(UINT32_MAX), 0);
}

static void
test_values_are_what_the_bank_accepts(void** const state)
{
  (void)state;
  for (uint32_t set = 0; set < DALA_STRING_SET_COUNT; set++) {
    DalaSetString  strings[DALA_STRING_SET_MAX];
    const uint32_t n =
      dala_string_set_tune(set, TONIC, DALA_STRING_TUNE_JUST, strings);
    assert_int_equal(n, dala_string_set_size(set));
    for (uint32_t i = 0; i < n; i++) {
      assert_true(strings[i].freq_hz >= 0.499F * (float)TONIC);
      assert_true(strings[i].freq_hz <= 4.501F * (float)TONIC);
      assert_true(strings[i].t60_factor >= 0.5F);
      assert_true(strings[i].t60_factor <= 1.25F);
      assert_true(strings[i].gain > 0.0F && strings[i].gain <= 1.0F);
    }
  }
}

static void
test_only_strings_over_flat_bridges_buzz(void** const state)
{
  (void)state;
  for (uint32_t set = 0; set < DALA_STRING_SET_COUNT; set++) {
    DalaSetString  strings[DALA_STRING_SET_MAX];
    uint32_t       buzzing = 0U;
    const uint32_t n =
      dala_string_set_tune(set, TONIC, DALA_STRING_TUNE_JUST, strings);
    for (uint32_t i = 0; i < n; i++) {
      assert_true(strings[i].buzz >= 0.0F && strings[i].buzz <= 1.0F);
      buzzing += strings[i].buzz > 0.0F;
    }
    assert_int_equal(buzzing, set == DALA_STRING_SET_SARANGI ? 11 : 0);
  }
}

// The set holds a string at num / den of the tonic
static void
check_has(const uint32_t set, const double num, const double den)
{
  DalaSetString  strings[DALA_STRING_SET_MAX];
  const uint32_t n =
    dala_string_set_tune(set, TONIC, DALA_STRING_TUNE_JUST, strings);
  double nearest = 1.0e9;
  for (uint32_t i = 0; i < n; i++) {
    const double cents =
      1200.0 * log2((double)strings[i].freq_hz / TONIC * den / num);
    nearest = fmin(nearest, fabs(cents));
  }
  check_at_most(nearest, 0.001);
}

static void
test_halo_is_the_one_thick_tone(void** const state)
{
  (void)state;
  check_has(DALA_STRING_SET_HALO, 1, 1);
  check_has(DALA_STRING_SET_HALO, 3, 2);
  check_has(DALA_STRING_SET_HALO, 4, 3);
  check_has(DALA_STRING_SET_HALO, 2, 1);
}

static void
test_hardanger_has_its_five_understrings(void** const state)
{
  (void)state;
  static const double degrees[][2] = {
    { 5, 6 }, { 1, 1 }, { 9, 8 }, { 5, 4 }, { 3, 2 } // B D E F# A on D
  };
  for (size_t i = 0; i < 5U; i++) {
    check_has(DALA_STRING_SET_HARDANGER, 2.0 * degrees[i][0], degrees[i][1]);
  }
}

static void
test_steppe_has_the_zhetygen_strings(void** const state)
{
  (void)state;
  static const double degrees[][2] = { { 3, 4 }, { 5, 6 }, { 1, 1 }, { 9, 8 },
                                       { 5, 4 }, { 3, 2 }, { 5, 3 } };
  for (size_t i = 0; i < 7U; i++) {
    check_has(DALA_STRING_SET_STEPPE, degrees[i][0], degrees[i][1]);
  }
}

static void
test_sarangi_has_a_chromatic_octave(void** const state)
{
  (void)state;
  DalaSetString  strings[DALA_STRING_SET_MAX];
  const uint32_t n = dala_string_set_tune(DALA_STRING_SET_SARANGI, TONIC,
                                          DALA_STRING_TUNE_EQUAL, strings);
  for (int k = 12; k <= 24; k++) {
    double nearest = 1.0e9;
    for (uint32_t i = 0; i < n; i++) {
      const double cents = 1200.0 * log2((double)strings[i].freq_hz / TONIC);
      nearest            = fmin(nearest, fabs(cents - 100.0 * k));
    }
    check_at_most(nearest, 0.001);
  }
}

static void
test_equal_temperament_is_within_18_cents_of_just(void** const state)
{
  (void)state;
  for (uint32_t set = 0; set < DALA_STRING_SET_COUNT; set++) {
    DalaSetString  just[DALA_STRING_SET_MAX];
    DalaSetString  even[DALA_STRING_SET_MAX];
    const uint32_t n =
      dala_string_set_tune(set, TONIC, DALA_STRING_TUNE_JUST, just);
    (void)dala_string_set_tune(set, TONIC, DALA_STRING_TUNE_EQUAL, even);
    for (uint32_t i = 0; i < n; i++) {
      const double semis = 12.0 * log2((double)even[i].freq_hz / TONIC);
      check_near(semis, floor(semis + 0.5), 1.0e-5);
      const double apart =
        1200.0 * log2((double)even[i].freq_hz / (double)just[i].freq_hz);
      check_at_most(fabs(apart), 18.0); // 5:3 is 15.6 cents narrow
    }
  }
}

static void
test_strings_follow_the_tonic(void** const state)
{
  (void)state;
  DalaSetString  at[DALA_STRING_SET_MAX];
  DalaSetString  above[DALA_STRING_SET_MAX];
  const uint32_t n = dala_string_set_tune(3U, TONIC, 0U, at);
  (void)dala_string_set_tune(3U, 1.5 * TONIC, 0U, above);
  for (uint32_t i = 0; i < n; i++) {
    check_near(above[i].freq_hz / at[i].freq_hz, 1.5, 1.0e-6);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_sets_have_the_strings_of_their_instruments),
    cmocka_unit_test(test_values_are_what_the_bank_accepts),
    cmocka_unit_test(test_only_strings_over_flat_bridges_buzz),
    cmocka_unit_test(test_halo_is_the_one_thick_tone),
    cmocka_unit_test(test_hardanger_has_its_five_understrings),
    cmocka_unit_test(test_steppe_has_the_zhetygen_strings),
    cmocka_unit_test(test_sarangi_has_a_chromatic_octave),
    cmocka_unit_test(test_equal_temperament_is_within_18_cents_of_just),
    cmocka_unit_test(test_strings_follow_the_tonic),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
