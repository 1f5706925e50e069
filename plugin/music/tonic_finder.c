#include "plugin/music/tonic_finder.h"

#include <math.h>
#include <string.h>

// How much more likely a class is home (in e-folds) for what was heard on each
// degree over it: fitted to 1500 made-up tunes of one kind (tests/support/
// tunes.h), then rounded. They are that kind's more than the steppe's: tunes
// made in another way (tests/support/airs.h) are found a little less often.
// Minor second and tritone are in no mode; sixth and seventh tell home from
// the fifth and the fourth.
static const float degrees[12] = { 10.0f, -7.0f, 0.0f,  4.0f,  4.5f,  -1.0f,
                                   -6.5f, 8.0f,  -1.5f, -5.5f, -2.5f, -1.5f };
static const float endings[12] = { 2.5f, 0.0f, 1.5f, 0.0f,  0.0f,  1.5f,
                                   0.0f, 1.0f, 0.0f, -2.5f, -2.5f, 0.0f };

// DSP notes, section 8
static const float most_s      = 1.0f;
static const float long_s      = 0.7f;
static const float long_weight = 2.5f;

// Ours: a note that long tells how it is tuned
static const float tuned_s = 0.4f;

// Chosen on the same tunes
static const float fade_s       = 20.0f;
static const float enough_s     = 2.0f; // heard before the first answer
static const float margin       = 1.5f;
static const float given_margin = 4.0f;

// By ear
static const float rest_s     = 0.25f; // ends a phrase
static const float held_s     = 1.2f;  // so does a note as long as this,
static const float least_s    = 0.4f;  // or one from here on that is much
static const float times      = 2.0f;  // longer than those before it
static const float open_s     = 1.5f;  // of an open string: decides
static const float open_cents = 20.0f;
static const float shortest_s = 0.05f; // under it, a grace

void
dala_tonic_finder_reset(DalaTonicFinder* const self)
{
  memset(self, 0, sizeof *self);
  self->last   = -1;
  self->rest_s = rest_s;
}

/// Add what the shares of the classes in `of` say for each class as home. The
/// roots make a class that is there at all count, as in a distance between
/// distributions.
static void
add_evidence(const float of[12], const float weights[12], float score[12])
{
  float root[12];
  float total = 1e-12f;
  for (uint32_t i = 0; i < 12U; i++) {
    total += of[i];
  }
  for (uint32_t i = 0; i < 12U; i++) {
    root[i] = sqrtf(of[i] / total);
  }
  for (uint32_t tonic = 0; tonic < 12U; tonic++) {
    for (uint32_t i = 0; i < 12U; i++) {
      score[tonic] += weights[i] * root[(tonic + i) % 12U];
    }
  }
}

/// The middle of the newest long notes' cents.
static float
median_off(const DalaTonicFinder* const self)
{
  float          sorted[DALA_TONIC_LONG_NOTES];
  const uint32_t n =
    self->n_off < DALA_TONIC_LONG_NOTES ? self->n_off : DALA_TONIC_LONG_NOTES;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t at = i;
    for (; at > 0U && sorted[at - 1U] > self->off[i]; at--) {
      sorted[at] = sorted[at - 1U];
    }
    sorted[at] = self->off[i];
  }
  return n > 0U ? sorted[n / 2U] : 0.0f;
}

static void
end_phrase(DalaTonicFinder* const self)
{
  float score[12] = { 0.0f };
  float total     = 0.0f;
  if (self->last < 0) {
    return;
  }
  self->ended[self->last] += 1.0f;
  self->last = -1;
  for (uint32_t i = 0; i < 12U; i++) {
    total += self->heard[i];
  }
  if (total < enough_s) {
    return;
  }
  add_evidence(self->heard, degrees, score);
  add_evidence(self->ended, endings, score);
  uint32_t best = 0U;
  for (uint32_t i = 1U; i < 12U; i++) {
    best = score[i] > score[best] ? i : best;
  }
  const float more = self->given ? given_margin : margin;
  if (!self->known || score[best] > score[self->pitch_class] + more) {
    self->known       = true;
    self->given       = false;
    self->pitch_class = best;
  }
  self->fine_cents = median_off(self);
}

static uint32_t
class_of(const float pitch)
{
  return (uint32_t)(lrintf(pitch) % 12 + 12) % 12U;
}

static void
end_note(DalaTonicFinder* const self)
{
  const float held = self->note_s;
  self->note_s     = 0.0f;
  if (held < shortest_s) {
    return;
  }
  uint32_t most = 0U; // where it was longest, whatever it slid through
  for (uint32_t i = 1U; i < 12U; i++) {
    most = self->span[i] > self->span[most] ? i : most;
  }
  const float near = roundf(self->note);
  self->last       = (int32_t)most;
  self->heard[self->last] +=
    fminf(held, most_s) * (held > long_s ? long_weight : 1.0f);
  if (held > tuned_s && class_of(self->note) == most) {
    self->off[self->n_off++ % DALA_TONIC_LONG_NOTES] =
      100.0f * (self->note - near);
  }
  const bool rests = held > least_s && held > times * self->usual_s;
  if (held > held_s || (rests && self->usual_s > 0.0f)) {
    end_phrase(self);
  }
  self->usual_s += (self->usual_s > 0.0f ? 0.2f : 1.0f) *
                   (fminf(held, most_s) - self->usual_s);
}

/// A long open string at the start of a phrase.
static void
check_open_string(DalaTonicFinder* const self)
{
  static const float open[] = { 55.0f, 62.0f, 69.0f, 76.0f };
  if (!self->fresh || self->note_s < open_s) {
    return;
  }
  for (uint32_t i = 0; i < 4U; i++) {
    if (fabsf(self->note - open[i]) < 0.01f * open_cents) {
      self->known       = true;
      self->given       = true;
      self->pitch_class = class_of(open[i]);
      self->fresh       = false;
      self->heard[self->pitch_class] += long_weight * open_s;
    }
  }
}

void
dala_tonic_finder_hear(DalaTonicFinder* const self, const float dt,
                       const float pitch, const bool begins)
{
  const float keep = 1.0f - dt / fade_s;
  for (uint32_t i = 0; i < 12U; i++) {
    self->heard[i] *= keep;
    self->ended[i] *= keep;
  }
  if (!(pitch > 0.0f)) {
    const bool resting = self->rest_s >= rest_s;
    self->rest_s += resting ? 0.0f : dt;
    if (!resting && self->rest_s >= rest_s) {
      end_note(self);
      end_phrase(self);
    }
    return;
  }
  if (begins || self->note_s == 0.0f || self->rest_s > 0.0f) {
    end_note(self);
    self->fresh = self->rest_s >= rest_s;
    self->note  = pitch;
    memset(self->span, 0, sizeof self->span);
  }
  self->span[class_of(pitch)] += dt;
  self->rest_s = 0.0f;
  self->note_s += dt;
  self->note += fmaxf(dt / 0.3f, dt / self->note_s) * (pitch - self->note);
  check_open_string(self);
}
