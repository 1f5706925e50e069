/**
   The body: modes as in the table, a response as aimed at.
*/
#include "plugin/dsp/body.h"
#include "tests/support/analysis.h"
#include "tests/support/body_probe.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const double rates[] = { 44100.0, 48000.0, 96000.0, 192000.0 };

// ------------------------------------------------------------------- modes

/**
   Frequency and T60 of x, one decaying cosine, from x[n + L] =
   2 R^L cos(L w) x[n] - R^2L x[n - L] by least squares, L about an eighth of
   a period so that the two unknowns are told apart.
*/
static void
linear_prediction(const float* const x, const size_t n, const double rate,
                  const double guess, double* const freq, double* const t60)
{
  const size_t lag = (size_t)fmax(1.0, round(rate / (8.0 * guess)));
  double       aa = 0.0, ab = 0.0, bb = 0.0, ya = 0.0, yb = 0.0;
  for (size_t i = lag; i + lag < n; i++) {
    const double a = (double)x[i];
    const double b = (double)x[i - lag];
    const double y = (double)x[i + lag];
    aa += a * a;
    ab += a * b;
    bb += b * b;
    ya += y * a;
    yb += y * b;
  }
  const double det = aa * bb - ab * ab;
  const double c1  = (ya * bb - yb * ab) / det;
  const double c2  = (yb * aa - ya * ab) / det;
  const double r   = sqrt(-c2); // R^lag
  *freq            = acos(c1 / (2.0 * r)) / (double)lag * rate / (2.0 * PI);
  *t60             = -3.0 / log10(r) * (double)lag / rate;
}

/// Impulse response of mode k alone, through the module.
static void
solo(const double rate, const uint32_t k, float* const out, const size_t n)
{
  BodyProbe probe;
  body_probe_open(&probe, rate, NULL);
  dala_body_set_amount(&probe.body, 1.0f);
  dala_body_tick(&probe.body);
  for (uint32_t i = 0; i < DALA_BODY_MODES; i++) {
    probe.body.bank.h[i] = i == k ? 1.0f : 0.0f;
  }
  probe.body.dry = 0.0f;
  memset(out, 0, n * sizeof *out);
  out[0] = 1.0f;
  body_probe_run(&probe, out, out, n, 0U);
  body_probe_close(&probe);
}

static void
test_body_modes_match_the_table_in_frequency_and_t60(void** const state)
{
  (void)state;
  for (size_t r = 0; r < COUNT(rates); r++) {
    for (uint32_t k = 0; k < DALA_BODY_MODES; k++) {
      const DalaBodyMode* const mode  = &dala_body_modes[k];
      const double              f     = (double)mode->freq_hz;
      const double              t60   = log(1000.0) / PI * (double)mode->q / f;
      const size_t              n     = 64U + (size_t)(t60 * rates[r]);
      float* const              x     = malloc(n * sizeof *x);
      double                    freq  = 0.0;
      double                    decay = 0.0;
      solo(rates[r], k, x, n);
      linear_prediction(x, n, rates[r], f, &freq, &decay);
      check_near(freq, f, 0.005 * f);
      check_near(decay, t60, 0.02 * t60);
      free(x);
    }
  }
}

static void
test_body_modes_are_ordered_and_do_not_ring(void** const state)
{
  (void)state;
  for (uint32_t k = 0; k < DALA_BODY_MODES; k++) {
    const DalaBodyMode* const mode = &dala_body_modes[k];
    assert_true(mode->q >= 2.0f && mode->q <= 25.0f);
    check_at_most(2.2f * mode->q / mode->freq_hz, 0.045);
    if (k) {
      assert_true(mode->freq_hz > dala_body_modes[k - 1U].freq_hz);
    }
  }
}

// ---------------------------------------------------------------- response

/// dB of an analogue peak of `gain` dB at f0.
static double
peak_db(const double f, const double f0, const double gain, const double q)
{
  const double g = pow(10.0, gain / 20.0);
  const double d = f / f0 - f0 / f;
  return 10.0 * log10((d * d + g * g / (q * q)) / (d * d + 1.0 / (q * q)));
}

static double
kobyz_db(const double f)
{
  return peak_db(f, 260.0, 6.0, 8.0) + peak_db(f, 480.0, 5.0, 7.0) +
         peak_db(f, 850.0, 4.0, 6.0) + peak_db(f, 1350.0, 5.0, 5.0) +
         peak_db(f, 2100.0, 2.0, 3.0);
}

/// What a violin's spectrum lacks of the horse-head fiddle's.
static double
steppe_db(const double f)
{
  static const double t[] = {
    5.8, -1.7, -0.7, 3.3, -1.2, -3.2, -0.7, -3.7, 2.3
  };
  const double place = fmin(fmax(2.0 * log2(f / 1000.0) + 3.0, 0.0), 8.0);
  const size_t i     = (size_t)fmin(place, 7.0);
  return t[i] + (place - (double)i) * (t[i + 1U] - t[i]);
}

#define THIRDS 17 // 198 Hz to 8 kHz

