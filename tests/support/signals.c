#include "tests/support/signals.h"

#include <math.h>
#include <string.h>

#define PI 3.14159265358979323846

TestRng
test_rng(const uint64_t seed)
{
  const TestRng rng = { seed * 0x9E3779B97F4A7C15ULL | 1U };
  return rng;
}

uint32_t
test_rng_u32(TestRng* const rng)
{
  rng->state ^= rng->state >> 12;
  rng->state ^= rng->state << 25;
  rng->state ^= rng->state >> 27;
  return (uint32_t)((rng->state * 0x2545F4914F6CDD1DULL) >> 32);
}

float
test_rng_bipolar(TestRng* const rng)
{
  return (float)((double)test_rng_u32(rng) / 2147483648.0 - 1.0);
}

double
test_rng_range(TestRng* const rng, const double lo, const double hi)
{
  return lo + (hi - lo) * ((double)test_rng_u32(rng) / 4294967295.0);
}

double
test_rng_normal(TestRng* const rng)
{
  double sum = 0.0;
  for (unsigned i = 0; i < 12U; i++) {
    sum += test_rng_range(rng, -0.5, 0.5);
  }
  return sum;
}

void
test_noise(float* const out, const size_t n, const uint64_t seed,
           const float amplitude)
{
  TestRng rng = test_rng(seed);
  for (size_t i = 0; i < n; i++) {
    out[i] = amplitude * test_rng_bipolar(&rng);
  }
}

static double
band_limited_saw(const double phase, const double f0, const double rate)
{
  const double limit    = fmin(0.45 * rate, 12000.0);
  const int    partials = (int)(limit / f0);
  double       sum      = 0.0;
  double       before   = 0.0;
  double       now      = sin(phase);
  const double twice    = 2.0 * cos(phase);
  for (int k = 1; k <= partials; k++) {
    sum += now / k;
    const double next = twice * now - before;
    before            = now;
    now               = next;
  }
  return 0.5 * sum;
}

void
test_violin(float* const out, const size_t n, const double rate)
{
  static const int notes[] = { 69, 71, 73, 74, 76, 74, 73, 71,
                               69, 64, 67, 69, 81, 79, 76, 55 };
  TestRng          rng     = test_rng(1U);
  double           phase   = 0.0;
  double           low     = 0.0;
  for (size_t i = 0; i < n; i++) {
    const double t     = (double)i / rate;
    const double place = fmod(t, 0.5);
    const double depth = fmin(fmax((place - 0.12) / 0.1, 0.0), 1.0) * 0.2;
    const double note =
      notes[(size_t)(t / 0.5) % 16U] - 69 + depth * sin(2.0 * PI * 5.5 * t);
    const double f0  = 440.0 * exp2(note / 12.0);
    const double bow = 0.01 * (double)test_rng_bipolar(&rng);
    const double envelope =
      fmin(1.0, place / 0.03) * fmin(1.0, (0.5 - place) / 0.015);
    const double x =
      (band_limited_saw(phase, f0, rate) * 0.35 + bow) * (0.3 + 0.7 * envelope);
    phase = fmod(phase + 2.0 * PI * f0 / rate, 2.0 * PI);
    low += 0.6 * (x - low);
    out[i] = (float)low;
  }
}

size_t
test_first_difference(const float* const got, const float* const want,
                      const size_t n)
{
  for (size_t i = 0; i < n; i++) {
    if (memcmp(&got[i], &want[i], sizeof got[i]) != 0) {
      return i;
    }
  }
  return n;
}
