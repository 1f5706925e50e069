#include "tests/support/tunes.h"

#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <stdbool.h>
#include <string.h>

/// Degrees in semitones under, over and an octave over the tonic.
typedef struct {
  const char* name;
  int         count;
  int         degrees[3][7];
  bool        kui;
  bool        fifth; ///< Its open string is the fifth below, not the tonic.
} Kind;

#define AEOLIAN                                                                \
  {                                                                            \
    0, 2, 3, 5, 7, 8, 10                                                       \
  }
#define DORIAN                                                                 \
  {                                                                            \
    0, 2, 3, 5, 7, 9, 10                                                       \
  }
#define MIXOLYDIAN                                                             \
  {                                                                            \
    0, 2, 4, 5, 7, 9, 10                                                       \
  }
#define IONIAN                                                                 \
  {                                                                            \
    0, 2, 4, 5, 7, 9, 11                                                       \
  }
#define DO_FIVE                                                                \
  {                                                                            \
    0, 2, 4, 7, 9                                                              \
  }
#define LA_FIVE                                                                \
  {                                                                            \
    0, 3, 5, 7, 10                                                             \
  }

static const Kind kinds[] = {
  { "Adai", 7, { AEOLIAN, AEOLIAN, DORIAN }, true, false },
  { "Balbyrauyn", 7, { IONIAN, MIXOLYDIAN, MIXOLYDIAN }, true, false },
  { "Kenes", 7, { MIXOLYDIAN, MIXOLYDIAN, MIXOLYDIAN }, true, true },
  { "Kelinshek", 7, { IONIAN, IONIAN, IONIAN }, true, true },
  { "Aizhan qyz", 7, { AEOLIAN, AEOLIAN, DORIAN }, true, false },
  { "Aqqu", 7, { MIXOLYDIAN, MIXOLYDIAN, MIXOLYDIAN }, true, true },
  { "Erke sylqym", 7, { AEOLIAN, AEOLIAN, AEOLIAN }, true, true },
  { "do-pentatonic song", 5, { DO_FIVE, DO_FIVE, DO_FIVE }, false, false },
  { "la-pentatonic song", 5, { LA_FIVE, LA_FIVE, LA_FIVE }, false, false },
  { "minor song", 7, { AEOLIAN, AEOLIAN, AEOLIAN }, false, false },
  { "dorian song", 7, { DORIAN, DORIAN, DORIAN }, false, false },
  { "major song", 7, { IONIAN, IONIAN, IONIAN }, false, false },
};

#define N_KINDS (sizeof kinds / sizeof kinds[0])
#define MAX_PHRASE 40U

/// Of one phrase: places on the scale, the open string as OPEN.
#define OPEN 99
typedef struct {
  size_t n;
  int    place[MAX_PHRASE];
  double length_s[MAX_PHRASE];
  double breath_s;
} Phrase;

typedef struct {
  TestRng     rng;
  const Kind* kind;
  TestTune*   tune;
  double      t;
  double      beat_s;
  double      home; ///< MIDI note of the tonic at place 0.
} Composer;

static bool
chance(Composer* const self, const double share)
{
  return test_rng_range(&self->rng, 0.0, 1.0) < share;
}

static double
pitch_of(const Composer* const self, const int place)
{
  const Kind* const kind = self->kind;
  if (place == OPEN) {
    return self->home + (kind->fifth ? -5.0 : 0.0);
  }
  const int octave = place < 0 ? -1 : place / kind->count;
  const int degree = place - octave * kind->count;
  return self->home + 12.0 * octave +
         kind->degrees[octave < 1 ? octave + 1 : 2][degree];
}

static void
add(Composer* const self, const double pitch, const double length_s)
{
  TestTune* const tune = self->tune;
  assert_true(tune->n < TEST_TUNE_NOTES);
  TestTuneNote* const note = &tune->notes[tune->n++];
  note->at_s               = self->t;
  note->length_s           = length_s;
  note->pitch = pitch + tune->off + test_rng_range(&self->rng, -0.08, 0.08);
  self->t += length_s;
}

/// Where a phrase comes to rest, on the scale from the tonic of its octave.
static int
goal(Composer* const self, const bool high)
{
  const double r     = test_rng_range(&self->rng, 0.0, 1.0);
  const int    fifth = self->kind->count == 7 ? 4 : 3;
  const double home  = high ? 0.5 : 0.65;
  const int    octave =
    high && chance(self, 0.7) ? self->kind->count : 0; // falls home, or not
  if (r < home) {
    return octave;
  }
  return octave + (r < home + 0.2 ? fifth : r < home + 0.28 ? fifth - 1 : 1);
}

static double
length(Composer* const self, const size_t i)
{
  static const double cell[] = { 0.5, 0.25, 0.25 };
  static const double song[] = { 0.5, 0.5, 0.5, 1.0, 0.25, 0.25, 0.75 };
  return self->beat_s *
         (self->kind->kui ? cell[i % 3U] : song[test_rng_u32(&self->rng) % 7U]);
}

/// A long note one step from tonic or fifth is that one half of the time.
static int
lean(Composer* const self, const int place)
{
  const int count = self->kind->count;
  const int fifth = count == 7 ? 4 : 3;
  for (int to = place - 1; to <= place + 1; to += 2) {
    const int degree = (to + count) % count;
    if ((degree == 0 || degree == fifth) && chance(self, 0.5)) {
      return to;
    }
  }
  return place;
}

