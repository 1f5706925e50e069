#include "plugin/dsp/kernels/kernels.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define TABLE(suffix, lane_count)                                              \
  {                                                                            \
    .name = #suffix, .lanes = (lane_count),                                    \
    .modal = dala_kernel_modal_##suffix, .loops = dala_kernel_loops_##suffix,  \
    .crests = dala_kernel_crests_##suffix, .fdn = dala_kernel_fdn_##suffix,    \
    .bowed = dala_kernel_bowed_##suffix, .ncc = dala_kernel_ncc_##suffix,      \
    .dots = dala_kernel_dots_##suffix, .waves = dala_kernel_waves_##suffix,    \
    .partial = dala_kernel_partial_##suffix                                    \
  }

static const DalaKernels variants[] = {
#ifdef DALA_HAVE_W8
  TABLE(w8, 8U),
#endif
  TABLE(w4, 4U),
};

#define N_VARIANTS (sizeof variants / sizeof variants[0])

static bool
machine_runs(const DalaKernels* const kernels)
{
#ifdef DALA_HAVE_W8
  if (kernels->lanes == 8U) {
    // What -march=x86-64-v3 lets the compiler use
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  }
#endif
  return kernels->lanes == 4U;
}

const DalaKernels*
dala_kernels_by_name(const char* const name)
{
  for (size_t i = 0; i < N_VARIANTS; i++) {
    if (!strcmp(variants[i].name, name)) {
      return machine_runs(&variants[i]) ? &variants[i] : NULL;
    }
  }
  return NULL;
}

const DalaKernels*
dala_kernels_select(void)
{
  const char* const  wish  = getenv("DALA_VARIANT");
  const DalaKernels* found = wish ? dala_kernels_by_name(wish) : NULL;
  for (size_t i = 0; i < N_VARIANTS && !found; i++) {
    found = machine_runs(&variants[i]) ? &variants[i] : NULL;
  }
  return found;
}
