/**
   The body while it runs: a wire when off, no click, the same bits however it
   is run, and what it does where there is no sense.
*/
#include "plugin/dsp/body.h"
#include "plugin/dsp/kernels/kernels.h"
#include "tests/support/analysis.h"
#include "tests/support/body_click.h"
#include "tests/support/body_probe.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const double rates[] = { 44100.0, 48000.0, 96000.0, 192000.0 };

// -------------------------------------------------------------- behaviour

static void
test_body_speaks_in_the_frame_of_the_input(void** const state)
{
  (void)state;
  for (size_t r = 0; r < COUNT(rates); r++) {
    float     x[100] = { 0.0f };
    BodyProbe probe;
    body_probe_open(&probe, rates[r], NULL);
    dala_body_set_amount(&probe.body, 1.0f);
    x[45] = 1.0f;
    body_probe_run(&probe, x, x, COUNT(x), 0U);
    for (size_t i = 0; i < 45U; i++) {
      assert_true(x[i] == 0.0f);
    }
    assert_true(fabsf(x[45]) > 0.01f);
    body_probe_close(&probe);
  }
}

static void
test_body_is_an_exact_wire_at_0_also_after_having_been_on(void** const state)
{
  (void)state;
  enum { N = 9600 };
  float     in[N];
  float     out[N];
  BodyProbe probe;
  body_probe_open(&probe, 48000.0, NULL);
  test_noise(in, N, 21U, 1.0f);
  for (int round = 0; round < 3; round++) {
    dala_body_set_source(&probe.body, (DalaBodySource)(round % 2));
    dala_body_set_amount(&probe.body, 0.0f);
    body_probe_run(&probe, in, out, 640U, 0U); // more than a ramp
    body_probe_run(&probe, in, out, N, 5U);
    assert_memory_equal(in, out, sizeof in);
    dala_body_set_amount(&probe.body, 0.7f);
    body_probe_run(&probe, in, out, N, 0U);
    assert_true(test_first_difference(out, in, N) < N);
  }
  body_probe_close(&probe);
}

static void
test_body_starts_from_silence_when_switched_on_again(void** const state)
{
  (void)state;
  float     x[640];
  BodyProbe probe;
  body_probe_open(&probe, 48000.0, NULL);
  dala_body_set_amount(&probe.body, 1.0f);
  test_noise(x, COUNT(x), 23U, 1.0f);
  body_probe_run(&probe, x, x, COUNT(x), 0U);
  dala_body_set_amount(&probe.body, 0.0f);
  test_noise(x, COUNT(x), 25U, 1.0f);
  body_probe_run(&probe, x, x, COUNT(x), 0U);
  dala_body_set_amount(&probe.body, 1.0f);
  memset(x, 0, sizeof x);
  body_probe_run(&probe, x, x, COUNT(x), 0U);
  assert_true(test_peak(x, COUNT(x)) == 0.0);
  body_probe_close(&probe);
}

static void
test_body_mutes_modes_above_0_45_of_the_rate(void** const state)
{
  (void)state;
  static const double low[] = { 8000.0, 16000.0, 32000.0 };
  for (size_t r = 0; r < COUNT(low); r++) {
    BodyProbe probe;
    body_probe_open(&probe, low[r], NULL);
    for (uint32_t i = 0; i < DALA_BODY_MODES; i++) {
      const bool muted = (double)dala_body_modes[i].freq_hz > 0.45 * low[r];
      for (uint32_t k = 0; k < DALA_BODY_RESPONSES; k++) {
        assert_true((probe.body.h_of[k][i] == 0.0f) == muted);
      }
    }
    body_probe_close(&probe);
  }
}

static void
test_body_settles_about_10_ms_after_a_change(void** const state)
{
  (void)state;
  for (size_t r = 0; r < COUNT(rates); r++) {
    const size_t early = (size_t)(0.009 * rates[r]);
    const size_t late  = (size_t)(0.011 * rates[r]) + DALA_TICK;
    float* const x     = calloc(late, sizeof *x);
    BodyProbe    probe;
    body_probe_open(&probe, rates[r], NULL);
    body_probe_run(&probe, x, x, DALA_TICK, 0U);
    dala_body_set_amount(&probe.body, 1.0f);
    body_probe_run(&probe, x, x, early, 0U);
    assert_non_null(probe.body.bank.dh); // on the way
    body_probe_run(&probe, x, x, late - early, 0U);
    assert_null(probe.body.bank.dh);
    assert_memory_equal(probe.body.bank.h,
                        probe.body.h_of[DALA_BODY_FROM_VIOLIN],
                        DALA_BODY_MODES * sizeof(float));
    body_probe_close(&probe);
    free(x);
  }
}

