#include "plugin/dsp/kernels/dots.h"

#include "plugin/dsp/kernels/lanes.h"

#define LANES ((uint32_t)DALA_LANES)

void
DALA_KERNEL(dots)(const float* const window, const uint32_t lag,
                  const uint32_t count, float* const out)
{
  for (uint32_t k = 0; k < count; k++) {
    const float* const past = window - lag - k;
    DalaVec            sum[DALA_VECS_PER_GROUP];
    float              eight[8];
    for (uint32_t v = 0; v < DALA_VECS_PER_GROUP; v++) {
      sum[v] = dala_splat(0.0F);
    }
    for (uint32_t i = 0; i < DALA_DOTS_WINDOW; i += 8U) {
      for (uint32_t v = 0; v < DALA_VECS_PER_GROUP; v++) {
        const uint32_t at = i + v * LANES;
        sum[v] = sum[v] + dala_load(window + at) * dala_load(past + at);
      }
    }
    for (uint32_t v = 0; v < DALA_VECS_PER_GROUP; v++) {
      dala_store(eight + v * LANES, sum[v]);
    }
    out[k] = dala_sum8(eight);
  }
}