static double
third_hz(const int i)
{
  return 8000.0 * exp2((i - (THIRDS - 1)) / 3.0);
}

/// Impulse response of 0.2 s at third octaves, dB.
static void
response(const double rate, const DalaBodySource source, const float amount,
         double out[THIRDS])
{
  const size_t n = (size_t)(0.2 * rate);
  float* const x = malloc(n * sizeof *x);
  body_probe_impulse(rate, source, amount, x, n);
  for (int i = 0; i < THIRDS; i++) {
    out[i] = body_probe_db(x, n, rate, third_hz(i));
  }
  free(x);
}

/// RMS over the third octaves of the response less its target, means removed.
static double
misfit_db(const double rate, const DalaBodySource source)
{
  double got[THIRDS];
  double sum = 0.0;
  double sq  = 0.0;
  response(rate, source, 1.0f, got);
  for (int i = 0; i < THIRDS; i++) {
    const double f    = third_hz(i);
    const double want = source == DALA_BODY_PICKUP
                          ? kobyz_db(f)
                          : steppe_db(f) + 0.35 * kobyz_db(f);
    const double e    = got[i] - want;
    sum += e;
    sq += e * e;
  }
  return sqrt(sq / THIRDS - sum * sum / (THIRDS * THIRDS));
}

static void
test_body_response_meets_its_target_in_third_octaves(void** const state)
{
  (void)state;
  for (size_t r = 0; r < COUNT(rates); r++) {
    const double microphone = misfit_db(rates[r], DALA_BODY_MICROPHONE);
    const double pickup     = misfit_db(rates[r], DALA_BODY_PICKUP);
    print_message("%6.0f Hz: microphone %.2f dB rms, pickup %.2f dB rms\n",
                  rates[r], microphone, pickup);
    check_at_most(microphone, 1.1);
    check_at_most(pickup, 0.5);
  }
}

static void
test_body_response_is_the_same_at_every_rate(void** const state)
{
  (void)state;
  for (int source = 0; source < 2; source++) {
    double want[THIRDS];
    response(48000.0, (DalaBodySource)source, 1.0f, want);
    for (size_t r = 0; r < COUNT(rates); r++) {
      double got[THIRDS];
      response(rates[r], (DalaBodySource)source, 1.0f, got);
      for (int i = 0; i < THIRDS; i++) {
        check_near(got[i], want[i], 0.5);
      }
    }
  }
}

static void
test_body_blends_without_holes_at_any_amount(void** const state)
{
  (void)state;
  double whole[THIRDS];
  response(48000.0, DALA_BODY_MICROPHONE, 1.0f, whole);
  for (int percent = 5; percent < 100; percent += 5) {
    double got[THIRDS];
    response(48000.0, DALA_BODY_MICROPHONE, 0.01f * (float)percent, got);
    for (int i = 0; i < THIRDS; i++) {
      check_at_most(fmin(0.0, whole[i]) - got[i], 0.5);
      check_at_most(got[i] - fmax(0.0, whole[i]), 0.5);
    }
  }
}

static void
test_body_keeps_dc_and_nyquist_below_minus_20_db(void** const state)
{
  (void)state;
  for (size_t r = 0; r < COUNT(rates); r++) {
    for (int source = 0; source < 2; source++) {
      const size_t n = (size_t)rates[r];
      float* const x = malloc(n * sizeof *x);
      body_probe_impulse(rates[r], (DalaBodySource)source, 1.0f, x, n);
      check_at_most(body_probe_db(x, n, rates[r], 0.0), -20.0);
      check_at_most(body_probe_db(x, n, rates[r], rates[r] / 2.0), -20.0);
      free(x);
    }
  }
}

static void
test_body_keeps_the_level_of_a_violin_line_within_2_db(void** const state)
{
  (void)state;
  enum { N = 8 * 48000 };
  float* const in  = malloc(N * sizeof *in);
  float* const out = malloc(N * sizeof *out);
  test_violin(in, N, 48000.0);
  for (int percent = 0; percent <= 100; percent += 10) {
    BodyProbe probe;
    body_probe_open(&probe, 48000.0, NULL);
    dala_body_set_amount(&probe.body, 0.01f * (float)percent);
    body_probe_run(&probe, in, out, N, 0U);
    check_near(test_rms_db(out, N), test_rms_db(in, N), 2.0);
    body_probe_close(&probe);
  }
  free(in);
  free(out);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_body_modes_match_the_table_in_frequency_and_t60),
    cmocka_unit_test(test_body_modes_are_ordered_and_do_not_ring),
    cmocka_unit_test(test_body_response_meets_its_target_in_third_octaves),
    cmocka_unit_test(test_body_response_is_the_same_at_every_rate),
    cmocka_unit_test(test_body_blends_without_holes_at_any_amount),
    cmocka_unit_test(test_body_keeps_dc_and_nyquist_below_minus_20_db),
    cmocka_unit_test(test_body_keeps_the_level_of_a_violin_line_within_2_db),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