static void
test_body_does_not_click_when_switched(void** const state)
{
  (void)state;
  enum { RATE = 48000, N = 2 * RATE, AT = RATE, BY = 480 };
  static const float sets[][4] = {
    // amount and source before, after
    { 0.0f, 0.0f, 1.0f, 0.0f }, { 1.0f, 0.0f, 0.0f, 0.0f },
    { 1.0f, 0.0f, 1.0f, 1.0f }, { 0.3f, 1.0f, 0.3f, 0.0f },
    { 0.0f, 1.0f, 1.0f, 1.0f }, { 0.2f, 0.0f, 0.6f, 0.0f },
  };
  float* const in  = malloc(N * sizeof *in);
  float* const out = malloc(N * sizeof *out);
  for (size_t k = 0; k < COUNT(sets); k++) {
    for (double f0 = 196.0; f0 < 1400.0; f0 *= 1.9) {
      BodyProbe probe;
      body_click_tone(in, N, RATE, f0);
      body_probe_open(&probe, RATE, NULL);
      dala_body_set_amount(&probe.body, sets[k][0]);
      dala_body_set_source(&probe.body, (DalaBodySource)sets[k][1]);
      body_probe_run(&probe, in, out, AT, 0U);
      dala_body_set_amount(&probe.body, sets[k][2]);
      dala_body_set_source(&probe.body, (DalaBodySource)sets[k][3]);
      body_probe_run(&probe, in + AT, out + AT, N - AT, 0U);
      body_click_check(out, N, RATE, AT, BY);
      body_probe_close(&probe);
    }
  }
  free(in);
  free(out);
}

static void
test_body_does_not_click_when_swept_fast(void** const state)
{
  (void)state;
  enum { RATE = 48000, N = 2 * RATE, AT = RATE, LONG = 4800 };
  float* const x = malloc(N * sizeof *x);
  BodyProbe    probe;
  TestRng      rng = test_rng(31U);
  body_click_tone(x, N, RATE, 330.0);
  body_probe_open(&probe, RATE, NULL);
  body_probe_run(&probe, x, x, AT, 0U);
  for (size_t at = AT; at < N; at += DALA_TICK) {
    const float amount =
      at < AT + LONG ? 0.5f + 0.5f * test_rng_bipolar(&rng) : 0.0f;
    dala_body_set_amount(&probe.body, amount);
    body_probe_run(&probe, x + at, x + at, DALA_TICK, 0U);
  }
  body_click_check(x, N, RATE, AT, LONG);
  body_probe_close(&probe);
  free(x);
}

// ------------------------------------------------- same bits, and robustness

/// Noise through a body whose amount and source move, in pieces by `seed`.
static void
render_moving(const char* const variant, const uint64_t seed, float* const out,
              const size_t n)
{
  BodyProbe probe;
  body_probe_open(&probe, 44100.0, variant);
  test_noise(out, n, 41U, 0.8f);
  for (size_t at = 0; at < n; at += 640U) {
    const size_t round = at / 640U;
    dala_body_set_amount(&probe.body, 0.25f * (float)(round % 5U));
    dala_body_set_source(&probe.body, (DalaBodySource)(round / 5U % 2U));
    body_probe_run(&probe, out + at, out + at, 640U, seed ? seed + at : 0U);
  }
  body_probe_close(&probe);
}

static void
test_body_is_the_same_in_every_variant_and_division(void** const state)
{
  (void)state;
  enum { N = 640 * 40 };
  static const char* const variants[] = { "w4", "w8" };
  float* const             want       = malloc(N * sizeof *want);
  float* const             got        = malloc(N * sizeof *got);
  render_moving(NULL, 0U, want, N);
  for (size_t v = 0; v < COUNT(variants); v++) {
    for (uint64_t seed = 0; seed < 4U; seed++) {
      if (dala_kernels_by_name(variants[v])) {
        render_moving(variants[v], seed, got, N);
        assert_int_equal(test_first_difference(got, want, N), N);
      }
    }
  }
  free(want);
  free(got);
}

static void
test_body_works_in_place(void** const state)
{
  (void)state;
  enum { N = 3200 };
  float     in[N];
  float     out[N];
  BodyProbe probe;
  test_noise(in, N, 51U, 1.0f);
  body_probe_open(&probe, 48000.0, NULL);
  for (int moves = 0; moves < 2; moves++) {
    for (int place = 0; place < 2; place++) {
      dala_body_set_amount(&probe.body, 0.0f);
      dala_body_reset(&probe.body);
      dala_body_set_amount(&probe.body, 0.6f);
      if (moves) {
        dala_body_reset(&probe.body);
        dala_body_tick(&probe.body);
        dala_body_set_amount(&probe.body, 1.0f);
      }
      float inside[N];
      memcpy(inside, in, sizeof in);
      body_probe_run(&probe, place ? inside : in, place ? inside : out, N, 3U);
      if (place) {
        assert_memory_equal(inside, out, sizeof out);
      }
    }
  }
  body_probe_close(&probe);
}

