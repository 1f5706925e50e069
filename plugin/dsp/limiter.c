#include "plugin/dsp/limiter.h"

#include <float.h>
#include <math.h>

/// Time in which the envelope falls to 1 / e, s: slower than a bow stroke's
/// grain, faster than a note.
#define RELEASE_S 0.080

/// Length of the crossfade between on and off, s.
#define FADE_S 0.005

/// Room above the threshold, less two units in the last place so that no
/// rounding passes the ceiling.
#define KNEE                                                                   \
  (DALA_LIMITER_CEILING * (1.0f - 4.0f * FLT_EPSILON) - DALA_LIMITER_THRESHOLD)

void
dala_limiter_prepare(DalaLimiter* const self, const double rate)
{
  dala_smooth_prepare(&self->wet, rate, FADE_S, 1.0f);
  self->release = expf((float)(-1.0 / (RELEASE_S * rate)));
  dala_limiter_reset(self);
}

void
dala_limiter_reset(DalaLimiter* const self)
{
  dala_smooth_snap(&self->wet);
  self->envelope = DALA_LIMITER_THRESHOLD;
  self->frame    = 0U;
  self->snap     = true;
}

void
dala_limiter_set_on(DalaLimiter* const self, const bool on)
{
  dala_smooth_set(&self->wet, on ? 1.0f : 0.0f);
}

void
dala_limiter_tick(DalaLimiter* const self)
{
  if (self->snap) {
    dala_smooth_snap(&self->wet);
    self->snap = false;
  }
  dala_smooth_tick(&self->wet);
  self->frame = 0U;
  if (dala_smooth_rests_at(&self->wet, 0.0f)) {
    self->envelope = DALA_LIMITER_THRESHOLD;
  }
}

/// Larger of both sides and the threshold, per frame; false if all are at it.
static inline bool
find_peaks(const float* const l, const float* const r, float* const peak,
           const uint32_t n)
{
  int above = 0;
  for (uint32_t i = 0U; i < n; i++) {
    const float a = fabsf(l[i]);
    const float b = fabsf(r[i]);
    const float m = a > b ? a : b;
    above |= m > DALA_LIMITER_THRESHOLD;
    peak[i] = m > DALA_LIMITER_THRESHOLD ? m : DALA_LIMITER_THRESHOLD;
  }
  return above;
}

void
dala_limiter_process(DalaLimiter* const self, float* const l, float* const r,
                     const uint32_t n)
{
  const uint32_t frame = self->frame;
  self->frame += n;
  if (dala_smooth_rests_at(&self->wet, 0.0f)) {
    return;
  }
  float      gain[DALA_TICK];
  const bool above = find_peaks(l, r, gain, n);
  // The envelope's floor is the threshold, so at rest nothing can change
  if (!above && self->envelope <= DALA_LIMITER_THRESHOLD) {
    return;
  }

  float envelope = self->envelope;
  for (uint32_t i = 0U; i < n; i++) {
    const float fallen = envelope * self->release;
    envelope           = gain[i] > fallen ? gain[i] : fallen;
    gain[i]            = envelope;
  }
  self->envelope = envelope;

  for (uint32_t i = 0U; i < n; i++) {
    const float over  = gain[i] - DALA_LIMITER_THRESHOLD;
    const float curve = DALA_LIMITER_THRESHOLD + KNEE * over / (KNEE + over);
    gain[i]           = over > 0.0f ? curve / gain[i] : 1.0f;
  }
  if (!dala_smooth_rests_at(&self->wet, 1.0f)) {
    for (uint32_t i = 0U; i < n; i++) {
      gain[i] = 1.0f + dala_smooth_at(&self->wet, frame + i) * (gain[i] - 1.0f);
    }
  }
  for (uint32_t i = 0U; i < n; i++) {
    l[i] *= gain[i];
    r[i] *= gain[i];
  }
}

bool
dala_limiter_healthy(const DalaLimiter* const self)
{
  return self->envelope <= FLT_MAX;
}
