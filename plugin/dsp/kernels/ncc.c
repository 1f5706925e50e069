#include "plugin/dsp/kernels/ncc.h"

#include "plugin/dsp/kernels/lanes.h"

#include <stdbool.h>

/*
   Every lag has a lane of its own, so each sum runs in one order whatever the
   width: no partial sums are needed for equal bits. GROUPS groups of eight
   lags go through a block together, to hide the chain of additions.
*/

#define VECS DALA_VECS_PER_GROUP
#define GROUP 8U

#if DALA_LANES == 8
#define GROUPS 4U
#else
#define GROUPS 2U
#endif

static inline __attribute__((always_inline)) void
add_block(const DalaNcc* const ncc, const uint32_t first, const uint32_t groups,
          float* const row)
{
  DalaVec            sum[GROUPS * VECS];
  const float* const past = ncc->sound + first;
  for (uint32_t v = 0U; v < groups * VECS; v++) {
    sum[v] = dala_splat(0.0f);
  }
  for (uint32_t i = 0U; i < DALA_NCC_BLOCK; i++) {
    const DalaVec now = dala_splat(ncc->sound[i]);
    for (uint32_t v = 0U; v < groups * VECS; v++) {
      sum[v] += now * dala_load(past + i + v * DALA_LANES);
    }
  }
  for (uint32_t v = 0U; v < groups * VECS; v++) {
    dala_store(row + first + v * DALA_LANES, sum[v]);
  }
}

/// c |c| / e, for all lanes.
static inline DalaVec
signed_square(const DalaVec c, const DalaVec e)
{
  const DalaVecI sign = (DalaVecI)(c) & (int32_t)0x80000000;
  const DalaVec  r2   = c * c / (e + DALA_NCC_TINY);
  return (DalaVec)((DalaVecI)r2 | sign);
}

/// One vector of lags of a group whose window has `blocks` blocks.
static inline __attribute__((always_inline)) void
normalise(const DalaNcc* const ncc, const uint32_t lag, const uint32_t blocks,
          const float e0)
{
  DalaVec  c   = dala_splat(0.0f);
  DalaVec  e   = dala_splat(0.0f);
  uint32_t row = ncc->head;
  for (uint32_t b = 0U; b < blocks; b++) {
    c += dala_load(ncc->ring + row * ncc->lags + lag);
    e += dala_load(ncc->energy + lag + b * DALA_NCC_BLOCK);
    row = row == 0U ? DALA_NCC_MAX_BLOCKS - 1U : row - 1U;
  }
  dala_store(ncc->fast + lag, signed_square(c, e * e0));

  const float*  newest = ncc->ring + ncc->head * ncc->lags + lag;
  const DalaVec slow_c =
    ncc->keep * dala_load(ncc->slow_c + lag) + dala_load(newest);
  const DalaVec slow_e =
    ncc->keep * dala_load(ncc->slow_e + lag) + dala_load(ncc->energy + lag);
  dala_store(ncc->slow_c + lag, slow_c);
  dala_store(ncc->slow_e + lag, slow_e);
}

/// True if one of eight lags is over `least` and over both of its neighbours.
static inline bool
has_top(const float* const r2, const float least)
{
  uint64_t any = 0U;
  for (uint32_t v = 0U; v < VECS; v++) {
    const float* const at   = r2 + v * DALA_LANES;
    const DalaVec      here = dala_load(at);
    const DalaVecI     top  = (here > dala_splat(least)) &
                         (here >= dala_load(at - 1)) &
                         (here > dala_load(at + 1));
    uint64_t word[DALA_LANES / 2U];
    memcpy(word, &top, sizeof word);
    for (uint32_t k = 0U; k < DALA_LANES / 2U; k++) {
      any |= word[k];
    }
  }
  return any != 0U;
}

/// The first and the last eight lack a neighbour: who asks looks himself.
static void
find_tops(const DalaNcc* const ncc)
{
  const uint32_t last = ncc->lags / GROUP - 1U;
  ncc->tops[0]        = 1U;
  ncc->tops[last]     = 1U;
  for (uint32_t group = 1U; group < last; group++) {
    ncc->tops[group] = has_top(ncc->fast + group * GROUP, ncc->least);
  }
}

void
DALA_KERNEL(ncc)(const DalaNcc* const ncc)
{
  const uint32_t lags = ncc->lags;
  float* const   row  = ncc->ring + ncc->head * lags;
  uint32_t       lag  = 0U;
  for (; lag + GROUPS * GROUP <= lags; lag += GROUPS * GROUP) {
    add_block(ncc, lag, GROUPS, row);
  }
  for (; lag < lags; lag += GROUP) {
    add_block(ncc, lag, 1U, row);
  }

  float e0[DALA_NCC_MAX_BLOCKS + 1U] = { 0.0f };
  for (uint32_t b = 0U; b < DALA_NCC_MAX_BLOCKS; b++) {
    e0[b + 1U] = e0[b] + ncc->energy[b * DALA_NCC_BLOCK];
  }
  for (lag = 0U; lag < lags; lag += GROUP) {
    const uint32_t blocks = ncc->blocks[lag / GROUP];
    for (uint32_t v = 0U; v < VECS; v++) {
      normalise(ncc, lag + v * DALA_LANES, blocks, e0[blocks]);
    }
  }
  find_tops(ncc);
}
