/**
   What ornaments do to the sound of real notes: no click, in tune, the wire
   again soon after, and no note that comes back after its fall.
*/
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/lv2/click.h"
#include "tests/support/lv2/dress.h"
#include "tests/support/lv2/intonation.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/recorded.h"
#include "tests/support/lv2/sampled.h"
#include "tests/support/lv2/violin.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000.0
#define REST 57600U // before a note, for what a click is measured against
#define MOST 120000U
#define ROOM (REST + MOST + 14400U)

#ifdef DALA_SANITIZE
#define STRIDE 5U // of the recordings
#else
#define STRIDE 1U
#endif

enum { UPPER = 1, LOWER, MORDENT, SLIDE, FALL, SHAKE, FLAGEOLET, VIBRATO };

static const char* const names[] = { "by style", "upper grace", "lower grace",
                                     "mordent",  "slide in",    "fall-off",
                                     "shake",    "flageolet",   "vibrato" };

/// Of all ornaments of a kind.
typedef struct {
  unsigned   played;
  unsigned   clicks;
  unsigned   late; ///< Not the wire in time.
  unsigned   back; ///< Fell with the end of a note, and came back louder.
  TestErrors errors;
} Score;

static Score     scores[VIBRATO + 1];
static float     out[ROOM];
static TestPlug* plug;

/// A click in the output that the note itself has not.
static bool
clicks_at(const float* const x, const size_t n, const size_t event,
          const char* const name)
{
  if (event < 52800U || event + 52800U > n ||
      !test_click_at(out, n, RATE, event) || test_click_at(x, n, RATE, event)) {
    return false;
  }
  test_click_near(out, n, RATE, event, name);
  return true;
}

/// True if it was not the wire in time, counted from the tick after the block
/// whose port says last that cents are added. A shake may be cut short while
/// it adds none.
static bool
is_late(const TestDressed* const dressed, const size_t last, const double hz,
        const unsigned kind)
{
  const double rest = kind == SHAKE ? 0.084 : 0.0;
  const size_t most = (size_t)(RATE * (fmax(0.010, 2.0 / hz) + rest)) + 32U;
  size_t       end  = dressed->n;
  while (end > 0U && dressed->cents[end - 1U] == 0.0f) {
    end--;
  }
  return end > 0U && last > end * TEST_DRESS_BLOCK + most;
}

/// True if it is louder again, by more than 3 dB, after its lowest pitch.
static bool
comes_back(const TestDressed* const dressed)
{
  enum { SPAN = 480 };
  size_t low = 0U;
  for (size_t i = 1U; i < dressed->n; i++) {
    low = dressed->cents[i] < dressed->cents[low] - 1.0f ? i : low;
  }
  const size_t from = low * TEST_DRESS_BLOCK;
  const size_t to   = dressed->n * TEST_DRESS_BLOCK;
  const double most = from + SPAN < to ? test_rms_db(out + from, SPAN) : 0.0;
  bool         back = false;
  for (size_t at = from; at + SPAN < to; at += SPAN) {
    back = back || test_rms_db(out + at, SPAN) > most + 3.0;
  }
  return back;
}

/// x[n] through the plugin: one ornament at frame `asks`, or one on each note
/// if that is 0.
static TestDressed
dress(const float* const x, const size_t n, const unsigned kind,
      const size_t asks)
{
  float       r[TEST_DRESS_BLOCK];
  TestDressed dressed = { n / TEST_DRESS_BLOCK,
                          test_floats(n / TEST_DRESS_BLOCK), test_floats(1U) };
  test_plug_restart(plug);
  test_plug_all_off(plug);
  plug->value[DALA_PORT_ORNAMENT]      = asks ? 0.0f : 100.0f;
  plug->value[DALA_PORT_ORNAMENT_KIND] = (float)kind;
  plug->value[DALA_PORT_TONIC]         = 3.0f;
  for (size_t i = 0; i < dressed.n; i++) {
    const size_t at = i * TEST_DRESS_BLOCK;
    plug->value[DALA_PORT_ORNAMENT_TRIGGER] =
      asks && i == asks / TEST_DRESS_BLOCK ? 1.0f : 0.0f;
    test_plug_run(plug, x + at, NULL, out + at, r, TEST_DRESS_BLOCK);
    dressed.cents[i] = plug->value[DALA_PORT_ORNAMENT_CENTS];
  }
  return dressed;
}

