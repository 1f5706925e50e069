#include "plugin/dsp/kernels/bowed.h"

#include "plugin/dsp/kernels/bowed_mix.h"
#include "plugin/dsp/kernels/lanes.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

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

void
DALA_KERNEL(bowed)(DalaBowedBank* const bank, const uint32_t at,
                   float* const out_l, float* const out_r, const uint32_t n)
{
  run_strings(bank->strings, at, n);
  add_strings(bank, at, n);
  low_pass(bank->mix[0], bank->mix_stride, at, out_l, n);
  low_pass(bank->mix[1], bank->mix_stride, at, out_r, n);
}
