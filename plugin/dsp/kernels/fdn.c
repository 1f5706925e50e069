#include "plugin/dsp/kernels/fdn.h"

#include "plugin/dsp/config.h"
#include "plugin/dsp/kernels/lanes.h"
#include "plugin/dsp/kernels/transpose.h"

#include <stddef.h>
#include <string.h>

#define LANES ((uint32_t)DALA_LANES)
#define LINES DALA_FDN_LINES
#define VECS DALA_VECS_PER_GROUP
#define ROW (DALA_TICK + DALA_FDN_PAD)
#define INLINE static inline __attribute__((always_inline))

/// What is older than the room.
static const float silence[ROW];

// ------------------------------------------------------------------- rings

INLINE float*
head(const DalaFdnRings* const rings, const uint32_t ring)
{
  return rings->base + (size_t)ring * rings->stride + rings->pos;
}

/// `n` frames, a multiple of 8, of `delay` frames ago.
INLINE const float*
tail_of(const DalaFdn* const room, const DalaFdnRings* const rings,
        const uint32_t ring, const uint32_t delay, const uint32_t n)
{
  if (room->age + n <= delay) {
    return silence;
  }
  const uint32_t turn = delay > rings->pos ? rings->len : 0U;
  return head(rings, ring) + ((ptrdiff_t)turn - (ptrdiff_t)delay);
}

/// Frames that a ring got go to its mirror too, near its start.
INLINE void
mirror(const DalaFdnRings* const rings, float* const to, const uint32_t n)
{
  if (rings->pos < DALA_FDN_MIRROR) {
    memcpy(to + rings->len, to, n * sizeof *to);
  }
}

INLINE void
advance(DalaFdnRings* const rings, const uint32_t n)
{
  const uint32_t pos = rings->pos + n;
  rings->pos         = pos < rings->len ? pos : pos - rings->len;
}

// -------------------------------------------------------------------- send

/**
   The send's filter over both sides, in place, m frames padded to n: lanes 0
   and 1 are the poles of the left side, 2 and 3 those of the right.
*/
INLINE void
filter_send(DalaFdn* const room, float x[2][ROW], const uint32_t m,
            const uint32_t n)
{
  const DalaFdnSet* const set = room->set;
  const DalaV4 p = { set->send_pole[0], set->send_pole[1], set->send_pole[0],
                     set->send_pole[1] };
  const DalaV4 w = { set->send_weight[0], set->send_weight[1],
                     set->send_weight[0], set->send_weight[1] };
  const DalaV4 d = set->send_direct - (DalaV4){ 0.0F };
  DalaV4       s;
  memcpy(&s, room->send, sizeof s);
  for (uint32_t i = 0; i < n; i += 4U) {
    DalaV4 in[2];
    DalaV4 a[4];
    memcpy(&in[0], &x[0][i], sizeof in[0]);
    memcpy(&in[1], &x[1][i], sizeof in[1]);
    a[0] = a[1] = in[0];
    a[2] = a[3] = in[1];
    dala_transpose4(a);
    for (uint32_t k = 0; k < 4U; k++) {
      const DalaV4 next = p * s + a[k];
      a[k]              = w * s;
      s                 = i + k < m ? next : s;
    }
    dala_transpose4(a);
    const DalaV4 l = d * in[0] + (a[0] + a[1]);
    const DalaV4 r = d * in[1] + (a[2] + a[3]);
    memcpy(&x[0][i], &l, sizeof l);
    memcpy(&x[1][i], &r, sizeof r);
  }
  memcpy(room->send, &s, sizeof s);
}

// -------------------------------------------------------- early reflections

/// out = the taps of one side.
INLINE void
run_taps(const DalaFdn* const room, const uint32_t s, float* const out,
         const uint32_t n)
{
  const DalaFdnSet* const set = room->set;
  memset(out, 0, n * sizeof *out);
  for (uint32_t k = 0; k < set->taps; k += 2U) {
    const float* const x0 =
      tail_of(room, &room->early, s, set->tap_delay[s][k], n);
    const float* const x1 =
      tail_of(room, &room->early, s, set->tap_delay[s][k + 1U], n);
    const DalaVec g0 = dala_splat(set->tap[s][k]);
    const DalaVec g1 = dala_splat(set->tap[s][k + 1U]);
    for (uint32_t i = 0; i < n; i += LANES) {
      const DalaVec pair = g0 * dala_load(x0 + i) + g1 * dala_load(x1 + i);
      dala_store(out + i, dala_load(out + i) + pair);
    }
  }
}

