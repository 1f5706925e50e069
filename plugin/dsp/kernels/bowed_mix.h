/**
   Second half of the bowed kernel: from the strings' waves to the stereo mix.

   A part of kernels/bowed.c, compiled with it once per variant; nobody else
   includes it. Strings at twice the rate pass a halfband; each loses its mean
   and gets its gains; the sum is rounded by a low-pass.

   Thread:  audio, real-time safe.
   Cost:    about 1 ns a frame and string with 8 lanes, 2 with 4.
*/
#ifndef DALA_DSP_KERNELS_BOWED_MIX_H
#define DALA_DSP_KERNELS_BOWED_MIX_H

#include "plugin/dsp/kernels/bowed.h"
#include "plugin/dsp/kernels/lanes.h"

#include <stdint.h>
#include <string.h>

#define LANES ((uint32_t)DALA_LANES)
#define ROW (DALA_TICK + DALA_BANK_LANES)
#define HALF (DALA_BOWED_WAVE / 2U)
#define INLINE static inline __attribute__((always_inline))

/// Side taps of the halfband that are not zero, innermost first; the middle
/// is 1/2. Windowed sinc, Kaiser beta 4.5: -48 dB from 0.35 of the rate on.
#define SIDE_TAPS 4U
static const float side_taps[SIDE_TAPS] = { 0.30931237f, -0.07978848f,
                                            0.02722545f, -0.00674935f };

/// Low-pass of the mix, four stages of (1 2 1) / 4, middle last: 3 dB down at
/// 4.3 kHz and 10 at 8 kHz at 48 kHz, which brings the even fall of a sawtooth
/// to that of a horse-head fiddle above 3 kHz (half-octave spectra).
#define MIX_TAPS 9U
static const float mix_taps[MIX_TAPS / 2U + 1U] = {
  1.0f / 256.0f, 8.0f / 256.0f, 28.0f / 256.0f, 56.0f / 256.0f, 70.0f / 256.0f
};

/// Frame numbers, so that a vector of them is one load.
static const float numbers[ROW] = {
  0.0f,  1.0f,  2.0f,  3.0f,  4.0f,  5.0f,  6.0f,  7.0f,  8.0f,  9.0f,
  10.0f, 11.0f, 12.0f, 13.0f, 14.0f, 15.0f, 16.0f, 17.0f, 18.0f, 19.0f,
  20.0f, 21.0f, 22.0f, 23.0f, 24.0f, 25.0f, 26.0f, 27.0f, 28.0f, 29.0f,
  30.0f, 31.0f, 32.0f, 33.0f, 34.0f, 35.0f, 36.0f, 37.0f, 38.0f, 39.0f
};

// Even frames of the tick's output from one on, and odd ones
INLINE void
split_pairs(const float* const p, DalaVec* const even, DalaVec* const odd)
{
  const DalaVec lo = dala_load(p);
  const DalaVec hi = dala_load(p + LANES);
#if DALA_LANES == 8
  *even = __builtin_shufflevector(lo, hi, 0, 2, 4, 6, 8, 10, 12, 14);
  *odd  = __builtin_shufflevector(lo, hi, 1, 3, 5, 7, 9, 11, 13, 15);
#else
  *even = __builtin_shufflevector(lo, hi, 0, 2, 4, 6);
  *odd  = __builtin_shufflevector(lo, hi, 1, 3, 5, 7);
#endif
}

// Halfband to the frame rate: y[j] of the frames from `at` on
INLINE void
decimate(const float* const wave, const uint32_t at, const uint32_t n,
         float* const y)
{
  float          even[HALF + DALA_BANK_LANES];
  float          odd[HALF + DALA_BANK_LANES];
  const uint32_t first = at + DALA_BOWED_PAST / 2U - (2U * SIDE_TAPS - 1U);
  for (uint32_t i = 0U; i < n + 2U * SIDE_TAPS - 1U; i += LANES) {
    DalaVec e;
    DalaVec o;
    split_pairs(wave + 2U * (first + i), &e, &o);
    dala_store(even + i, e);
    dala_store(odd + i, o);
  }
  for (uint32_t j = 0U; j < n; j += LANES) {
    DalaVec sum = 0.5f * dala_load(even + j + SIDE_TAPS);
    for (uint32_t t = 0U; t < SIDE_TAPS; t++) {
      const DalaVec pair = dala_load(odd + j + SIDE_TAPS - 1U - t) +
                           dala_load(odd + j + SIDE_TAPS + t);
      sum += side_taps[t] * pair;
    }
    dala_store(y + j, sum);
  }
}

