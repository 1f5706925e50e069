#include "tests/support/lv2/stopwatch.h"

#include <stdlib.h>
#include <time.h>

double
test_now_ns(void)
{
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

double
test_reading_ns(void)
{
  static double cost[2001];
  static double known;
  if (known <= 0.0) {
    for (size_t i = 0; i < 2001U; i++) {
      const double before = test_now_ns();
      cost[i]             = test_now_ns() - before;
    }
    known = test_spread(cost, 2001U).median;
  }
  return known;
}

static int
by_size(const void* const a, const void* const b)
{
  const double x = *(const double*)a;
  const double y = *(const double*)b;
  return (x > y) - (x < y);
}

TestSpread
test_spread(double* const values, const size_t n)
{
  qsort(values, n, sizeof *values, by_size);
  const TestSpread spread = { values[n / 2U], values[n * 99U / 100U],
                              values[n - 1U] };
  return spread;
}
