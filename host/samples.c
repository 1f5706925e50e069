#include "host/samples.h"

#include <string.h>

/** Maxima kept side by side, so that none waits for the one before. */
#define LANES 16u

/**
   The bits without the sign: integers in the order of the magnitudes, with
   infinity and NaN above all. Signed, since SSE2 compares no other.
*/
static int32_t
magnitude_bits(float sample)
{
  int32_t bits = 0;
  memcpy(&bits, &sample, sizeof(bits));
  return bits & INT32_MAX;
}

static int32_t
larger(int32_t a, int32_t b)
{
  return (a > b) ? a : b;
}

float
host_samples_peak(const float* samples, size_t n)
{
  int32_t largest[LANES] = { 0 };
  float   peak           = 0.0f;
  size_t  i              = 0;
  for (; i + LANES <= n; i += LANES) {
    for (size_t k = 0; k < LANES; ++k) {
      largest[k] = larger(largest[k], magnitude_bits(samples[i + k]));
    }
  }
  for (size_t k = 0; i < n; ++i, ++k) {
    largest[k] = larger(largest[k], magnitude_bits(samples[i]));
  }
  for (size_t k = 1; k < LANES; ++k) {
    largest[0] = larger(largest[0], largest[k]);
  }
  memcpy(&peak, &largest[0], sizeof(peak));
  return peak;
}

void
host_samples_interleave(float* frames, float* const* channels, uint32_t count,
                        size_t n)
{
  if (count == 1) {
    memcpy(frames, channels[0], n * sizeof(float));
  } else if (count == 2) {
    const float* const left  = channels[0];
    const float* const right = channels[1];
    for (size_t i = 0; i < n; ++i) {
      frames[2 * i]     = left[i];
      frames[2 * i + 1] = right[i];
    }
  } else {
    for (uint32_t c = 0; c < count; ++c) {
      for (size_t i = 0; i < n; ++i) {
        frames[i * count + c] = channels[c][i];
      }
    }
  }
}

void
host_samples_take(const float* frames, uint32_t stride, float* out, size_t n)
{
  if (stride == 1) {
    memcpy(out, frames, n * sizeof(float));
  } else if (stride == 2) {
    for (size_t i = 0; i < n; ++i) {
      out[i] = frames[2 * i];
    }
  } else {
    for (size_t i = 0; i < n; ++i) {
      out[i] = frames[i * stride];
    }
  }
}
