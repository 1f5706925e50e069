/**
   Vector types of the variant being compiled, and the order of sums.

   Each kernel file is compiled once per variant with DALA_LANES set to 4
   (SSE2, NEON) or 8 (AVX2) and DALA_VARIANT_SUFFIX to _w4 or _w8. Results
   must not depend on the variant, so:
   - every sum over a bank runs in eight named partial sums, lane i into sum
     i mod 8, groups of eight in ascending order; with four lanes a group is
     two vectors, `lo` for sums 0..3 and `hi` for sums 4..7;
   - the eight sums are added as dala_sum8() does, in every variant;
   - no contraction to fused multiply-add (-ffp-contract=off).

   Everything in a kernel file is static but the functions that kernels.h
   declares, which carry the suffix.

   Thread:  audio, real-time safe.
*/
#ifndef DALA_DSP_KERNELS_LANES_H
#define DALA_DSP_KERNELS_LANES_H

#include <stdint.h>
#include <string.h>

#if !defined(DALA_LANES) || (DALA_LANES != 4 && DALA_LANES != 8)
#error "compile kernel files with DALA_LANES set to 4 or 8"
#endif

#define DALA_PASTE2(a, b) a##b
#define DALA_PASTE(a, b) DALA_PASTE2(a, b)

/// The name of an exported kernel in this variant: DALA_KERNEL(modal).
#define DALA_KERNEL(name)                                                      \
  DALA_PASTE(DALA_PASTE(dala_kernel_, name), DALA_VARIANT_SUFFIX)

typedef float   DalaV4 __attribute__((vector_size(16)));
typedef float   DalaVec __attribute__((vector_size(4 * DALA_LANES)));
typedef int32_t DalaVecI __attribute__((vector_size(4 * DALA_LANES)));

/// Vectors in a group of eight lanes.
#define DALA_VECS_PER_GROUP (8U / DALA_LANES)

/// Load and store without alignment; memcpy compiles to one instruction.
static inline DalaVec
dala_load(const float* const p)
{
  DalaVec v;
  memcpy(&v, p, sizeof v);
  return v;
}

static inline void
dala_store(float* const p, const DalaVec v)
{
  memcpy(p, &v, sizeof v);
}

/// All lanes `x`: a broadcast, where a loop over the lanes would insert each.
static inline DalaVec
dala_splat(const float x)
{
  return x - (DalaVec){ 0.0f };
}

/// Lanes of `a` where `mask` is all ones, of `b` where it is zero.
static inline DalaVec
dala_select(const DalaVecI mask, const DalaVec a, const DalaVec b)
{
  return (DalaVec)((mask & (DalaVecI)a) | (~mask & (DalaVecI)b));
}

/// The eight partial sums at `p`, added in the one order all variants use.
static inline float
dala_sum8(const float* const p)
{
  DalaV4 lo;
  DalaV4 hi;
  memcpy(&lo, p, sizeof lo);
  memcpy(&hi, p + 4, sizeof hi);
  const DalaV4 s = lo + hi;
  return (s[0] + s[2]) + (s[1] + s[3]);
}

#endif // DALA_DSP_KERNELS_LANES_H
