/**
   Ornaments through the plugin: when they begin, and on what.
*/
#include "tests/support/check.h"
#include "tests/support/ears_rig.h"
#include "tests/support/lv2/click.h"
#include "tests/support/lv2/dress.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/recorded.h"
#include "tests/support/lv2/violin.h"
#include "tests/support/signals.h"

#include <lv2/atom/util.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000.0

enum { UPPER = 1, LOWER, MORDENT, SLIDE, FALL, SHAKE, FLAGEOLET, VIBRATO };

// ------------------------------------------------------------------- start

/// First frame of the next note told, or 0.
static size_t
note_frame(const TestPlug* const plug, const size_t at)
{
  LV2_ATOM_SEQUENCE_FOREACH(&plug->notify.head, event)
  {
    const LV2_Atom_Object* const object = (const LV2_Atom_Object*)&event->body;
    if (object->body.otype == test_urid("urn:dala:violin#note")) {
      return at + (size_t)event->time.frames;
    }
  }
  return 0U;
}

static void
test_ornaments_begin_within_2_ms_of_a_known_note(void** const state)
{
  (void)state;
  static const double hz[] = { 196.0, 440.0, 1318.5 };
  for (size_t i = 0; i < 3U; i++) {
    const size_t    n     = 24000U;
    const size_t    onset = 4800U;
    float* const    x     = test_floats(n);
    TestPlug* const plug  = test_dress_plug(100.0f, UPPER);
    size_t          note  = 0U;
    size_t          start = 0U;
    float           l[8];
    float           r[8];
    ears_tone(x + onset, n - onset, RATE, hz[i], 0.3f);
    for (size_t at = 0; at < n && !start; at += 8U) {
      test_plug_run(plug, x + at, NULL, l, r, 8U);
      note  = note ? note : note_frame(plug, at);
      start = plug->value[DALA_PORT_ORNAMENT_CENTS] != 0.0f ? at + 8U : 0U;
    }
    printf("%.0f Hz: known after %.1f ms, ornament %.1f ms later\n", hz[i],
           1e3 * (double)(note - onset) / RATE,
           1e3 * (double)(start - note) / RATE);
    assert_true(note > onset && start > note);
    check_at_most((double)(start - note) / RATE, 0.002);
    test_plug_close(plug);
    free(x);
  }
}

// ------------------------------------------------------------- forced kinds

static const char*
wanted_shape(const unsigned kind)
{
  static const char* const shapes[] = { "",         "grace up", "grace down",
                                        "grace up", "slide",    "fall",
                                        "shake" };
  return shapes[kind];
}

static void
test_ornaments_forced_come_once_on_real_notes(void** const state)
{
  (void)state;
  static TestRecorded   recorded[TEST_MOST_RECORDED];
  static const double   pitches[] = { 1.0, 0.93, 1.06, 1.12 };
  static const float    gains[]   = { 1.0f, 0.1f, 0.5f, 0.25f };
  static const unsigned kinds[] = { UPPER, LOWER, MORDENT, SLIDE, FALL, SHAKE };
  const size_t          n_names = test_recorded_notes(recorded);
  unsigned              notes   = 0U;
  unsigned              right   = 0U;
  if (!n_names) {
    printf("no recordings in DALA_SHARED: skipped\n");
    return;
  }
  for (size_t i = 0; i < 4U * n_names; i++) {
    const TestRecorded* const note = &recorded[i % n_names];
    const unsigned            next = kinds[(i + i / n_names) % 6U];
    // A note with the player's own vibrato bears nothing late
    const bool      wavers = !strncmp(note->name, "vsco_", 5U);
    const unsigned  kind   = next == FALL && wavers ? SLIDE : next;
    size_t          n      = 0U;
    float* const    x      = test_recorded_note(note, pitches[i / n_names],
                                                gains[i / n_names], 28800U, 76800U, &n);
    TestPlug* const plug   = test_dress_plug(100.0f, (float)kind);
    TestDressed     made   = test_dress(plug, x, n, NULL);
    TestGesture     found[8];
    const size_t    count = test_gestures(&made, found, 8U);
    const bool      good =
      count == 1U && !strcmp(test_gesture_shape(&found[0]), wanted_shape(kind));
    notes++;
    right += good ? 1U : 0U;
    if (!good) {
      printf("  %s x%.2f kind %u: %zu", note->name, pitches[i / n_names], kind,
             count);
      for (size_t k = 0; k < count && k < 8U; k++) {
        printf(" %s %.3f..%.3f s %.0f..%.0f c %u",
               test_gesture_shape(&found[k]), found[k].from_s, found[k].to_s,
               found[k].least, found[k].most, found[k].peaks);
      }
      printf("\n");
    }
    test_dressed_free(&made);
    test_plug_close(plug);
    free(x);
  }
  printf("%u of %u real notes have exactly one ornament, of its shape\n", right,
         notes);
  assert_true(notes >= 100U);
  assert_true(100U * right >= 97U * notes);
}

// ---------------------------------------------------------------- the wire

