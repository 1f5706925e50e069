#include "plugin/dsp/smooth.h"

#include <math.h>

void
dala_smooth_prepare(DalaSmooth* const self, const double rate,
                    const double seconds, const float value)
{
  const double ticks = ceil(seconds * rate / DALA_TICK);
  self->ticks        = ticks > 1.0 ? (uint32_t)ticks : 1U;
  self->target       = value;
  dala_smooth_snap(self);
}

void
dala_smooth_snap(DalaSmooth* const self)
{
  self->start = self->end = self->goal = self->target;
  self->slope                          = 0.0f;
  self->left                           = 0U;
}

void
dala_smooth_tick(DalaSmooth* const self)
{
  self->start = self->end;
  if (self->goal != self->target) {
    self->goal = self->target;
    self->left = self->ticks;
  }
  if (self->left) {
    self->end = self->left == 1U ? self->goal
                                 : self->start + (self->goal - self->start) /
                                                   (float)self->left;
    self->left--;
  }
  self->slope = (self->end - self->start) * (1.0f / (float)DALA_TICK);
}

void
dala_smooth_scale(const DalaSmooth* const self, float* const x,
                  const uint32_t frame, const uint32_t n)
{
  if (dala_smooth_rests_at(self, 1.0f)) {
    return;
  }
  if (dala_smooth_rests_at(self, self->end)) {
    for (uint32_t i = 0; i < n; i++) {
      x[i] *= self->start;
    }
    return;
  }
  for (uint32_t i = 0; i < n; i++) {
    x[i] *= dala_smooth_at(self, frame + i);
  }
}

float
dala_smooth_share(const float time_s, const float rate)
{
  return 1.0F - expf(-1.0F / (time_s * rate));
}
