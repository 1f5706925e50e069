#include "plugin/dsp/kernels/modal.h"

#include "plugin/dsp/config.h"
#include "plugin/dsp/kernels/lanes.h"

#include <stdbool.h>

/*
   Groups of eight modes are taken GROUPS at a time over the whole piece, with
   their states in registers: a mode's chain is three operations deep, so a
   single vector in flight would leave the multipliers idle two thirds of the
   time. The eight partial sums of each frame wait in a buffer meanwhile.
*/

/// Most groups of eight modes in flight: what the registers hold.
#if DALA_LANES == 8
#define GROUPS 3U
#else
#define GROUPS 2U
#endif

#define VECS DALA_VECS_PER_GROUP

typedef struct {
  float at[DALA_TICK][DALA_BANK_LANES];
} PartialSums;

static inline __attribute__((always_inline)) void
run_groups(const DalaModalBank* const bank, const uint32_t first,
           const uint32_t groups, const bool moving, const float* const in,
           PartialSums* const sums, const uint32_t n)
{
  DalaVec rc[GROUPS * VECS];
  DalaVec rs[GROUPS * VECS];
  DalaVec h[GROUPS * VECS];
  DalaVec dh[GROUPS * VECS];
  DalaVec u[GROUPS * VECS];
  DalaVec z[GROUPS * VECS];
  for (uint32_t v = 0U; v < groups * VECS; v++) {
    const uint32_t lane = first + v * DALA_LANES;
    rc[v]               = dala_load(bank->rc + lane);
    rs[v]               = dala_load(bank->rs + lane);
    h[v]                = dala_load(bank->h + lane);
    u[v]                = dala_load(bank->u + lane);
    z[v]                = dala_load(bank->z + lane);
    if (moving) {
      dh[v] = dala_load(bank->dh + lane);
    }
  }

  for (uint32_t i = 0U; i < n; i++) {
    const DalaVec x = dala_splat(in[i]);
    DalaVec       sum[VECS];
    for (uint32_t k = 0U; k < VECS; k++) {
      sum[k] = dala_load(sums->at[i] + k * DALA_LANES);
    }
    for (uint32_t v = 0U; v < groups * VECS; v++) {
      const DalaVec turned = rc[v] * u[v] - rs[v] * z[v];
      z[v]                 = rs[v] * u[v] + rc[v] * z[v];
      u[v]                 = turned + x;
      sum[v % VECS] += h[v] * u[v];
      if (moving) {
        h[v] += dh[v];
      }
    }
    for (uint32_t k = 0U; k < VECS; k++) {
      dala_store(sums->at[i] + k * DALA_LANES, sum[k]);
    }
  }

  for (uint32_t v = 0U; v < groups * VECS; v++) {
    const uint32_t lane = first + v * DALA_LANES;
    dala_store(bank->u + lane, u[v]);
    dala_store(bank->z + lane, z[v]);
    if (moving) {
      dala_store(bank->h + lane, h[v]);
    }
  }
}

static inline __attribute__((always_inline)) void
run_bank(const DalaModalBank* const bank, const bool moving,
         const float* const in, PartialSums* const sums, const uint32_t n)
{
  const uint32_t lanes = bank->lanes;
  uint32_t       first = 0U;
  for (; first + GROUPS * DALA_BANK_LANES <= lanes;
       first += GROUPS * DALA_BANK_LANES) {
    run_groups(bank, first, GROUPS, moving, in, sums, n);
  }
  for (; first < lanes; first += DALA_BANK_LANES) {
    run_groups(bank, first, 1U, moving, in, sums, n);
  }
}

/// dala_sum8() of four frames at once: the same additions, transposed.
static inline void
add_partial_sums(const PartialSums* const sums, float* const out,
                 const uint32_t n)
{
  uint32_t i = 0U;
  for (; i + 4U <= n; i += 4U) {
    DalaV4 s[4];
    for (uint32_t k = 0U; k < 4U; k++) {
      DalaV4 lo;
      DalaV4 hi;
      memcpy(&lo, sums->at[i + k], sizeof lo);
      memcpy(&hi, sums->at[i + k] + 4, sizeof hi);
      s[k] = lo + hi;
    }
    const DalaV4 c0 = { s[0][0], s[1][0], s[2][0], s[3][0] };
    const DalaV4 c1 = { s[0][1], s[1][1], s[2][1], s[3][1] };
    const DalaV4 c2 = { s[0][2], s[1][2], s[2][2], s[3][2] };
    const DalaV4 c3 = { s[0][3], s[1][3], s[2][3], s[3][3] };
    const DalaV4 y  = (c0 + c2) + (c1 + c3);
    memcpy(out + i, &y, sizeof y);
  }
  for (; i < n; i++) {
    out[i] = dala_sum8(sums->at[i]);
  }
}

void
DALA_KERNEL(modal)(const DalaModalBank* const bank, const float* const in,
                   float* const out, const uint32_t n)
{
  PartialSums sums;
  memset(&sums, 0, n * sizeof sums.at[0]);
  if (bank->dh) {
    run_bank(bank, true, in, &sums, n);
  } else {
    run_bank(bank, false, in, &sums, n);
  }
  add_partial_sums(&sums, out, n);
}
