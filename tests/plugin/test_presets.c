#include "tests/support/check.h"
#include "tests/support/loudness.h"
#include "tests/support/lv2/preset.h"
#include "tests/support/lv2/violin.h"

#include <stdlib.h>
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

/// What a name promises.
typedef struct {
  const char* name;
  uint32_t    port;
  float       least;
  float       most;
} Promise;

#define IS(name, id, v)                                                        \
  {                                                                            \
    (name), DALA_PORT_##id, (v), (v)                                           \
  }
#define ON(name, id)                                                           \
  {                                                                            \
    (name), DALA_PORT_##id, -59.0f, 100.0f                                     \
  }

static void
test_presets_are_what_their_names_promise(void** const state)
{
  (void)state;
  static const Promise promises[] = {
    IS("Kobyz solo", BODY, 100.0f),
    IS("Kobyz solo", DRONE_LEVEL, -60.0f),
    IS("Kobyz solo", DRONE_HOLD, 0.0f),
    ON("Kobyz solo", JINGLE_LEVEL),
    IS("Adai", ORNAMENT_STYLE, 0.0f),
    IS("Adai", SCALE, 6.0f),
    IS("Adai", PULSE, 3.0f),
    IS("Adai", DRONE_VOICE, 2.0f),
    IS("Grandfather's fire", SPACE, 1.0f),
    IS("Grandfather's fire", ORNAMENT_STYLE, 2.0f),
    IS("Grandfather's fire", DRONE_VOICE, 1.0f),
    IS("Free riders", PULSE, 1.0f),
    IS("Free riders", DRONE_VOICE, 2.0f),
    IS("Wolf", ORNAMENT_STYLE, 3.0f),
    IS("Wolf", SPACE, 2.0f),
    ON("Wolf", JINGLE_LEVEL),
    IS("Swan", ORNAMENT_STYLE, 4.0f),
    IS("Swan", PULSE, 9.0f),
    IS("Almaty cafe", SPACE, 3.0f),
    IS("Moscow", SPACE, 4.0f),
    IS("Paris", SPACE, 5.0f),
    IS("Paris", STRINGS_SET, 3.0f),
    IS("Berlin", SPACE, 6.0f),
    IS("Berlin", DRONE_OCTAVE, -1.0f),
    IS("Vienna", SPACE, 7.0f),
    IS("London", SPACE, 8.0f),
    IS("London", STRINGS_SET, 2.0f),
    ON("Final bow", DRONE_LEVEL),
    ON("Final bow", STRINGS_LEVEL),
    ON("Final bow", JINGLE_LEVEL),
    { "Final bow", DALA_PORT_PULSE, 1.0f, 10.0f },
    { "Final bow", DALA_PORT_ORNAMENT, 30.0f, 100.0f },
    { "Final bow", DALA_PORT_VIBRATO, 10.0f, 60.0f },
    { "Final bow", DALA_PORT_BODY, 60.0f, 100.0f },
    { "Final bow", DALA_PORT_HORSEHAIR, 30.0f, 100.0f },
  };
  for (size_t i = 0; i < sizeof promises / sizeof promises[0]; i++) {
    const Promise* const p      = &promises[i];
    const TestPreset     preset = test_preset(DALA_URI_MONO, p->name);
    const float          value  = preset.value[p->port];
    if (!(preset.named[p->port] && value >= p->least && value <= p->most)) {
      print_error("%s: %s = %g\n", p->name, dala_ports[p->port].symbol,
                  (double)value);
      fail();
    }
  }
}

// ---------------------------------------------------------------- loudness

static double
loudness_db(const TestPreset* const preset, const float* const in,
            float* const l, float* const r, const size_t n)
{
  TestPlug* const plug = test_plug_open(false, 48000.0, true);
  test_preset_apply(plug, preset);
  for (size_t at = 0; at < n; at += 512U) {
    test_plug_run(plug, in + at, NULL, l + at, r + at, 512U);
  }
  test_plug_close(plug);
  return 10.0 * log10(test_weighted_power(l, n) + test_weighted_power(r, n));
}

static void
test_presets_are_equally_loud_within_2_db(void** const state)
{
  (void)state;
  static TestPreset presets[MAX_PRESETS];
  const size_t      total = test_presets(DALA_URI_MONO, presets, MAX_PRESETS);
  const size_t      n     = 512U * (size_t)(12 * 48000 / 512);
  float* const      in    = test_floats(n);
  float* const      l     = test_floats(n);
  float* const      r     = test_floats(n);
  double            least = 400.0;
  double            most  = -400.0;
  test_recorded_violin(in, n, 48000.0);
  for (size_t i = 0; i < total; i++) {
    if (strcmp(presets[i].label, "Neutral") != 0) {
      const double db = loudness_db(&presets[i], in, l, r, n);
      print_message("%-20s %.1f dB\n", presets[i].label, db);
      least = fmin(least, db);
      most  = fmax(most, db);
    }
  }
  check_at_most(most - least, 2.0);
  free(in);
  free(l);
  free(r);
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
    cmocka_unit_test(test_presets_are_what_their_names_promise),
    cmocka_unit_test(test_presets_are_equally_loud_within_2_db),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
