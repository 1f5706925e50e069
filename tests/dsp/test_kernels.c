#include "plugin/dsp/kernels/kernels.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <stdalign.h>
#include <stdbool.h>
#include <string.h>

#define MAX_LANES 64U
#define FRAMES 320U

static const char* const names[] = { "w4", "w8" };

/// A bank in random but stable state.
typedef struct {
  alignas(64) float rc[MAX_LANES];
  alignas(64) float rs[MAX_LANES];
  alignas(64) float h[MAX_LANES];
  alignas(64) float dh[MAX_LANES];
  alignas(64) float u[MAX_LANES];
  alignas(64) float z[MAX_LANES];
  DalaModalBank bank;
} Modes;

static void
modes_init(Modes* const self, const uint32_t lanes, const bool moving)
{
  TestRng rng = test_rng(lanes);
  memset(self, 0, sizeof *self);
  for (uint32_t i = 0; i < lanes; i++) {
    const double r = 1.0 - exp2(-test_rng_range(&rng, 3.0, 12.0));
    const double w = test_rng_range(&rng, 0.001, 3.0);
    self->rc[i]    = (float)(r * cos(w));
    self->rs[i]    = (float)(r * sin(w));
    self->h[i]     = test_rng_bipolar(&rng);
    self->dh[i]    = 0.001f * test_rng_bipolar(&rng);
    self->u[i]     = test_rng_bipolar(&rng);
    self->z[i]     = test_rng_bipolar(&rng);
  }
  self->bank = (DalaModalBank){ lanes,   self->rc, self->rs, self->h,
                                self->u, self->z,  NULL };
  if (moving) {
    self->bank.dh = self->dh;
  }
}

/// The formulas of modal.h in double, frame by frame; out has FRAMES.
static void
modes_reference(const Modes* const modes, const float* const in,
                double* const out)
{
  memset(out, 0, FRAMES * sizeof *out);
  for (uint32_t i = 0; i < modes->bank.lanes; i++) {
    const double rc = (double)modes->rc[i];
    const double rs = (double)modes->rs[i];
    double       u  = (double)modes->u[i];
    double       z  = (double)modes->z[i];
    double       h  = (double)modes->h[i];
    for (uint32_t k = 0; k < FRAMES; k++) {
      const double next = rc * u - rs * z + (double)in[k];
      z                 = rs * u + rc * z;
      u                 = next;
      out[k] += h * u;
      h += modes->bank.dh ? (double)modes->dh[i] : 0.0;
    }
  }
}

/// FRAMES through the kernel in pieces of at most `most` frames.
static void
modes_run(const DalaKernels* const kernels, Modes* const modes,
          const float* const in, float* const out, const uint32_t most)
{
  for (uint32_t at = 0; at < FRAMES;) {
    const uint32_t n = FRAMES - at < most ? FRAMES - at : most;
    kernels->modal(&modes->bank, in + at, out + at, n);
    at += n;
  }
}

static void
test_modal_follows_its_formulas(void** const state)
{
  (void)state;
  for (size_t v = 0; v < 2U; v++) {
    const DalaKernels* const kernels = dala_kernels_by_name(names[v]);
    for (uint32_t k = 0; kernels && k < 16U; k++) {
      Modes  modes;
      float  in[FRAMES];
      float  got[FRAMES];
      double want[FRAMES];
      test_noise(in, FRAMES, k, 1.0f);
      modes_init(&modes, 8U * (1U + k / 2U), k & 1U);
      modes_reference(&modes, in, want);
      modes_run(kernels, &modes, in, got, DALA_TICK);
      for (uint32_t i = 0; i < FRAMES; i++) {
        check_near(got[i], want[i], 2.0e-3);
      }
    }
  }
}

static void
test_modal_is_the_same_in_every_variant_and_division(void** const state)
{
  (void)state;
  for (uint32_t k = 0; k < 16U; k++) {
    Modes want;
    float in[FRAMES];
    float out[FRAMES];
    test_noise(in, FRAMES, 100U + k, 1.0f);
    modes_init(&want, 8U * (1U + k / 2U), k & 1U);
    modes_run(dala_kernels_by_name("w4"), &want, in, out, DALA_TICK);
    for (size_t v = 0; v < 2U; v++) {
      const DalaKernels* const kernels = dala_kernels_by_name(names[v]);
      for (uint32_t most = 1U; kernels && most <= DALA_TICK; most++) {
        Modes got;
        float inside[FRAMES];
        memcpy(inside, in, sizeof in);
        modes_init(&got, want.bank.lanes, k & 1U);
        modes_run(kernels, &got, inside, inside, most); // in place, too
        assert_int_equal(test_first_difference(inside, out, FRAMES), FRAMES);
        assert_memory_equal(got.u, want.u, sizeof got.u);
        assert_memory_equal(got.z, want.z, sizeof got.z);
        assert_memory_equal(got.h, want.h, sizeof got.h);
      }
    }
  }
}

static void
test_modal_leaves_still_gains_and_spare_lanes_alone(void** const state)
{
  (void)state;
  for (size_t v = 0; v < 2U; v++) {
    const DalaKernels* const kernels = dala_kernels_by_name(names[v]);
    if (kernels) {
      Modes modes;
      Modes before;
      float x[FRAMES];
      modes_init(&modes, 24U, false);
      modes_init(&before, 24U, false);
      test_noise(x, FRAMES, 7U, 1.0f);
      modes_run(kernels, &modes, x, x, DALA_TICK);
      assert_memory_equal(modes.h, before.h, sizeof modes.h);
      assert_memory_equal(modes.u + 24, before.u + 24, 40 * sizeof(float));
    }
  }
}

static void
test_kernels_of_an_unknown_name_are_none(void** const state)
{
  (void)state;
  assert_null(dala_kernels_by_name("w16"));
  assert_non_null(dala_kernels_by_name("w4"));
  assert_int_equal(dala_kernels_by_name("w4")->lanes, 4U);
  assert_non_null(dala_kernels_select());
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_modal_follows_its_formulas),
    cmocka_unit_test(test_modal_is_the_same_in_every_variant_and_division),
    cmocka_unit_test(test_modal_leaves_still_gains_and_spare_lanes_alone),
    cmocka_unit_test(test_kernels_of_an_unknown_name_are_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
