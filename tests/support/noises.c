#include "tests/support/noises.h"

#include "tests/support/signals.h"

#include <math.h>
#include <stdbool.h>

static const double pi = 3.14159265358979323846;

/// From value to random value, in straight lines.
typedef struct {
  TestRng  rng;
  double   from;
  double   to;
  unsigned left;
  unsigned length;
} Wander;

static double
wander(Wander* const self)
{
  if (self->left == 0U) {
    self->from = self->to;
    self->to   = test_rng_range(&self->rng, 0.0, 1.0);
    self->left = self->length;
  }
  self->left--;
  const double part = (double)self->left / (double)self->length;
  return self->to + part * (self->from - self->to);
}

static Wander
wander_of(const uint64_t seed, const double seconds, const double rate)
{
  Wander self = { test_rng(seed), 0.5, 0.5, 0U, (unsigned)(seconds * rate) };
  return self;
}

/// White noise through five poles two octaves apart: pink, within a dB or two.
static void
fill_pink(float* const out, const size_t n, const double rate,
          const uint64_t seed)
{
  double  y[5] = { 0.0 };
  TestRng rng  = test_rng(seed);
  for (size_t i = 0; i < n; i++) {
    const double x   = (double)test_rng_bipolar(&rng);
    double       sum = 0.0;
    for (unsigned k = 0; k < 5U; k++) {
      const double step = fmin(2.0 * pi * 25.0 * exp2(2.0 * k) / rate, 1.0);
      y[k] += step * (x - y[k]);
      sum += y[k] * exp2(-(double)k);
    }
    out[i] = (float)sum;
  }
}

static void
low_pass(float* const x, const size_t n, const double hz, const double rate)
{
  const double step = 1.0 - exp(-2.0 * pi * hz / rate);
  double       y    = 0.0;
  for (size_t i = 0; i < n; i++) {
    y += step * ((double)x[i] - y);
    x[i] = (float)y;
  }
}

/// A resonance that wanders from 250 Hz to 1.2 kHz, and its loudness.
static void
blow(float* const x, const size_t n, const double rate, const double q,
     const uint64_t seed)
{
  Wander pitch = wander_of(seed, 1.4, rate);
  Wander force = wander_of(seed + 1U, 0.9, rate);
  double s1    = 0.0;
  double s2    = 0.0;
  for (size_t i = 0; i < n; i++) {
    const double g  = tan(pi * 250.0 * exp2(2.3 * wander(&pitch)) / rate);
    const double a  = 1.0 / (1.0 + g * (g + 1.0 / q));
    const double v3 = (double)x[i] - s2;
    const double v1 = a * (s1 + g * v3);
    const double v2 = s2 + g * v1;
    s1              = 2.0 * v1 - s1;
    s2              = 2.0 * v2 - s2;
    x[i]            = (float)(v1 * pow(10.0, 0.8 * wander(&force)));
  }
}

static void
swell(float* const x, const size_t n, const double rate, const uint64_t seed)
{
  Wander force = wander_of(seed, 1.0, rate);
  for (size_t i = 0; i < n; i++) {
    x[i] *= (float)pow(10.0, wander(&force));
  }
}

const char*
test_noise_name(const TestNoise kind)
{
  static const char* const names[TEST_NOISES] = { "white",  "pink",  "brown",
                                                  "dull",   "gusts", "wind",
                                                  "whistle" };
  return names[kind];
}

void
test_noise_of(const TestNoise kind, float* const out, const size_t n,
              const double rate, const uint64_t seed)
{
  const bool brown = kind == TEST_NOISE_BROWN || kind == TEST_NOISE_GUSTS;
  if (brown || kind == TEST_NOISE_WHITE) {
    test_noise(out, n, seed, 1.0f);
  } else {
    fill_pink(out, n, rate, seed);
  }
  if (brown) {
    low_pass(out, n, 10.0, rate);
  } else if (kind == TEST_NOISE_DULL) {
    low_pass(out, n, 400.0, rate);
  }
  if (kind == TEST_NOISE_GUSTS) {
    swell(out, n, rate, seed + 2U);
  } else if (kind >= TEST_NOISE_WIND) {
    blow(out, n, rate, kind == TEST_NOISE_WIND ? 1.5 : 4.0, seed + 2U);
  }
  double square = 0.0;
  for (size_t i = 0; i < n; i++) {
    square += (double)(out[i] * out[i]);
  }
  const float gain = (float)(0.05 / sqrt(square / (double)n + 1e-30));
  for (size_t i = 0; i < n; i++) {
    out[i] *= gain;
  }
}
