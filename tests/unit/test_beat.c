#include "plugin/music/beat.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <stdbool.h>
#include <string.h>

/// A note, and all the thought that it gives rise to.
static void
note(DalaBeat* const beat, const double at_s)
{
  dala_beat_note(beat, at_s);
  while (dala_beat_think(beat)) {
  }
}

/// Beats of a gallop, an eighth and two sixteenths, 8 ms off; returns when
/// the next beat is due.
static double
gallop(DalaBeat* const beat, const double from, const double bpm,
       const unsigned count, TestRng* const rng)
{
  static const double places[] = { 0.0, 0.5, 0.75 };
  const double        period   = 60.0 / bpm;
  for (unsigned i = 0; i < count; i++) {
    for (unsigned k = 0; k < 3U; k++) {
      note(beat,
           from + period * (i + places[k]) + 0.008 * test_rng_normal(rng));
    }
  }
  return from + period * count;
}

static void
test_beat_of_a_gallop_is_found_after_three_beats(void** const state)
{
  (void)state;
  TestRng  rng   = test_rng(11U);
  unsigned tempo = 0U;
  unsigned place = 0U;
  for (unsigned i = 0; i < 500U; i++) {
    const double bpm = test_rng_range(&rng, 84.0, 168.0);
    DalaBeat     beat;
    dala_beat_reset(&beat);
    const double due = gallop(&beat, 1.0, bpm, 3U, &rng);
    note(&beat, due + 0.008 * test_rng_normal(&rng));
    const double got = (double)dala_beat_bpm(&beat);
    const double off = (double)dala_beat_place(&beat, due + 10.0 * 60.0 / bpm) -
                       10.0 * (got / bpm - 1.0);
    const double away = (off - floor(off + 0.5)) * 60.0 / bpm;
    tempo += fabs(got / bpm - 1.0) < 0.02 ? 1U : 0U;
    place += got > 0.0 && fabs(away) < 0.030 ? 1U : 0U;
  }
  printf("of 500 gallops tempo right %u, beat right %u\n", tempo, place);
  assert_true(tempo >= 490U);
  assert_true(place >= 490U);
}

/// Beats of a rhythm in sixteenths as ears tell them: 11 ms off, one note in
/// six missed but for the first, which comes out of silence, one in ten
/// another's; returns when the next beat is due.
static double
hear_rhythm(DalaBeat* const beat, const char* const rhythm, const double bpm,
            const unsigned count, TestRng* const rng)
{
  const double step = 15.0 / bpm;
  for (unsigned i = 0; i <= 4U * count; i++) {
    const double at = 1.0 + step * i;
    if (rhythm[i % strlen(rhythm)] != '0' &&
        (i == 0U || test_rng_range(rng, 0.0, 1.0) > 0.16)) {
      note(beat, at + 0.011 * test_rng_normal(rng));
    }
    if (test_rng_range(rng, 0.0, 1.0) < 0.06) {
      note(beat, at + step * test_rng_range(rng, 0.3, 0.7));
    }
  }
  return 1.0 + 4.0 * step * count;
}

static void
test_beat_is_found_though_notes_are_missed_and_others_come(void** const state)
{
  (void)state;
  static const char* const rhythms[] = { "9054",     "7580",     "90547050",
                                         "75806050", "64549080", "98006060",
                                         "80057060" };
  TestRng                  rng       = test_rng(12U);
  unsigned                 tempo     = 0U;
  unsigned                 place     = 0U;
  for (unsigned i = 0; i < 350U; i++) {
    const double bpm = test_rng_range(&rng, 84.0, 168.0);
    DalaBeat     beat;
    dala_beat_reset(&beat);
    const double due = hear_rhythm(&beat, rhythms[i % 7U], bpm, 8U, &rng);
    const double off = (double)dala_beat_place(&beat, due);
    const double got = (double)dala_beat_bpm(&beat);
    tempo += fabs(got / bpm - 1.0) < 0.02 ? 1U : 0U;
    place += got > 0.0 && fabs(off - floor(off + 0.5)) < 0.03 * bpm / 60.0;
  }
  printf("of 350 half heard rhythms tempo right %u, beat right %u\n", tempo,
         place);
  assert_true(tempo >= 315U);
  assert_true(place >= 315U);
}

static void
test_beat_is_held_when_the_player_stops(void** const state)
{
  (void)state;
  TestRng  rng = test_rng(5U);
  DalaBeat beat;
  dala_beat_reset(&beat);
  gallop(&beat, 0.5, 126.0, 8U, &rng);
  const float bpm = dala_beat_bpm(&beat);
  check_near(bpm, 126.0, 1.5);
  note(&beat, 30.0);
  note(&beat, 33.1);
  assert_true(dala_beat_bpm(&beat) == bpm);
}

static void
test_beat_follows_a_new_tempo(void** const state)
{
  (void)state;
  TestRng  rng = test_rng(5U);
  DalaBeat beat;
  dala_beat_reset(&beat);
  const double next = gallop(&beat, 0.5, 100.0, 8U, &rng);
  check_near(dala_beat_bpm(&beat), 100.0, 1.5);
  gallop(&beat, next + 1.0, 140.0, 8U, &rng);
  check_near(dala_beat_bpm(&beat), 140.0, 2.0);
}

static void
test_beat_of_free_time_is_none(void** const state)
{
  (void)state;
  TestRng  rng   = test_rng(9U);
  unsigned found = 0U;
  for (unsigned i = 0; i < 100U; i++) {
    DalaBeat beat;
    double   t = 0.0;
    dala_beat_reset(&beat);
    for (unsigned k = 0; k < 12U; k++) {
      t += test_rng_range(&rng, 0.2, 1.4);
      note(&beat, t);
    }
    found += dala_beat_bpm(&beat) > 0.0f ? 1U : 0U;
  }
  printf("of 100 in free time %u seemed to have a beat\n", found);
  assert_true(found <= 10U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_beat_of_a_gallop_is_found_after_three_beats),
    cmocka_unit_test(
      test_beat_is_found_though_notes_are_missed_and_others_come),
    cmocka_unit_test(test_beat_is_held_when_the_player_stops),
    cmocka_unit_test(test_beat_follows_a_new_tempo),
    cmocka_unit_test(test_beat_of_free_time_is_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
