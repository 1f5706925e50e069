#include "tests/support/lv2/intonation.h"

#include <math.h>
#include <string.h>

#define RATE 48000.0
#define STEP 384.0 // frames: 8 ms
#define COUNT (sizeof((TestErrors*)NULL)->cents / sizeof(float))
#define MOST_LAGS 256
#define REACH 8 // of the interpolation

/// Likeness of [a, a + w) and the same `lag` later.
static double
likeness(const float* const a, const size_t w, const size_t lag)
{
  double here  = 1e-20;
  double there = 1e-20;
  double both  = 0.0;
  for (size_t i = 0; i < w; i++) {
    const double p = (double)a[i];
    const double q = (double)a[i + lag];
    here += p * p;
    there += q * q;
    both += p * q;
  }
  return both / sqrt(here * there);
}

static double
interpolate(const double* const like, const double at)
{
  const int middle = (int)floor(at + 0.5);
  double    sum    = 0.0;
  for (int k = -REACH; k <= REACH; k++) {
    const double t = 3.14159265358979323846 * (at - (double)(middle + k));
    const double w = cos(t / (2.0 * REACH + 3.0));
    sum += like[middle + k] * (fabs(t) < 1e-9 ? 1.0 : sin(t) / t) * w * w;
  }
  return sum;
}

/// Where an interpolated summit near `best` is.
static double
summit(const double* const like, const int best, double* const height)
{
  double at   = (double)best;
  double step = 0.5;
  *height     = interpolate(like, at);
  while (step > 1e-4) {
    const double below = interpolate(like, at - step);
    const double above = interpolate(like, at + step);
    if (below > *height || above > *height) {
      at += above > below ? step : -step;
      *height = fmax(above, below);
    } else {
      step *= 0.5;
    }
  }
  return at;
}

TestPitchAt
test_pitch_at(const float* const x, const size_t n, const double place,
              const double guess_hz)
{
  const double period = RATE / guess_hz;
  const double turns  = period < 60.0 ? floor(180.0 / period + 0.5) : 1.0;
  const double middle = turns * period;
  const size_t w      = (size_t)fmax(2.0 * period, 160.0);
  const int    first  = (int)(middle * 0.944) - REACH - 1;
  const int    count  = (int)(middle * 0.116) + 2 * REACH + 4;
  const double from   = place - 0.5 * ((double)w + middle);
  TestPitchAt  made   = { 0.0, 0.0, from, from + (double)w + middle };
  double       like[MOST_LAGS];
  int          best = REACH;
  if (from < 0.0 || count > MOST_LAGS ||
      from + (double)w + (double)(first + count) >= (double)n) {
    return made;
  }
  for (int i = 0; i < count; i++) {
    like[i] = likeness(x + (size_t)from, w, (size_t)(first + i));
  }
  for (int i = REACH; i < count - REACH; i++) {
    best = like[i] > like[best] ? i : best;
  }
  if (best == REACH || best == count - REACH - 1) {
    return made;
  }
  const double at = summit(like, best, &made.like);
  made.hz         = RATE * turns / ((double)first + at);
  return made;
}

/// Added at a frame: the port says what it is at the end of each block.
static double
added(const TestDressed* const dressed, const double frame)
{
  const double at = fmax(frame / TEST_DRESS_BLOCK - 1.0, 0.0);
  const size_t k  = (size_t)at;
  if (k + 1U >= dressed->n) {
    return 0.0;
  }
  const double part = at - (double)k;
  return (1.0 - part) * (double)dressed->cents[k] +
         part * (double)dressed->cents[k + 1U];
}

/// The mean of what is added over [from, to); false if it moves.
static bool
holds(const TestDressed* const dressed, const double from, const double to,
      double* const mean)
{
  double least = 1e9;
  double most  = -1e9;
  double sum   = 0.0;
  for (int i = 0; i < 32; i++) {
    const double now =
      added(dressed, from + (to - from) * ((double)i + 0.5) / 32.0);
    least = fmin(least, now);
    most  = fmax(most, now);
    sum += now / 32.0;
  }
  *mean = sum;
  return most - least < 10.0;
}

/// Lowest and highest pitch of the input that may be heard at a place, as the
/// voice may lag; false if it has none that can be told.
static bool
heard_of(const float* const in, const size_t n, const double place,
         const double hz, double* const low, double* const high)
{
  const double lag = RATE / hz + 48.0;
  *low             = 1e9;
  *high            = 0.0;
  for (double back = 0.0; back <= 1.0; back += 0.5) {
    const TestPitchAt was = test_pitch_at(in, n, place - back * lag, hz);
    if (was.like < 0.9) {
      return false;
    }
    *low  = fmin(*low, was.hz);
    *high = fmax(*high, was.hz);
  }
  return true;
}

void
test_intonation(const float* const in, const float* const out, const size_t n,
                const TestDressed* const dressed, const double hz,
                const size_t from, const size_t to, TestErrors* const errors)
{
  const double reach = 1.5 * RATE / hz;
  for (double at = (double)from + reach; at + reach < (double)to; at += STEP) {
    const size_t k     = (size_t)at;
    double       cents = 0.0;
    double       low   = 0.0;
    double       high  = 0.0;
    if (errors->n == COUNT || !memcmp(in + k, out + k, 64U * sizeof *in) ||
        !holds(dressed, at - reach, at + reach, &cents) ||
        !heard_of(in, n, at, hz, &low, &high)) {
      continue;
    }
    const double      shift = exp2(cents / 1200.0);
    const TestPitchAt is    = test_pitch_at(out, n, at, hz * shift);
    const double      goal  = fmin(fmax(is.hz, low * shift), high * shift);
    errors->cents[errors->n++] =
      (float)(is.hz > 0.0 ? 1200.0 * log2(is.hz / goal) : 1200.0);
  }
}

double
test_errors_within(const TestErrors* const errors, const double cents)
{
  size_t count = 0U;
  for (size_t i = 0; i < errors->n; i++) {
    count += fabs((double)errors->cents[i]) <= cents ? 1U : 0U;
  }
  return errors->n ? (double)count / (double)errors->n : 0.0;
}
