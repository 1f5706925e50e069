#include "tests/support/ringing.h"

#include <math.h>
#include <stdlib.h>

#define LONGEST 2048U

static const double t60_s = 1.5;

/// Add one string's answer to x into out: a loop with a mean of two in it.
static void
ring(const float* const x, float* const out, const size_t n, const double rate,
     const double hz)
{
  float        loop[LONGEST] = { 0.0f };
  const double period        = fmin(rate / hz, LONGEST - 2.0) - 0.5;
  const size_t whole         = (size_t)period;
  const float  part          = (float)(period - (double)whole);
  const float  keep          = (float)pow(10.0, -3.0 / (t60_s * hz));
  float        last          = 0.0f;
  for (size_t i = 0; i < n; i++) {
    const float a     = loop[(i + LONGEST - whole) % LONGEST];
    const float b     = loop[(i + LONGEST - whole - 1U) % LONGEST];
    const float back  = a + part * (b - a);
    const float y     = x[i] + keep * 0.5f * (back + last);
    last              = back;
    loop[i % LONGEST] = y;
    out[i] += y - x[i];
  }
}

static double
power(const float* const x, const size_t n)
{
  double sum = 0.0;
  for (size_t i = 0; i < n; i++) {
    sum += (double)(x[i] * x[i]);
  }
  return sum;
}

void
test_add_ringing(float* const x, const size_t n, const double rate,
                 const double level_db)
{
  static const double strings[] = { 196.00, 293.66, 440.00, 659.26 };
  float* const        out       = (float*)calloc(n + 1U, sizeof(float));
  if (!out) {
    abort();
  }
  for (unsigned s = 0; s < 4U; s++) {
    ring(x, out, n, rate, strings[s]);
  }
  const float gain = (float)(pow(10.0, level_db / 20.0) *
                             sqrt(power(x, n) / (power(out, n) + 1e-30)));
  for (size_t i = 0; i < n; i++) {
    x[i] += gain * out[i];
  }
  free(out);
}
