/**
   What is found out about a player by ear: tempo and beat of a gallop, tonic
   and tuning of tunes, all of them played by a sampled violin; and that it does
   not depend on how long nothing was played before.
*/
#include "tests/support/airs.h"
#include "tests/support/check.h"
#include "tests/support/lv2/listener.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/sampled.h"
#include "tests/support/lv2/violin.h"

#include <math.h>
#include <stdlib.h>

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

// ----------------------------------------------------------------- silence

#define BLOCK 64U
#define RATE 48000U
#define SHOWN 3U

/// What the ports of pitch, tonic and tempo show after each block of x[n], the
/// drone sounding, once nothing was there for so long.
static float*
shown_after(const double silence_s, const float* const x, const size_t n)
{
  static const DalaPort ports[SHOWN] = { DALA_PORT_PITCH_HZ,
                                         DALA_PORT_TONIC_OUT,
                                         DALA_PORT_TEMPO_OUT };
  static const float    nothing[BLOCK];
  const size_t          silent = (size_t)lround(silence_s * RATE / BLOCK);
  float* const          shown  = test_floats(SHOWN * (n / BLOCK));
  TestPlug* const       plug   = test_plug_open(false, RATE, true);
  float                 out[2][BLOCK];
  plug->value[DALA_PORT_TEMPO_SOURCE] = 2.0f; // player
  for (size_t i = 0; i < silent; i++) {
    test_plug_run(plug, nothing, NULL, out[0], out[1], BLOCK);
  }
  for (size_t i = 0; i < n / BLOCK; i++) {
    test_plug_run(plug, x + i * BLOCK, NULL, out[0], out[1], BLOCK);
    for (size_t k = 0; k < SHOWN; k++) {
      shown[SHOWN * i + k] = plug->value[ports[k]];
    }
  }
  test_plug_close(plug);
  return shown;
}

/// Whole hundredths of a second: so often double stops are looked for.
static void
test_played_tune_is_heard_the_same_after_any_silence(void** const state)
{
  (void)state;
  static const double silences_s[] = { 0.5, 2.0, 5.2 };
  static TestNote     notes[TEST_MOST_NOTES];
  static TestTune     tune;
  size_t              n_notes = 0U;
  size_t              n;
  test_air_compose(&tune, 72U, 16.0);
  for (; n_notes < tune.n; n_notes++) {
    notes[n_notes] = (TestNote){ .note     = tune.notes[n_notes].pitch,
                                 .at_s     = 0.1 + tune.notes[n_notes].at_s,
                                 .length_s = tune.notes[n_notes].length_s };
  }
  float* const x = test_sampled_violin(notes, n_notes, &n);
  if (!x) {
    skip();
  }
  n                 = test_scaled(n);
  const size_t size = SHOWN * (n / BLOCK) * sizeof(float);
  float* const soon = shown_after(0.36, x, n);
  for (size_t i = 0; i < sizeof silences_s / sizeof silences_s[0]; i++) {
    float* const later = shown_after(silences_s[i], x, n);
    assert_memory_equal(soon, later, size);
    free(later);
  }
  free(soon);
  free(x);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_played_gallop_has_its_tempo_after_three_beats),
    cmocka_unit_test(test_played_tunes_tell_tonic_and_tuning),
    cmocka_unit_test(test_played_tune_is_heard_the_same_after_any_silence),
  };
  return cmocka_run_group_tests(tests, open_listener, close_listener);
}
