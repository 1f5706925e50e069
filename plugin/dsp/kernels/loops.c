#include "plugin/dsp/kernels/loops.h"

#include "plugin/dsp/config.h"
#include "plugin/dsp/kernels/lanes.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define LANES ((uint32_t)DALA_LANES)
#define ROW (DALA_TICK + DALA_LOOPS_PAD)
#define INLINE static inline __attribute__((always_inline))

/// Most vectors that keep their sums in registers at once: more would spill.
#define BLOCK_VECS 4U

typedef struct {
  const float* weight; // NULL when no fade runs
  const float* send;
  float        sums[DALA_LOOPS_SUMS][ROW];
  float        force[ROW];
} Chunk;

INLINE float*
ring_of(const DalaLoopBank* const bank, const uint32_t string)
{
  return bank->rings + (size_t)string * (bank->ring_len + DALA_LOOPS_EXTRA) +
         bank->pos;
}

// First frame that the last tap reads, relative to the write position
INLINE ptrdiff_t
read_offset(const DalaLoopBank* const bank, const uint32_t delay)
{
  const uint32_t back = delay + DALA_LOOPS_TAPS - 1U;
  const uint32_t turn = back > bank->pos ? bank->ring_len : 0U;
  return (ptrdiff_t)turn - (ptrdiff_t)back;
}

INLINE void
read_taps(const float* const x, const DalaLoop* const loop, DalaVec* const y,
          const uint32_t vecs)
{
  const DalaVec t0 = dala_splat(loop->taps[0]);
  const DalaVec t1 = dala_splat(loop->taps[1]);
  const DalaVec t2 = dala_splat(loop->taps[2]);
  const DalaVec t3 = dala_splat(loop->taps[3]);
  const DalaVec t4 = dala_splat(loop->taps[4]);
  const DalaVec t5 = dala_splat(loop->taps[5]);
  for (uint32_t v = 0; v < vecs; v++) {
    const float* const p  = x + v * LANES;
    const DalaVec      s0 = t0 * dala_load(p + 5) + t1 * dala_load(p + 4);
    const DalaVec      s1 = t2 * dala_load(p + 3) + t3 * dala_load(p + 2);
    const DalaVec      s2 = t4 * dala_load(p + 1) + t5 * dala_load(p);
    y[v]                  = (s0 + s1) + s2;
  }
}

// All strings' outputs for `vecs` vectors from frame `at` of the chunk: into
// the rings, where they wait for the bridge, and into the partial sums.
INLINE void
read_block(const DalaLoopBank* const bank, Chunk* const chunk,
           const uint32_t at, const uint32_t vecs, const bool fade)
{
  for (uint32_t s = 0; s < DALA_LOOPS_SUMS; s++) {
    DalaVec sum[BLOCK_VECS];
    for (uint32_t v = 0; v < vecs; v++) {
      sum[v] = dala_splat(0.0F);
    }
    for (uint32_t i = s; i < bank->count; i += DALA_LOOPS_SUMS) {
      const DalaLoop* const now  = &bank->now.loops[i];
      float* const          ring = ring_of(bank, i) + at;
      DalaVec               y[BLOCK_VECS];
      read_taps(ring + read_offset(bank, bank->now.delay[i]), now, y, vecs);
      const DalaVec a = dala_splat(now->a);
      if (fade) {
        const DalaLoop* const next = &bank->next.loops[i];
        DalaVec               z[BLOCK_VECS];
        read_taps(ring + read_offset(bank, bank->next.delay[i]), next, z, vecs);
        const DalaVec step = dala_splat(next->a) - a;
        for (uint32_t v = 0; v < vecs; v++) {
          const DalaVec w = dala_load(chunk->weight + at + v * LANES);
          y[v]            = y[v] + w * (z[v] - y[v]);
          sum[v]          = sum[v] + (a + w * step) * y[v];
        }
      } else {
        for (uint32_t v = 0; v < vecs; v++) {
          sum[v] = sum[v] + a * y[v];
        }
      }
      for (uint32_t v = 0; v < vecs; v++) {
        dala_store(ring + v * LANES, y[v]);
      }
    }
    for (uint32_t v = 0; v < vecs; v++) {
      dala_store(&chunk->sums[s][at + v * LANES], sum[v]);
    }
  }
}

// Sum of eight in the order of dala_sum8()
INLINE DalaVec
tree(const DalaVec* const p)
{
  return ((p[0] + p[4]) + (p[2] + p[6])) + ((p[1] + p[5]) + (p[3] + p[7]));
}

INLINE void
store_some(float* const out, const DalaVec x, const uint32_t n)
{
  if (n >= LANES) {
    dala_store(out, x);
  } else {
    for (uint32_t k = 0; k < n; k++) {
      out[k] = x[k];
    }
  }
}

