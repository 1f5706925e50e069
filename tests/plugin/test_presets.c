#include "tests/support/check.h"
#include "tests/support/lv2/preset.h"

#include <string.h>

static const char* const uris[]    = { DALA_URI_MONO, DALA_URI_STEREO };
static const uint32_t    n_ports[] = { DALA_N_PORTS_MONO, DALA_N_PORTS };

#define MAX_PRESETS 32U

static void
check_preset(const TestPreset* const preset, const uint32_t ports)
{
  assert_true(strlen(preset->label) > 0U);
  assert_int_equal(preset->unknown, 0U);
  for (uint32_t i = 0; i < DALA_N_PORTS; i++) {
    const DalaPortInfo* const info = &dala_ports[i];
    if (!preset->named[i]) {
      continue;
    }
    assert_true(i < ports);
    assert_int_equal(info->kind, DALA_KIND_PARAM);
    if (info->flags & DALA_FLAG_TRIGGER) {
      print_error("%s presses %s\n", preset->label, info->symbol);
      fail();
    }
    if (preset->value[i] != dala_port_clamp(i, preset->value[i])) {
      print_error("%s: %s = %g\n", preset->label, info->symbol,
                  (double)preset->value[i]);
      fail();
    }
  }
}

static void
test_presets_hold_legal_values_and_press_no_trigger(void** const state)
{
  (void)state;
  static TestPreset presets[MAX_PRESETS];
  for (uint32_t which = 0; which < 2U; which++) {
    const size_t n = test_presets(uris[which], presets, MAX_PRESETS);
    assert_in_range(n, 2U, MAX_PRESETS - 1U);
    for (size_t i = 0; i < n; i++) {
      check_preset(&presets[i], n_ports[which]);
    }
  }
}

static void
check_names_all(const TestPreset* const preset, const uint32_t ports)
{
  for (uint32_t i = 0; i < ports; i++) {
    const bool held = dala_ports[i].kind == DALA_KIND_PARAM &&
                      !(dala_ports[i].flags & DALA_FLAG_TRIGGER);
    if (preset->named[i] != held) {
      print_error("%s and %s\n", preset->label, dala_ports[i].symbol);
      fail();
    }
  }
}

static void
test_presets_init_is_the_defaults(void** const state)
{
  (void)state;
  for (uint32_t which = 0; which < 2U; which++) {
    const TestPreset init = test_preset(uris[which], "Init");
    check_names_all(&init, n_ports[which]);
    for (uint32_t i = 0; i < n_ports[which]; i++) {
      if (init.named[i]) {
        check_near(init.value[i], dala_ports[i].standard, 1e-6);
      }
    }
  }
}

static void
test_presets_neutral_names_every_port(void** const state)
{
  (void)state;
  for (uint32_t which = 0; which < 2U; which++) {
    const TestPreset neutral = test_preset(uris[which], "Neutral");
    check_names_all(&neutral, n_ports[which]);
    assert_true(neutral.value[DALA_PORT_ENABLED] == 1.0f);
    assert_true(neutral.value[DALA_PORT_CEILING] == 0.0f);
  }
}

static void
test_presets_others_leave_the_venue_alone(void** const state)
{
  (void)state;
  static TestPreset     presets[MAX_PRESETS];
  static const uint32_t venue[] = { DALA_PORT_ENABLED,     DALA_PORT_INPUT_TRIM,
                                    DALA_PORT_SOURCE,      DALA_PORT_A4,
                                    DALA_PORT_TONIC,       DALA_PORT_CEILING,
                                    DALA_PORT_OUTPUT_LEVEL };
  for (uint32_t which = 0; which < 2U; which++) {
    const size_t n = test_presets(uris[which], presets, MAX_PRESETS);
    for (size_t i = 0; i < n; i++) {
      if (!strcmp(presets[i].label, "Init") ||
          !strcmp(presets[i].label, "Neutral")) {
        continue;
      }
      for (size_t k = 0; k < sizeof venue / sizeof venue[0]; k++) {
        assert_false(presets[i].named[venue[k]]);
      }
    }
  }
}

static void
test_presets_hold_the_journey_for_both_plugins(void** const state)
{
  (void)state;
  static const char* const names[] = {
    "Kobyz solo",  "Adai",   "Grandfather's fire",
    "Free riders", "Wolf",   "Swan",
    "Almaty cafe", "Moscow", "Paris",
    "Berlin",      "Vienna", "London",
    "Final bow"
  };
  for (uint32_t which = 0; which < 2U; which++) {
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
      const TestPreset preset = test_preset(uris[which], names[i]);
      assert_true(preset.named[DALA_PORT_SPACE]);
      assert_true(preset.value[DALA_PORT_SPACE_LEVEL] > -60.0f);
      assert_false(preset.named[DALA_PORT_INPUT_CHANNEL]);
    }
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_presets_hold_legal_values_and_press_no_trigger),
    cmocka_unit_test(test_presets_init_is_the_defaults),
    cmocka_unit_test(test_presets_neutral_names_every_port),
    cmocka_unit_test(test_presets_others_leave_the_venue_alone),
    cmocka_unit_test(test_presets_hold_the_journey_for_both_plugins),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
