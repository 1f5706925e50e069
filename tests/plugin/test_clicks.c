#include "tests/support/check.h"
#include "tests/support/lv2/click.h"
#include "tests/support/lv2/preset.h"
#include "tests/support/lv2/score.h"
#include "tests/support/lv2/violin.h"

#include <string.h>

#define RATE 48000U
#define EVENT (2U * RATE + 5U) // on no grid
#define FRAMES (4U * RATE)

static float in[FRAMES];
static float in_r[FRAMES];
static float out_l[FRAMES];
static float out_r[FRAMES];

static const TestSound sound = { in, in_r, out_l, out_r, FRAMES };

typedef void (*SetUp)(TestPlug*);

/// What is so before the event, and what changes there.
typedef struct {
  const char* name;
  SetUp       set_up; ///< NULL: the defaults.
  TestCue     before[2];
  TestCue     changes[2];
} Case;

#define SET(id, v)                                                             \
  {                                                                            \
    .frame = 0U, .port = DALA_PORT_##id, .value = (v)                          \
  }
#define THEN(id, v)                                                            \
  {                                                                            \
    .frame = EVENT, .port = DALA_PORT_##id, .value = (v)                       \
  }
#define NOTE(a, b, c) TEST_CUE_MIDI(EVENT, a, b, c)
#define ON test_plug_all_on
#define OFF test_plug_all_off

static const Case switches[] = {
  { "bypass", NULL, { { 0 } }, { THEN(ENABLED, 0) } },
  { "bypass, all on", ON, { { 0 } }, { THEN(ENABLED, 0) } },
  { "back from bypass", NULL, { SET(ENABLED, 0) }, { THEN(ENABLED, 1) } },
  { "back, all on", ON, { SET(ENABLED, 0) }, { THEN(ENABLED, 1) } },
  { "ceiling off",
    OFF,
    { SET(CEILING, 1), SET(OUTPUT_LEVEL, 9) },
    { THEN(CEILING, 0) } },
  { "ceiling on", OFF, { SET(OUTPUT_LEVEL, 9) }, { THEN(CEILING, 1) } },
  { "source", ON, { { 0 } }, { THEN(SOURCE, 1) } },
  { "drone hold", ON, { { 0 } }, { THEN(DRONE_HOLD, 1) } },
};

static const Case levels[] = {
  { "voice off", ON, { { 0 } }, { THEN(VOICE_LEVEL, -60) } },
  { "voice on", ON, { SET(VOICE_LEVEL, -60) }, { THEN(VOICE_LEVEL, 6) } },
  { "drone off", ON, { SET(DRONE_LEVEL, 6) }, { THEN(DRONE_LEVEL, -60) } },
  { "drone on", ON, { SET(DRONE_LEVEL, -60) }, { THEN(DRONE_LEVEL, 6) } },
  { "strings off",
    ON,
    { SET(STRINGS_LEVEL, 6) },
    { THEN(STRINGS_LEVEL, -60) } },
  { "strings on", ON, { SET(STRINGS_LEVEL, -60) }, { THEN(STRINGS_LEVEL, 6) } },
  { "output up", ON, { SET(OUTPUT_LEVEL, -24) }, { THEN(OUTPUT_LEVEL, 6) } },
  { "output down", ON, { SET(OUTPUT_LEVEL, 6) }, { THEN(OUTPUT_LEVEL, -24) } },
  { "trim up", ON, { SET(INPUT_TRIM, -24) }, { THEN(INPUT_TRIM, 6) } },
  { "trim down", ON, { SET(INPUT_TRIM, 6) }, { THEN(INPUT_TRIM, -24) } },
  { "space off", ON, { SET(SPACE_LEVEL, 0) }, { THEN(SPACE_LEVEL, -60) } },
  { "space on", ON, { SET(SPACE_LEVEL, -60) }, { THEN(SPACE_LEVEL, 0) } },
  { "follow", ON, { SET(DRONE_FOLLOW, 100) }, { THEN(DRONE_FOLLOW, 0) } },
};