// The bridge: force on the strings, and the stereo sum
INLINE void
bridge(DalaLoopBank* const bank, Chunk* const chunk, float* const out_l,
       float* const out_r, const uint32_t n, const bool fade)
{
  const DalaVec c     = dala_splat(bank->now.coupling);
  const DalaVec step  = dala_splat(bank->next.coupling) - c;
  DalaVec       probe = dala_load(bank->probe);
  for (uint32_t at = 0; at < n; at += LANES) {
    DalaVec p[DALA_LOOPS_SUMS];
    DalaVec l[DALA_LOOPS_SUMS];
    DalaVec r[DALA_LOOPS_SUMS];
    for (uint32_t s = 0; s < DALA_LOOPS_SUMS; s++) {
      p[s] = dala_load(&chunk->sums[s][at]);
      l[s] = p[s] * dala_splat(bank->pan_l[s]);
      r[s] = p[s] * dala_splat(bank->pan_r[s]);
    }
    const DalaVec v = tree(p);
    DalaVec       k = c;
    if (fade) {
      k = c + dala_load(chunk->weight + at) * step;
    }
    // 0 * v is NaN for NaN and for infinity, and a NaN stays in the sum
    probe = probe + v * dala_splat(0.0F);
    dala_store(&chunk->force[at], dala_load(chunk->send + at) - k * v);
    store_some(out_l + at, tree(l), n - at);
    store_some(out_r + at, tree(r), n - at);
  }
  dala_store(bank->probe, probe);
}

// Close the loops: x = y + a e, for `vecs` vectors from frame `at`
INLINE void
write_block(const DalaLoopBank* const bank, const Chunk* const chunk,
            const uint32_t at, const uint32_t vecs, const bool fade)
{
  const bool mirrored = bank->pos + at < DALA_LOOPS_MIRROR;
  DalaVec    e[BLOCK_VECS];
  DalaVec    w[BLOCK_VECS];
  for (uint32_t v = 0; v < vecs; v++) {
    e[v] = dala_load(&chunk->force[at + v * LANES]);
    w[v] = e[v];
    if (fade) {
      w[v] = dala_load(chunk->weight + at + v * LANES);
    }
  }
  for (uint32_t i = 0; i < bank->count; i++) {
    float* const  ring = ring_of(bank, i) + at;
    const DalaVec a    = dala_splat(bank->now.loops[i].a);
    const DalaVec step = dala_splat(bank->next.loops[i].a) - a;
    DalaVec       x[BLOCK_VECS];
    for (uint32_t v = 0; v < vecs; v++) {
      const DalaVec gain = fade ? a + w[v] * step : a;
      x[v]               = dala_load(ring + v * LANES) + gain * e[v];
      dala_store(ring + v * LANES, x[v]);
    }
    if (mirrored) {
      for (uint32_t v = 0; v < vecs; v++) {
        dala_store(ring + bank->ring_len + v * LANES, x[v]);
      }
    }
  }
}

// Largest block of vectors for what is left: 4, 2 or 1
INLINE uint32_t
block_vecs(const uint32_t left)
{
  return left >= 4U * LANES ? 4U : left >= 2U * LANES ? 2U : 1U;
}

INLINE void
run_chunk(DalaLoopBank* const bank, Chunk* const chunk, float* const out_l,
          float* const out_r, const uint32_t n, const bool fade)
{
  for (uint32_t at = 0, vecs; at < n; at += vecs * LANES) {
    vecs = block_vecs(n - at);
    if (vecs == 4U) {
      read_block(bank, chunk, at, 4U, fade);
    } else if (vecs == 2U) {
      read_block(bank, chunk, at, 2U, fade);
    } else {
      read_block(bank, chunk, at, 1U, fade);
    }
  }
  bridge(bank, chunk, out_l, out_r, n, fade);
  for (uint32_t at = 0, vecs; at < n; at += vecs * LANES) {
    vecs = block_vecs(n - at);
    if (vecs == 4U) {
      write_block(bank, chunk, at, 4U, fade);
    } else if (vecs == 2U) {
      write_block(bank, chunk, at, 2U, fade);
    } else {
      write_block(bank, chunk, at, 1U, fade);
    }
  }
}

void
DALA_KERNEL(loops)(DalaLoopBank* const bank, const float* const send,
                   const float* const weight, float* const out_l,
                   float* const out_r, const uint32_t n)
{
  Chunk chunk;
  for (uint32_t at = 0, m; at < n; at += m) {
    m            = n - at < bank->chunk ? n - at : bank->chunk;
    chunk.send   = send + at;
    chunk.weight = weight ? weight + at : NULL;
    if (weight) {
      run_chunk(bank, &chunk, out_l + at, out_r + at, m, true);
    } else {
      run_chunk(bank, &chunk, out_l + at, out_r + at, m, false);
    }
    const uint32_t pos = bank->pos + m;
    bank->pos          = pos < bank->ring_len ? pos : pos - bank->ring_len;
  }
}
