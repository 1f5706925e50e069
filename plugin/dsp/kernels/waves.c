#include "plugin/dsp/kernels/waves.h"

#include "plugin/dsp/kernels/lanes.h"

#include <string.h>

#define LANES ((uint32_t)DALA_LANES)
#define VECS DALA_VECS_PER_GROUP
#define GROUP DALA_BANK_LANES
#define INLINE static inline __attribute__((always_inline))

#define FRACTION_BITS (32U - DALA_WAVES_BITS)
#define FRACTION ((1U << FRACTION_BITS) - 1U)

_Static_assert(DALA_TICK % GROUP == 0U, "a tick is whole groups");

typedef uint32_t VecU __attribute__((vector_size(4 * DALA_LANES)));

typedef uint32_t VecU4 __attribute__((vector_size(16)));
typedef int32_t  VecI4 __attribute__((vector_size(16)));
typedef double   Pair __attribute__((vector_size(16)));

static const uint32_t frames[GROUP]  = { 0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U };
static const float    numbers[GROUP] = { 0.0f, 1.0f, 2.0f, 3.0f,
                                         4.0f, 5.0f, 6.0f, 7.0f };

// ------------------------------------------------------------------ tables

/// A point of each of two frames, and the next point of each: a b, a b.
INLINE DalaV4
two_points(const float* const table, const uint32_t first,
           const uint32_t second)
{
  double pair[2];
  memcpy(&pair[0], table + first, sizeof pair[0]);
  memcpy(&pair[1], table + second, sizeof pair[1]);
  return (DalaV4)(Pair){ pair[0], pair[1] };
}

/// The points at `at` and those after them, of a vector's frames.
INLINE void
read_points(const float* const table, const uint32_t* const at,
            DalaVec* const here, DalaVec* const next)
{
#if DALA_LANES == 8
  // Each half of a vector keeps to itself
  const DalaV4  p01 = two_points(table, at[0], at[1]);
  const DalaV4  p23 = two_points(table, at[2], at[3]);
  const DalaV4  p45 = two_points(table, at[4], at[5]);
  const DalaV4  p67 = two_points(table, at[6], at[7]);
  const DalaVec a   = __builtin_shufflevector(p01, p45, 0, 1, 2, 3, 4, 5, 6, 7);
  const DalaVec b   = __builtin_shufflevector(p23, p67, 0, 1, 2, 3, 4, 5, 6, 7);
  *here             = __builtin_shufflevector(a, b, 0, 2, 8, 10, 4, 6, 12, 14);
  *next             = __builtin_shufflevector(a, b, 1, 3, 9, 11, 5, 7, 13, 15);
#else
  const DalaV4 a = two_points(table, at[0], at[1]);
  const DalaV4 b = two_points(table, at[2], at[3]);
  *here          = __builtin_shufflevector(a, b, 0, 2, 4, 6);
  *next          = __builtin_shufflevector(a, b, 1, 3, 5, 7);
#endif
}

/// Where the frames of a tick lie in a table: between which points, and how
/// far from the first to the second.
typedef struct {
  uint32_t at[DALA_TICK];
  float    part[DALA_TICK];
} Places;

INLINE void
find_places(Places* const self, const uint32_t phase, const uint32_t inc)
{
  VecU turn[VECS];
  for (uint32_t v = 0; v < VECS; v++) {
    VecU frame;
    memcpy(&frame, frames + v * LANES, sizeof frame);
    turn[v] = phase + inc * frame;
  }
  for (uint32_t i = 0; i < DALA_TICK; i += LANES) {
    VecU* const   t    = &turn[i / LANES % VECS];
    const VecU    at   = *t >> FRACTION_BITS;
    const VecU    left = *t & FRACTION;
    const DalaVec part = __builtin_convertvector((DalaVecI)left, DalaVec);
    memcpy(self->at + i, &at, sizeof at);
    dala_store(self->part + i, part * (1.0F / (float)(FRACTION + 1U)));
    *t += GROUP * inc;
  }
}

/// By straight lines between the points.
INLINE DalaVec
read_table(const float* const table, const Places* const places,
           const uint32_t i)
{
  DalaVec here;
  DalaVec next;
  read_points(table, places->at + i, &here, &next);
  return here + dala_load(places->part + i) * (next - here);
}

void
DALA_KERNEL(partial)(const DalaPartial* const partial, float* const table)
{
  const DalaVec c = dala_splat(partial->turn_re);
  const DalaVec s = dala_splat(partial->turn_im);
  DalaVec       re[VECS];
  DalaVec       im[VECS];
  for (uint32_t v = 0; v < VECS; v++) {
    re[v] = dala_load(partial->re + v * LANES);
    im[v] = dala_load(partial->im + v * LANES);
  }
  for (uint32_t i = 0; i < DALA_WAVES_POINTS; i += GROUP) {
    for (uint32_t v = 0; v < VECS; v++) {
      float* const p = table + i + v * LANES;
      dala_store(p, dala_load(p) + im[v]);
      const DalaVec next = re[v] * c - im[v] * s;
      im[v]              = re[v] * s + im[v] * c;
      re[v]              = next;
    }
  }
}

// ------------------------------------------------------------------ filters

INLINE DalaV4
load4(const float* const p)
{
  DalaV4 v;
  memcpy(&v, p, sizeof v);
  return v;
}

