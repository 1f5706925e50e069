#include "plugin/dsp/limiter.h"
#include "tests/support/analysis.h"
#include "tests/support/body_click.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const double rates[] = { 8000.0, 44100.0, 48000.0, 192000.0, 384000.0 };

/// n frames, ticking each 32, in pieces of random length if `seed` is not 0.
static void
run(DalaLimiter* const limiter, float* const l, float* const r, const size_t n,
    const uint64_t seed)
{
  TestRng rng = test_rng(seed);
  for (size_t at = 0; at < n;) {
    const uint32_t frame = (uint32_t)(at % DALA_TICK);
    const size_t   left  = n - at;
    uint32_t       piece = DALA_TICK - frame;
    if (!frame) {
      dala_limiter_tick(limiter);
    }
    if (seed) {
      piece = 1U + test_rng_u32(&rng) % piece;
    }
    piece = left < piece ? (uint32_t)left : piece;
    dala_limiter_process(limiter, l + at, r + at, piece);
    at += piece;
  }
}

static void
sine(float* const out, const size_t n, const double amplitude,
     const double cycles)
{
  for (size_t i = 0; i < n; i++) {
    out[i] = (float)(amplitude * sin(2.0 * PI * cycles * (double)i));
  }
}

static void
test_limiter_never_passes_minus_1_dbfs(void** const state)
{
  (void)state;
  enum { N = 32000 };
  static const float peaks[] = { 0.75f, 1.0f, 2.0f, 64.0f, 1.0e9f, 3.0e38f };
  const double       ceiling = pow(10.0, -1.0 / 20.0);
  float* const       l       = malloc(N * sizeof *l);
  float* const       r       = malloc(N * sizeof *r);
  for (size_t k = 0; k < COUNT(rates); k++) {
    for (size_t p = 0; p < COUNT(peaks); p++) {
      for (int shape = 0; shape < 3; shape++) {
        DalaLimiter limiter;
        dala_limiter_prepare(&limiter, rates[k]);
        if (shape == 0) {
          test_noise(l, N, p, peaks[p]);
          test_noise(r, N, p + 100U, 0.5f * peaks[p]);
        } else if (shape == 1) {
          sine(l, N, (double)peaks[p], 0.0013);
          sine(r, N, (double)peaks[p], 0.2371);
        } else { // clicks out of silence, alternating
          memset(l, 0, N * sizeof *l);
          memset(r, 0, N * sizeof *r);
          for (size_t i = 100; i < N; i += 1777U) {
            (i & 1U ? l : r)[i] = i & 2U ? peaks[p] : -peaks[p];
          }
        }
        run(&limiter, l, r, N, 0U);
        check_at_most(test_peak(l, N), ceiling);
        check_at_most(test_peak(r, N), ceiling);
        assert_true(dala_limiter_healthy(&limiter));
      }
    }
  }
  free(l);
  free(r);
}

static void
test_limiter_is_exact_below_minus_3_dbfs(void** const state)
{
  (void)state;
  enum { N = 4800 };
  float       want[N];
  float       l[N];
  float       r[N];
  DalaLimiter limiter;
  dala_limiter_prepare(&limiter, 48000.0);
  test_noise(want, N, 3U, (float)pow(10.0, -3.0 / 20.0));
  want[7] = 1.0e-40f;
  memcpy(l, want, sizeof want);
  memcpy(r, want, sizeof want);
  run(&limiter, l, r, N, 0U);
  assert_memory_equal(l, want, sizeof want);
  assert_memory_equal(r, want, sizeof want);
}

static void
test_limiter_bends_smoothly_above_the_threshold(void** const state)
{
  (void)state;
  double last_out   = 0.0;
  double last_slope = 1.0;
  for (double x = 0.70; x < 3.0; x += 0.001) {
    DalaLimiter limiter;
    float       l = (float)x;
    float       r = 0.0f;
    dala_limiter_prepare(&limiter, 48000.0);
    run(&limiter, &l, &r, 1U, 0U);
    if (last_out > 0.0) {
      const double slope = ((double)l - last_out) / 0.001;
      assert_true(slope > 0.0); // louder in is louder out
      check_near(slope, last_slope, 0.02);
      last_slope = slope;
    }
    last_out = (double)l;
  }
}

static void
test_limiter_turns_both_sides_down_alike(void** const state)
{
  (void)state;
  float       l[DALA_TICK];
  float       r[DALA_TICK];
  DalaLimiter limiter;
  dala_limiter_prepare(&limiter, 48000.0);
  for (size_t i = 0; i < DALA_TICK; i++) {
    l[i] = 1.6f;
    r[i] = -0.4f;
  }
  run(&limiter, l, r, DALA_TICK, 0U);
  for (size_t i = 0; i < DALA_TICK; i++) {
    check_near(l[i] / r[i], -4.0, 1.0e-6);
  }
}