static const Case tunings[] = {
  { "tonic", ON, { { 0 } }, { THEN(TONIC, 10) } },
  { "tonic by note", ON, { { 0 } }, { NOTE(0x90, 68, 90) } },
  { "CC 123", ON, { { 0 } }, { NOTE(0xB0, 123, 0) } },
  { "A4", ON, { SET(A4, 440) }, { THEN(A4, 415) } },
  { "intonation", ON, { { 0 } }, { THEN(INTONATION, 1) } },
  { "chord 1 to 4", ON, { SET(DRONE_CHORD, 1) }, { THEN(DRONE_CHORD, 4) } },
  { "chord 4 to 3", ON, { SET(DRONE_CHORD, 4) }, { THEN(DRONE_CHORD, 3) } },
  { "octave", ON, { SET(DRONE_OCTAVE, 1) }, { THEN(DRONE_OCTAVE, -2) } },
  { "strings 3 to 0", ON, { SET(STRINGS_SET, 3) }, { THEN(STRINGS_SET, 0) } },
  { "strings 1 to 2", ON, { SET(STRINGS_SET, 1) }, { THEN(STRINGS_SET, 2) } },
  { "decay", ON, { SET(STRINGS_DECAY, 8) }, { THEN(STRINGS_DECAY, 0.2f) } },
  { "strings and tonic",
    ON,
    { SET(STRINGS_SET, 2) },
    { THEN(STRINGS_SET, 3), THEN(TONIC, 6) } },
  { "yurt to Vienna", ON, { SET(SPACE, 1) }, { THEN(SPACE, 7) } },
  { "Paris to steppe", ON, { SET(SPACE, 5) }, { THEN(SPACE, 0) } },
  { "gorge to cafe",
    OFF,
    { SET(SPACE, 2), SET(SPACE_LEVEL, -6) },
    { THEN(SPACE, 3) } },
  { "body up", OFF, { { 0 } }, { THEN(BODY, 100) } },
  { "body down", ON, { { 0 } }, { THEN(BODY, 0) } },
};

// The drone is loud and steady, so that what happens to it is heard
static const Case partners[] = {
  { "kobyz to dombra",
    OFF,
    { SET(DRONE_LEVEL, 6), SET(DRONE_VOICE, 0) },
    { THEN(DRONE_VOICE, 2) } },
  { "dombra to kobyz",
    OFF,
    { SET(DRONE_LEVEL, 6), SET(DRONE_VOICE, 2) },
    { THEN(DRONE_VOICE, 0) } },
  { "dombra off",
    OFF,
    { SET(DRONE_LEVEL, 6), SET(DRONE_VOICE, 2) },
    { THEN(DRONE_LEVEL, -60) } },
  { "dombra's tonic",
    OFF,
    { SET(DRONE_LEVEL, 6), SET(DRONE_VOICE, 2) },
    { THEN(TONIC, 10) } },
  { "dombra's chord",
    OFF,
    { SET(DRONE_LEVEL, 6), SET(DRONE_VOICE, 2) },
    { THEN(DRONE_CHORD, 4) } },
  { "pulse on",
    OFF,
    { SET(DRONE_LEVEL, 6), SET(PULSE_DEPTH, 12) },
    { THEN(PULSE, 1) } },
  { "pulse off",
    OFF,
    { SET(DRONE_LEVEL, 6), SET(PULSE, 5) },
    { THEN(PULSE, 0) } },
  { "rhythm", OFF, { SET(DRONE_LEVEL, 6), SET(PULSE, 5) }, { THEN(PULSE, 8) } },
  { "pulse depth",
    OFF,
    { SET(DRONE_LEVEL, 6), SET(PULSE, 1) },
    { THEN(PULSE_DEPTH, 0) } },
  { "tempo",
    OFF,
    { SET(DRONE_LEVEL, 6), SET(PULSE, 1) },
    { THEN(TEMPO, 200) } },
};

