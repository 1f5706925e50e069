#include "plugin/music/tonic_finder.h"
#include "tests/support/airs.h"
#include "tests/support/check.h"
#include "tests/support/tunes.h"

#include <stdbool.h>

static const float dt = 0.000667f;

static void
play(DalaTonicFinder* const finder, const float pitch, const float seconds)
{
  bool begins = true;
  for (float t = 0.0f; t < seconds; t += dt) {
    dala_tonic_finder_hear(finder, dt, pitch, begins);
    begins = false;
  }
}

/// What a tune did with the finder.
typedef struct {
  bool     right_10;
  bool     right_20;
  unsigned changes; ///< Of a known tonic, in 40 s.
} Outcome;

static Outcome
play_tune(const TestTune* const tune)
{
  DalaTonicFinder finder;
  Outcome         out = { false, false, 0U };
  uint32_t        was = 12U;
  size_t          at  = 0U;
  dala_tonic_finder_reset(&finder);
  for (unsigned tick = 0U; tick < (unsigned)(40.0f / dt); tick++) {
    const double t      = (double)(dt * (float)tick);
    bool         begins = tick == 0U;
    while (at + 1U < tune->n && tune->notes[at + 1U].at_s <= t) {
      begins = true;
      at++;
    }
    const TestTuneNote* const note   = &tune->notes[at];
    const bool                sounds = t < note->at_s + note->length_s;
    dala_tonic_finder_hear(&finder, dt, sounds ? (float)note->pitch : 0.0f,
                           begins);
    const bool right = finder.known && finder.pitch_class == tune->tonic;
    out.right_10     = t < 10.0 ? right : out.right_10;
    out.right_20     = t < 20.0 ? right : out.right_20;
    if (finder.known && finder.pitch_class != was) {
      out.changes += was < 12U ? 1U : 0U;
      was = finder.pitch_class;
    }
  }
  return out;
}

typedef void (*Compose)(TestTune* tune, uint64_t seed, double seconds);

/// Of 600 tunes.
typedef struct {
  unsigned right_10;
  unsigned right_20;
  unsigned changes;
} Sums;

static Sums
play_tunes(const Compose compose, const char* const name)
{
  static TestTune tune;
  Sums            sums = { 0U, 0U, 0U };
  for (uint64_t i = 1U; i <= 600U; i++) {
    compose(&tune, 3000U + i, 40.0);
    const Outcome out = play_tune(&tune);
    sums.right_10 += out.right_10 ? 1U : 0U;
    sums.right_20 += out.right_20 ? 1U : 0U;
    sums.changes += out.changes;
  }
  printf("of 600 %s right after 10 s %u, after 20 s %u; %u changes in 400 "
         "minutes\n",
         name, sums.right_10, sums.right_20, sums.changes);
  return sums;
}

/// Tunes of the kind that the weights were fitted to, though not the same: they
/// show that the finder works, not how well it would elsewhere.
static void
test_tonic_is_found_in_tunes_of_the_kind_it_knows(void** const state)
{
  (void)state;
  const Sums sums = play_tunes(test_tune_compose, "tunes");
  assert_true(sums.right_10 >= 510U); // 85 %
  assert_true(sums.right_20 >= 570U); // 95 %
  assert_true(sums.changes <= 400U);
}

/// Tunes of another hand, which nothing was fitted to.
static void
test_tonic_is_found_in_tunes_of_another_hand(void** const state)
{
  (void)state;
  const Sums sums = play_tunes(test_air_compose, "airs");
  assert_true(sums.right_10 >= 480U); // 80 %
  assert_true(sums.right_20 >= 570U); // 95 %
  assert_true(sums.changes <= 400U);
}

static void
test_tonic_never_moves_within_a_phrase(void** const state)
{
  (void)state;
  DalaTonicFinder finder;
  dala_tonic_finder_reset(&finder);
  for (unsigned i = 0; i < 8U; i++) {
    play(&finder, 62.0f, 0.5f);
    play(&finder, 69.0f, 0.3f);
    play(&finder, 65.0f, 0.3f);
  }
  assert_false(finder.known); // no phrase has ended
  play(&finder, 0.0f, 0.3f);
  assert_true(finder.known);
  assert_int_equal(finder.pitch_class, 2U);
  for (unsigned i = 0; i < 60U; i++) {
    play(&finder, 67.0f, 0.5f);
    play(&finder, 74.0f, 0.3f);
    play(&finder, 70.0f, 0.3f);
    assert_int_equal(finder.pitch_class, 2U);
  }
  play(&finder, 0.0f, 0.3f);
  assert_int_equal(finder.pitch_class, 7U);
}

static void
test_tonic_is_decided_by_a_long_open_string(void** const state)
{
  (void)state;
  DalaTonicFinder finder;
  dala_tonic_finder_reset(&finder);
  play(&finder, 69.05f, 1.0f);
  assert_false(finder.known);
  play(&finder, 0.0f, 1.0f);
  dala_tonic_finder_reset(&finder);
  play(&finder, 69.05f, 1.6f);
  assert_true(finder.known);
  assert_int_equal(finder.pitch_class, 9U);
}

static void
test_tonic_fine_tuning_is_the_middle_of_the_long_notes(void** const state)
{
  (void)state;
  DalaTonicFinder finder;
  dala_tonic_finder_reset(&finder);
  for (unsigned i = 0; i < 9U; i++) {
    play(&finder, i == 4U ? 64.4f : 62.08f + (i % 2U ? 5.0f : 0.0f), 0.8f);
  }
  play(&finder, 0.0f, 0.3f);
  check_near(finder.fine_cents, 8.0, 1.0);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_tonic_is_found_in_tunes_of_the_kind_it_knows),
    cmocka_unit_test(test_tonic_is_found_in_tunes_of_another_hand),
    cmocka_unit_test(test_tonic_never_moves_within_a_phrase),
    cmocka_unit_test(test_tonic_is_decided_by_a_long_open_string),
    cmocka_unit_test(test_tonic_fine_tuning_is_the_middle_of_the_long_notes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
