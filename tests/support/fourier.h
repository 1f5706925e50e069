/**
   The discrete Fourier transform, for tests and pictures.

   Fails:   never.
*/
#ifndef DALA_TESTS_SUPPORT_FOURIER_H
#define DALA_TESTS_SUPPORT_FOURIER_H

#include <complex.h>
#include <stddef.h>

/// Transform x[n] in place, n a power of two; not scaled.
void
test_fourier(double complex* x, size_t n);

#endif // DALA_TESTS_SUPPORT_FOURIER_H
