/**
   The bowed drone: the same bits however it is run, and what it does where
   there is no sense.
*/
#include "plugin/dsp/kernels/kernels.h"
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/drone_probe.h"
#include "tests/support/signals.h"

#include <stdbool.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MAX_FRAMES (3U * 384000U)

static const double rates[] = { 44100.0, 48000.0, 96000.0 };

static float left[MAX_FRAMES];
static float right[MAX_FRAMES];

// ------------------------------------------------------------ equal bits

/// A second with changes in it; pieces as drone_probe_run() takes them.
static void
render(const double rate, const char* const variant, const uint32_t piece,
       const uint64_t seed, float* const out, const size_t n)
{
  DroneProbe probe;
  drone_probe_open(&probe, rate, variant);
  for (uint32_t part = 0U; part < 4U; part++) {
    drone_probe_chord(&probe, 2U + 5U * part, (int32_t)part - 2, 1U + part % 3U,
                      440.0f + (float)part);
    dala_drone_set_colour(&probe.drone, 0.3f * (float)part);
    drone_probe_run(&probe, out + part * n, right, n, piece, seed);
  }
  drone_probe_close(&probe);
}

static void
test_every_variant_and_division_is_bit_identical(void** const state)
{
  (void)state;
  static const double   rate[]  = { 48000.0,  44100.0,  96000.0,
                                    192000.0, 384000.0, 11025.0 };
  static const uint32_t piece[] = { 1U, 7U, 16U, 31U, 32U };
  const size_t          n       = 11200U;
  float* const          want    = left;
  float* const          got     = left + 4U * n;
  for (uint32_t r = 0U; r < COUNT(rate); r++) {
    render(rate[r], "w4", 0U, 0U, want, n);
    check_at_most(-40.0, test_rms_db(want, 4U * n)); // there is something
    for (uint32_t p = 0U; p <= COUNT(piece); p++) {
      const bool random = p == COUNT(piece);
      render(rate[r], NULL, random ? 0U : piece[p], random ? 7U : 0U, got, n);
      assert_int_equal(test_first_difference(got, want, 4U * n), 4U * n);
    }
  }
}

/// The kernel itself, apart from the drone, in pieces of a tick.
static void
test_kernel_division_is_bit_identical(void** const state)
{
  (void)state;
  static const char* const names[] = { "w4", "w8" };
  float                    whole[2][DALA_TICK];
  float                    parts[2][DALA_TICK];
  TestRng                  rng = test_rng(3U);
  for (uint32_t k = 0U; k < 2U; k++) {
    const DalaKernels* const kernels = dala_kernels_by_name(names[k]);
    DroneProbe               a;
    DroneProbe               b;
    if (!kernels) {
      continue;
    }
    drone_probe_open(&a, 48000.0, "w4");
    drone_probe_open(&b, 48000.0, "w4");
    drone_probe_chord(&a, 2U, 1, 1U, 440.0f);
    drone_probe_chord(&b, 2U, 1, 1U, 440.0f);
    drone_probe_seconds(&a, left, right, 0.3);
    drone_probe_seconds(&b, left, right, 0.3);
    for (uint32_t tick = 0U; tick < 500U; tick++) {
      dala_kernels_by_name("w4")->bowed(&a.drone.bank, 0U, whole[0], whole[1],
                                        DALA_TICK);
      for (uint32_t at = 0U; at < DALA_TICK;) {
        const uint32_t n = 1U + test_rng_u32(&rng) % (DALA_TICK - at);
        kernels->bowed(&b.drone.bank, at, parts[0] + at, parts[1] + at, n);
        at += n;
      }
      assert_memory_equal(whole, parts, sizeof whole);
    }
    drone_probe_close(&a);
    drone_probe_close(&b);
  }
}

static void
test_reset_equals_fresh(void** const state)
{
  (void)state;
  const size_t n = 48000U;
  DroneProbe   probe;
  drone_probe_open(&probe, 48000.0, NULL);
  drone_probe_chord(&probe, 7U, -1, 3U, 440.0f);
  dala_drone_set_colour(&probe.drone, 0.9f);
  drone_probe_run(&probe, left, right, n, 0U, 0U);
  drone_probe_chord(&probe, 2U, 0, 1U, 440.0f);
  dala_drone_reset(&probe.drone);
  drone_probe_run(&probe, left, right, n, 0U, 0U);
  drone_probe_close(&probe);

  drone_probe_open(&probe, 48000.0, NULL);
  drone_probe_chord(&probe, 2U, 0, 1U, 440.0f);
  dala_drone_set_colour(&probe.drone, 0.9f);
  dala_drone_reset(&probe.drone);
  drone_probe_run(&probe, left + n, right, n, 0U, 0U);
  drone_probe_close(&probe);
  assert_int_equal(test_first_difference(left, left + n, n), n);
  check_at_most(-20.0, test_rms_db(left, n));
}

