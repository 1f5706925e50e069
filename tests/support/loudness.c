#include "tests/support/loudness.h"

/// A filter of second order, double precision.
typedef struct {
  double b[3];
  double a[2];
  double s[2];
} Biquad;

static double
filter(Biquad* const self, const double x)
{
  const double y = self->b[0] * x + self->s[0];
  self->s[0]     = self->b[1] * x - self->a[0] * y + self->s[1];
  self->s[1]     = self->b[2] * x - self->a[1] * y;
  return y;
}

double
test_weighted_power(const float* const x, const size_t n)
{
  Biquad shelf = { .b = { 1.53512485958697, -2.69169618940638,
                          1.19839281085285 },
                   .a = { -1.69065929318241, 0.73248077421585 } };
  Biquad pass  = { .b = { 1.0, -2.0, 1.0 },
                   .a = { -1.99004745483398, 0.99007225036621 } };
  double sum   = 0.0;
  for (size_t i = 0; i < n; i++) {
    const double y = filter(&pass, filter(&shelf, (double)x[i]));
    sum += y * y;
  }
  return sum / (double)n;
}
