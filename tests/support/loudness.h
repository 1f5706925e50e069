/**
   Loudness of rendered sound at 48 kHz.

   Source:  ITU-R BS.1770-4, K weighting; without its gate.
*/
#ifndef DALA_TESTS_SUPPORT_LOUDNESS_H
#define DALA_TESTS_SUPPORT_LOUDNESS_H

#include <stddef.h>

/// Mean square of x[n] behind the K weighting.
double
test_weighted_power(const float* x, size_t n);

#endif // DALA_TESTS_SUPPORT_LOUDNESS_H
