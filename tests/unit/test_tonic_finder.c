#include "plugin/music/tonic_finder.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <stdbool.h>

static const float dt = 0.000667f;

/// Degrees in semitones: the scales of the tunes, 0 ends a short one.
static const int modes[6][7] = {
  { 0, 2, 4, 7, 9, 0, 0 },  // do-pentatonic
  { 0, 3, 5, 7, 10, 0, 0 }, // la-pentatonic
  { 0, 2, 3, 5, 7, 8, 10 }, // aeolian
  { 0, 2, 3, 5, 7, 9, 10 }, // dorian
  { 0, 2, 4, 5, 7, 9, 10 }, // mixolydian
  { 0, 2, 4, 5, 7, 9, 11 }, // ionian
};

static void
play(DalaTonicFinder* const finder, const float pitch, const float seconds)
{
  bool begins = true;
  for (float t = 0.0f; t < seconds; t += dt) {
    dala_tonic_finder_hear(finder, dt, pitch, begins);
    begins = false;
  }
}

/// What a melody did with the finder.
typedef struct {
  bool     right_10;
  bool     right_20;
  unsigned changes; ///< Of a known tonic.
} Outcome;

/// Steps through a scale by seconds and thirds, phrases of two to four
/// seconds that end on the tonic, else the fifth, held; then a breath.
static Outcome
play_melody(const uint64_t seed)
{
  TestRng         rng = test_rng(seed);
  DalaTonicFinder finder;
  Outcome         out    = { false, false, 0U };
  const unsigned  mode   = test_rng_u32(&rng) % 6U;
  const int       count  = modes[mode][5] ? 7 : 5;
  const uint32_t  tonic  = test_rng_u32(&rng) % 12U;
  int             degree = count;
  float           t      = 0.0f;
  float           phrase = 0.0f;
  float           ends   = 3.0f;
  uint32_t        was    = 12U;
  dala_tonic_finder_reset(&finder);
  while (t < 40.0f) {
    static const float lengths[] = { 0.18f, 0.24f, 0.24f, 0.48f };
    float              length    = lengths[test_rng_u32(&rng) % 4U];
    const bool         last      = phrase > ends;
    degree += (int)(test_rng_u32(&rng) % 5U) - 2;
    degree = degree < 0 ? 0 : degree > 2 * count ? 2 * count : degree;
    if (last) {
      const bool home = test_rng_u32(&rng) % 10U < 7U;
      degree          = home ? degree / count * count : count / 2 + 1;
      length          = (float)test_rng_range(&rng, 0.7, 1.3);
    }
    const float pitch = 55.0f + (float)tonic + 12.0f * (float)(degree / count) +
                        (float)modes[mode][degree % count] +
                        (float)test_rng_range(&rng, -0.15, 0.15);
    play(&finder, pitch, length);
    t += length;
    phrase += length;
    if (last) {
      play(&finder, 0.0f, 0.3f);
      t += 0.3f;
      phrase = 0.0f;
      ends   = (float)test_rng_range(&rng, 1.5, 3.5);
    }
    const bool right = finder.known && finder.pitch_class == (7U + tonic) % 12U;
    out.right_10     = t < 10.0f ? right : out.right_10;
    out.right_20     = t < 20.0f ? right : out.right_20;
    if (finder.known && finder.pitch_class != was) {
      out.changes += was < 12U ? 1U : 0U;
      was = finder.pitch_class;
    }
  }
  return out;
}

static void
test_tonic_is_found_in_modal_melodies(void** const state)
{
  (void)state;
  unsigned right_10 = 0U;
  unsigned right_20 = 0U;
  unsigned changes  = 0U;
  for (uint64_t seed = 1U; seed <= 300U; seed++) {
    const Outcome out = play_melody(seed);
    right_10 += out.right_10 ? 1U : 0U;
    right_20 += out.right_20 ? 1U : 0U;
    changes += out.changes;
  }
  printf("of 300 melodies right after 10 s %u, after 20 s %u; %u changes in "
         "200 minutes\n",
         right_10, right_20, changes);
  assert_true(right_10 >= 255U);
  assert_true(right_20 >= 285U);
  assert_true(changes <= 200U);
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
    cmocka_unit_test(test_tonic_is_found_in_modal_melodies),
    cmocka_unit_test(test_tonic_never_moves_within_a_phrase),
    cmocka_unit_test(test_tonic_is_decided_by_a_long_open_string),
    cmocka_unit_test(test_tonic_fine_tuning_is_the_middle_of_the_long_notes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
