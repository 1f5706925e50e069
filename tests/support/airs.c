#include "tests/support/airs.h"

#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <stdbool.h>
#include <string.h>

/// A tune type: its modes as semitones of the degrees, low and high.
typedef struct {
  const char* name;
  int         count;
  int         low[7];
  int         high[7];
  int         pedal; ///< Semitones from the tonic; 99: none.
  int         span;  ///< Degrees that a section reaches over its lowest.
  bool        song;
  const char* rhythms[2]; ///< Lengths in sixteenths, of a 2/4 or 3/8.
} Air;

#define NONE 99
static const Air airs[] = {
  { "Adai",
    7,
    { 0, 2, 3, 5, 7, 8, 10 },
    { 0, 2, 3, 5, 7, 9, 10 },
    0,
    5,
    false,
    { "112", "2222" } },
  { "Balbyrauyn",
    7,
    { 0, 2, 4, 5, 7, 9, 11 },
    { 0, 2, 4, 5, 7, 9, 10 },
    0,
    5,
    false,
    { "21122", "111122" } },
  { "Kenes",
    7,
    { 0, 2, 4, 5, 7, 9, 10 },
    { 0, 2, 4, 5, 7, 9, 10 },
    -5,
    5,
    false,
    { "44", "422" } },
  { "Kelinshek",
    7,
    { 0, 2, 4, 5, 7, 9, 11 },
    { 0, 2, 4, 5, 7, 9, 11 },
    -5,
    6,
    false,
    { "422422", "222222" } },
  { "Aizhan qyz",
    7,
    { 0, 2, 3, 5, 7, 8, 10 },
    { 0, 2, 3, 5, 7, 9, 10 },
    0,
    5,
    false,
    { "2222", "422" } },
  { "Alqissa",
    7,
    { 0, 2, 4, 5, 7, 9, 11 },
    { 0, 2, 4, 5, 7, 9, 10 },
    -5,
    5,
    false,
    { "3122", "4" } },
  { "Aqqu",
    7,
    { 0, 2, 4, 5, 7, 9, 10 },
    { 0, 2, 4, 5, 7, 9, 10 },
    -5,
    6,
    false,
    { "42", "222" } },
  { "Erke sylqym",
    7,
    { 0, 2, 3, 5, 7, 8, 10 },
    { 0, 2, 3, 5, 7, 8, 10 },
    -5,
    5,
    false,
    { "11222", "422" } },
  { "do-pentatonic",
    5,
    { 0, 2, 4, 7, 9 },
    { 0, 2, 4, 7, 9 },
    NONE,
    4,
    true,
    { "4422", "448" } },
  { "la-pentatonic",
    5,
    { 0, 3, 5, 7, 10 },
    { 0, 3, 5, 7, 10 },
    NONE,
    4,
    true,
    { "6224", "48" } },
  { "narrow minor",
    7,
    { 0, 2, 3, 5, 7, 8, 10 },
    { 0, 2, 3, 5, 7, 8, 10 },
    NONE,
    3,
    true,
    { "2244", "4422" } },
  { "plain minor",
    7,
    { 0, 2, 3, 5, 7, 8, 10 },
    { 0, 2, 3, 5, 7, 8, 10 },
    NONE,
    5,
    true,
    { "4422", "62" } },
  { "plain major",
    7,
    { 0, 2, 4, 5, 7, 9, 11 },
    { 0, 2, 4, 5, 7, 9, 11 },
    NONE,
    5,
    true,
    { "4422", "62" } },
};

#define N_AIRS (sizeof airs / sizeof airs[0])

typedef struct {
  TestRng     rng;
  const Air*  air;
  TestTune*   tune;
  double      t;
  double      step_s; ///< A sixteenth.
  double      home;
  const char* rhythm;
  size_t      beat;
} Hand;

static double
roll(Hand* const hand)
{
  return test_rng_range(&hand->rng, 0.0, 1.0);
}

static double
pitch_of(const Hand* const hand, const int degree)
{
  const int  count  = hand->air->count;
  const int  octave = degree < 0 ? -1 : degree / count;
  const int* mode   = octave > 0 ? hand->air->high : hand->air->low;
  return hand->home + 12.0 * octave + mode[degree - octave * count];
}

static void
sound(Hand* const hand, const double pitch, const double length_s)
{
  TestTune* const tune = hand->tune;
  assert_true(tune->n < TEST_TUNE_NOTES);
  tune->notes[tune->n++] =
    (TestTuneNote){ .at_s     = hand->t,
                    .length_s = length_s,
                    .pitch    = pitch + test_rng_range(&hand->rng, -0.1, 0.1) };
  hand->t += length_s;
}

