#include "plugin/music/beat.h"

#include <math.h>
#include <string.h>

static const double shortest_s = 0.30; // 200 BPM
static const double longest_s  = 1.50; // 40 BPM
static const double memory_s   = 6.0;
static const double double_s   = 0.06; // two onsets of one note

// A hand's timing is some 8 ms off, a difference of two 11 ms: 2.7 of those
static const double   loose_s     = 0.030;
static const double   beats       = 2.7;  // three, less the looseness
static const double   share       = 0.85; // of notes that have a partner
static const uint32_t least_notes = 5U;

// A beat once found is followed: notes within this of it draw it after them,
// and another tempo counts when so many notes running have told it.
static const double   near_s   = 0.045;
static const double   draw     = 0.15; // of what a note is off, to the beat
static const double   stretch  = 0.02; // and to the period
static const double   same     = 0.06; // of a period
static const uint32_t rivals   = 3U;
static const double   missed_s = 3.0; // no note near a beat for so long

void
dala_beat_reset(DalaBeat* const self)
{
  memset(self, 0, sizeof *self);
}

/// How the notes answer one another a period apart.
typedef struct {
  uint32_t expected; ///< Notes that should have a partner by now,
  uint32_t found;    ///< those that have,
  double   late_s;   ///< and how late the partners are in the mean.
} Answers;

static Answers
answers(const DalaBeat* const self, const double period, const double within)
{
  const double now = self->at_s[self->count - 1U];
  Answers      sum = { 0U, 0U, 0.0 };
  uint32_t     at  = 0U;
  for (uint32_t i = 0; i < self->count; i++) {
    const double due = self->at_s[i] + period;
    if (due > now + 0.5 * loose_s) {
      break;
    }
    while (at + 1U < self->count && self->at_s[at] < due - within) {
      at++;
    }
    const double late = self->at_s[at] - due;
    sum.expected++;
    if (fabs(late) < within) {
      sum.found++;
      sum.late_s += late;
    }
  }
  sum.late_s /= fmax(1.0, (double)sum.found);
  return sum;
}

/// The period near this one after which nearly every note has another; 0 if
/// there is none. This one is off by what the two notes are that it was taken
/// from.
static double
repeats(const DalaBeat* const self, const double period)
{
  const double span = self->at_s[self->count - 1U] - self->at_s[0];
  if (self->count < least_notes || span < beats * period) {
    return 0.0;
  }
  const Answers rough = answers(self, period, 1.5 * loose_s);
  const double  near  = period + rough.late_s;
  const Answers fine  = answers(self, near, loose_s);
  return fine.expected >= least_notes - 2U &&
             (double)fine.found >= share * (double)fine.expected
           ? near + fine.late_s
           : 0.0;
}

/// Least squares over all pairs of notes whole periods apart.
static double
refine(const DalaBeat* const self, const double period)
{
  double sum    = 0.0;
  double weight = 0.0;
  for (uint32_t i = 0; i < self->count; i++) {
    for (uint32_t k = i + 1U; k < self->count; k++) {
      const double apart = self->at_s[k] - self->at_s[i];
      const double times = floor(apart / period + 0.5);
      if (times >= 1.0 && fabs(apart - times * period) < 1.5 * loose_s) {
        sum += apart * times;
        weight += times * times;
      }
    }
  }
  return weight > 0.0 ? sum / weight : period;
}

/// The beat begins where the longest wait does: mean time of those notes,
/// brought to the last beat.
static double
place_beat(const DalaBeat* const self, const double period)
{
  double best      = 0.0;
  double best_wait = 0.0;
  for (uint32_t i = 0; i + 1U < self->count; i++) {
    double   wait = 0.0;
    double   off  = 0.0;
    uint32_t n    = 0U;
    for (uint32_t k = 0; k + 1U < self->count; k++) {
      const double apart = self->at_s[k] - self->at_s[i];
      const double away  = apart - period * floor(apart / period + 0.5);
      if (fabs(away) < 1.5 * loose_s) {
        wait += self->at_s[k + 1U] - self->at_s[k];
        off += away;
        n++;
      }
    }
    wait /= (double)n;
    if (wait > best_wait + loose_s) {
      best_wait = wait;
      best      = self->at_s[i] + off / (double)n;
    }
  }
  return best;
}

/// Distance in s from the nearest beat.
static double
off_beat(const DalaBeat* const self, const double at_s)
{
  const double away = at_s - self->beat_s;
  return away - self->period_s * floor(away / self->period_s + 0.5);
}

/// A note near a beat draws the beat after it; not after a long stop, when to
/// be near one is chance.
static void
follow(DalaBeat* const self, const double at_s)
{
  const double off = off_beat(self, at_s);
  if (fabs(off) < near_s && at_s - self->hit_s < missed_s) {
    self->beat_s = at_s - (1.0 - draw) * off;
    self->period_s =
      fmin(fmax(self->period_s + stretch * off, shortest_s), longest_s);
    self->hit_s = at_s;
  }
}

/// The notes tell this period, with beats at `beat_s`.
static void
hear(DalaBeat* const self, const double period, const double beat_s)
{
  const double now   = self->at_s[self->count - 1U];
  const double times = period / self->period_s;
  const bool   alike = fabs(times - floor(times + 0.5)) < same * times;
  const bool   lost  = now - self->hit_s > missed_s;
  if (self->period_s > 0.0 && !lost && alike) {
    // The same, or several beats at once, which tell nothing new
    if (times < 1.0 + same && fabs(off_beat(self, beat_s)) < near_s) {
      self->n_rivals = 0U;
      self->period_s += 0.5 * (period - self->period_s);
      self->beat_s += 0.5 * off_beat(self, beat_s);
    }
  } else if (!(self->period_s > 0.0) || lost || ++self->n_rivals >= rivals) {
    self->period_s = period;
    self->beat_s   = beat_s;
    self->hit_s    = now;
    self->n_rivals = 0U;
  }
}

void
dala_beat_note(DalaBeat* const self, const double at_s)
{
  uint32_t drop = self->count == DALA_BEAT_NOTES ? 1U : 0U;
  if (self->count > 0U && at_s - self->at_s[self->count - 1U] < double_s) {
    return;
  }
  while (drop < self->count && at_s - self->at_s[drop] > memory_s) {
    drop++;
  }
  self->count -= drop;
  memmove(self->at_s, self->at_s + drop, self->count * sizeof *self->at_s);
  self->at_s[self->count++] = at_s;
  if (self->period_s > 0.0) {
    follow(self, at_s);
  }
  for (uint32_t i = self->count - 1U; i > 0U; i--) {
    const double apart = at_s - self->at_s[i - 1U];
    if (apart < shortest_s - loose_s || apart > longest_s) {
      continue;
    }
    const double period = repeats(self, apart);
    if (period > 0.0) {
      const double exact =
        fmin(fmax(refine(self, refine(self, period)), shortest_s), longest_s);
      hear(self, exact, place_beat(self, exact));
      return;
    }
  }
}

float
dala_beat_bpm(const DalaBeat* const self)
{
  return self->period_s > 0.0 ? (float)(60.0 / self->period_s) : 0.0f;
}

float
dala_beat_place(const DalaBeat* const self, const double at_s)
{
  if (!(self->period_s > 0.0)) {
    return 0.0f;
  }
  const double place = (at_s - self->beat_s) / self->period_s;
  return (float)(place - floor(place));
}
