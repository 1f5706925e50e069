#include "plugin/dsp/drone_rate.h"

#include <math.h>
#include <string.h>

/// Rates between which strings run, Hz.
#define SLOWEST 30000.0
#define FASTEST 120000.0

/// Corner of the low-pass as a part of the slower rate: images and aliases
/// are 40 dB down from 0.6 of it, and the drone has little left there.
#define CORNER 0.46F

#define PI 3.14159265F

void
dala_drone_rate_prepare(DalaDroneRate* const self, const double rate)
{
  self->up     = 1U;
  self->down   = 1U;
  self->inside = rate;
  while (self->inside < SLOWEST && self->down < DALA_DRONE_RATE_MAX) {
    self->inside *= 2.0;
    self->down *= 2U;
  }
  while (self->inside > FASTEST && self->up < DALA_DRONE_RATE_MAX) {
    self->inside *= 0.5;
    self->up *= 2U;
  }
  const uint32_t ratio  = self->up * self->down;
  const uint32_t n      = DALA_DRONE_RATE_TAPS * ratio;
  const float    middle = 0.5F * (float)(n - 1U);
  float          sum    = 0.0F;
  memset(self->taps, 0, sizeof self->taps);
  for (uint32_t i = 0U; i < n; i++) {
    const float t      = (float)i - middle;
    const float x      = 2.0F * PI * CORNER * t / (float)ratio;
    const float window = 0.5F + 0.5F * cosf(2.0F * PI * t / (float)(n + 1U));
    self->taps[i]      = window * (fabsf(x) > 1e-6F ? sinf(x) / x : 1.0F);
    sum += self->taps[i];
  }
  for (uint32_t i = 0U; i < n; i++) {
    self->taps[i] *= (float)self->up / sum;
  }
  dala_drone_rate_reset(self);
}

void
dala_drone_rate_reset(DalaDroneRate* const self)
{
  memset(self->past, 0, sizeof self->past);
}

// One of `up` frames between two, for DALA_TICK of them
static void
interpolate(const DalaDroneRate* const self, const float* const x,
            const uint32_t phase, float* const out)
{
  float sum[DALA_TICK] = { 0.0F };
  for (uint32_t k = 0U; k < DALA_DRONE_RATE_TAPS; k++) {
    const float        tap = self->taps[k * self->up + phase];
    const float* const p   = x + DALA_DRONE_RATE_TAPS - k;
    for (uint32_t i = 0U; i < DALA_TICK; i++) {
      sum[i] += tap * p[i];
    }
  }
  for (uint32_t i = 0U; i < DALA_TICK; i++) {
    out[i * self->up + phase] = sum[i];
  }
}

static void
decimate(const DalaDroneRate* const self, const float* const x,
         float* const out)
{
  const uint32_t n = DALA_DRONE_RATE_TAPS * self->down;
  for (uint32_t i = 0U; i < DALA_TICK / self->down; i++) {
    const float* const p   = x + (i + 1U) * self->down;
    float              sum = 0.0F;
    for (uint32_t k = 0U; k < n; k++) {
      sum += self->taps[k] * p[k];
    }
    out[i] = sum;
  }
}

void
dala_drone_rate_convert(DalaDroneRate* const self, const uint32_t channel,
                        const float* const in, float* const out)
{
  const uint32_t past =
    self->up > 1U ? DALA_DRONE_RATE_TAPS : DALA_DRONE_RATE_TAPS * self->down;
  float x[DALA_DRONE_RATE_FIR + DALA_TICK];
  memcpy(x, self->past[channel], past * sizeof *x);
  memcpy(x + past, in, DALA_TICK * sizeof *x);
  if (self->up > 1U) {
    for (uint32_t phase = 0U; phase < self->up; phase++) {
      interpolate(self, x, phase, out);
    }
  } else {
    decimate(self, x, out);
  }
  memcpy(self->past[channel], x + DALA_TICK, past * sizeof *x);
}
