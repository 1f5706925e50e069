#include "tests/support/body_click.h"

#include "tests/support/check.h"

#include <stdlib.h>

#define PI 3.14159265358979323846

/// Half length of the high-pass, s: 80 dB down below 7 kHz.
#define HALF_S 0.0012

/// Blackman-windowed sinc high-pass at 8 kHz, linear phase, centred.
static double*
above_8_khz(const float* const x, const size_t n, const double rate)
{
  const long half = lround(HALF_S * rate);
  double*    taps = malloc((size_t)(2 * half + 1) * sizeof *taps);
  double*    y    = calloc(n, sizeof *y);
  for (long k = -half; k <= half; k++) {
    const double w = PI * (double)k / (double)(half + 1);
    const double c = 2.0 * 8000.0 / rate;
    const double s = k ? sin(PI * c * (double)k) / (PI * (double)k) : c;
    taps[k + half] =
      ((k ? 0.0 : 1.0) - s) * (0.42 + 0.5 * cos(w) + 0.08 * cos(2.0 * w));
  }
  for (size_t i = (size_t)half; i + (size_t)half < n; i++) {
    for (long k = -half; k <= half; k++) {
      y[i] += taps[k + half] * (double)x[(size_t)((long)i + k)];
    }
  }
  free(taps);
  return y;
}

static double
level_db(const double* const y, const size_t n)
{
  double sum = 0.0;
  for (size_t i = 0; i < n; i++) {
    sum += y[i] * y[i];
  }
  return 10.0 * log10(sum / (double)n + 1e-30);
}

/// Loudest of the 1 ms frames that begin in [first, last).
static double
loudest_db(const double* const y, const size_t ms, const size_t first,
           const size_t last)
{
  double loudest = -300.0;
  for (size_t i = first; i + ms <= last; i += ms / 4U) {
    loudest = fmax(loudest, level_db(y + i, ms));
  }
  return loudest;
}

BodyClick
body_click(const float* const x, const size_t n, const double rate,
           const size_t at, const size_t length)
{
  const size_t  ms    = (size_t)(rate * 0.001);
  const size_t  guard = 3U * ms; // the filter's own length
  const size_t  end   = at + length + 20U * ms;
  double* const high  = above_8_khz(x, n, rate);
  BodyClick     click;
  click.level_db = loudest_db(high, ms, at - guard, end);
  const double before =
    loudest_db(high, ms, at > 1000U * ms ? at - 1000U * ms : guard, at - guard);
  const double after = loudest_db(
    high, ms, end, n - guard < end + 1000U * ms ? n - guard : end + 1000U * ms);
  click.excess_db = click.level_db - fmax(before, after);
  free(high);

  double* const y = malloc(n * sizeof *y);
  for (size_t i = 0; i < n; i++) {
    y[i] = (double)x[i];
  }
  const size_t win = 10U * ms;
  const double sides =
    fmin(level_db(y + at - 2U * win, 2U * win), level_db(y + end, 2U * win));
  click.dip_db = 0.0;
  for (size_t i = at - win; i < end; i += ms) {
    click.dip_db = fmax(click.dip_db, sides - level_db(y + i, win));
  }
  free(y);
  return click;
}

void
body_click_tone(float* const out, const size_t n, const double rate,
                const double f0)
{
  const int partials = (int)(6000.0 / f0);
  for (size_t i = 0; i < n; i++) {
    double sum = 0.0;
    for (int k = 1; k <= partials; k++) {
      sum += sin(2.0 * PI * fmod(k * f0 * (double)i / rate, 1.0)) / k;
    }
    out[i] = (float)(0.3 * sum);
  }
}

void
body_click_check(const float* const x, const size_t n, const double rate,
                 const size_t at, const size_t length)
{
  const BodyClick click = body_click(x, n, rate, at, length);
  if (click.level_db > -60.0) {
    check_at_most(click.excess_db, 3.0);
  }
  check_at_most(click.dip_db, 6.0);
}