/// y = allpass of x: v = x + g v', y = v' - g v, v' of `delay` ago.
INLINE void
run_allpass(const DalaFdn* const room, const uint32_t ring,
            const uint32_t delay, const float gain, const float* const x,
            float* const y, const uint32_t n)
{
  const DalaFdnRings* const rings = &room->diffusers;
  const float* const        from  = tail_of(room, rings, ring, delay, n);
  float* const              to    = head(rings, ring);
  const DalaVec             g     = dala_splat(gain);
  for (uint32_t i = 0; i < n; i += LANES) {
    const DalaVec old = dala_load(from + i);
    const DalaVec v   = dala_load(x + i) + g * old;
    dala_store(to + i, v);
    dala_store(y + i, old - g * v);
  }
  mirror(rings, to, n);
}

// ------------------------------------------------------------------ network

/// The absorption of all lines, a line in each lane, m frames of t.
INLINE void
absorb(DalaFdn* const room, float* const t, const uint32_t m)
{
  const DalaFdnSet* const set = room->set;
  DalaVec                 a[VECS];
  DalaVec                 b[VECS];
  for (uint32_t v = 0; v < VECS; v++) {
    a[v] = dala_load(&room->state[0][v * LANES]);
    b[v] = dala_load(&room->state[1][v * LANES]);
  }
  for (uint32_t i = 0; i < m; i++) {
    for (uint32_t v = 0; v < VECS; v++) {
      const uint32_t at = v * LANES;
      const DalaVec  x  = dala_load(t + i * LINES + at);
      const DalaVec  y  = dala_load(&set->direct[at]) * x +
                        (dala_load(&set->weight[0][at]) * a[v] +
                         dala_load(&set->weight[1][at]) * b[v]);
      a[v] = dala_load(&set->pole[0][at]) * a[v] + x;
      b[v] = dala_load(&set->pole[1][at]) * b[v] + x;
      dala_store(t + i * LINES + at, y);
    }
  }
  for (uint32_t v = 0; v < VECS; v++) {
    dala_store(&room->state[0][v * LANES], a[v]);
    dala_store(&room->state[1][v * LANES], b[v]);
  }
}

/// The ring of a line.
INLINE const DalaFdnRings*
rings_of(const DalaFdn* const room, const uint32_t line)
{
  return line & 1U ? &room->far : &room->near;
}

/// What leaves the lines now, absorbed; y[line][frame].
INLINE void
read_lines(DalaFdn* const room, float y[LINES][ROW], const uint32_t m,
           const uint32_t n)
{
  float        t[ROW * LINES];
  const float* from[LINES];
  const float* rows[8];
  for (uint32_t k = 0; k < LINES; k++) {
    from[k] =
      tail_of(room, rings_of(room, k), k / 2U, room->set->line_delay[k], n);
    rows[k] = t + k * LINES;
  }
  for (uint32_t i = 0; i < n; i += 8U) {
    dala_transpose8(from, i, t + i * LINES, LINES);
  }
  absorb(room, t, m);
  memset(t + m * LINES, 0, (n - m) * LINES * sizeof *t);
  for (uint32_t i = 0; i < n; i += 8U) {
    dala_transpose8(rows, i * LINES, &y[0][i], ROW);
  }
}

/// h = H y, the Hadamard matrix of order 8 by three stages of butterflies.
INLINE void
mix_lines(float y[LINES][ROW], const uint32_t n)
{
  for (uint32_t i = 0; i < n; i += LANES) {
    DalaVec h[LINES];
    for (uint32_t k = 0; k < LINES; k++) {
      h[k] = dala_load(&y[k][i]);
    }
    for (uint32_t half = 1U; half < LINES; half *= 2U) {
      for (uint32_t k = 0; k < LINES; k++) {
        if (!(k & half)) {
          const DalaVec sum = h[k] + h[k + half];
          h[k + half]       = h[k] - h[k + half];
          h[k]              = sum;
        }
      }
    }
    for (uint32_t k = 0; k < LINES; k++) {
      dala_store(&y[k][i], h[k]);
    }
  }
}