static void
play(const char* const note, const double hz, const float* const x,
     const size_t n, const unsigned kind, const size_t asks)
{
  char         name[96];
  Score* const score   = &scores[kind];
  TestDressed  dressed = dress(x, n, kind, asks);
  const size_t whole   = dressed.n * TEST_DRESS_BLOCK;
  const size_t first   = test_first_difference(out, x, whole);
  size_t       last    = 0U;
  for (size_t i = first; i < whole; i++) {
    last = out[i] != x[i] ? i + 1U : last;
  }
  if (first < last) {
    snprintf(name, sizeof name, "%s, %s%s", note, names[kind],
             asks ? " asked for" : "");
    score->played++;
    score->clicks += clicks_at(x, whole, first, name) ? 1U : 0U;
    score->clicks += clicks_at(x, whole, last, name) ? 1U : 0U;
    score->late += is_late(&dressed, last, hz, kind) ? 1U : 0U;
    score->back += kind == FALL && !asks && comes_back(&dressed) ? 1U : 0U;
    test_intonation(x, out, whole, &dressed, hz, first, last, &score->errors);
  }
  test_dressed_free(&dressed);
}

/// Every kind, asked for in the note; every other one with the note, too.
static void
play_all(const char* const note, const double hz, const float* const x,
         const size_t n)
{
  static unsigned turn = 0U;
  for (unsigned kind = UPPER; kind <= VIBRATO; kind++, turn++) {
    play(note, hz, x, n, kind, REST + (n - REST) * 2U / 5U);
    if ((turn + turn / VIBRATO) % 2U) {
      play(note, hz, x, n, kind, 0U);
    }
  }
}

static void
print_score(const char* const name, const Score* const score)
{
  printf("%-12s %3u played, %u clicks, %u late, %u back; %5zu places: %.1f %% "
         "within 10 cents, %.1f %% within 5\n",
         name, score->played, score->clicks, score->late, score->back,
         score->errors.n, 100.0 * test_errors_within(&score->errors, 10.0),
         100.0 * test_errors_within(&score->errors, 5.0));
}

static void
sum_up(void)
{
  static Score all;
  memset(&all, 0, sizeof all);
  for (unsigned kind = UPPER; kind <= VIBRATO; kind++) {
    const Score* const score = &scores[kind];
    print_score(names[kind], score);
    all.played += score->played;
    all.clicks += score->clicks;
    all.late += score->late;
    all.back += score->back;
    for (size_t i = 0; i < score->errors.n; i++) {
      all.errors.cents[all.errors.n++] = score->errors.cents[i];
    }
  }
  print_score("all", &all);
  assert_int_equal(all.clicks, 0);
  assert_int_equal(all.late, 0);
  assert_int_equal(all.back, 0);
  assert_true(test_errors_within(&all.errors, 10.0) >= 0.95);
}

static void
test_ornaments_on_recorded_notes_are_clean_and_in_tune(void** const state)
{
  (void)state;
  static TestRecorded notes[TEST_MOST_RECORDED];
  const size_t        count = test_recorded_notes(notes);
  memset(scores, 0, sizeof scores);
  if (!count) {
    printf("no recordings in DALA_SHARED: skipped\n");
    return;
  }
  for (size_t i = 0; i < count; i += STRIDE) {
    size_t       n = 0U;
    float* const x = test_recorded_note(&notes[i], 1.0, 1.0f, REST, MOST, &n);
    play_all(notes[i].name, notes[i].hz, x, n);
    free(x);
  }
  sum_up();
}

static void
test_ornaments_on_sampled_notes_are_clean_and_in_tune(void** const state)
{
  (void)state;
  static const unsigned midi[] = { 55U, 69U, 76U, 86U };
  static TestNote       notes[4];
  memset(scores, 0, sizeof scores);
  for (size_t i = 0; i < 4U; i++) {
    notes[i] = (TestNote){ midi[i], (REST + (double)(i * ROOM)) / RATE, 2.4 };
  }
  size_t       n = 0U;
  float* const x = test_sampled_violin(notes, 4U, &n);
  if (!x) {
    skip();
  }
  assert_true(n >= 4U * ROOM - 14400U);
  for (size_t i = 0; i < 4U; i++) {
    char         name[32];
    const size_t left = n - i * ROOM;
    snprintf(name, sizeof name, "sampled %u", midi[i]);
    play_all(name, test_note_hz(midi[i]), x + i * ROOM,
             left < ROOM ? left : ROOM);
  }
  free(x);
  sum_up();
}

static int
open_plug(void** const state)
{
  (void)state;
  plug = test_plug_open(false, RATE, true);
  return plug ? 0 : 1;
}

static int
close_plug(void** const state)
{
  (void)state;
  test_plug_close(plug);
  return 0;
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_ornaments_on_recorded_notes_are_clean_and_in_tune),
    cmocka_unit_test(test_ornaments_on_sampled_notes_are_clean_and_in_tune),
  };
  return cmocka_run_group_tests(tests, open_plug, close_plug);
}
