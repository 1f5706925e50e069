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

/// The constants of a string, spread over the lanes once per call.
typedef struct {
  DalaVec bridge[3];
  DalaVec nut[DALA_BOWED_TAPS];
  DalaVec force;
  DalaVec speed;
} Spread;

INLINE DalaVec
square_root(const DalaVec x)
{
  DalaVec v;
  for (int i = 0; i < DALA_LANES; i++) {
    v[i] = __builtin_sqrtf(x[i]);
  }
  return v;
}

INLINE void
spread_constants(const DalaBowedString* const s, Spread* const to)
{
  for (uint32_t i = 0U; i < 3U; i++) {
    to->bridge[i] = dala_splat(s->tap_bridge[i]);
  }
  for (uint32_t i = 0U; i < DALA_BOWED_TAPS; i++) {
    to->nut[i] = dala_splat(s->tap_nut[i]);
  }
  to->force = dala_splat(s->force);
  to->speed = dala_splat(s->speed);
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
from_bridge(const Spread* const k, const float* const p)
{
  const DalaVec outer = dala_load(p) + dala_load(p + 4);
  const DalaVec next  = dala_load(p + 1) + dala_load(p + 3);
  return (k->bridge[0] * outer + k->bridge[1] * next) +
         k->bridge[2] * dala_load(p + 2);
}

INLINE DalaVec
from_nut(const Spread* const k, const float* const p)
{
  const DalaVec t5 = k->nut[5] * dala_load(p);
  const DalaVec t4 = k->nut[4] * dala_load(p + 1);
  const DalaVec t3 = k->nut[3] * dala_load(p + 2);
  const DalaVec t2 = k->nut[2] * dala_load(p + 3);
  const DalaVec t1 = k->nut[1] * dala_load(p + 4);
  const DalaVec t0 = k->nut[0] * dala_load(p + 5);
  return ((t5 + t4) + (t3 + t2)) + (t1 + t0);
}

INLINE bool
is_all_ones(const DalaVecI mask)
{
  int64_t part[LANES / 2U];
  int64_t all = -1;
  memcpy(part, &mask, sizeof part);
  for (uint32_t i = 0U; i < LANES / 2U; i++) {
    all &= part[i];
  }
  return all == -1;
}

// What the bow adds to both waves: all of q while it sticks, else the root.
// Where it slips, `square` is not negative but for rounding.
INLINE DalaVec
bow(const DalaVec q, const DalaVec force, const DalaVec speed)
{
  const float    spread = DALA_BOWED_MU_STATIC - DALA_BOWED_MU_DYNAMIC;
  const DalaVecI sign   = (DalaVecI)q & INT32_MIN;
  const DalaVec  mag    = (DalaVec)((DalaVecI)q ^ sign);
  const DalaVecI sticks = mag <= force * DALA_BOWED_MU_STATIC;
  // Most vectors stick whole, and the slips come in a row: worth a branch
  if (is_all_ones(sticks)) {
    return q;
  }
  const DalaVec low         = force * DALA_BOWED_MU_DYNAMIC;
  const DalaVec a           = (speed + mag) - low;
  const DalaVec square      = a * a - (4.0f * spread * speed) * force;
  const DalaVec real        = (DalaVec)((DalaVecI)square & (square > 0.0f));
  const DalaVec slip        = low + 0.5f * (a - square_root(real));
  const DalaVec signed_slip = (DalaVec)((DalaVecI)slip | sign);
  return dala_select(sticks, q, signed_slip);
}

INLINE void
mirror_head(float* const ring, const uint32_t size, const uint32_t pos,
            const uint32_t m)
{
  for (uint32_t i = 0U; i < m; i += LANES) {
    dala_store(ring + size + pos + i, dala_load(ring + pos + i));
  }
}

// `first`: string frame of the tick
INLINE void
run_chunk(DalaBowedString* const s, const Spread* const k, const uint32_t first,
          const uint32_t m)
{
  const uint32_t     pos    = s->pos;
  const float* const nut    = s->to_nut + read_from(s, s->delay_nut, 6U);
  const float* const bridge = s->to_bridge + read_from(s, s->delay_bridge, 5U);
  const float* const grit   = s->grit + first;
  float* const       p      = s->to_bridge + pos;
  float* const       m_wave = s->to_nut + pos;
  float* const       out    = s->wave + DALA_BOWED_PAST + first;
  for (uint32_t i = 0U; i < m; i += LANES) {
    const DalaVec a     = from_bridge(k, bridge + i);
    const DalaVec b     = from_nut(k, nut + i);
    const DalaVec force = k->force * dala_load(grit + i);
    const DalaVec push  = bow(k->speed - (a + b), force, k->speed);
    dala_store(p + i, b + push);
    dala_store(m_wave + i, a + push);
    dala_store(out + i, a);
  }
  if (pos < DALA_BOWED_MIRROR) {
    mirror_head(s->to_bridge, s->size, pos, m);
    mirror_head(s->to_nut, s->size, pos, m);
  }
  s->pos = pos + m < s->size ? pos + m : 0U;
}

// The strings take turns by chunks, so that they do not wait for each other
INLINE void
run_strings(DalaBowedString* const strings, const uint32_t at, const uint32_t n)
{
  Spread   spread[DALA_BOWED_STRINGS];
  uint32_t done[DALA_BOWED_STRINGS];
  for (uint32_t k = 0U; k < DALA_BOWED_STRINGS; k++) {
    done[k] = 0U;
    if (strings[k].over) {
      spread_constants(&strings[k], &spread[k]);
    }
  }
  for (bool more = true; more;) {
    more = false;
    for (uint32_t k = 0U; k < DALA_BOWED_STRINGS; k++) {
      DalaBowedString* const s    = &strings[k];
      const uint32_t         left = s->over * n - done[k];
      if (left) {
        const uint32_t m = chunk_length(s, left);
        run_chunk(s, &spread[k], s->over * at + done[k], m);
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

void
DALA_KERNEL(bowed)(DalaBowedBank* const bank, const uint32_t at,
                   float* const out_l, float* const out_r, const uint32_t n)
{
  run_strings(bank->strings, at, n);
  add_strings(bank, at, n);
  low_pass(bank->mix[0], bank->mix_stride, at, out_l, n);
  low_pass(bank->mix[1], bank->mix_stride, at, out_r, n);
}