/// Back into the lines: h and half the cluster of a side.
INLINE void
write_lines(const DalaFdn* const room, float y[LINES][ROW],
            const float u[2][ROW], const uint32_t n)
{
  static const float half[LINES] = { 0.5F,  0.5F, 0.5F,  -0.5F,
                                     -0.5F, 0.5F, -0.5F, -0.5F };
  for (uint32_t k = 0; k < LINES; k++) {
    const DalaFdnRings* const rings = rings_of(room, k);
    float* const              to    = head(rings, k / 2U);
    const DalaVec             share = dala_splat(half[k]);
    for (uint32_t i = 0; i < n; i += LANES) {
      dala_store(to + i,
                 dala_load(&y[k][i]) + share * dala_load(&u[k & 1U][i]));
    }
    mirror(rings, to, n);
  }
}

/// Cluster and lines added to out.
INLINE void
run_tail(DalaFdn* const room, float out[2][ROW], const uint32_t m,
         const uint32_t n)
{
  const DalaFdnSet* const set = room->set;
  float                   u[2][ROW];
  float                   y[LINES][ROW];
  for (uint32_t s = 0; s < 2U; s++) {
    const float* from = tail_of(room, &room->early, s, set->pre_delay[s], n);
    for (uint32_t k = 0; k < DALA_FDN_DIFFUSERS; k++) {
      run_allpass(room, DALA_FDN_DIFFUSERS * s + k, set->diffuser_delay[s][k],
                  set->diffusion, from, u[s], n);
      from = u[s];
    }
  }
  read_lines(room, y, m, n);
  mix_lines(y, n);
  const DalaVec cluster = dala_splat(set->cluster);
  const DalaVec mid     = dala_splat(set->mid);
  const DalaVec side    = dala_splat(set->side);
  for (uint32_t i = 0; i < n; i += LANES) {
    const DalaVec p = mid * dala_load(&y[1][i]);
    const DalaVec q = side * dala_load(&y[2][i]);
    const DalaVec l = (p + q) + cluster * dala_load(&u[0][i]);
    const DalaVec r = (p - q) + cluster * dala_load(&u[1][i]);
    dala_store(&out[0][i], dala_load(&out[0][i]) + l);
    dala_store(&out[1][i], dala_load(&out[1][i]) + r);
  }
  write_lines(room, y, (const float(*)[ROW])u, n);
  advance(&room->near, m);
  advance(&room->far, m);
  advance(&room->diffusers, m);
}

/// One chunk of m frames, n with the padding.
INLINE void
run_chunk(DalaFdn* const room, float x[2][ROW], float out[2][ROW],
          const uint32_t m, const uint32_t n)
{
  filter_send(room, x, m, n);
  for (uint32_t s = 0; s < 2U; s++) {
    float* const to = head(&room->early, s);
    memcpy(to, x[s], n * sizeof *to);
    mirror(&room->early, to, n);
    run_taps(room, s, out[s], n);
  }
  if (room->set->tail) {
    run_tail(room, out, m, n);
  }
  // 0 x is NaN for NaN and for infinity, and a NaN stays in the sum
  DalaVec probe = dala_load(room->probe);
  for (uint32_t i = 0; i < n; i += LANES) {
    const DalaVec both = dala_load(&out[0][i]) + dala_load(&out[1][i]);
    probe              = probe + both * dala_splat(0.0F);
  }
  dala_store(room->probe, probe);
  advance(&room->early, m);
  room->age = room->age < UINT32_MAX / 2U ? room->age + m : room->age;
}

void
DALA_KERNEL(fdn)(DalaFdn* const room, const float* const in_l,
                 const float* const in_r, float* const out_l,
                 float* const out_r, const uint32_t n)
{
  float x[2][ROW];
  float out[2][ROW];
  for (uint32_t at = 0, m; at < n; at += m) {
    m = n - at < room->set->chunk ? n - at : room->set->chunk;
    memset(x, 0, sizeof x);
    memcpy(x[0], in_l + at, m * sizeof *in_l);
    memcpy(x[1], in_r + at, m * sizeof *in_r);
    if (m == DALA_TICK) {
      run_chunk(room, x, out, DALA_TICK, DALA_TICK); // known to the compiler
    } else if (m == DALA_TICK / 2U) {
      run_chunk(room, x, out, DALA_TICK / 2U, DALA_TICK / 2U);
    } else {
      run_chunk(room, x, out, m, (m + 7U) & ~7U);
    }
    memcpy(out_l + at, out[0], m * sizeof *out_l);
    memcpy(out_r + at, out[1], m * sizeof *out_r);
  }
}
