/**
   What is found out about a player by ear: tempo and beat of a gallop, tonic
   and tuning of tunes, all of them played by a sampled violin.
*/
#include "tests/support/airs.h"
#include "tests/support/check.h"
#include "tests/support/lv2/listener.h"
#include "tests/support/lv2/violin.h"

#include <math.h>

#define GALLOPS (2U * TEST_N_RHYTHMS * TEST_N_TOUCHES)
#define TUNES 6U

static TestListener* listener;
static TestHeardTune tunes[TUNES];

static int
open_listener(void** const state)
{
  (void)state;
  listener = test_listener_open();
  return 0;
}

static int
close_listener(void** const state)
{
  (void)state;
  test_listener_close(listener);
  return 0;
}

static void
test_played_gallop_has_its_tempo_after_three_beats(void** const state)
{
  (void)state;
  static TestGallop gallops[GALLOPS];
  const size_t      count = test_scaled(GALLOPS);
  unsigned          tempo = 0U;
  unsigned          beat  = 0U;
  test_gallops_ask(gallops, count, 5U);
  if (!test_gallops_listen(listener, gallops, count)) {
    skip();
  }
  for (size_t i = 0; i < count; i++) {
    const bool found = gallops[i].tempo > 0.0;
    tempo += fabs(gallops[i].tempo - 1.0) < 0.02 ? 1U : 0U;
    beat += found && fabs(gallops[i].away_s) < 0.03 ? 1U : 0U;
  }
  print_message("           of %zu gallops tempo right %u, beat right %u\n",
                count, tempo, beat);
  check_at_most(0.9, (double)tempo / (double)count);
  check_at_most(0.9, (double)beat / (double)count);
}

/// On violins tuned to three pitches; false where nothing can render them.
static bool
hear_tunes(const size_t n_tunes)
{
  static const double tunings[] = { 446.0, 432.0, 440.0 };
  for (size_t i = 0; i < n_tunes; i++) {
    test_air_compose(&tunes[i].tune, 70U + i, 21.0);
    tunes[i].cents = 1200.0 * log2(tunings[i % 3U] / 440.0);
  }
  return test_tunes_listen(listener, tunes, n_tunes);
}

static void
test_played_tunes_tell_tonic_and_tuning(void** const state)
{
  (void)state;
  const size_t n_tunes  = 1U + test_scaled(10U * TUNES - 10U) / 10U;
  unsigned     right_20 = 0U;
  unsigned     changes  = 0U;
  double       off      = 0.0;
  if (!hear_tunes(n_tunes)) {
    skip();
  }
  for (size_t i = 0; i < n_tunes; i++) {
    right_20 += tunes[i].right_20 ? 1U : 0U;
    changes += tunes[i].changes;
    off += fabs(tunes[i].off);
    print_message("           %-14s %+5.1f cents: the drone is %+.1f off\n",
                  tunes[i].tune.kind, tunes[i].cents, tunes[i].off);
    check_at_most(fabs(tunes[i].off), 8.0);
  }
  print_message(
    "           of %zu tunes right after 20 s %u, %u false changes\n", n_tunes,
    right_20, changes);
  check_at_most(off / (double)n_tunes, 5.0);
  check_at_most(0.8, (double)right_20 / (double)n_tunes);
  check_at_most((double)changes, (double)n_tunes);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_played_gallop_has_its_tempo_after_three_beats),
    cmocka_unit_test(test_played_tunes_tell_tonic_and_tuning),
  };
  return cmocka_run_group_tests(tests, open_listener, close_listener);
}
