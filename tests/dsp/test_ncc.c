#include "plugin/dsp/kernels/kernels.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <stdalign.h>
#include <string.h>

#define LAGS 88U // not a multiple of what the kernel takes at once
#define REACH (LAGS + 21U * DALA_NCC_BLOCK)
#define LEAST 0.2f
#define STEPS 60U
#define LENGTH (STEPS * DALA_NCC_BLOCK + REACH)

typedef struct {
  alignas(64) float ring[DALA_NCC_MAX_BLOCKS * LAGS];
  alignas(64) float slow_c[LAGS];
  alignas(64) float slow_e[LAGS];
  alignas(64) float fast[LAGS];
  uint8_t blocks[LAGS / 8U];
  uint8_t tops[LAGS / 8U];
  DalaNcc ncc;
} Rig;

static float newest_first[LENGTH];
static float energy[LENGTH];
static Rig   rigs[2];

static void
make_sound(void)
{
  TestRng rng = test_rng(21U);
  for (unsigned i = 0; i < LENGTH; i++) {
    newest_first[i] =
      0.3f * (float)sin(0.21 * i) + 0.1f * test_rng_bipolar(&rng);
  }
  for (unsigned i = 0; i + DALA_NCC_BLOCK <= LENGTH; i++) {
    for (unsigned k = 0; k < DALA_NCC_BLOCK; k++) {
      energy[i] += newest_first[i + k] * newest_first[i + k];
    }
  }
}

/// STEPS blocks; the sound's last sample is newest_first[0].
static void
run(Rig* const rig, const DalaNccFn kernel)
{
  memset(rig, 0, sizeof *rig);
  rig->ncc = (DalaNcc){ .lags   = LAGS,
                        .keep   = 0.9f,
                        .least  = LEAST,
                        .blocks = rig->blocks,
                        .ring   = rig->ring,
                        .slow_c = rig->slow_c,
                        .slow_e = rig->slow_e,
                        .fast   = rig->fast,
                        .tops   = rig->tops };
  for (unsigned g = 0; g < LAGS / 8U; g++) {
    rig->blocks[g] = (uint8_t)(3U + g);
  }
  for (unsigned step = 0; step < STEPS; step++) {
    const unsigned at = (STEPS - 1U - step) * DALA_NCC_BLOCK;
    rig->ncc.head     = step % DALA_NCC_MAX_BLOCKS;
    rig->ncc.sound    = newest_first + at;
    rig->ncc.energy   = energy + at;
    kernel(&rig->ncc);
  }
}

static double
product(const unsigned lag, const unsigned from, const unsigned to)
{
  double sum = 0.0;
  for (unsigned i = from; i < to; i++) {
    sum += (double)newest_first[i] * (double)newest_first[i + lag];
  }
  return sum;
}

static double
power(const unsigned from, const unsigned to)
{
  double sum = 0.0;
  for (unsigned i = from; i < to; i++) {
    sum += (double)newest_first[i] * (double)newest_first[i];
  }
  return sum;
}

static void
test_ncc_equals_the_closed_form(void** const state)
{
  (void)state;
  run(&rigs[0], dala_kernels_by_name("w4")->ncc);
  for (unsigned lag = 0; lag < LAGS; lag++) {
    const unsigned window = (3U + lag / 8U) * DALA_NCC_BLOCK;
    const double   c      = product(lag, 0U, window);
    const double   e      = power(0U, window) * power(lag, lag + window);
    check_near(rigs[0].fast[lag], c * fabs(c) / e, 1e-5);
    double slow_c = 0.0;
    double slow_0 = 0.0;
    double slow_e = 0.0;
    for (unsigned step = 0; step < STEPS; step++) {
      const unsigned at = (STEPS - 1U - step) * DALA_NCC_BLOCK;
      const unsigned to = at + DALA_NCC_BLOCK;
      slow_c            = 0.9 * slow_c + product(lag, at, to);
      slow_0            = 0.9 * slow_0 + power(at, to);
      slow_e            = 0.9 * slow_e + power(at + lag, to + lag);
    }
    check_near(dala_ncc_slow(&rigs[0].ncc, lag),
               slow_c * fabs(slow_c) / (slow_0 * slow_e), 1e-4);
  }
}

static void
test_ncc_passes_over_no_top(void** const state)
{
  (void)state;
  run(&rigs[0], dala_kernels_by_name("w4")->ncc);
  const float* const r2     = rigs[0].fast;
  unsigned           passed = 0U;
  for (unsigned group = 1; group + 1U < LAGS / 8U; group++) {
    unsigned found = 0U;
    for (unsigned lag = 8U * group; lag < 8U * group + 8U; lag++) {
      found +=
        r2[lag] > LEAST && r2[lag] >= r2[lag - 1U] && r2[lag] > r2[lag + 1U]
          ? 1U
          : 0U;
    }
    assert_int_equal(rigs[0].tops[group], found > 0U);
    passed += found == 0U ? 1U : 0U;
  }
  assert_true(passed > 0U && passed + 3U < LAGS / 8U);
  assert_true(rigs[0].tops[0] && rigs[0].tops[LAGS / 8U - 1U]);
}

static void
test_ncc_variants_give_equal_bits(void** const state)
{
  (void)state;
  if (!dala_kernels_by_name("w8")) {
    skip();
  }
  run(&rigs[0], dala_kernels_by_name("w4")->ncc);
  run(&rigs[1], dala_kernels_by_name("w8")->ncc);
  assert_memory_equal(rigs[0].fast, rigs[1].fast, sizeof rigs[0].fast);
  assert_memory_equal(rigs[0].slow_c, rigs[1].slow_c, sizeof rigs[0].slow_c);
  assert_memory_equal(rigs[0].slow_e, rigs[1].slow_e, sizeof rigs[0].slow_e);
  assert_memory_equal(rigs[0].tops, rigs[1].tops, sizeof rigs[0].tops);
  assert_memory_equal(rigs[0].ring, rigs[1].ring, sizeof rigs[0].ring);
}

static void
test_ncc_of_silence_is_nothing(void** const state)
{
  (void)state;
  static float zeros[REACH];
  Rig* const   rig = &rigs[0];
  run(rig, dala_kernels_by_name("w4")->ncc);
  memset(rig->ring, 0, sizeof rig->ring);
  rig->ncc.sound = rig->ncc.energy = zeros;
  for (unsigned i = 0; i < 3U; i++) {
    dala_kernels_by_name("w4")->ncc(&rig->ncc);
  }
  for (unsigned lag = 0; lag < LAGS; lag++) {
    assert_true(rig->fast[lag] == 0.0f);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_ncc_equals_the_closed_form),
    cmocka_unit_test(test_ncc_passes_over_no_top),
    cmocka_unit_test(test_ncc_variants_give_equal_bits),
    cmocka_unit_test(test_ncc_of_silence_is_nothing),
  };
  make_sound();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
