/**
   What the body does to real violins: how loud, and of what colour. Recordings
   where there are any, a sampled violin for the loudness where not.
*/
#include "tests/support/check.h"
#include "tests/support/fourier.h"
#include "tests/support/loudness.h"
#include "tests/support/lv2/hear.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/sampled.h"
#include "tests/support/lv2/violin.h"

#include <complex.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000.0
#define BLOCK 512U
#define PI 3.14159265358979323846

// Bowed notes from G3 to E6, on all strings and in two rooms
static const char* const notes[] = {
  "iowa_sulG_G3_ff", "iowa_sulG_A3_ff",  "iowa_sulG_C4_ff",  "iowa_sulG_E4_ff",
  "iowa_sulD_D4_ff", "iowa_sulD_F4_ff",  "iowa_sulD_A4_ff",  "iowa_sulD_C5_ff",
  "iowa_sulA_A4_ff", "iowa_sulA_Db5_ff", "iowa_sulA_Eb5_ff", "iowa_sulA_F5_ff",
  "iowa_sulA_A5_ff", "iowa_sulA_C6_ff",  "iowa_sulE_E5_ff",  "iowa_sulE_G5_ff",
  "iowa_sulE_B5_ff", "iowa_sulE_E6_ff",  "vsco_G3_vib",      "vsco_C4_vib",
  "vsco_A4_vib",     "vsco_E5_vib",      "vsco_G5_vib",      "vsco_C6_vib",
  "sms_violin_B3"
};

static const char* const phrases[] = { "bach_sarabande_double_1",
                                       "bach_sarabande_double_2",
                                       "bach_allegro_1", "bach_allegro_2" };

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/// A recording at 48 kHz, to be freed, whole blocks of it; NULL without it.
static float*
recording(const char* const name, size_t* const n)
{
  const char* const shared = getenv("DALA_SHARED");
  char              path[4096];
  snprintf(path, sizeof path, "%s/audio/%s.flac", shared ? shared : "", name);
  float* const x = shared ? test_sound_48k(path, n) : NULL;
  *n             = x ? *n / BLOCK * BLOCK : 0U;
  return x;
}

/// in[n] through the body alone.
static void
give_body(const float* const in, float* const out, const size_t n,
          const float percent)
{
  float           right[BLOCK];
  TestPlug* const plug = test_plug_open(false, RATE, true);
  test_plug_all_off(plug);
  plug->value[DALA_PORT_BODY] = percent;
  for (size_t at = 0; at < n; at += BLOCK) {
    test_plug_run(plug, in + at, NULL, out + at, right, BLOCK);
  }
  test_plug_close(plug);
}

static double
loudness_change_db(const float* const in, const size_t n, const float percent)
{
  float* const out = test_floats(n);
  give_body(in, out, n, percent);
  const double change =
    10.0 * log10(test_weighted_power(out, n) / test_weighted_power(in, n));
  free(out);
  return change;
}

// ---------------------------------------------------------- over the range

static void
test_body_leaves_recorded_notes_equally_loud(void** const state)
{
  (void)state;
  double least = 400.0;
  double most  = -400.0;
  for (size_t i = 0; i < COUNT(notes); i++) {
    size_t       n  = 0U;
    float* const in = recording(notes[i], &n);
    if (!in) {
      print_message("no recordings in DALA_SHARED\n");
      skip();
    }
    const double change = loudness_change_db(in, n, 100.0f);
    least               = fmin(least, change);
    most                = fmax(most, change);
    free(in);
  }
  print_message("notes from G3 to E6: %+.1f to %+.1f dB\n", least, most);
  check_at_most(most - least, 3.0);
}

static void
test_body_leaves_sampled_notes_equally_loud(void** const state)
{
  (void)state;
  enum { NOTES = 34, LENGTH = 96 * BLOCK }; // G3 to E6, a second each
  TestNote played[NOTES];
  for (unsigned i = 0; i < NOTES; i++) {
    played[i] =
      (TestNote){ 55U + i, 2.0 * i * LENGTH / RATE, 0.95 * LENGTH / RATE };
  }
  size_t       n     = 0U;
  float* const in    = test_sampled_violin(played, NOTES, &n);
  double       least = 400.0;
  double       most  = -400.0;
  if (!in) {
    skip();
  }
  for (size_t i = 0; i < NOTES && (2U * i + 1U) * LENGTH <= n; i++) {
    const double change =
      loudness_change_db(in + 2U * i * LENGTH, LENGTH, 100.0f);
    least = fmin(least, change);
    most  = fmax(most, change);
  }
  free(in);
  print_message("sampled notes: %+.1f to %+.1f dB\n", least, most);
  check_at_most(most - least, 3.0);
}

