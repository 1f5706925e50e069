#include "plugin/dsp/tone.h"

#include <math.h>

float
dala_tone_at(const DalaTone* const self, const float hz)
{
  const float at = hz / self->hz - 1.0F;
  if (self->count == 0U || at > (float)(self->count - 1U)) {
    return 0.0F;
  }
  if (at <= 0.0F) {
    return self->amp[0];
  }
  const uint32_t k    = (uint32_t)at;
  const uint32_t next = k + 1U < self->count ? k + 1U : k;
  return self->amp[k] * powf(self->amp[next] / self->amp[k], at - (float)k);
}
