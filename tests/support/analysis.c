#include "tests/support/analysis.h"

#include <complex.h>
#include <math.h>

#define PI 3.14159265358979323846

static double complex
hann_dft(const float* const x, const size_t n, const double cycles)
{
  double complex       sum = 0.0;
  const double complex w   = cexp(-2.0 * PI * I * cycles);
  double complex       p   = 1.0;
  for (size_t i = 0; i < n; i++) {
    const double hann =
      0.5 - 0.5 * cos(2.0 * PI * ((double)i + 0.5) / (double)n);
    sum += hann * (double)x[i] * p;
    p *= w;
    if ((i & 1023U) == 1023U) {
      p = cexp(-2.0 * PI * I * fmod(cycles * (double)(i + 1U), 1.0));
    }
  }
  return sum;
}

double
test_rms_db(const float* const x, const size_t n)
{
  double sum = 0.0;
  for (size_t i = 0; i < n; i++) {
    sum += (double)x[i] * (double)x[i];
  }
  return sum > 0.0 ? 10.0 * log10(sum / (double)n) : -400.0;
}

double
test_peak(const float* const x, const size_t n)
{
  double peak = 0.0;
  for (size_t i = 0; i < n; i++) {
    peak = fmax(peak, fabs((double)x[i]));
  }
  return peak;
}

double
test_partial_hz(const float* const x, const size_t n, const double rate,
                const double guess)
{
  const size_t         half  = n / 2U;
  const double         cyc   = guess / rate;
  const double complex a     = hann_dft(x, half, cyc);
  const double complex b     = hann_dft(x + half, half, cyc);
  const double         turn  = fmod(cyc * (double)half, 1.0);
  const double         phase = carg(b * conj(a) * cexp(-2.0 * PI * I * turn));
  return guess + phase / (2.0 * PI) * rate / (double)half;
}

double
test_partial_db(const float* const x, const size_t n, const double rate,
                const double f)
{
  const double amplitude = 4.0 * cabs(hann_dft(x, n, f / rate)) / (double)n;
  return amplitude > 0.0 ? 20.0 * log10(amplitude) : -400.0;
}

double
test_cents(const double a, const double b)
{
  return 1200.0 * log2(a / b);
}
