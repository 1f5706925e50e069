#include "plugin/dsp/kernels/crests.h"

#include "plugin/dsp/config.h"
#include "plugin/dsp/kernels/lanes.h"

#include <stdbool.h>
#include <stddef.h>

#define LANES ((uint32_t)DALA_LANES)
#define INLINE static inline __attribute__((always_inline))

/// Frames from the newest that is read to the one that is made: those of a
/// call are not in the rings yet.
#define BACK (DALA_TICK + DALA_LOOPS_PAD)
/// Vectors of a block: 8 frames, so that none crosses the pad.
#define BLOCK_VECS DALA_VECS_PER_GROUP
#define TINY 1.0e-12F // nothing over nothing is nothing

// One string's crests in one set of constants: where it reads
typedef struct {
  const float* foot_before;
  const float* before;
  const float* after;
  const float* foot_after;
  float        left;
  float        right;
  bool         fades_in;
} Crest;

// Those of a set's strings that buzz; returns how many. What a call reads on
// from x[n - back] does not split
static uint32_t
gather(const DalaLoopBank* const bank, const DalaLoopSet* const set,
       const bool fades_in, Crest* const out)
{
  const size_t stride = bank->ring_len + DALA_LOOPS_EXTRA;
  uint32_t     n      = 0U;
  for (uint32_t i = 0; i < set->buzzing; i++) {
    const float        buzz = set->loops[i].buzz;
    const uint32_t     two  = 2U * set->apart[i];
    const float* const ring = bank->rings + i * stride;
    const float*       at[4];
    if (!(buzz > 0.0F)) {
      continue;
    }
    for (uint32_t k = 0; k < 4U; k++) {
      const uint32_t back = BACK + k * two;
      const uint32_t turn = back > bank->pos ? bank->ring_len : 0U;
      at[k]               = ring + (bank->pos + turn - back);
    }
    out[n++] = (Crest){ .foot_after  = at[0],
                        .after       = at[1],
                        .before      = at[2],
                        .foot_before = at[3],
                        .left        = buzz * bank->pan_l[i % DALA_LOOPS_SUMS],
                        .right       = buzz * bank->pan_r[i % DALA_LOOPS_SUMS],
                        .fades_in    = fades_in };
  }
  return n;
}

// x where p and q are positive, else 0
INLINE DalaVec
where_both_rise(const DalaVec p, const DalaVec q, const DalaVec x)
{
  const DalaVecI falls = ((DalaVecI)p | (DalaVecI)q) >> 31;
  return (DalaVec)(~falls & (DalaVecI)x);
}

INLINE DalaVec
crest(const Crest* const c, const uint32_t at)
{
  const DalaVec p   = dala_load(c->after + at) - dala_load(c->foot_before + at);
  const DalaVec q   = dala_load(c->before + at) - dala_load(c->foot_after + at);
  const DalaVec sum = p + q;
  const DalaVec scale = dala_splat(2.0F) / (sum + dala_splat(TINY));
  const DalaVec even  = (p * scale) * (q * scale);
  const DalaVec twice = even * even;
  return where_both_rise(p, q, sum * (twice * twice));
}

// All crests for a block of frames from `at`
INLINE void
run_block(const Crest* const crests, const uint32_t count,
          const float* const weight, float* const out_l, float* const out_r,
          const uint32_t at, const bool fade)
{
  DalaVec l[BLOCK_VECS];
  DalaVec r[BLOCK_VECS];
  for (uint32_t v = 0; v < BLOCK_VECS; v++) {
    l[v] = dala_splat(0.0F);
    r[v] = dala_splat(0.0F);
  }
  for (uint32_t i = 0; i < count; i++) {
    const DalaVec left  = dala_splat(crests[i].left);
    const DalaVec right = dala_splat(crests[i].right);
    for (uint32_t v = 0; v < BLOCK_VECS; v++) {
      DalaVec y = crest(&crests[i], at + v * LANES);
      if (fade) {
        const DalaVec w = dala_load(weight + at + v * LANES);
        y               = y * (crests[i].fades_in ? w : dala_splat(1.0F) - w);
      }
      l[v] = l[v] + left * y;
      r[v] = r[v] + right * y;
    }
  }
  for (uint32_t v = 0; v < BLOCK_VECS; v++) {
    dala_store(out_l + at + v * LANES, l[v]);
    dala_store(out_r + at + v * LANES, r[v]);
  }
}

void
DALA_KERNEL(crests)(const DalaLoopBank* const bank, const float* const weight,
                    float* const out_l, float* const out_r, const uint32_t n)
{
  Crest    crests[2U * DALA_LOOPS_MAX];
  uint32_t count = gather(bank, &bank->now, false, crests);
  if (weight) {
    count += gather(bank, &bank->next, true, crests + count);
    for (uint32_t at = 0; at < n; at += BLOCK_VECS * LANES) {
      run_block(crests, count, weight, out_l, out_r, at, true);
    }
  } else {
    for (uint32_t at = 0; at < n; at += BLOCK_VECS * LANES) {
      run_block(crests, count, NULL, out_l, out_r, at, false);
    }
  }
}
