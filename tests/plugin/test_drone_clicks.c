/**
   The drone never clicks: every voice starts, stops, is tuned and takes
   another chord under a note, and gives way to every other voice.
*/
#include "tests/support/check.h"
#include "tests/support/lv2/click.h"
#include "tests/support/lv2/score.h"
#include "tests/support/lv2/violin.h"

#include <stdio.h>

#define RATE 48000U
#define CAPTURE (RATE / 2U)
#define EVENT (7U * RATE / 4U + 5U) // on no grid
#define FRAMES (3U * RATE)

#ifdef DALA_SANITIZE
#define STEP 3U // one change in so many
#else
#define STEP 1U
#endif

#define VOICES 4U
#define DOMBRA 2U
static const char* const voices[VOICES] = { "kobyz", "zhyrau", "dombra",
                                            "own tone" };

/// Of the drone, dB; one that is plucked dips by itself between its strokes,
/// and sounds under the note: bursts are what counts there.
#define LOUD 6.0f
#define UNDER_DB 10.0f

static float in[FRAMES];
static float out_l[FRAMES];
static float out_r[FRAMES];

typedef struct {
  const char* name;
  DalaPort    port;
  float       before;
  float       after;
} Change;

static const Change changes[] = {
  { "starts", DALA_PORT_DRONE_LEVEL, -60, LOUD },
  { "stops", DALA_PORT_DRONE_LEVEL, LOUD, -60 },
  { "tonic D to A", DALA_PORT_TONIC, 3, 10 },
  { "tonic D to Eb", DALA_PORT_TONIC, 3, 4 },
  { "A4", DALA_PORT_A4, 440, 415 },
  { "intonation", DALA_PORT_INTONATION, 0, 1 },
  { "octave up", DALA_PORT_DRONE_OCTAVE, 0, 1 },
  // Two octaves down a steady drone dips as a click may not: half of 10 ms is
  // between two periods
  { "octave down", DALA_PORT_DRONE_OCTAVE, 1, -1 },
  { "chord 0 to 1", DALA_PORT_DRONE_CHORD, 0, 1 },
  { "chord 1 to 2", DALA_PORT_DRONE_CHORD, 1, 2 },
  { "chord 2 to 3", DALA_PORT_DRONE_CHORD, 2, 3 },
  { "chord 3 to 4", DALA_PORT_DRONE_CHORD, 3, 4 },
  { "chord 4 to 0", DALA_PORT_DRONE_CHORD, 4, 0 },
  { "captures", DALA_PORT_DRONE_CAPTURE, 0, 1 },
};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/// Beside a note, loud, and after a capture. Returns the clicks found.
static unsigned
play(const float voice, const Change* const change, const bool pulse)
{
  char          name[64];
  const TestCue cues[] = {
    { .frame = CAPTURE, .port = DALA_PORT_DRONE_CAPTURE, .value = 1.0f },
    { .frame = CAPTURE + 99U, .port = DALA_PORT_DRONE_CAPTURE, .value = 0.0f },
    { .frame = EVENT, .port = change->port, .value = change->after },
  };
  const TestSound sound = { in, NULL, out_l, out_r, FRAMES };
  TestPlug* const plug  = test_plug_open(false, RATE, true);
  const bool      plucked =
    voice == (float)DOMBRA ||
    (change->port == DALA_PORT_DRONE_VOICE && change->after == (float)DOMBRA);
  test_plug_all_off(plug);
  plug->value[DALA_PORT_DRONE_LEVEL] = LOUD;
  plug->value[DALA_PORT_TONIC]       = 3.0f;
  plug->value[DALA_PORT_PULSE]       = pulse ? 1.0f : 0.0f;
  plug->value[DALA_PORT_DRONE_VOICE] = voice;
  plug->value[change->port]          = change->before;
  plug->value[DALA_PORT_INPUT_TRIM]  = plucked ? UNDER_DB : 0.0f;
  test_score_play(plug, cues, COUNT(cues), &sound, 64U, NULL);
  test_plug_close(plug);
  (void)snprintf(name, sizeof name, "%s%s", change->name,
                 pulse ? ", pulse" : "");
  return test_click_near(out_l, FRAMES, RATE, EVENT, name) +
         test_click_near(out_r, FRAMES, RATE, EVENT, name);
}

static void
test_drone_clicks_none_from_any_change_of_any_voice(void** const state)
{
  (void)state;
  unsigned clicks = 0U;
  test_steady_note(in, FRAMES, RATE, 293.66, 5000.0, 0.3);
  for (uint32_t voice = 0; voice < VOICES; voice++) {
    printf(" %s\n", voices[voice]);
    for (size_t i = voice % STEP; i < COUNT(changes); i += STEP) {
      clicks += play((float)voice, &changes[i], i % 2U);
    }
  }
  assert_int_equal(clicks, 0U);
}

/// With a pulse beside it where the two are an odd number apart.
static void
test_drone_clicks_none_from_any_voice_to_any_other(void** const state)
{
  (void)state;
  unsigned clicks = 0U;
  test_steady_note(in, FRAMES, RATE, 293.66, 5000.0, 0.3);
  for (uint32_t i = 0; i < VOICES * VOICES; i++) {
    const uint32_t from = i / VOICES;
    const uint32_t to   = i % VOICES;
    const Change   turn = { voices[to], DALA_PORT_DRONE_VOICE, (float)from,
                            (float)to };
    if (from != to) {
      printf(" from %s to\n", voices[from]);
      clicks += play((float)from, &turn, (from + to) % 2U);
    }
  }
  assert_int_equal(clicks, 0U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_drone_clicks_none_from_any_change_of_any_voice),
    cmocka_unit_test(test_drone_clicks_none_from_any_voice_to_any_other),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