/// A walk from about `middle` that turns towards its goal; a low one of a kui
/// begins on the tonic.
static void
make_phrase(Composer* const self, Phrase* const phrase, const int middle)
{
  const bool   high = middle >= self->kind->count;
  const int    end  = goal(self, high);
  const double wish = test_rng_range(&self->rng, 1.8, 4.0);
  int          at   = middle + (int)(test_rng_u32(&self->rng) % 5U) - 2;
  at                = self->kind->kui && middle <= 2 ? 0 : at;
  double t          = 0.0;
  phrase->n         = 0U;
  while (t < wish && phrase->n < MAX_PHRASE - 12U) {
    const bool open = self->kind->kui && phrase->n % 3U != 0U &&
                      chance(self, 0.3); // off the beat
    phrase->length_s[phrase->n] = length(self, phrase->n);
    t += phrase->length_s[phrase->n];
    if (!open && phrase->length_s[phrase->n] > 0.4 * self->beat_s) {
      at = lean(self, at);
    }
    phrase->place[phrase->n++] = open ? OPEN : at;
    if (!open && !chance(self, 0.25)) {
      const int step = chance(self, 0.2) ? 2 : 1;
      const int pull = at > middle + 2 ? -1 : at < middle - 2 ? 1 : 0;
      at += pull ? pull * step : chance(self, 0.5) ? step : -step;
    }
  }
  while (at != end && phrase->n < MAX_PHRASE - 1U) {
    at += at < end ? 1 : -1;
    if (at != end) {
      phrase->length_s[phrase->n] = length(self, phrase->n);
      phrase->place[phrase->n++]  = at;
    }
  }
  phrase->place[phrase->n] = end;
  phrase->length_s[phrase->n++] =
    self->beat_s * (self->kind->kui ? (chance(self, 0.6) ? 1.0 : 2.0)
                                    : test_rng_range(&self->rng, 1.2, 2.5));
  phrase->breath_s =
    chance(self, 0.7) ? test_rng_range(&self->rng, 0.15, 0.6) : 0.0;
}

static void
play_phrase(Composer* const self, const Phrase* const phrase)
{
  for (size_t i = 0; i < phrase->n; i++) {
    const double pitch = pitch_of(self, phrase->place[i]);
    const bool   again = i > 0U && phrase->place[i] == phrase->place[i - 1U];
    double       left  = phrase->length_s[i];
    if (again && pitch < 69.0 && chance(self, 0.5)) { // the upper neighbour
      const double grace = fmin(0.06, 0.3 * left);
      add(self,
          pitch_of(self, phrase->place[i] == OPEN ? 1 : phrase->place[i] + 1),
          grace);
      left -= grace;
    }
    add(self, pitch, left);
  }
  self->t += phrase->breath_s;
}

/// Notes that fit under the hand on G3 to E6: home between G3 and F#4.
static void
choose(Composer* const self, TestTune* const tune)
{
  static const unsigned usual[] = { 2U, 7U, 9U, 0U, 4U };
  self->kind                    = &kinds[test_rng_u32(&self->rng) % N_KINDS];
  tune->tonic = chance(self, 0.7) ? usual[test_rng_u32(&self->rng) % 5U]
                                  : test_rng_u32(&self->rng) % 12U;
  tune->kind  = self->kind->name;
  self->home  = 55.0 + (double)((tune->tonic + 5U) % 12U);
  tune->off   = test_rng_range(&self->rng, -0.1, 0.1);
  self->beat_s =
    60.0 / (self->kind->kui ? test_rng_range(&self->rng, 104.0, 150.0)
                            : test_rng_range(&self->rng, 66.0, 104.0));
}

void
test_tune_compose(TestTune* const tune, const uint64_t seed,
                  const double seconds)
{
  Composer self = { .rng = test_rng(seed), .tune = tune };
  Phrase   phrase;
  memset(tune, 0, sizeof *tune);
  choose(&self, tune);
  const int    count     = self.kind->count;
  const int    middles[] = { 2, 2, count / 2 + 1, count + 2, count + 1, 2 };
  const double section_s = test_rng_range(&self.rng, 5.0, 10.0);
  while (self.t < seconds) {
    const size_t section = (size_t)(self.t / section_s) % 6U;
    make_phrase(&self, &phrase, middles[section]);
    play_phrase(&self, &phrase);
    if (chance(&self, 0.4)) {
      play_phrase(&self, &phrase);
    }
  }
}

double
test_tune_gallop(TestTune* const tune, const uint64_t seed, const double from_s,
                 const double bpm, const unsigned beats)
{
  static const double places[]  = { 0.0, 0.5, 0.75, 1.0 };
  static const double tune_of[] = { 62.0, 69.0, 67.0, 65.0, 64.0, 60.0, 57.0 };
  TestRng             rng       = test_rng(seed);
  const double        period    = 60.0 / bpm;
  memset(tune, 0, sizeof *tune);
  for (unsigned i = 0; i <= 3U * beats; i++) {
    TestTuneNote* const note = &tune->notes[tune->n++];
    note->at_s               = from_s + period * (i / 3U + places[i % 3U]) +
                 0.008 * test_rng_normal(&rng);
    note->length_s = period * (places[i % 3U + 1U] - places[i % 3U]);
    note->pitch    = tune_of[test_rng_u32(&rng) % 7U];
  }
  return from_s + period * beats;
}
