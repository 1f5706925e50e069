/**
   Clicks and dips at an event under a steady sound.

   Units:   rate Hz, levels dB re full scale.
*/
#ifndef DALA_TESTS_SUPPORT_BODY_CLICK_H
#define DALA_TESTS_SUPPORT_BODY_CLICK_H

#include <stddef.h>

typedef struct {
  double level_db;  ///< Loudest 1 ms frame above 8 kHz within 20 ms after.
  double excess_db; ///< The same over the loudest of the second around it.
  double dip_db;    ///< Lowest 10 ms level under the lower of both sides.
} BodyClick;

/**
   Measure around frame `at` of x, an event that is over after `length` frames.

   Range:   20 ms before `at` and 100 ms after its end must be in x.
*/
BodyClick
body_click(const float* x, size_t n, double rate, size_t at, size_t length);

/// Steady bowed tone without anything above 6 kHz, peak about 0.5.
void
body_click_tone(float* out, size_t n, double rate, double f0);

/// Fail if there is a click (3 dB and -60 dBFS) or a dip of 6 dB.
void
body_click_check(const float* x, size_t n, double rate, size_t at,
                 size_t length);

#endif // DALA_TESTS_SUPPORT_BODY_CLICK_H