static size_t
used(const TestCue* const cues)
{
  size_t n = 0U;
  while (n < 2U && (cues[n].port || cues[n].frame)) {
    n++;
  }
  return n;
}

/// Play one case; returns the number of clicks found.
static unsigned
play_case(const Case* const c, const bool stereo)
{
  TestCue      cues[4];
  const size_t n_before = used(c->before);
  const size_t n_after  = used(c->changes);
  memcpy(cues, c->before, n_before * sizeof *cues);
  memcpy(cues + n_before, c->changes, n_after * sizeof *cues);
  TestPlug* const plug = test_plug_open(stereo, RATE, true);
  if (c->set_up) {
    c->set_up(plug);
  }
  test_score_play(plug, cues, n_before + n_after, &sound, 64U, NULL);
  test_plug_close(plug);
  return test_click_near(out_l, FRAMES, RATE, EVENT, c->name) +
         test_click_near(out_r, FRAMES, RATE, EVENT, c->name);
}

/// Every case on a dark note, where the ear hears most, and on a bright one.
static unsigned
play_cases(const Case* const cases, const size_t n)
{
  unsigned clicks = 0U;
  for (unsigned bright = 0; bright < 2U; bright++) {
    printf(" %s note\n", bright ? "bright" : "dark");
    test_steady_note(in, FRAMES, RATE, bright ? 440.0 : 293.66,
                     bright ? 12000.0 : 5000.0, 0.5);
    for (size_t i = 0; i < n; i++) {
      clicks += play_case(&cases[i], false);
    }
  }
  return clicks;
}

#define CHECK_CASES(cases)                                                     \
  assert_int_equal(play_cases(cases, sizeof(cases) / sizeof(cases)[0]), 0U)

static void
test_clicks_none_from_switches(void** const state)
{
  (void)state;
  CHECK_CASES(switches);
}

static void
test_clicks_none_from_levels(void** const state)
{
  (void)state;
  CHECK_CASES(levels);
}

static void
test_clicks_none_from_tuning_sets_and_body(void** const state)
{
  (void)state;
  CHECK_CASES(tunings);
}

static void
test_clicks_none_from_the_partner(void** const state)
{
  (void)state;
  CHECK_CASES(partners);
}

static void
test_clicks_none_between_presets(void** const state)
{
  (void)state;
  unsigned clicks = 0U;
  for (unsigned back = 0; back < 2U; back++) {
    const TestPreset first =
      test_preset(DALA_URI_MONO, back ? "Neutral" : "Init");
    const TestPreset then =
      test_preset(DALA_URI_MONO, back ? "Init" : "Neutral");
    const TestSound head = { in, NULL, out_l, out_r, EVENT };
    const TestSound rest = { in + EVENT, NULL, out_l + EVENT, out_r + EVENT,
                             FRAMES - EVENT };
    TestPlug* const plug = test_plug_open(false, RATE, true);
    test_steady_note(in, FRAMES, RATE, 293.66, 5000.0, 0.5);
    test_preset_apply(plug, &first);
    test_score_play(plug, NULL, 0U, &head, 64U, NULL);
    test_preset_apply(plug, &then);
    test_score_play(plug, NULL, 0U, &rest, 64U, NULL);
    test_plug_close(plug);
    clicks += test_click_near(out_l, FRAMES, RATE, EVENT, then.label);
    clicks += test_click_near(out_r, FRAMES, RATE, EVENT, then.label);
  }
  assert_int_equal(clicks, 0U);
}

static void
test_clicks_none_from_changing_the_input_channel(void** const state)
{
  (void)state;
  static const Case channels[] = {
    { "left to right",
      ON,
      { SET(INPUT_CHANNEL, 1) },
      { THEN(INPUT_CHANNEL, 2) } },
    { "sum to left",
      OFF,
      { SET(INPUT_CHANNEL, 0) },
      { THEN(INPUT_CHANNEL, 1) } },
    { "stereo bypass", ON, { { 0 } }, { THEN(ENABLED, 0) } },
  };
  unsigned clicks = 0U;
  test_steady_note(in, FRAMES, RATE, 293.66, 5000.0, 0.5);
  test_steady_note(in_r, FRAMES, RATE, 440.0, 5000.0, 0.3);
  for (size_t i = 0; i < 3U; i++) {
    clicks += play_case(&channels[i], true);
  }
  assert_int_equal(clicks, 0U);
}

