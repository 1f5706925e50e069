#include "plugin/dsp/blockops.h"

#include <math.h>

uint32_t
dala_block_mend(float* const x, const uint32_t n, const float limit)
{
  uint32_t faults = 0U;
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t bad = !(fabsf(x[i]) <= limit); // NaN is bad
    faults += bad;
    x[i] = bad ? 0.0f : x[i];
  }
  return faults;
}

void
dala_block_add(float* const y, const float* const x, const uint32_t n)
{
  for (uint32_t i = 0; i < n; i++) {
    y[i] += x[i];
  }
}

float
dala_block_peak(const float* const x, const uint32_t n, const float least)
{
  float peak = least;
  for (uint32_t i = 0; i < n; i++) {
    const float magnitude = fabsf(x[i]);
    peak                  = magnitude > peak ? magnitude : peak;
  }
  return peak;
}