INLINE void
add_to_mix(const DalaBowedString* const s, const float* const y,
           const uint32_t at, const uint32_t n, float* const mix_l,
           float* const mix_r)
{
  const float dc = s->dc, dc_step = s->dc_step;
  const float l = s->gain[0], l_step = s->gain_step[0];
  const float r = s->gain[1], r_step = s->gain_step[1];
  for (uint32_t j = 0U; j < n; j += LANES) {
    const DalaVec i = dala_load(numbers + at + j);
    const DalaVec x = dala_load(y + j) - (dc + dc_step * i);
    dala_store(mix_l + j, dala_load(mix_l + j) + (l + l_step * i) * x);
    dala_store(mix_r + j, dala_load(mix_r + j) + (r + r_step * i) * x);
  }
}

// The tick is whole: its mean, and its end becomes the past
INLINE void
close_tick(DalaBowedString* const s)
{
  const uint32_t     frames                   = s->over * DALA_TICK;
  const float* const x                        = s->wave + DALA_BOWED_PAST;
  DalaVec            sum[DALA_VECS_PER_GROUP] = { { 0.0f } };
  float              sums[DALA_BANK_LANES];
  for (uint32_t i = 0U; i < frames; i += DALA_BANK_LANES) {
    for (uint32_t v = 0U; v < DALA_VECS_PER_GROUP; v++) {
      sum[v] += dala_load(x + i + v * LANES);
    }
  }
  memcpy(sums, sum, sizeof sums);
  s->mean = dala_sum8(sums) / (float)frames;
  memcpy(s->wave, s->wave + frames, DALA_BOWED_PAST * sizeof(float));
}

INLINE void
add_strings(DalaBowedBank* const bank, const uint32_t at, const uint32_t n)
{
  float* const mix_l = bank->mix[0] + DALA_BOWED_MIX_PAST + at;
  float* const mix_r = bank->mix[1] + DALA_BOWED_MIX_PAST + at;
  for (uint32_t j = 0U; j < n; j += LANES) {
    dala_store(mix_l + j, dala_splat(0.0f));
    dala_store(mix_r + j, dala_splat(0.0f));
  }
  for (uint32_t k = 0U; k < DALA_BOWED_STRINGS; k++) {
    DalaBowedString* const s = &bank->strings[k];
    float                  half[ROW];
    if (s->over == DALA_BOWED_OVER) {
      decimate(s->wave, at, n, half);
      add_to_mix(s, half, at, n, mix_l, mix_r);
    } else if (s->over) {
      add_to_mix(s, s->wave + DALA_BOWED_PAST + at, at, n, mix_l, mix_r);
    }
    if (s->over && at + n == DALA_TICK) {
      close_tick(s);
    }
  }
}

// The taps are symmetric, so each pair is added first
INLINE void
low_pass(float* const mix, const uint32_t stride, const uint32_t at,
         float* const out, const uint32_t n)
{
  float              y[ROW];
  const uint32_t     last = (MIX_TAPS - 1U) * stride;
  const float* const p    = mix + DALA_BOWED_MIX_PAST + at - last;
  for (uint32_t j = 0U; j < n; j += LANES) {
    DalaVec sum = mix_taps[MIX_TAPS / 2U] * dala_load(p + j + last / 2U);
    for (uint32_t k = 0U; k < MIX_TAPS / 2U; k++) {
      sum += mix_taps[k] * (dala_load(p + j + k * stride) +
                            dala_load(p + j + last - k * stride));
    }
    dala_store(y + j, sum);
  }
  memcpy(out, y, n * sizeof(float));
  if (at + n == DALA_TICK) {
    memcpy(mix, mix + DALA_TICK, DALA_BOWED_MIX_PAST * sizeof(float));
  }
}

#endif // DALA_DSP_KERNELS_BOWED_MIX_H
