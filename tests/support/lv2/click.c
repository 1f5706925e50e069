#include "tests/support/lv2/click.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
#define HALF 100 // taps on either side of the high-pass's middle

/// The part above 8 kHz, by a linear-phase filter (Blackman window) that delays
/// nothing: y[i] for i in [HALF, n - HALF), 0 elsewhere.
static void
high_pass(const double* const x, double* const y, const size_t n,
          const double rate)
{
  double       taps[HALF + 1];
  const double edge = 8000.0 / rate;
  for (int k = 0; k <= HALF; k++) {
    const double turn   = PI * (double)(k + HALF) / HALF;
    const double window = 0.42 - 0.5 * cos(turn) + 0.08 * cos(2.0 * turn);
    const double low    = k ? sin(2.0 * PI * edge * k) / (PI * k) : 2.0 * edge;
    taps[k]             = window * ((k ? 0.0 : 1.0) - low);
  }
  memset(y, 0, n * sizeof *y);
  for (size_t i = HALF; i + HALF < n; i++) {
    double sum = taps[0] * x[i];
    for (size_t k = 1; k <= HALF; k++) {
      sum += taps[k] * (x[i - k] + x[i + k]);
    }
    y[i] = sum;
  }
}

static double
mean_db(const double* const x, const size_t n)
{
  double sum = 1e-40;
  for (size_t i = 0; i < n; i++) {
    sum += x[i] * x[i];
  }
  return 10.0 * log10(sum / (double)n);
}

/// Largest (or least) level of frames of `width` that lie in [from, to).
static double
extreme_db(const double* const x, const size_t from, const size_t to,
           const size_t width, const bool largest)
{
  double found = largest ? -400.0 : 400.0;
  for (size_t at = from; at + width <= to; at += width / 4U) {
    const double db = mean_db(x + at, width);
    found           = largest ? fmax(found, db) : fmin(found, db);
  }
  return found;
}

static TestClick
measure(const double* const high, const double* const all, const double rate,
        const size_t event)
{
  const size_t second = (size_t)rate;
  const size_t near   = (size_t)(0.020 * rate);
  const size_t ms     = (size_t)(0.001 * rate);
  const size_t from   = event - near;
  const size_t to     = event + near;
  TestClick    click;
  click.burst_db = extreme_db(high, from, to, ms, true);
  click.usual_db = fmax(extreme_db(high, event - second, from, ms, true),
                        extreme_db(high, to, event + second, ms, true));
  click.dip_db   = extreme_db(all, from, to, 10U * ms, false);
  click.side_db  = fmin(mean_db(all + event - second, second - near),
                        mean_db(all + to, second - near));
  return click;
}

/// What is to be measured: a second and some on either side of an event.
typedef struct {
  double* all;   ///< To be freed.
  double* high;  ///< Its part above 8 kHz.
  size_t  event; ///< Frame within.
} Excerpt;

static Excerpt
cut_out(const float* const x, const size_t n, const double rate,
        const size_t event)
{
  const size_t side = (size_t)(1.1 * rate) + HALF;
  const size_t from = event > side ? event - side : 0U;
  const size_t to   = event + side < n ? event + side : n;
  Excerpt made = { (double*)malloc(2U * (to - from) * sizeof(double)), NULL,
                   event - from };
  if (!made.all) {
    abort();
  }
  made.high = made.all + (to - from);
  for (size_t i = from; i < to; i++) {
    made.all[i - from] = (double)x[i];
  }
  high_pass(made.all, made.high, to - from, rate);
  return made;
}

bool
test_click_is(const TestClick* const click)
{
  const bool burst =
    click->burst_db > click->usual_db + 3.0 && click->burst_db > -60.0;
  return burst || click->dip_db < click->side_db - 6.0;
}

bool
test_click_at(const float* const x, const size_t n, const double rate,
              const size_t event)
{
  const Excerpt   cut   = cut_out(x, n, rate, event);
  const TestClick click = measure(cut.high, cut.all, rate, cut.event);
  free(cut.all);
  return test_click_is(&click);
}

bool
test_click_near(const float* const x, const size_t n, const double rate,
                const size_t event, const char* const name)
{
  const Excerpt cut   = cut_out(x, n, rate, event);
  bool          found = false;
  for (unsigned ms = 0U; ms <= 60U; ms += 20U) {
    const size_t    at    = cut.event + (size_t)(0.001 * ms * rate);
    const TestClick click = measure(cut.high, cut.all, rate, at);
    const bool      bad   = test_click_is(&click);
    if (bad || ms == 0U) {
      printf("  %-28s +%2u ms: burst %6.1f (usual %6.1f), dip %6.1f (sides "
             "%6.1f)%s\n",
             name, ms, click.burst_db, click.usual_db, click.dip_db,
             click.side_db, bad ? "  CLICK" : "");
    }
    found = found || bad;
  }
  free(cut.all);
  return found;
}
