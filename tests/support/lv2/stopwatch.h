/**
   Times code by the CPU time of its thread.

   One reading of CLOCK_THREAD_CPUTIME_ID is a system call of some hundred
   nanoseconds; that cost is measured once and taken off each interval, and
   short work is timed in batches that make what is left of it small.

   Units:   ns.
*/
#ifndef DALA_TESTS_SUPPORT_LV2_STOPWATCH_H
#define DALA_TESTS_SUPPORT_LV2_STOPWATCH_H

#include <stddef.h>

/// CPU time of this thread.
double
test_now_ns(void);

/// What one reading costs: the median of many pairs.
double
test_reading_ns(void);

typedef struct {
  double median;
  double p99;
  double largest;
} TestSpread;

/// Spread of n values, which are sorted on the way.
TestSpread
test_spread(double* values, size_t n);

#endif // DALA_TESTS_SUPPORT_LV2_STOPWATCH_H