static void
test_ornaments_leave_the_rest_of_the_sound_alone(void** const state)
{
  (void)state;
  const size_t n   = 96000U;
  float* const x   = test_floats(n);
  float* const out = test_floats(n);
  test_steady_note(x + 9600, n - 9600U, RATE, 440.0, 8000.0, 0.3);
  TestPlug* const plug  = test_dress_plug(100.0f, UPPER);
  TestDressed     made  = test_dress(plug, x, n, out);
  TestGesture     found = { 0 };
  assert_int_equal(test_gestures(&made, &found, 1U), 1);
  const size_t from = (size_t)(found.from_s * RATE) - 480U;
  const size_t to   = (size_t)(found.to_s * RATE) + 480U; // 10 ms
  assert_int_equal(test_first_difference(out, x, from), from);
  assert_int_equal(test_first_difference(out + to, x + to, n - to), n - to);
  assert_true(test_first_difference(out + from, x + from, to - from) <
              to - from);
  test_dressed_free(&made);
  test_plug_close(plug);
  free(x);
  free(out);
}

// ----------------------------------------------------------------- one now

/// Ornaments that began on a steady note from 0.2 s on, with the trigger at 1
/// from the first run or from 1 s on, or a pedal pressed at 1 s.
static size_t
count_now(const float first, const float later, const bool pedal,
          TestGesture* const found)
{
  const size_t    n    = 96000U;
  float* const    x    = test_floats(n);
  TestPlug* const plug = test_dress_plug(0.0f, UPPER);
  float           l[TEST_DRESS_BLOCK];
  float           r[TEST_DRESS_BLOCK];
  TestDressed made = { n / TEST_DRESS_BLOCK, test_floats(n / TEST_DRESS_BLOCK),
                       test_floats(1U) };
  test_steady_note(x + 9600, n - 9600U, RATE, 440.0, 8000.0, 0.3);
  for (size_t i = 0; i < made.n; i++) {
    const bool now                          = i == 750U;
    plug->value[DALA_PORT_ORNAMENT_TRIGGER] = i < 750U ? first : later;
    if (pedal && (now || i == 800U)) {
      test_sequence_midi(&plug->control, 13, 0xB3U, 80U, now ? 127U : 0U, 3U);
    }
    test_plug_run(plug, x + i * TEST_DRESS_BLOCK, NULL, l, r, TEST_DRESS_BLOCK);
    made.cents[i] = plug->value[DALA_PORT_ORNAMENT_CENTS];
  }
  const size_t count = test_gestures(&made, found, 1U);
  test_dressed_free(&made);
  test_plug_close(plug);
  free(x);
  return count;
}

static void
test_ornaments_come_when_asked_for(void** const state)
{
  (void)state;
  TestGesture found;
  assert_int_equal(count_now(0.0f, 0.0f, false, &found), 0);
  // A trigger that a host has saved pressed is none
  assert_int_equal(count_now(1.0f, 1.0f, false, &found), 0);
  assert_int_equal(count_now(0.0f, 1.0f, false, &found), 1);
  assert_true(found.from_s >= 1.0 && found.from_s < 1.01);
  assert_string_equal(test_gesture_shape(&found), "grace up");
  assert_int_equal(count_now(0.0f, 0.0f, true, &found), 1);
  assert_true(found.from_s >= 1.0 && found.from_s < 1.01);
}

// ------------------------------------------------------------------ clicks

/// Clicks where one ornament of a kind begins and ends on a steady note.
static unsigned
clicks_of(const unsigned kind, const double hz)
{
  const size_t    n    = 168000U;
  const size_t    asks = 1312U; // block: 1.75 s
  float* const    x    = test_floats(n);
  float* const    out  = test_floats(n);
  TestPlug* const plug = test_dress_plug(0.0f, (float)kind);
  float           r[TEST_DRESS_BLOCK];
  size_t          first = 0U;
  size_t          last  = 0U;
  char            name[32];
  test_steady_note(x, n, RATE, hz, 12000.0, 0.3);
  for (size_t i = 0; i < n / TEST_DRESS_BLOCK; i++) {
    const size_t at                         = i * TEST_DRESS_BLOCK;
    plug->value[DALA_PORT_ORNAMENT_TRIGGER] = i == asks ? 1.0f : 0.0f;
    test_plug_run(plug, x + at, NULL, out + at, r, TEST_DRESS_BLOCK);
    if (memcmp(out + at, x + at, sizeof r)) {
      first = first ? first : at;
      last  = at + TEST_DRESS_BLOCK;
    }
  }
  test_plug_close(plug);
  assert_true(first >= asks * TEST_DRESS_BLOCK);
  snprintf(name, sizeof name, "kind %u on %.0f Hz", kind, hz);
  unsigned clicks = test_click_near(out, n, RATE, first, name) ? 1U : 0U;
  if (last + 57600U < n) { // the vibrato goes on
    clicks += test_click_near(out, n, RATE, last, "  its end") ? 1U : 0U;
  }
  free(x);
  free(out);
  return clicks;
}

static void
test_ornaments_begin_and_end_without_a_click(void** const state)
{
  (void)state;
  static const double hz[]   = { 196.0, 293.7, 440.0, 880.0, 1318.5 };
  unsigned            clicks = 0U;
  for (unsigned kind = UPPER; kind <= VIBRATO; kind++) {
    for (size_t i = 0; i < sizeof hz / sizeof hz[0]; i++) {
      clicks += clicks_of(kind, hz[i]);
    }
  }
  assert_int_equal(clicks, 0);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_ornaments_begin_within_2_ms_of_a_known_note),
    cmocka_unit_test(test_ornaments_forced_come_once_on_real_notes),
    cmocka_unit_test(test_ornaments_leave_the_rest_of_the_sound_alone),
    cmocka_unit_test(test_ornaments_come_when_asked_for),
    cmocka_unit_test(test_ornaments_begin_and_end_without_a_click),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
