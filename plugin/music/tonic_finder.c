#include "plugin/music/tonic_finder.h"

#include <math.h>
#include <string.h>

// DSP notes, section 8
static const float template[12] = { 1.0f, 0.0f,  0.28f, 0.22f, 0.22f, 0.35f,
                                    0.0f, 0.75f, 0.18f, 0.18f, 0.33f, 0.08f };
static const float fade_s       = 12.0f;
static const float most_s       = 1.0f;
static const float long_s       = 0.7f;
static const float long_weight  = 2.5f;
static const float margin       = 0.08f;

// By ear on random modal melodies (tests/unit/test_tonic_finder.c)
static const float last_bonus   = 1.0f;  // s for the last note of a phrase
static const float enough_s     = 2.0f;  // heard before the first answer
static const float little_s     = 10.0f; // under it, a change needs more
static const float given_margin = 0.35f;
static const float far_margin   = 0.20f;
static const float rest_s       = 0.25f; // ends a phrase
static const float held_s       = 1.2f;  // so does a note as long as this
static const float open_s       = 1.5f;  // of an open string: decides
static const float open_cents   = 20.0f;
static const float shortest_s   = 0.05f; // under it, a grace

void
dala_tonic_finder_reset(DalaTonicFinder* const self)
{
  memset(self, 0, sizeof *self);
  self->last   = -1;
  self->rest_s = rest_s;
}

/// Correlation of what was heard with the template on each class.
static void
rate_classes(const DalaTonicFinder* const self, float score[12])
{
  float mean_h = 0.0f;
  float mean_t = 0.0f;
  for (uint32_t i = 0; i < 12U; i++) {
    mean_h += self->heard[i] / 12.0f;
    mean_t += template[i] / 12.0f;
  }
  float power_h = 1e-12f;
  float power_t = 0.0f;
  for (uint32_t i = 0; i < 12U; i++) {
    power_h += (self->heard[i] - mean_h) * (self->heard[i] - mean_h);
    power_t += (template[i] - mean_t) * (template[i] - mean_t);
  }
  for (uint32_t tonic = 0; tonic < 12U; tonic++) {
    float sum = 0.0f;
    for (uint32_t i = 0; i < 12U; i++) {
      sum += (self->heard[(tonic + i) % 12U] - mean_h) * (template[i] - mean_t);
    }
    score[tonic] = sum / sqrtf(power_h * power_t);
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
  float score[12];
  float total = 0.0f;
  if (self->last < 0) {
    return;
  }
  self->heard[self->last] += last_bonus;
  self->last = -1;
  for (uint32_t i = 0; i < 12U; i++) {
    total += self->heard[i];
  }
  if (total < enough_s) {
    return;
  }
  rate_classes(self, score);
  uint32_t best = 0U;
  for (uint32_t i = 1U; i < 12U; i++) {
    best = score[i] > score[best] ? i : best;
  }
  const float more =
    self->given ? given_margin : (total < little_s ? far_margin : margin);
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
  if (held > long_s && class_of(self->note) == most) {
    self->off[self->n_off++ % DALA_TONIC_LONG_NOTES] =
      100.0f * (self->note - near);
  }
  if (held > held_s) {
    end_phrase(self);
  }
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
