/**
   Test signals, the same on every machine.

   Units:   rate and frequencies Hz, amplitudes linear, n frames.
*/
#ifndef DALA_TESTS_SUPPORT_SIGNALS_H
#define DALA_TESTS_SUPPORT_SIGNALS_H

#include <stddef.h>
#include <stdint.h>

/// xorshift64* generator; a fixed seed gives a fixed sequence.
typedef struct {
  uint64_t state;
} TestRng;

TestRng
test_rng(uint64_t seed);

/// Uniform 32 bits.
uint32_t
test_rng_u32(TestRng* rng);

/// Uniform in [-1, 1).
float
test_rng_bipolar(TestRng* rng);

/// Uniform in [lo, hi].
double
test_rng_range(TestRng* rng, double lo, double hi);

/// Of a normal law of deviation 1, nearly.
double
test_rng_normal(TestRng* rng);

/// White noise of peak `amplitude`.
void
test_noise(float* out, size_t n, uint64_t seed, float amplitude);

/// A violin-like line: band-limited saw, sixteen notes G3 to A5 of half a
/// second, bow attack, vibrato 5.5 Hz and 20 cents, bow noise.
void
test_violin(float* out, size_t n, double rate);

/// Smallest of `got` differing bitwise from `want`, or n.
size_t
test_first_difference(const float* got, const float* want, size_t n);

#endif // DALA_TESTS_SUPPORT_SIGNALS_H
