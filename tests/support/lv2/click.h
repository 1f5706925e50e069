/**
   The project's measure of a click at an event.

   Bursts: energy above 8 kHz in 1 ms frames; the largest within 20 ms of the
   event against the largest in the second before and after.
   Dips: the least 10 ms level within 20 ms of the event against the lower of
   the two sides' levels.

   Units:   dB; levels dBFS.
*/
#ifndef DALA_TESTS_SUPPORT_LV2_CLICK_H
#define DALA_TESTS_SUPPORT_LV2_CLICK_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  double burst_db; ///< Largest burst at the event, dBFS.
  double usual_db; ///< Largest of the second before and after, dBFS.
  double dip_db;   ///< Least level at the event.
  double side_db;  ///< Lower level of both sides.
} TestClick;

/// By the definition: 3 dB over the usual and above -60 dBFS, or a dip of
/// more than 6 dB.
bool
test_click_is(const TestClick* click);

/// True if there is a click at the event; silent.
bool
test_click_at(const float* x, size_t n, double rate, size_t event);

/**
   True if there is a click at the event or, because a fade may end in one,
   in the 60 ms after it. Prints what it found under `name`. x[n] has 1.1 s on
   either side of the event.
*/
bool
test_click_near(const float* x, size_t n, double rate, size_t event,
                const char* name);

#endif // DALA_TESTS_SUPPORT_LV2_CLICK_H