/// The next length of the rhythm.
static double
next_length(Hand* const hand)
{
  const size_t n = strlen(hand->rhythm);
  return hand->step_s * (hand->rhythm[hand->beat++ % n] - '0');
}

static void
play_degree(Hand* const hand, const int degree)
{
  const double length = next_length(hand);
  const bool   turns  = roll(hand) < 0.15 && length > 3.0 * hand->step_s;
  if (turns) {
    sound(hand, pitch_of(hand, degree + 1), 0.5 * length);
    sound(hand, pitch_of(hand, degree), 0.5 * length);
  } else {
    sound(hand, pitch_of(hand, degree), length);
  }
  if (hand->air->pedal != NONE && roll(hand) < 0.15) {
    sound(hand, hand->home + hand->air->pedal, next_length(hand));
  }
}

/// Steps from one degree to just before another, some of them said twice.
static void
play_line(Hand* const hand, const int from, const int to)
{
  int at = from;
  while (at != to) {
    play_degree(hand, at);
    if (roll(hand) < 0.75) {
      const int left = to > at ? to - at : at - to;
      const int leap = left > 2 && roll(hand) < 0.2 ? 2 : 1;
      at += to > at ? leap : -leap;
    }
  }
}

/// An anchor in the octave that begins at `base`.
static int
anchor(Hand* const hand, const int base)
{
  const int    fifth  = hand->air->count == 7 ? 4 : 3;
  const double r      = roll(hand);
  const int    degree = r < 0.35   ? 0
                        : r < 0.65 ? fifth
                        : r < 0.8  ? fifth - 1
                        : r < 0.9  ? hand->air->count
                                   : 1;
  return base + (degree <= hand->air->span || base > 0 ? degree : fifth - 1);
}

/// Rest at the end of a phrase: how it is reached, and how long it is.
static void
cadence(Hand* const hand, const int base, const int from)
{
  const int    fifth = hand->air->count == 7 ? 4 : 3;
  const double r     = roll(hand);
  const int    goal  = r < 0.55   ? base
                       : r < 0.75 ? base + fifth
                       : r < 0.85 ? base + fifth - 1
                       : r < 0.93 ? base + 1
                                  : base + 2;
  play_line(hand, from, goal > from ? goal - 1 : goal + 1);
  play_degree(hand, goal > from ? goal - 1 : goal + 1);
  const double held =
    hand->step_s * (hand->air->song ? test_rng_range(&hand->rng, 6.0, 14.0)
                                    : test_rng_range(&hand->rng, 4.0, 8.0));
  sound(hand, pitch_of(hand, goal), held);
  hand->t += roll(hand) < 0.6 ? test_rng_range(&hand->rng, 0.1, 0.7) : 0.0;
}

static void
phrase(Hand* const hand, const int base)
{
  const int from = anchor(hand, base);
  const int over = anchor(hand, base);
  hand->rhythm   = hand->air->rhythms[roll(hand) < 0.6 ? 0 : 1];
  hand->beat     = 0U;
  if (from == over) {
    play_degree(hand, from);
    play_degree(hand, from);
  }
  play_line(hand, from, over);
  if (roll(hand) < 0.5) {
    const int back = anchor(hand, base);
    play_line(hand, over, back);
    cadence(hand, base, back);
  } else {
    cadence(hand, base, over);
  }
}

void
test_air_compose(TestTune* const tune, const uint64_t seed,
                 const double seconds)
{
  static const unsigned keys[] = { 2U, 7U, 9U, 0U, 4U };
  Hand                  hand   = { .rng = test_rng(seed), .tune = tune };
  memset(tune, 0, sizeof *tune);
  hand.air    = &airs[test_rng_u32(&hand.rng) % N_AIRS];
  tune->kind  = hand.air->name;
  tune->tonic = keys[test_rng_u32(&hand.rng) % 5U];
  tune->off   = test_rng_range(&hand.rng, -0.12, 0.12);
  hand.home   = 55.0 + (double)((tune->tonic + 5U) % 12U) + tune->off;
  hand.step_s =
    15.0 / (hand.air->song ? test_rng_range(&hand.rng, 60.0, 100.0)
                           : test_rng_range(&hand.rng, 92.0, 160.0));
  // Low, middle, low, high and back, a few phrases each
  static const int octave_of[] = { 0, 0, 1, 0, 1, 1, 0, 0 };
  unsigned         section     = 0U;
  while (hand.t < seconds) {
    const unsigned count = 2U + test_rng_u32(&hand.rng) % 3U;
    const bool     high  = octave_of[section % 8U] && hand.air->span > 3;
    for (unsigned i = 0; i < count && hand.t < seconds; i++) {
      phrase(&hand, high ? hand.air->count : 0);
    }
    section++;
  }
}