static void
test_limiter_releases_in_80_ms_and_becomes_exact_again(void** const state)
{
  (void)state;
  for (size_t k = 0; k < COUNT(rates); k++) {
    const size_t tau = (size_t)lround(0.080 * rates[k]);
    const size_t n   = 8U * tau;
    float* const l   = malloc(n * sizeof *l);
    float* const r   = malloc(n * sizeof *r);
    DalaLimiter  limiter;
    for (size_t i = 0; i < n; i++) {
      l[i] = r[i] = 0.25f;
    }
    l[0] = 4.0f;
    dala_limiter_prepare(&limiter, rates[k]);
    run(&limiter, l, r, n, 0U);
    // After one time constant the envelope is 4 / e: the curve's gain there
    const double over = 4.0 * exp(-1.0) - (double)DALA_LIMITER_THRESHOLD;
    const double knee =
      (double)DALA_LIMITER_CEILING - (double)DALA_LIMITER_THRESHOLD;
    const double curve =
      (double)DALA_LIMITER_THRESHOLD + knee * over / (knee + over);
    check_near(r[tau], 0.25 * curve / (4.0 * exp(-1.0)), 1.0e-3 * 0.25);
    for (size_t i = 1; i < n; i++) {
      assert_true(r[i] >= r[i - 1U]); // no pumping back
    }
    // 4 falls to the threshold in 1.73 time constants
    assert_true(r[(size_t)(1.70 * (double)tau)] < 0.25f);
    assert_true(r[(size_t)(1.76 * (double)tau)] == 0.25f);
    free(l);
    free(r);
  }
}

static void
test_limiter_off_is_an_exact_wire(void** const state)
{
  (void)state;
  enum { N = 9600 };
  float       want[N];
  float       l[N];
  float       r[N];
  DalaLimiter limiter;
  dala_limiter_prepare(&limiter, 48000.0);
  test_noise(want, N, 5U, 8.0f);
  memcpy(l, want, sizeof want);
  memcpy(r, want, sizeof want);
  run(&limiter, l, r, N, 0U); // having been on
  dala_limiter_set_on(&limiter, false);
  run(&limiter, l, r, 320U, 0U);
  memcpy(l, want, sizeof want);
  memcpy(r, want, sizeof want);
  run(&limiter, l, r, N, 9U);
  assert_memory_equal(l, want, sizeof want);
  assert_memory_equal(r, want, sizeof want);
  dala_limiter_reset(&limiter); // stays off
  run(&limiter, l, r, N, 0U);
  assert_memory_equal(l, want, sizeof want);
}

static void
test_limiter_crossfades_in_about_5_ms(void** const state)
{
  (void)state;
  float       l[48 * 7];
  float       r[48 * 7];
  DalaLimiter limiter;
  dala_limiter_prepare(&limiter, 48000.0);
  for (size_t i = 0; i < COUNT(l); i++) {
    l[i] = r[i] = 4.0f;
  }
  run(&limiter, l, r, DALA_TICK, 0U);
  dala_limiter_set_on(&limiter, false);
  run(&limiter, l + 32, r + 32, COUNT(l) - 32U, 0U);
  assert_true(l[32 + 48 * 4] < 3.9f);
  assert_true(l[32 + 48 * 6 - 16] == 4.0f);
}

static void
test_limiter_does_not_click_when_switched(void** const state)
{
  (void)state;
  enum { RATE = 48000, N = 2 * RATE, AT = RATE, BY = 256 };
  float* const l = malloc(N * sizeof *l);
  float* const r = malloc(N * sizeof *r);
  for (int on = 0; on < 2; on++) {
    DalaLimiter limiter;
    dala_limiter_prepare(&limiter, RATE);
    dala_limiter_set_on(&limiter, !on);
    sine(l, N, 1.4, 440.0 / RATE);
    sine(r, N, 1.4, 440.0 / RATE);
    run(&limiter, l, r, AT, 0U);
    dala_limiter_set_on(&limiter, on);
    run(&limiter, l + AT, r + AT, N - AT, 0U);
    body_click_check(l, N, RATE, AT, BY);
    body_click_check(r, N, RATE, AT, BY);
  }
  free(l);
  free(r);
}

