#include "plugin/dsp/follower.h"

#include "plugin/dsp/config.h"

#include <math.h>

static const double highpass_hz = 60.0;  // DSP notes, section 1
static const double window_s    = 0.010; // DSP notes, section 3

void
dala_follower_prepare(DalaFollower* const self, const double rate)
{
  self->pole = (float)exp(-6.283185307179586 * highpass_hz / rate);
  self->keep = (float)exp(-(double)DALA_TICK / (rate * window_s));
  dala_follower_reset(self);
}

void
dala_follower_reset(DalaFollower* const self)
{
  self->x1 = self->y1 = self->sum = self->mean_square = 0.0f;
}

void
dala_follower_tick(DalaFollower* const self)
{
  const float power = self->sum * (1.0f / (float)DALA_TICK);
  self->mean_square = power + self->keep * (self->mean_square - power);
  self->sum         = 0.0f;
}

void
dala_follower_process(DalaFollower* const self, const float* const x,
                      const uint32_t n)
{
  const float pole = self->pole;
  float       x1   = self->x1;
  float       y1   = self->y1;
  float       sum  = self->sum;
  for (uint32_t i = 0; i < n; i++) {
    y1 = pole * y1 + (x[i] - x1);
    x1 = x[i];
    sum += y1 * y1;
  }
  self->x1  = x1;
  self->y1  = y1;
  self->sum = sum;
}