// -------------------------------------------------------------- robustness

static void
test_is_in_tune_and_finite_at_8_and_384_khz(void** const state)
{
  (void)state;
  static const double extreme[] = { 8000.0, 384000.0 };
  for (uint32_t i = 0U; i < 2U * 4U; i++) {
    const double rate = extreme[i % 2U];
    const size_t n    = (size_t)(2.0 * rate);
    DroneProbe   probe;
    drone_probe_open(&probe, rate, NULL);
    const double hz =
      drone_probe_chord(&probe, 2U, (int32_t)(i / 2U) - 2, 1U, 440.0f);
    drone_probe_seconds(&probe, left, right, 2.5);
    for (size_t k = 0U; k < n; k++) {
      assert_true(isfinite(left[k]) && isfinite(right[k]));
    }
    check_near(test_rms_db(left + (size_t)(0.5 * rate), n), -16.0, 2.5);
    const double mean =
      drone_probe_mean_hz(left + (size_t)(0.5 * rate), n - 32U, rate, hz);
    check_near(test_cents(mean, hz), 0.0, 3.0);
    drone_probe_close(&probe);
  }
}

static void
test_pitch_out_of_range_is_survived(void** const state)
{
  (void)state;
  static const double hz[] = { -1.0, 0.0, 1e-3, 5.0, 3000.0, 1e9 };
  for (uint32_t i = 0U; i < 3U * COUNT(hz); i++) {
    DroneProbe probe;
    drone_probe_open(&probe, i % 3U ? rates[i % 3U] : 8000.0, NULL);
    drone_probe_string(&probe, hz[i / 3U]);
    drone_probe_seconds(&probe, left, right, 0.5);
    drone_probe_string(&probe, hz[(i / 3U + 1U) % COUNT(hz)]);
    drone_probe_seconds(&probe, left, right, 0.5);
    check_at_most(test_peak(left, 4000U), 1.0);
    assert_true(dala_drone_healthy(&probe.drone));
    drone_probe_close(&probe);
  }
}

static void
test_a_bad_state_is_seen_and_reset_heals_it(void** const state)
{
  (void)state;
  static const float bad[] = { NAN, INFINITY, -INFINITY };
  for (uint32_t i = 0U; i < COUNT(bad); i++) {
    DroneProbe probe;
    uint32_t   ticks = 0U;
    drone_probe_open(&probe, 48000.0, NULL);
    drone_probe_chord(&probe, 2U, -2, 1U, 440.0f);
    drone_probe_seconds(&probe, left, right, 0.5);
    assert_true(dala_drone_healthy(&probe.drone));
    DalaBowedString* const s = &probe.drone.bank.strings[0];
    s->to_nut[(s->pos + s->size - 100U) % s->size] = bad[i];
    while (dala_drone_healthy(&probe.drone) && ticks < 100U) {
      drone_probe_run(&probe, left, right, 32U, 0U, 0U);
      ticks++;
    }
    check_at_most(ticks, 90U); // one period and a bit
    dala_drone_reset(&probe.drone);
    drone_probe_seconds(&probe, left, right, 1.0);
    assert_true(dala_drone_healthy(&probe.drone));
    check_near(test_rms_db(left + 24000, 23000U), -15.0, 2.0);
    drone_probe_close(&probe);
  }
}

static void
test_refuses_rates_outside_its_range(void** const state)
{
  (void)state;
  static const double wrong[] = { 0.0, 7999.0, 384001.0, -48000.0, NAN };
  static DalaDrone    drone;
  for (uint32_t i = 0U; i < COUNT(wrong); i++) {
    const DalaConfig cfg = { wrong[i], dala_kernels_select() };
    DalaArena        arena;
    dala_arena_measure(&arena);
    assert_int_equal(dala_drone_layout(&drone, &cfg, &arena),
                     DALA_STATUS_BAD_RATE);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_every_variant_and_division_is_bit_identical),
    cmocka_unit_test(test_kernel_division_is_bit_identical),
    cmocka_unit_test(test_reset_equals_fresh),
    cmocka_unit_test(test_is_in_tune_and_finite_at_8_and_384_khz),
    cmocka_unit_test(test_pitch_out_of_range_is_survived),
    cmocka_unit_test(test_a_bad_state_is_seen_and_reset_heals_it),
    cmocka_unit_test(test_refuses_rates_outside_its_range),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
