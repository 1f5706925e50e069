/**
   The pitch of a sound at a place, and whether an ornament is in tune: what
   came out against what went in and what the plugin says it added.

   Units:   Hz, cents, frames at 48 kHz.
   Source:  normalised correlation over two periods, its summit interpolated;
            no part of the plugin.
*/
#ifndef DALA_TESTS_SUPPORT_LV2_INTONATION_H
#define DALA_TESTS_SUPPORT_LV2_INTONATION_H

#include "tests/support/lv2/dress.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  double hz;   ///< 0: none can be told.
  double like; ///< How like a period is to the next, 0..1.
  double from; ///< What was looked at, frames.
  double to;
} TestPitchAt;

/// Around a place, within 100 cents of a guess.
TestPitchAt
test_pitch_at(const float* x, size_t n, double place, double guess_hz);

/// Errors of pitch, in cents.
typedef struct {
  size_t n;
  float  cents[32768];
} TestErrors;

/**
   Add the errors of an ornament in [from, to), at places 8 ms apart where the
   added cents have held for 1.5 periods and hold for as long. The voice may
   lag by a period and 1 ms: whatever pitch the input had in that time is right.
*/
void
test_intonation(const float* in, const float* out, size_t n,
                const TestDressed* dressed, double hz, size_t from, size_t to,
                TestErrors* errors);

/// Share of the errors within so many cents.
double
test_errors_within(const TestErrors* errors, double cents);

#endif // DALA_TESTS_SUPPORT_LV2_INTONATION_H
