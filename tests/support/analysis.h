/**
   Measurements on rendered sound, in double precision.

   Units:   rate and frequencies Hz, times s, levels dB re full scale.
*/
#ifndef DALA_TESTS_SUPPORT_ANALYSIS_H
#define DALA_TESTS_SUPPORT_ANALYSIS_H

#include <stddef.h>

/// RMS level in dBFS, -400 for silence.
double
test_rms_db(const float* x, size_t n);

/// Largest magnitude.
double
test_peak(const float* x, size_t n);

/**
   Frequency of the one partial near `guess`, from the phase advance between
   the first and second half of x, each under a Hann window.

   Range:   the truth lies within rate / (2 n) * 2 Hz of the guess: call it
            again with the answer and a longer n to sharpen.
*/
double
test_partial_hz(const float* x, size_t n, double rate, double guess);

/// Level in dB of the partial at f under a Hann window (amplitude 1 is 0 dB).
double
test_partial_db(const float* x, size_t n, double rate, double f);

/// 1200 log2(a / b).
double
test_cents(double a, double b);

#endif // DALA_TESTS_SUPPORT_ANALYSIS_H
