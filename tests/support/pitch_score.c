#include "tests/support/pitch_score.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static const double tolerance_cents = 50.0;
static const double never_ms        = 250.0;

TestTrack
test_track_new(const size_t n)
{
  TestTrack track = { n, (double*)calloc(n + 1U, sizeof(double)),
                      (double*)calloc(n + 1U, sizeof(double)) };
  if (!track.time_s || !track.hz) {
    abort();
  }
  return track;
}

void
test_track_free(TestTrack* const track)
{
  free(track->time_s);
  free(track->hz);
  track->n = 0U;
}

TestTrack
test_track_load(const char* const path)
{
  char        line[256];
  size_t      rows = 0U;
  FILE* const file = fopen(path, "r");
  if (!file) {
    return test_track_new(0U);
  }
  while (fgets(line, sizeof line, file)) {
    rows++;
  }
  rewind(file);
  TestTrack track = test_track_new(rows);
  track.n         = 0U;
  while (fgets(line, sizeof line, file)) {
    double time_s = 0.0;
    double hz     = 0.0;
    if (sscanf(line, "%lf,%lf", &time_s, &hz) >= 1) {
      track.time_s[track.n] = time_s;
      track.hz[track.n++]   = hz;
    }
  }
  fclose(file);
  return track;
}

/// What stands at time t; `at` remembers the place for rising t.
static double
held(const TestTrack* const track, const double t, size_t* const at)
{
  while (*at < track->n && track->time_s[*at] <= t + 1e-9) {
    (*at)++;
  }
  return *at > 0U ? track->hz[*at - 1U] : 0.0;
}

static double
cents_off(const double hz, const double truth_hz)
{
  return fabs(1200.0 * log2(fmax(hz, 1e-3) / truth_hz));
}

void
test_pitch_count(const TestTrack* const estimate, const TestTrack* const truth,
                 const double delay_s, TestPitchSums* const sums)
{
  const double end = estimate->n ? estimate->time_s[estimate->n - 1U] : 0.0;
  size_t       at  = 0U;
  for (size_t i = 0; i < truth->n; i++) {
    const double t    = truth->time_s[i] + delay_s;
    const double want = truth->hz[i];
    const double got  = held(estimate, t, &at);
    if (t > end + 0.02 || want < 0.0) {
      continue;
    }
    if (want == 0.0) {
      sums->unvoiced += 1.0;
      sums->alarms += got > 0.0 ? 1.0 : 0.0;
      sums->cost += got > 0.0 ? 100.0 : 0.0;
      continue;
    }
    sums->voiced += 1.0;
    if (got <= 0.0) {
      sums->missed += 1.0;
      sums->cost += 100.0;
      continue;
    }
    const double off = cents_off(got, want);
    sums->called += 1.0;
    sums->cost += fmin(off, 100.0);
    if (off > tolerance_cents) {
      sums->gross += 1.0;
    } else {
      sums->fine += 1.0;
      sums->cents += off;
    }
  }
}

/// The truth's first voiced frame from `from` to `to`; false if none.
static bool
first_voiced(const TestTrack* const truth, const double from, const double to,
             double* const start, double* const target)
{
  for (size_t i = 0; i < truth->n && truth->time_s[i] < to; i++) {
    if (truth->time_s[i] >= from && truth->hz[i] > 0.0) {
      *start  = truth->time_s[i];
      *target = truth->hz[i];
      return true;
    }
  }
  return false;
}

static bool
already_sounds(const TestTrack* const truth, const double onset,
               const double target)
{
  double before = 0.0;
  for (size_t i = 0; i < truth->n && truth->time_s[i] < onset; i++) {
    if (truth->time_s[i] >= onset - 0.06 && truth->hz[i] > 0.0) {
      before = truth->hz[i];
    }
  }
  return before > 0.0 && cents_off(before, target) < tolerance_cents;
}

/// Time at which ten right milliseconds begin, or -1.
static double
settled(const TestTrack* const estimate, const double from, const double to,
        const double target)
{
  size_t   at    = 0U;
  unsigned right = 0U;
  for (unsigned k = 0U; from + 0.001 * k < to; k++) {
    const double t  = from + 0.001 * k;
    const double hz = held(estimate, t, &at);
    right =
      hz > 0.0 && cents_off(hz, target) < tolerance_cents ? right + 1U : 0U;
    if (right == 10U) {
      return t - 0.009;
    }
  }
  return -1.0;
}

void
test_pitch_onsets(const TestTrack* const estimate, const TestTrack* const truth,
                  const TestTrack* const onsets, TestOnsets* const out)
{
  for (size_t i = 0; i < onsets->n; i++) {
    const double onset = onsets->time_s[i];
    if (i > 0U && onset == onsets->time_s[i - 1U]) {
      continue;
    }
    double next = truth->n ? truth->time_s[truth->n - 1U] : 0.0;
    for (size_t k = i + 1U; k < onsets->n; k++) {
      if (onsets->time_s[k] > onset) {
        next = onsets->time_s[k];
        break;
      }
    }
    double start  = 0.0;
    double target = 0.0;
    if (!first_voiced(truth, onset, fmin(onset + 0.2, next), &start, &target) ||
        already_sounds(truth, onset, target) ||
        out->n == sizeof out->ms / sizeof out->ms[0]) {
      continue;
    }
    const double t = settled(estimate, onset, fmin(start + 0.25, next), target);
    out->ms[out->n++] = t < 0.0 ? never_ms : fmax(0.0, 1000.0 * (t - start));
    out->never += t < 0.0 ? 1U : 0U;
  }
}

static int
ascending(const void* const a, const void* const b)
{
  const double x = *(const double*)a;
  const double y = *(const double*)b;
  return (x > y) - (x < y);
}

double
test_percentile(double* const values, const size_t n, const double share)
{
  if (n == 0U) {
    return NAN;
  }
  qsort(values, n, sizeof *values, ascending);
  const double at   = share * (double)(n - 1U);
  const size_t low  = (size_t)at;
  const size_t high = low + 1U < n ? low + 1U : low;
  return values[low] + (at - (double)low) * (values[high] - values[low]);
}
