#include "host/quantize.h"

#include <math.h>

size_t
host_quantize(const float* samples, int32_t* integers, size_t n, int bits)
{
  const int    shift   = 32 - bits;
  const double scale   = (double)(1u << (bits - 1));
  const double highest = scale - 1.0;
  size_t       clipped = 0;
  for (size_t i = 0; i < n; ++i) {
    double value = nearbyint((double)samples[i] * scale);
    if (value > highest || value < -scale) {
      clipped += (samples[i] > 1.0f || samples[i] < -1.0f) ? 1u : 0u;
      value = (value > 0.0) ? highest : -scale;
    }
    integers[i] = (int32_t)((uint32_t)(int32_t)value << shift);
  }
  return clipped;
}