static void
test_clicks_none_while_body_and_levels_sweep(void** const state)
{
  (void)state;
  TestPlug* const plug = test_plug_open(false, RATE, true);
  test_plug_all_on(plug);
  test_steady_note(in, FRAMES, RATE, 293.66, 5000.0, 0.5);
  for (size_t at = 0; at < FRAMES; at += 100U) {
    const float t = (float)at / RATE;
    if (at >= EVENT && t < 2.05f) { // all the way in 50 ms
      plug->value[DALA_PORT_BODY]        = 100.0f - 2000.0f * (t - 2.0f);
      plug->value[DALA_PORT_VOICE_LEVEL] = -100.0f * (t - 2.0f);
    }
    test_plug_run(plug, in + at, NULL, out_l + at, out_r + at, 100U);
  }
  test_plug_close(plug);
  assert_false(test_click_near(out_l, FRAMES, RATE, EVENT, "sweep"));
  assert_false(test_click_near(out_r, FRAMES, RATE, EVENT, "sweep"));
}

static void
test_clicks_bypassed_and_settled_is_exactly_the_input(void** const state)
{
  (void)state;
  for (unsigned stereo = 0; stereo < 2U; stereo++) {
    const Case         c       = { "", ON, { { 0 } }, { THEN(ENABLED, 0) } };
    const size_t       settled = EVENT + RATE / 10U;
    const float* const right   = stereo ? in_r : in;
    test_noise(in, FRAMES, 71U, 0.4f);
    test_noise(in_r, FRAMES, 72U, 0.4f);
    play_case(&c, stereo);
    assert_memory_equal(out_l + settled, in + settled,
                        (FRAMES - settled) * sizeof(float));
    assert_memory_equal(out_r + settled, right + settled,
                        (FRAMES - settled) * sizeof(float));
  }
}

static void
test_clicks_are_heard_by_the_measure(void** const state)
{
  (void)state;
  test_steady_note(in, FRAMES, RATE, 293.66, 5000.0, 0.5);
  assert_false(test_click_near(in, FRAMES, RATE, EVENT, "no click"));
  memcpy(out_l, in, sizeof in);
  out_l[EVENT + 700U] += 0.03f;
  assert_true(test_click_near(out_l, FRAMES, RATE, EVENT, "one sample"));
  memcpy(out_l, in, sizeof in);
  for (size_t i = EVENT + 100U; i < FRAMES; i++) {
    out_l[i] = 0.8f * in[i] + 0.05f;
  }
  assert_true(test_click_near(out_l, FRAMES, RATE, EVENT, "a step"));
  memcpy(out_l, in, sizeof in);
  for (size_t i = 0; i < 960U; i++) {
    const double turn = 6.283185307179586 * (double)i / 960.0;
    out_l[EVENT + i] *= (float)(0.6 + 0.4 * cos(turn));
  }
  assert_true(test_click_near(out_l, FRAMES, RATE, EVENT, "a dip"));
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_clicks_are_heard_by_the_measure),
    cmocka_unit_test(test_clicks_none_from_switches),
    cmocka_unit_test(test_clicks_none_from_levels),
    cmocka_unit_test(test_clicks_none_from_tuning_sets_and_body),
    cmocka_unit_test(test_clicks_none_from_the_partner),
    cmocka_unit_test(test_clicks_none_between_presets),
    cmocka_unit_test(test_clicks_none_from_changing_the_input_channel),
    cmocka_unit_test(test_clicks_none_while_body_and_levels_sweep),
    cmocka_unit_test(test_clicks_bypassed_and_settled_is_exactly_the_input),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
