/**
   cmocka with the headers it wants, and checks that print what they saw.
*/
#ifndef DALA_TESTS_SUPPORT_CHECK_H
#define DALA_TESTS_SUPPORT_CHECK_H

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <math.h>
#include <stdio.h>

/// Fail unless |got - want| <= tolerance; NaN fails.
#define check_near(got, want, tolerance)                                       \
  do {                                                                         \
    const double g_ = (double)(got);                                           \
    const double w_ = (double)(want);                                          \
    if (!(fabs(g_ - w_) <= (double)(tolerance))) {                             \
      print_error("%s: got %.9g, want %.9g within %.3g\n", #got, g_, w_,       \
                  (double)(tolerance));                                        \
      fail();                                                                  \
    }                                                                          \
  } while (0)

/// Fail unless got <= limit; NaN fails.
#define check_at_most(got, limit)                                              \
  do {                                                                         \
    const double g_ = (double)(got);                                           \
    if (!(g_ <= (double)(limit))) {                                            \
      print_error("%s: got %.9g, limit %.9g\n", #got, g_, (double)(limit));    \
      fail();                                                                  \
    }                                                                          \
  } while (0)

#endif // DALA_TESTS_SUPPORT_CHECK_H