// ----------------------------------------------------------- over the knob

static void
check_knob(const float* const in, const size_t n, const char* const name)
{
  double least = 0.0; // at 0 %
  double most  = 0.0;
  for (int percent = 25; percent <= 100; percent += 25) {
    const double change = loudness_change_db(in, n, (float)percent);
    least               = fmin(least, change);
    most                = fmax(most, change);
  }
  print_message("%s: %+.1f to %+.1f dB over the knob\n", name, least, most);
  check_at_most(most - least, 2.0);
}

static void
test_body_is_equally_loud_over_its_knob(void** const state)
{
  (void)state;
  const size_t n  = BLOCK * 900U;
  float* const in = test_floats(n);
  check_knob(in, n, test_recorded_violin(in, n, RATE) ? "recordings" : "saws");
  free(in);
  for (size_t i = 0; i < COUNT(phrases); i++) {
    size_t       frames = 0U;
    float* const phrase = recording(phrases[i], &frames);
    if (phrase) {
      check_knob(phrase, frames / 4U / BLOCK * BLOCK, phrases[i]);
      free(phrase);
    }
  }
}

// ------------------------------------------------------------------- colour

#define WINDOW 8192U
#define HALVES 9 // half-octaves 354 to 5657 Hz

/// Power in half-octaves, the mean over Hann frames.
static void
long_term(const float* const x, const size_t n, double power[HALVES])
{
  static double complex bins[WINDOW];
  memset(power, 0, HALVES * sizeof *power);
  for (size_t at = 0; at + WINDOW <= n; at += WINDOW / 2U) {
    for (size_t i = 0; i < WINDOW; i++) {
      bins[i] =
        (double)x[at + i] * (0.5 - 0.5 * cos(2.0 * PI * (double)i / WINDOW));
    }
    test_fourier(bins, WINDOW);
    for (int h = 0; h < HALVES; h++) {
      const double mid = 1000.0 * exp2(0.5 * (h - 3)) * WINDOW / RATE;
      for (double k = ceil(mid * exp2(-0.25)); k < mid * exp2(0.25); k += 1.0) {
        const double complex bin = bins[(size_t)k];
        power[h] += creal(bin * conj(bin));
      }
    }
  }
}

/// RMS over the half-octaves of out minus in less T, means removed.
static double
misfit_db(const float* const in, const float* const out, const size_t n)
{
  // The mean of horse-head fiddle minus violin and minus viola
  static const double t[HALVES] = { 5.8,  -1.7, -0.7, 3.3, -1.2,
                                    -3.2, -0.7, -3.7, 2.3 };
  double              before[HALVES];
  double              after[HALVES];
  double              sum = 0.0;
  double              sq  = 0.0;
  long_term(in, n, before);
  long_term(out, n, after);
  for (int h = 0; h < HALVES; h++) {
    const double e = 10.0 * log10(after[h] / before[h]) - t[h];
    sum += e;
    sq += e * e;
  }
  return sqrt(sq / HALVES - sum * sum / (HALVES * HALVES));
}

static void
test_body_changes_real_phrases_as_measured_fiddles_differ(void** const state)
{
  (void)state;
  for (size_t i = 0; i < COUNT(phrases); i++) {
    size_t       n  = 0U;
    float* const in = recording(phrases[i], &n);
    if (!in) {
      print_message("no recordings in DALA_SHARED\n");
      skip();
    }
    float* const out = test_floats(n);
    give_body(in, out, n, 100.0f);
    const double off  = misfit_db(in, out, n);
    const double none = misfit_db(in, in, n);
    print_message("%s: %.2f dB rms, without a body %.2f\n", phrases[i], off,
                  none);
    check_at_most(off, 1.5);
    free(in);
    free(out);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_body_leaves_recorded_notes_equally_loud),
    cmocka_unit_test(test_body_leaves_sampled_notes_equally_loud),
    cmocka_unit_test(test_body_is_equally_loud_over_its_knob),
    cmocka_unit_test(test_body_changes_real_phrases_as_measured_fiddles_differ),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
