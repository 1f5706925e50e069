#include "host/quantize.h"

#include "host/samples.h"

HostDither
host_dither_start(void)
{
  const HostDither start = { UINT64_C(0x44616C61) };
  return start;
}

/** The sum of two even distributions is a triangular one, from -1 to 1. */
static double
next_noise(HostDither* self)
{
  // SplitMix64: Steele, Lea, Flood, "Fast splittable PRNGs", 2014
  uint64_t z        = (self->state += UINT64_C(0x9E3779B97F4A7C15));
  z                 = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z                 = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  z                 = z ^ (z >> 31);
  const double high = (double)(uint32_t)(z >> 32);
  const double low  = (double)(uint32_t)z;
  return (high - low) * (1.0 / 4294967296.0);
}

/** To the nearest whole number, halves to the even one; up to 2^51. */
static double
nearest(double value)
{
  // At this size doubles have no fraction: the adder itself rounds
  const double whole = 6755399441055744.0; /* 1.5 * 2^52 */
  return (value + whole) - whole;
}

/** What is not above full scale, and not dithered: nothing to be counted. */
static void
quantize_plain(const float* restrict samples, int32_t* restrict integers,
               size_t n, int bits)
{
  const int    shift   = 32 - bits;
  const double scale   = (double)(1u << (bits - 1));
  const double highest = scale - 1.0;
  for (size_t i = 0; i < n; ++i) {
    const double value = nearest((double)samples[i] * scale);
    const double held  = (value > highest) ? highest : value;
    integers[i]        = (int32_t)((uint32_t)(int32_t)held << shift);
  }
}

size_t
host_quantize(const float* samples, int32_t* integers, size_t n, int bits,
              HostDither* dither)
{
  const int    shift   = 32 - bits;
  const double scale   = (double)(1u << (bits - 1));
  const double highest = scale - 1.0;
  size_t       clipped = 0;
  if (!dither && host_samples_peak(samples, n) <= 1.0f) {
    quantize_plain(samples, integers, n, bits);
    return 0;
  }
  for (size_t i = 0; i < n; ++i) {
    double value =
      nearest((double)samples[i] * scale + (dither ? next_noise(dither) : 0.0));
    if (value > highest || value < -scale) {
      clipped += (samples[i] > 1.0f || samples[i] < -1.0f) ? 1u : 0u;
      value = (value > 0.0) ? highest : -scale;
    }
    integers[i] = (int32_t)((uint32_t)(int32_t)value << shift);
  }
  return clipped;
}
