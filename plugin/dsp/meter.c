#include "plugin/dsp/meter.h"

#include "plugin/dsp/blockops.h"
#include "plugin/dsp/config.h"

#include <math.h>

static const double hold_s = 0.3;
static const float  lowest = 1e-6f; // -120 dBFS

void
dala_meter_prepare(DalaMeter* const self, const double rate)
{
  self->ticks = (uint32_t)ceil(hold_s * rate / DALA_TICK);
  dala_meter_reset(self);
}

void
dala_meter_reset(DalaMeter* const self)
{
  self->held = self->now = 0.0f;
  self->age              = 0U;
}

void
dala_meter_tick(DalaMeter* const self)
{
  self->age++;
  if (self->now >= self->held || self->age > self->ticks) {
    self->held = self->now;
    self->age  = 0U;
  }
  self->now = 0.0f;
}

void
dala_meter_process(DalaMeter* const self, const float* const x,
                   const uint32_t n)
{
  self->now = dala_block_peak(x, n, self->now);
}

float
dala_meter_db(const DalaMeter* const self)
{
  const float peak = fmaxf(self->held, self->now);
  return peak > lowest ? 20.0f * log10f(peak) : -120.0f;
}
