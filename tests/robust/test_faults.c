#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/violin.h"

#include <stdlib.h>
#include <string.h>

static const double rates[] = { 8000.0,  11025.0, 22050.0, 32000.0,  44100.0,
                                48000.0, 88200.0, 96000.0, 192000.0, 384000.0 };
#define N_RATES (sizeof rates / sizeof rates[0])

static const uint32_t lengths[] = { 0U, 1U, 31U, 32U, 33U, 8192U };

typedef enum { BAD_NAN, BAD_INF, BAD_HUGE, BAD_TINY, BAD_MIXED, N_BAD } Bad;

static const char* const bad_names[] = { "NaN", "Inf", "1e30", "denormals",
                                         "mixed" };

static float
bad_sample(const Bad bad, TestRng* const rng)
{
  static const float samples[] = { NAN, INFINITY, 1e30f, 1e-40f };
  const float        sign      = test_rng_u32(rng) & 1U ? 1.0f : -1.0f;
  return sign * samples[bad == BAD_MIXED ? test_rng_u32(rng) % 4U : bad];
}

/// Frame of the first sample that is not finite, or n.
static size_t
first_not_finite(const float* const x, const size_t n)
{
  size_t i = 0U;
  while (i < n && isfinite(x[i])) {
    i++;
  }
  return i;
}

static void
check_finite(const float* const l, const float* const r, const uint32_t n,
             const char* const what)
{
  const size_t at_l = first_not_finite(l, n);
  const size_t at_r = first_not_finite(r, n);
  if (at_l < n || at_r < n) {
    print_error("%s: not finite at %zu left, %zu right of %u\n", what, at_l,
                at_r, n);
    fail();
  }
}

/// A block of bad samples here and there within noise, of each length.
static void
feed_bad(TestPlug* const plug, const Bad bad, const double rate,
         const float share)
{
  static float in[TEST_MAX_BLOCK];
  static float l[TEST_MAX_BLOCK];
  static float r[TEST_MAX_BLOCK];
  char         what[64];
  TestRng      rng = test_rng(81U + bad);
  snprintf(what, sizeof what, "%s at %.0f Hz", bad_names[bad], rate);
  for (size_t i = 0; i < 6U; i++) {
    test_noise(in, TEST_MAX_BLOCK, 82U + i, 0.5f);
    for (uint32_t k = 0; k < lengths[i]; k++) {
      if (fabsf(test_rng_bipolar(&rng)) < share) {
        in[k] = bad_sample(bad, &rng);
      }
    }
    test_plug_run(plug, in, in, l, r, lengths[i]);
    check_finite(l, r, lengths[i], what);
  }
}

static void
test_faults_in_the_input_never_reach_the_output(void** const state)
{
  (void)state;
  for (size_t i = 0; i < N_RATES; i++) {
    for (unsigned bad = 0; bad < N_BAD; bad++) {
      TestPlug* const plug = test_plug_open(bad % 2U, rates[i], true);
      assert_non_null(plug);
      test_plug_all_on(plug);
      feed_bad(plug, (Bad)bad, rates[i], 0.01f);
      feed_bad(plug, (Bad)bad, rates[i], 1.0f);
      plug->value[DALA_PORT_ENABLED] = 0.0f;
      feed_bad(plug, (Bad)bad, rates[i], 0.5f);
      test_plug_close(plug);
    }
  }
}

static float
bad_control(const DalaPortInfo* const info, TestRng* const rng)
{
  const float span      = (float)(info->maximum - info->minimum);
  const float samples[] = { NAN,
                            INFINITY,
                            -INFINITY,
                            (float)info->minimum - 10.0f * span,
                            (float)info->maximum + 10.0f * span,
                            1e30f,
                            -1e30f,
                            1e-40f,
                            (float)info->minimum,
                            (float)info->maximum };
  return samples[test_rng_u32(rng) % 10U];
}

static void
test_faults_in_the_controls_never_reach_the_output(void** const state)
{
  (void)state;
  static float in[TEST_MAX_BLOCK];
  static float l[TEST_MAX_BLOCK];
  static float r[TEST_MAX_BLOCK];
  test_violin(in, TEST_MAX_BLOCK, 48000.0);
  for (size_t i = 0; i < N_RATES; i++) {
    TestRng         rng  = test_rng(91U + i);
    TestPlug* const plug = test_plug_open(i % 2U, rates[i], true);
    for (unsigned round = 0; round < 300U; round++) {
      for (uint32_t port = 0; port < plug->n_ports; port++) {
        if (dala_ports[port].kind == DALA_KIND_PARAM) {
          plug->value[port] = bad_control(&dala_ports[port], &rng);
        }
      }
      const uint32_t n =
        round % 50U ? 1U + test_rng_u32(&rng) % 300U : lengths[round / 50U];
      test_plug_run(plug, in, in, l, r, n);
      check_finite(l, r, n, "controls");
      for (uint32_t port = 0; port < plug->n_ports; port++) {
        assert_true(isfinite(plug->value[port]) ||
                    dala_ports[port].kind == DALA_KIND_PARAM);
      }
    }
    test_plug_close(plug);
  }
}

static void
test_faults_in_a_control_mean_its_default(void** const state)
{
  (void)state;
  static float    in[4096];
  static float    l[2][4096];
  static float    r[2][4096];
  TestPlug* const plain = test_plug_open(false, 48000.0, true);
  TestPlug* const lost  = test_plug_open(false, 48000.0, true);
  test_violin(in, 4096U, 48000.0);
  for (uint32_t port = 0; port < lost->n_ports; port++) {
    lost->value[port] = NAN;
  }
  test_plug_run(plain, in, NULL, l[0], r[0], 4096U);
  test_plug_run(lost, in, NULL, l[1], r[1], 4096U);
  assert_memory_equal(l[0], l[1], sizeof l[0]);
  assert_memory_equal(r[0], r[1], sizeof r[0]);
  test_plug_close(plain);
  test_plug_close(lost);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_faults_in_the_input_never_reach_the_output),
    cmocka_unit_test(test_faults_in_the_controls_never_reach_the_output),
    cmocka_unit_test(test_faults_in_a_control_mean_its_default),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
