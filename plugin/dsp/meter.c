#include "plugin/dsp/meter.h"

#include "plugin/dsp/blockops.h"
#include "plugin/dsp/config.h"

#include <math.h>
#include <string.h>

static const double hold_s = 0.3;
static const float  lowest = 1e-6f; // -120 dBFS

void
dala_meter_prepare(DalaMeter* const self, const double rate)
{
  self->hold = (uint32_t)ceil(hold_s * rate / DALA_TICK);
  dala_meter_reset(self);
}

void
dala_meter_reset(DalaMeter* const self)
{
  self->count = 0U;
  self->time  = 0U;
  self->now   = 0.0f;
}

static void
keep(DalaMeter* const self, const float peak)
{
  while (self->count && self->held[self->count - 1U].peak <= peak) {
    self->count--;
  }
  if (self->count < DALA_METER_PEAKS) {
    self->held[self->count++].peak = peak;
  }
  self->held[self->count - 1U].tick = self->time;
}

void
dala_meter_tick(DalaMeter* const self)
{
  keep(self, self->now);
  self->now = 0.0f;
  self->time++;
  if (self->time - self->held[0].tick > self->hold) {
    self->count--;
    memmove(&self->held[0], &self->held[1], self->count * sizeof self->held[0]);
  }
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
  const float held = self->count ? self->held[0].peak : 0.0f;
  const float peak = fmaxf(held, self->now);
  return peak > lowest ? 20.0f * log10f(peak) : -120.0f;
}