INLINE void
store4(float* const p, const DalaV4 v)
{
  memcpy(p, &v, sizeof v);
}

/// Of a low-pass, while a tick runs: keep, its powers, and the newest four of
/// x, of x[i] + keep x[i - 1] and of y.
typedef struct {
  float  k1, k2, k4, in;
  DalaV4 x, pair, y;
} Pole;

INLINE Pole
begin_pole(const DalaWavesLowPass* const low)
{
  const float k1 = low->keep;
  const float k2 = k1 * k1;
  return (Pole){ .k1   = k1,
                 .k2   = k2,
                 .k4   = k2 * k2,
                 .in   = 1.0F - k1,
                 .x    = load4(low->x),
                 .pair = load4(low->pair),
                 .y    = load4(low->y) };
}

INLINE void
end_pole(const Pole* const self, DalaWavesLowPass* const low)
{
  store4(low->x, self->x);
  store4(low->pair, self->pair);
  store4(low->y, self->y);
}

/// Four frames: y[i] = in (x[i] + ... + keep^3 x[i - 3]) + keep^4 y[i - 4].
INLINE DalaV4
run_pole(Pole* const self, const DalaV4 x)
{
  const DalaV4 x1    = __builtin_shufflevector(self->x, x, 3, 4, 5, 6);
  const DalaV4 pair  = x + self->k1 * x1;
  const DalaV4 pair2 = __builtin_shufflevector(self->pair, pair, 2, 3, 4, 5);
  self->y    = self->in * (pair + self->k2 * pair2) + self->k4 * self->y;
  self->x    = x;
  self->pair = pair;
  return self->y;
}

/// 1 + noise h; each chance is a generator of its own (xorshift).
INLINE void
draw_noise(DalaWaves* const self, float* const factor)
{
  Pole  first  = begin_pole(&self->hiss[0]);
  Pole  second = begin_pole(&self->hiss[1]);
  VecU4 chances[2];
  memcpy(chances, self->chances, sizeof chances);
  for (uint32_t i = 0; i < DALA_TICK; i += 4U) {
    VecU4* const s = &chances[i / 4U % 2U];
    *s ^= *s << 13U;
    *s ^= *s >> 17U;
    *s ^= *s << 5U;
    const DalaV4 white = __builtin_convertvector((VecI4)*s, DalaV4);
    const DalaV4 rough = run_pole(&first, white * (1.0F / 2147483648.0F));
    const DalaV4 h     = run_pole(&second, rough);
    store4(factor + i, 1.0F + self->noise * h);
  }
  memcpy(self->chances, chances, sizeof chances);
  end_pole(&first, &self->hiss[0]);
  end_pole(&second, &self->hiss[1]);
}

// --------------------------------------------------------------------- mix

/// The numbers of a vector's frames.
INLINE DalaVec
number(const uint32_t i)
{
  const uint32_t in_group = i % GROUP;
  return (float)(i - in_group) + dala_load(numbers + in_group);
}

INLINE void
add_wave(DalaWave* const wave, const float* const factor, float* const l,
         float* const r)
{
  Places first;
  Places second;
  find_places(&first, wave->phase[0], wave->inc[0]);
  find_places(&second, wave->phase[1], wave->inc[1]);
  for (uint32_t i = 0; i < DALA_TICK; i += LANES) {
    const DalaVec y =
      dala_load(factor + i) * (read_table(wave->table[0], &first, i) +
                               read_table(wave->table[1], &second, i));
    dala_store(l + i, dala_load(l + i) +
                        (wave->gain[0] + wave->step[0] * number(i)) * y);
    dala_store(r + i, dala_load(r + i) +
                        (wave->gain[1] + wave->step[1] * number(i)) * y);
  }
  wave->phase[0] += DALA_TICK * wave->inc[0];
  wave->phase[1] += DALA_TICK * wave->inc[1];
}

/// Tilt what is above the low-passes.
INLINE void
colour(DalaWaves* const self, const float* const l, const float* const r,
       float* const out_l, float* const out_r)
{
  Pole   left  = begin_pole(&self->low[0]);
  Pole   right = begin_pole(&self->low[1]);
  DalaV4 edge  = self->edge + self->edge_step * load4(numbers);
  for (uint32_t i = 0; i < DALA_TICK; i += 4U) {
    const DalaV4 x[2]   = { load4(l + i), load4(r + i) };
    const DalaV4 low[2] = { run_pole(&left, x[0]), run_pole(&right, x[1]) };
    store4(out_l + i, low[0] + edge * (x[0] - low[0]));
    store4(out_r + i, low[1] + edge * (x[1] - low[1]));
    edge += 4.0F * self->edge_step;
  }
  end_pole(&left, &self->low[0]);
  end_pole(&right, &self->low[1]);
}

void
DALA_KERNEL(waves)(DalaWaves* const self, DalaWave* const* const waves,
                   const uint32_t n, float* const out_l, float* const out_r)
{
  float factor[DALA_TICK];
  float l[DALA_TICK];
  float r[DALA_TICK];
  draw_noise(self, factor);
  for (uint32_t i = 0; i < DALA_TICK; i += LANES) {
    dala_store(l + i, dala_splat(0.0F));
    dala_store(r + i, dala_splat(0.0F));
  }
  for (uint32_t k = 0; k < n; k++) {
    add_wave(waves[k], factor, l, r);
  }
  colour(self, l, r, out_l, out_r);
}
