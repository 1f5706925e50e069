/**
   Scores a pitch track against the truth, nothing compensated.

   A value of the estimate holds from its time, when it was available, until
   the next, as a port's does. Truth: > 0 voiced, 0 unvoiced, -1 not scored.

   gross  of the voiced frames called voiced, those more than 50 cents off
   acc    of all voiced frames, those called voiced and within 50 cents
   miss   of the voiced frames, those called unvoiced
   false  of the unvoiced frames, those called voiced
   mae    mean error in cents of the voiced frames that are not gross
   cost   what the effective delay minimises: cents, at most 100, and 100 for
          each voicing error

   Units:   s, Hz, cents.
*/
#ifndef DALA_TESTS_SUPPORT_PITCH_SCORE_H
#define DALA_TESTS_SUPPORT_PITCH_SCORE_H

#include <stddef.h>

typedef struct {
  size_t  n;
  double* time_s;
  double* hz;
} TestTrack;

/// Sums, so that files can be pooled.
typedef struct {
  double voiced;
  double unvoiced;
  double called; ///< Voiced frames called voiced.
  double gross;
  double fine;
  double cents; ///< Sum of the errors of the fine ones.
  double missed;
  double alarms;
  double cost;
} TestPitchSums;

/// Latencies of onsets, for a percentile.
typedef struct {
  size_t n;
  size_t never;
  double ms[4096];
} TestOnsets;

/// A track from a CSV file with a line of headings; `n` 0 if there is none.
TestTrack
test_track_load(const char* path);

/// Room for n entries.
TestTrack
test_track_new(size_t n);

void
test_track_free(TestTrack* track);

/// Add the counts at an assumed delay to `sums`.
void
test_pitch_count(const TestTrack* estimate, const TestTrack* truth,
                 double delay_s, TestPitchSums* sums);

/**
   Add, for each onset that begins another pitch, the time from the later of
   the onset and the truth's first voiced frame until the estimate is within
   50 cents and stays so for 10 ms; 250 ms if never.
*/
void
test_pitch_onsets(const TestTrack* estimate, const TestTrack* truth,
                  const TestTrack* onsets, TestOnsets* out);

/// The value in n that a share of them lies below, as numpy.percentile does.
double
test_percentile(double* values, size_t n, double share);

#endif // DALA_TESTS_SUPPORT_PITCH_SCORE_H
