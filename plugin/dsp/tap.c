#include "plugin/dsp/tap.h"

#include <math.h>

#define TWO_PI 6.2831853F

/// ln(1000): a T60 in time constants.
#define LN_1000 6.9077553F

typedef struct {
  float hz;
  float t60_s;
  float gain;
} Knock;

static const Knock knocks[] = { { 190.0F, 0.070F, 1.0F },
                                { 275.0F, 0.060F, 0.9F },
                                { 390.0F, 0.050F, 0.7F },
                                { 2150.0F, 0.014F, 0.35F },
                                { 2800.0F, 0.011F, 0.25F } };

void
dala_tap_layout(DalaTap* const self, const uint32_t len, DalaArena* const arena)
{
  self->sound = (float*)dala_arena_take(arena, len, sizeof(float));
  self->len   = len;
}

void
dala_tap_prepare(DalaTap* const self, const float rate)
{
  for (uint32_t i = 0U; i < self->len; i++) {
    const float t = (float)i / rate;
    float       x = 0.0F;
    for (uint32_t k = 0U; k < sizeof knocks / sizeof knocks[0]; k++) {
      const Knock* const knock = &knocks[k];
      if (knock->hz < 0.4F * rate) {
        x += knock->gain * expf(-LN_1000 * t / knock->t60_s) *
             sinf(TWO_PI * knock->hz * t);
      }
    }
    self->sound[i] = x * (1.0F - (float)i / (float)self->len);
  }
  dala_tap_reset(self);
}

void
dala_tap_reset(DalaTap* const self)
{
  self->at = self->len;
}

void
dala_tap_strike(DalaTap* const self)
{
  self->at = 0U;
}

void
dala_tap_add(DalaTap* const self, const float gain, const float step,
             const uint32_t frame, float* const out_l, float* const out_r,
             const uint32_t n)
{
  for (uint32_t i = 0U; i < n && self->at < self->len; i++) {
    const float level = gain + step * (float)(frame + i);
    const float x     = level * self->sound[self->at++];
    out_l[i] += x;
    out_r[i] += x;
  }
}
