#include "tests/support/fourier.h"

#define PI 3.14159265358979323846

void
test_fourier(double complex* const x, const size_t n)
{
  for (size_t i = 1, j = 0; i < n; i++) {
    size_t bit = n >> 1U;
    for (; j & bit; bit >>= 1U) {
      j ^= bit;
    }
    j |= bit;
    if (i < j) {
      const double complex kept = x[i];
      x[i]                      = x[j];
      x[j]                      = kept;
    }
  }
  for (size_t len = 2; len <= n; len *= 2) {
    const double complex step = cexp(-2.0 * PI * I / (double)len);
    for (size_t at = 0; at < n; at += len) {
      double complex turn = 1.0;
      for (size_t k = 0; k < len / 2; k++) {
        const double complex a = x[at + k];
        const double complex b = x[at + k + len / 2] * turn;
        x[at + k]              = a + b;
        x[at + k + len / 2]    = a - b;
        turn *= step;
      }
    }
  }
}
