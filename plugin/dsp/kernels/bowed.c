#include "plugin/dsp/kernels/bowed.h"

#include "plugin/dsp/kernels/lanes.h"

#include <stdbool.h>
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

// Frame numbers of a vector that starts at `first`
INLINE DalaVec
frame_numbers(const uint32_t first)
{
  DalaVec v;
  for (int i = 0; i < DALA_LANES; i++) {
    v[i] = (float)(first + (uint32_t)i);
  }
  return v;
}

INLINE DalaVec
square_root(const DalaVec x)
{
  DalaVec v;
  for (int i = 0; i < DALA_LANES; i++) {
    v[i] = __builtin_sqrtf(x[i]);
  }
  return v;
}

INLINE uint32_t
chunk_length(const DalaBowedString* const s, const uint32_t left)
{
  const uint32_t room = s->size - s->pos;
  uint32_t       m    = left < s->delay_bridge ? left : s->delay_bridge;
  m                   = m < room ? m : room;
  return m > LANES ? m - m % LANES : m;
}

// Oldest frame that the filter of `taps` taps at this delay reads
INLINE uint32_t
read_from(const DalaBowedString* const s, const uint32_t delay,
          const uint32_t taps)
{
  const uint32_t back = delay + taps - 1U;
  return s->pos + (s->pos < back ? s->size : 0U) - back;
}

INLINE DalaVec
from_bridge(const DalaBowedString* const s, const float* const p)
{
  const DalaVec outer = dala_load(p) + dala_load(p + 4);
  const DalaVec next  = dala_load(p + 1) + dala_load(p + 3);
  return (dala_splat(s->tap_bridge[0]) * outer +
          dala_splat(s->tap_bridge[1]) * next) +
         dala_splat(s->tap_bridge[2]) * dala_load(p + 2);
}

INLINE DalaVec
from_nut(const DalaBowedString* const s, const float* const p)
{
  const float* const t  = s->tap_nut;
  const DalaVec      t5 = dala_splat(t[5]) * dala_load(p);
  const DalaVec      t4 = dala_splat(t[4]) * dala_load(p + 1);
  const DalaVec      t3 = dala_splat(t[3]) * dala_load(p + 2);
  const DalaVec      t2 = dala_splat(t[2]) * dala_load(p + 3);
  const DalaVec      t1 = dala_splat(t[1]) * dala_load(p + 4);
  const DalaVec      t0 = dala_splat(t[0]) * dala_load(p + 5);
  return ((t5 + t4) + (t3 + t2)) + (t1 + t0);
}

// What the bow adds to both waves: all of q while it sticks, else the root
INLINE DalaVec
bow(const DalaVec q, const DalaVec force, const DalaVec speed)
{
  const float    spread      = DALA_BOWED_MU_STATIC - DALA_BOWED_MU_DYNAMIC;
  const DalaVecI sign        = (DalaVecI)q & INT32_MIN;
  const DalaVec  mag         = (DalaVec)((DalaVecI)q ^ sign);
  const DalaVec  low         = force * DALA_BOWED_MU_DYNAMIC;
  const DalaVec  a           = (speed + mag) - low;
  const DalaVec  square      = a * a - (4.0f * spread) * (force * speed);
  const DalaVec  real        = (DalaVec)((DalaVecI)square & (square > 0.0f));
  const DalaVec  slip        = low + 0.5f * (a - square_root(real));
  const DalaVec  signed_slip = (DalaVec)((DalaVecI)slip | sign);
  return dala_select(mag <= force * DALA_BOWED_MU_STATIC, q, signed_slip);
}