static void
test_body_reset_equals_fresh(void** const state)
{
  (void)state;
  enum { N = 3200 };
  float     in[N];
  float     want[N];
  float     got[N];
  BodyProbe used;
  BodyProbe fresh;
  test_noise(in, N, 61U, 1.0f);
  body_probe_open(&used, 48000.0, NULL);
  body_probe_open(&fresh, 48000.0, NULL);
  dala_body_set_amount(&used.body, 1.0f);
  body_probe_run(&used, in, got, N, 0U);
  dala_body_set_amount(&used.body, 0.4f); // a ramp on its way
  body_probe_run(&used, in, got, 64U, 0U);
  dala_body_reset(&used.body);
  dala_body_set_amount(&fresh.body, 0.4f);
  body_probe_run(&used, in, got, N, 0U);
  body_probe_run(&fresh, in, want, N, 0U);
  assert_int_equal(test_first_difference(got, want, N), N);
  body_probe_close(&used);
  body_probe_close(&fresh);
}

static void
test_body_stays_finite_at_8_and_384_khz(void** const state)
{
  (void)state;
  enum { N = 38400 };
  static const double ends[] = { DALA_MIN_RATE, 11025.0, DALA_MAX_RATE };
  float* const        x      = malloc(N * sizeof *x);
  for (size_t r = 0; r < COUNT(ends); r++) {
    BodyProbe probe;
    body_probe_open(&probe, ends[r], NULL);
    dala_body_set_amount(&probe.body, 1.0f);
    test_noise(x, N, 71U, 64.0f);
    body_probe_run(&probe, x, x, N, 7U);
    assert_true(dala_body_healthy(&probe.body));
    check_at_most(test_peak(x, N), 64.0 * 8.0);
    body_probe_close(&probe);
  }
  free(x);
}

static void
test_body_refuses_rates_outside_its_range(void** const state)
{
  (void)state;
  static const double bad[] = { 0.0, 7999.0, 384001.0, (double)NAN };
  for (size_t i = 0; i < COUNT(bad); i++) {
    DalaBody         body;
    DalaArena        arena;
    const DalaConfig cfg = { bad[i], dala_kernels_select() };
    dala_arena_measure(&arena);
    assert_int_equal(dala_body_layout(&body, &cfg, &arena),
                     DALA_STATUS_BAD_RATE);
  }
}

static void
test_body_heals_from_a_bad_state_and_value(void** const state)
{
  (void)state;
  static const float bad[] = { NAN, INFINITY, -INFINITY, 3.0e38f };
  for (size_t k = 0; k < COUNT(bad); k++) {
    float     x[320] = { 0.0f };
    BodyProbe probe;
    body_probe_open(&probe, 48000.0, NULL);
    dala_body_set_amount(&probe.body, NAN); // counts as 0
    body_probe_run(&probe, x, x, COUNT(x), 0U);
    assert_true(probe.body.wire);
    dala_body_set_amount(&probe.body, 1.0e30f); // counts as 1
    body_probe_run(&probe, x, x, 640U / 2U, 0U);
    x[0] = x[1] = x[2] = x[3] = bad[k];
    body_probe_run(&probe, x, x, COUNT(x), 0U);
    if (k < 3U) {
      assert_false(dala_body_healthy(&probe.body));
    }
    dala_body_reset(&probe.body);
    assert_true(dala_body_healthy(&probe.body));
    test_noise(x, COUNT(x), 81U, 1.0f);
    body_probe_run(&probe, x, x, COUNT(x), 0U);
    assert_true(dala_body_healthy(&probe.body));
    check_at_most(test_peak(x, COUNT(x)), 8.0);
    body_probe_close(&probe);
  }
}

static void
test_body_answers_silence_with_silence(void** const state)
{
  (void)state;
  enum { N = 48000 };
  float* const x = calloc(N, sizeof *x);
  BodyProbe    probe;
  body_probe_open(&probe, 48000.0, NULL);
  dala_body_set_amount(&probe.body, 1.0f);
  body_probe_run(&probe, x, x, N / 2U, 0U);
  assert_true(test_peak(x, N / 2U) == 0.0);
  // and soon after a sound: nothing rings
  test_noise(x, N / 4U, 91U, 0.5f);
  body_probe_run(&probe, x, x, N, 0U);
  check_at_most(test_rms_db(x + N / 4 + N / 8, N / 8), -60.0);
  check_at_most(test_rms_db(x + 3 * N / 4, N / 8), -120.0);
  body_probe_close(&probe);
  free(x);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_body_speaks_in_the_frame_of_the_input),
    cmocka_unit_test(test_body_is_an_exact_wire_at_0_also_after_having_been_on),
    cmocka_unit_test(test_body_starts_from_silence_when_switched_on_again),
    cmocka_unit_test(test_body_mutes_modes_above_0_45_of_the_rate),
    cmocka_unit_test(test_body_settles_about_10_ms_after_a_change),
    cmocka_unit_test(test_body_does_not_click_when_switched),
    cmocka_unit_test(test_body_does_not_click_when_swept_fast),
    cmocka_unit_test(test_body_is_the_same_in_every_variant_and_division),
    cmocka_unit_test(test_body_works_in_place),
    cmocka_unit_test(test_body_reset_equals_fresh),
    cmocka_unit_test(test_body_stays_finite_at_8_and_384_khz),
    cmocka_unit_test(test_body_refuses_rates_outside_its_range),
    cmocka_unit_test(test_body_heals_from_a_bad_state_and_value),
    cmocka_unit_test(test_body_answers_silence_with_silence),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