static void
test_limiter_distorts_a_sine_2_db_over_by_less_than_1_percent(
  void** const state)
{
  (void)state;
  enum { RATE = 48000, N = 2 * RATE };
  static const double notes[] = { 196.0, 440.0, 1000.0 };
  float* const        l       = malloc(N * sizeof *l);
  float* const        r       = malloc(N * sizeof *r);
  for (size_t k = 0; k < COUNT(notes); k++) {
    DalaLimiter limiter;
    dala_limiter_prepare(&limiter, RATE);
    sine(l, N, pow(10.0, -1.0 / 20.0), notes[k] / RATE);
    memcpy(r, l, N * sizeof *r);
    run(&limiter, l, r, N, 0U);
    const double first = test_partial_db(l + RATE, RATE, RATE, notes[k]);
    double       rest  = 0.0;
    for (int h = 2; h < 12; h++) {
      const double db = test_partial_db(l + RATE, RATE, RATE, h * notes[k]);
      rest += pow(10.0, (db - first) / 10.0);
    }
    print_message("THD %4.0f Hz, 2 dB over: %.1f dB (level %.2f dB)\n",
                  notes[k], 10.0 * log10(rest), first);
    check_at_most(10.0 * log10(rest), -40.0);
  }
  free(l);
  free(r);
}

static void
test_limiter_is_the_same_for_any_division(void** const state)
{
  (void)state;
  enum { N = 6400 };
  float in[N];
  float want[2][N];
  test_noise(in, N, 11U, 1.6f);
  for (uint64_t seed = 0; seed < 20U; seed++) {
    float       got[2][N];
    DalaLimiter limiter;
    dala_limiter_prepare(&limiter, 44100.0);
    for (size_t i = 0; i < N; i++) { // swelling, so that it rests at times
      got[0][i] = in[i] * fabsf(sinf(0.002f * (float)i));
      got[1][i] = -0.5f * got[0][i];
    }
    for (size_t at = 0; at < N; at += 640U) {
      dala_limiter_set_on(&limiter, at / 640U % 3U != 1U);
      run(&limiter, got[0] + at, got[1] + at, 640U, seed ? seed + at : 0U);
    }
    if (!seed) {
      memcpy(want, got, sizeof want);
    }
    assert_memory_equal(got, want, sizeof want);
  }
}

static void
test_limiter_heals_after_infinity_by_a_reset(void** const state)
{
  (void)state;
  float       l[DALA_TICK] = { INFINITY, NAN };
  float       r[DALA_TICK] = { 0.0f };
  DalaLimiter limiter;
  dala_limiter_prepare(&limiter, 48000.0);
  run(&limiter, l, r, DALA_TICK, 0U);
  assert_false(dala_limiter_healthy(&limiter));
  dala_limiter_reset(&limiter);
  assert_true(dala_limiter_healthy(&limiter));
  memset(l, 0, sizeof l);
  l[0] = NAN; // alone it is forgotten
  l[1] = 0.5f;
  run(&limiter, l, r, DALA_TICK, 0U);
  assert_true(dala_limiter_healthy(&limiter));
  assert_true(l[1] == 0.5f);
}

static void
test_limiter_reset_equals_fresh(void** const state)
{
  (void)state;
  enum { N = 3200 };
  float       a[2][N];
  float       b[2][N];
  DalaLimiter used;
  DalaLimiter fresh;
  dala_limiter_prepare(&used, 48000.0);
  dala_limiter_prepare(&fresh, 48000.0);
  test_noise(a[0], N, 13U, 4.0f);
  memcpy(a[1], a[0], sizeof a[0]);
  run(&used, a[0], a[1], 1000U, 0U);
  dala_limiter_set_on(&used, false);
  run(&used, a[0], a[1], 64U, 0U);
  dala_limiter_set_on(&used, true);
  dala_limiter_reset(&used);
  test_noise(a[0], N, 15U, 1.0f);
  memcpy(a[1], a[0], sizeof a[0]);
  memcpy(b, a, sizeof b);
  run(&used, a[0], a[1], N, 0U);
  run(&fresh, b[0], b[1], N, 0U);
  assert_memory_equal(a, b, sizeof a);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_limiter_never_passes_minus_1_dbfs),
    cmocka_unit_test(test_limiter_is_exact_below_minus_3_dbfs),
    cmocka_unit_test(test_limiter_bends_smoothly_above_the_threshold),
    cmocka_unit_test(test_limiter_turns_both_sides_down_alike),
    cmocka_unit_test(test_limiter_releases_in_80_ms_and_becomes_exact_again),
    cmocka_unit_test(test_limiter_off_is_an_exact_wire),
    cmocka_unit_test(test_limiter_crossfades_in_about_5_ms),
    cmocka_unit_test(test_limiter_does_not_click_when_switched),
    cmocka_unit_test(
      test_limiter_distorts_a_sine_2_db_over_by_less_than_1_percent),
    cmocka_unit_test(test_limiter_is_the_same_for_any_division),
    cmocka_unit_test(test_limiter_heals_after_infinity_by_a_reset),
    cmocka_unit_test(test_limiter_reset_equals_fresh),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