// `first`: string frame of the tick
INLINE void
run_chunk(DalaBowedString* const s, const uint32_t first, const uint32_t m)
{
  const float* const nut    = s->to_nut + read_from(s, s->delay_nut, 6U);
  const float* const bridge = s->to_bridge + read_from(s, s->delay_bridge, 5U);
  const uint32_t     pos    = s->pos;
  for (uint32_t i = 0U; i < m; i += LANES) {
    const DalaVec at    = frame_numbers(first + i);
    const DalaVec grit  = dala_load(s->grit + first + i);
    const DalaVec force = (s->force + s->force_step * at) * grit;
    const DalaVec speed = s->speed + s->speed_step * at;
    const DalaVec a     = from_bridge(s, bridge + i);
    const DalaVec b     = from_nut(s, nut + i);
    const DalaVec push  = bow(speed - (a + b), force, speed);
    dala_store(s->to_bridge + pos + i, b + push);
    dala_store(s->to_nut + pos + i, a + push);
    dala_store(s->wave + DALA_BOWED_PAST + first + i, a);
  }
  if (pos < DALA_BOWED_MIRROR) {
    for (uint32_t i = 0U; i < m; i += LANES) {
      dala_store(s->to_bridge + s->size + pos + i,
                 dala_load(s->to_bridge + pos + i));
      dala_store(s->to_nut + s->size + pos + i, dala_load(s->to_nut + pos + i));
    }
  }
  s->pos = pos + m < s->size ? pos + m : 0U;
}

// The strings take turns by chunks, so that they do not wait for each other
INLINE void
run_strings(DalaBowedString* const strings, const uint32_t count,
            const uint32_t at, const uint32_t n)
{
  uint32_t done[DALA_BOWED_STRINGS] = { 0U };
  for (bool more = true; more;) {
    more = false;
    for (uint32_t k = 0U; k < count; k++) {
      DalaBowedString* const s    = &strings[k];
      const uint32_t         left = s->over * n - done[k];
      if (left) {
        const uint32_t m = chunk_length(s, left);
        run_chunk(s, s->over * at + done[k], m);
        done[k] += m;
        more = more || m < left;
      }
    }
  }
}

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
  for (uint32_t j = 0U; j < n; j += LANES) {
    const DalaVec i = frame_numbers(at + j);
    const DalaVec x = dala_load(y + j) - (s->dc + s->dc_step * i);
    const DalaVec l = (s->gain_l + s->gain_l_step * i) * x;
    const DalaVec r = (s->gain_r + s->gain_r_step * i) * x;
    dala_store(mix_l + j, dala_load(mix_l + j) + l);
    dala_store(mix_r + j, dala_load(mix_r + j) + r);
  }
}

// The tick is whole: its mean, and its end becomes the past
INLINE void
close_tick(DalaBowedString* const s)
{
  const uint32_t frames = s->over * DALA_TICK;
  const float*   x      = s->wave + DALA_BOWED_PAST;
  float          sums[DALA_BANK_LANES];
  DalaVec        sum[DALA_VECS_PER_GROUP] = { { 0.0f } };
  for (uint32_t i = 0U; i < frames; i += DALA_BANK_LANES) {
    for (uint32_t v = 0U; v < DALA_VECS_PER_GROUP; v++) {
      sum[v] += dala_load(x + i + v * LANES);
    }
  }
  memcpy(sums, sum, sizeof sums);
  s->mean = dala_sum8(sums) / (float)frames;
  memcpy(s->wave, s->wave + frames, DALA_BOWED_PAST * sizeof(float));
}

void
DALA_KERNEL(bowed)(DalaBowedString* const strings, const uint32_t count,
                   const uint32_t at, float* const out_l, float* const out_r,
                   const uint32_t n)
{
  float mix_l[ROW] = { 0.0f };
  float mix_r[ROW] = { 0.0f };
  run_strings(strings, count, at, n);
  for (uint32_t k = 0U; k < count; k++) {
    DalaBowedString* const s = &strings[k];
    float                  half[ROW];
    const float*           y = s->wave + DALA_BOWED_PAST + at;
    if (s->over == DALA_BOWED_OVER) {
      decimate(s->wave, at, n, half);
      y = half;
    }
    if (s->over) {
      add_to_mix(s, y, at, n, mix_l, mix_r);
      if (at + n == DALA_TICK) {
        close_tick(s);
      }
    }
  }
  memcpy(out_l, mix_l, n * sizeof(float));
  memcpy(out_r, mix_r, n * sizeof(float));
}
