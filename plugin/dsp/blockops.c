#include "plugin/dsp/blockops.h"

#include <math.h>
#include <string.h>

uint32_t
dala_block_mend(float* const x, const uint32_t n, const float limit)
{
  uint32_t faults = 0U;
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t bad = fabsf(x[i]) <= limit ? 0U : 1U; // NaN is bad
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
  // Magnitudes order as their bits do, and integers vectorise
  int32_t peak;
  memcpy(&peak, &least, sizeof peak);
  for (uint32_t i = 0; i < n; i++) {
    int32_t bits;
    memcpy(&bits, &x[i], sizeof bits);
    bits &= INT32_MAX;
    peak = bits > peak ? bits : peak;
  }
  float result;
  memcpy(&result, &peak, sizeof result);
  return result;
}
