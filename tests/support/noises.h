/**
   Noises that are no notes, the same on every machine.

   Units:   rate Hz, n frames; each at -26 dBFS RMS.
*/
#ifndef DALA_TESTS_SUPPORT_NOISES_H
#define DALA_TESTS_SUPPORT_NOISES_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
  TEST_NOISE_WHITE,
  TEST_NOISE_PINK,
  TEST_NOISE_BROWN,
  TEST_NOISE_DULL,   ///< Pink under 400 Hz: wind in the next room.
  TEST_NOISE_GUSTS,  ///< Brown, swelling and falling by 20 dB.
  TEST_NOISE_WIND,   ///< A band of an octave or two that wanders.
  TEST_NOISE_WHISTLE ///< A band of a third of an octave: wind in a chimney.
} TestNoise;

#define TEST_NOISES 7U

const char*
test_noise_name(TestNoise kind);

/// Fill out[n].
void
test_noise_of(TestNoise kind, float* out, size_t n, double rate, uint64_t seed);

#endif // DALA_TESTS_SUPPORT_NOISES_H
