#include "tests/support/check.h"
#include "tests/support/lv2/hear.h"
#include "tests/support/lv2/sampled.h"
#include "tests/support/lv2/violin.h"
#include "tests/support/noises.h"
#include "tests/support/pitch_score.h"
#include "tests/support/ringing.h"

#include <stdlib.h>

/*
   The pitch port on a corpus made here, so that no recording is needed: a
   sampled violin plays a chromatic scale of detached notes and a line that
   dances; the same at -40 dB and with the open strings ringing; two hundred
   spliced changes; and noises.
*/

static TestNote notes[TEST_MOST_NOTES];
static size_t   n_notes;

static float*
render(size_t* const n)
{
  static const unsigned tune[] = { 62, 69, 65, 64, 62, 69, 72, 71, 69, 62 };
  double                t      = 0.3;
  n_notes                      = 0U;
  for (unsigned note = 55U; note <= 91U; note += 2U) {
    notes[n_notes++] = (TestNote){ note, t, 0.35 };
    t += 0.42;
  }
  for (unsigned i = 0; i < 20U; i++) {
    const double length = i % 3U == 0U ? 0.4 : 0.2;
    notes[n_notes++]    = (TestNote){ tune[i % 10U], t, length };
    t += length;
  }
  return test_sampled_violin(notes, n_notes, n);
}

/// Voiced from when the sampled note has swelled to when it is let go; the
/// ends and the sampled releases are not scored, the start is silent.
static TestTrack
truth_of_notes(const double seconds)
{
  TestTrack truth = test_track_new((size_t)(seconds / 0.005));
  for (size_t i = 0; i < truth.n; i++) {
    truth.time_s[i] = 0.005 * (double)i;
    truth.hz[i]     = truth.time_s[i] < 0.28 ? 0.0 : -1.0;
    for (size_t k = 0; k < n_notes; k++) {
      if (truth.time_s[i] > notes[k].at_s + 0.1 &&
          truth.time_s[i] < notes[k].at_s + notes[k].length_s - 0.02) {
        truth.hz[i] = test_note_hz(notes[k].note);
      }
    }
  }
  return truth;
}

/// What the port says of the corpus, at a level and with strings or without.
static TestPitchSums
hear_corpus(const float gain, const double ringing_db)
{
  size_t        n    = 0U;
  TestPitchSums sums = { 0 };
  float* const  x    = render(&n);
  if (!x) {
    return sums;
  }
  for (size_t i = 0; i < n; i++) {
    x[i] *= gain;
  }
  if (ringing_db < 0.0) {
    test_add_ringing(x, n, 48000.0, ringing_db);
  }
  TestTrack truth = truth_of_notes((double)n / 48000.0);
  TestTrack heard = test_hear_pitch(x, n);
  free(x);
  test_pitch_count(&heard, &truth, 0.0, &sums);
  printf("%.0f frames: %.2f %% right, %.2f %% missed, %.2f %% gross, %.2f "
         "cents; %.0f silent frames: %.0f called voiced\n",
         sums.voiced, 100.0 * sums.fine / sums.voiced,
         100.0 * sums.missed / sums.voiced, 100.0 * sums.gross / sums.called,
         sums.cents / sums.fine, sums.unvoiced, sums.alarms);
  test_track_free(&truth);
  test_track_free(&heard);
  assert_true(sums.voiced > 1000.0);
  return sums;
}

/// Fails if more than a share of the voiced frames is wrong.
static void
check_corpus(const TestPitchSums* const sums, const double wrong)
{
  if (sums->voiced > 0.0) {
    check_at_most(1.0 - sums->fine / sums->voiced, wrong);
    check_at_most(sums->missed / sums->voiced, 0.01);
    check_at_most(sums->cents / sums->fine, 12.0); // the samples' own vibrato
    check_at_most(sums->alarms, 0.0);
  }
}

static void
test_pitch_port_is_right_on_a_sampled_violin(void** const state)
{
  (void)state;
  const TestPitchSums sums = hear_corpus(1.0f, 0.0);
  check_corpus(&sums, 0.015);
}

static void
test_pitch_port_is_as_right_at_40_db_less(void** const state)
{
  (void)state;
  const TestPitchSums sums = hear_corpus(0.01f, 0.0);
  check_corpus(&sums, 1.1 * 0.015);
}

static void
test_pitch_port_loses_little_to_open_strings_ringing(void** const state)
{
  (void)state;
  const TestPitchSums sums = hear_corpus(1.0f, -18.0);
  check_corpus(&sums, 0.045); // notes begin softer than the strings ring
}

static void
test_pitch_port_follows_legato(void** const state)
{
  (void)state;
  static double ms[TEST_SPLICES];
  const size_t  n = test_legato(ms);
  if (n > 0U) {
    const double median = test_percentile(ms, n, 0.5);
    const double most   = test_percentile(ms, n, 0.95);
    printf("%zu changes: median %.1f ms, 95 %% within %.1f ms, all %.1f ms\n",
           n, median, most, ms[n - 1U]);
    check_at_most(median, 6.0);
    check_at_most(most, 11.0);
  }
}

static void
test_pitch_port_hears_no_note_in_noise_or_wind(void** const state)
{
  (void)state;
  const size_t n = 20U * 48000U;
  float* const x = test_floats(n);
  for (unsigned kind = 0U; kind <= TEST_NOISE_WIND; kind++) {
    size_t voiced = 0U;
    test_noise_of((TestNoise)kind, x, n, 48000.0, 100U + kind);
    TestTrack heard = test_hear_pitch(x, n);
    for (size_t i = 0; i < heard.n; i++) {
      voiced += heard.hz[i] > 0.0 ? 1U : 0U;
    }
    printf("%s: %.3f %% voiced\n", test_noise_name((TestNoise)kind),
           100.0 * (double)voiced / (double)heard.n);
    check_at_most((double)voiced / (double)heard.n, 0.001);
    test_track_free(&heard);
  }
  free(x);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_pitch_port_is_right_on_a_sampled_violin),
    cmocka_unit_test(test_pitch_port_is_as_right_at_40_db_less),
    cmocka_unit_test(test_pitch_port_loses_little_to_open_strings_ringing),
    cmocka_unit_test(test_pitch_port_follows_legato),
    cmocka_unit_test(test_pitch_port_hears_no_note_in_noise_or_wind),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
