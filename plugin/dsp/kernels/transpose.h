/**
   Rows to columns: eight sounds to one with a lane for each, and back.

   Moves floats only, so the result is the same in every variant.

   Thread:  audio, real-time safe.
*/
#ifndef DALA_DSP_KERNELS_TRANSPOSE_H
#define DALA_DSP_KERNELS_TRANSPOSE_H

#include "plugin/dsp/kernels/lanes.h"

/// Four vectors of four across.
static inline __attribute__((always_inline)) void
dala_transpose4(DalaV4* const a)
{
  const DalaV4 lo01 = __builtin_shufflevector(a[0], a[1], 0, 4, 1, 5);
  const DalaV4 hi01 = __builtin_shufflevector(a[0], a[1], 2, 6, 3, 7);
  const DalaV4 lo23 = __builtin_shufflevector(a[2], a[3], 0, 4, 1, 5);
  const DalaV4 hi23 = __builtin_shufflevector(a[2], a[3], 2, 6, 3, 7);
  a[0]              = __builtin_shufflevector(lo01, lo23, 0, 1, 4, 5);
  a[1]              = __builtin_shufflevector(lo01, lo23, 2, 3, 6, 7);
  a[2]              = __builtin_shufflevector(hi01, hi23, 0, 1, 4, 5);
  a[3]              = __builtin_shufflevector(hi01, hi23, 2, 3, 6, 7);
}

#if DALA_LANES == 8

/// Eight rows of eight across: to[k * stride + i] = from[i][k].
static inline __attribute__((always_inline)) void
dala_transpose8(const float* const* const from, const uint32_t at,
                float* const to, const uint32_t stride)
{
  DalaVec a[8];
  DalaVec b[8];
  for (uint32_t i = 0; i < 8U; i++) {
    a[i] = dala_load(from[i] + at);
  }
  for (uint32_t i = 0; i < 8U; i += 2U) {
    b[i] = __builtin_shufflevector(a[i], a[i + 1U], 0, 8, 2, 10, 4, 12, 6, 14);
    b[i + 1U] =
      __builtin_shufflevector(a[i], a[i + 1U], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (uint32_t i = 0; i < 8U; i += 4U) {
    for (uint32_t k = i; k < i + 2U; k++) {
      a[k] = __builtin_shufflevector(b[k], b[k + 2U], 0, 1, 8, 9, 4, 5, 12, 13);
      a[k + 2U] =
        __builtin_shufflevector(b[k], b[k + 2U], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  for (uint32_t i = 0; i < 4U; i++) {
    b[i] = __builtin_shufflevector(a[i], a[i + 4U], 0, 1, 2, 3, 8, 9, 10, 11);
    b[i + 4U] =
      __builtin_shufflevector(a[i], a[i + 4U], 4, 5, 6, 7, 12, 13, 14, 15);
  }
  for (uint32_t i = 0; i < 8U; i++) {
    dala_store(to + i * stride, b[i]);
  }
}

#else

/// Eight rows of eight across: to[k * stride + i] = from[i][k].
static inline __attribute__((always_inline)) void
dala_transpose8(const float* const* const from, const uint32_t at,
                float* const to, const uint32_t stride)
{
  for (uint32_t i = 0; i < 8U; i += 4U) {
    for (uint32_t k = 0; k < 8U; k += 4U) {
      DalaV4 a[4];
      for (uint32_t j = 0; j < 4U; j++) {
        a[j] = dala_load(from[i + j] + at + k);
      }
      dala_transpose4(a);
      for (uint32_t j = 0; j < 4U; j++) {
        dala_store(to + (k + j) * stride + i, a[j]);
      }
    }
  }
}

#endif

#endif // DALA_DSP_KERNELS_TRANSPOSE_H
