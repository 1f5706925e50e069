/**
   Kernel: normalised cross-correlation of a sound with its own past, for a
   range of lags at once, brought forward by one block.

   Per lag t:  c_t = sum x[n] x[n - t] over the DALA_NCC_BLOCK newest samples,
   kept in a ring; the window W(t) is the sum of the newest blocks[t / 8] of
   them; e_t is the energy of the same window t samples earlier, e_0 that of
   the newest window. The result is the signed square of the correlation,
   r2 = c |c| / (e_t e_0), so that no root is taken for lags that nobody asks
   about; and of each eight lags, whether a local maximum may be among them. A
   second, slow correlation fades exponentially instead; it is divided only for
   the lags that are asked for.

   Sums never drift: the fast window is added up anew each time, the slow one
   forgets.

   Shape:   sound[], energy[] newest first, readable up to the highest lag
            plus its window plus 8; arrays over lags [lags], a multiple of 8,
            16 at least;
            ring [DALA_NCC_MAX_BLOCKS][lags].
   Units:   linear; r2 in -1..1.
   Range:   1 <= blocks <= DALA_NCC_MAX_BLOCKS.
   Thread:  audio, real-time safe.
   Fails:   never; silence gives 0.
   Source:  normalised cross-correlation by block sums; the window per lag
            after the reference's DSP notes, section 1.
*/
#ifndef DALA_DSP_KERNELS_NCC_H
#define DALA_DSP_KERNELS_NCC_H

#include <stdint.h>

/// Samples per block.
#define DALA_NCC_BLOCK 16U

/// Longest window, blocks.
#define DALA_NCC_MAX_BLOCKS 20U

typedef struct {
  uint32_t       lags;   ///< Lags 0 .. lags - 1; a multiple of 8.
  uint32_t       head;   ///< Row of the ring to write: the newest block.
  float          keep;   ///< What the slow window keeps per block.
  float          least;  ///< Maxima of `fast` no higher than this are none.
  const float*   sound;  ///< x, newest first.
  const float*   energy; ///< Energy of the 16 samples ending there.
  const uint8_t* blocks; ///< [lags / 8] Window of each group of eight lags.
  float*         ring;   ///< [DALA_NCC_MAX_BLOCKS][lags] Block sums.
  float*         slow_c; ///< [lags] Slow correlation.
  float*         slow_e; ///< [lags] Slow energy.
  float*         fast;   ///< [lags] Out: r2 of the fast window.
  uint8_t*       tops;   ///< [lags / 8] Out: 0 if none of the eight is a top.
} DalaNcc;

/// Added to energies: silence divides by this, and it is far under any sound.
#define DALA_NCC_TINY 1e-30f

/// r2 of the slow window.
static inline float
dala_ncc_slow(const DalaNcc* const ncc, const uint32_t lag)
{
  const float c  = ncc->slow_c[lag];
  const float r2 = c * c / (ncc->slow_e[lag] * ncc->slow_e[0] + DALA_NCC_TINY);
  return c < 0.0f ? -r2 : r2;
}

typedef void (*DalaNccFn)(const DalaNcc* ncc);

/// The kernel in four-lane vectors (SSE2, NEON).
void
dala_kernel_ncc_w4(const DalaNcc* ncc);

/// The kernel in eight-lane vectors (AVX2); the same bits.
void
dala_kernel_ncc_w8(const DalaNcc* ncc);

#endif // DALA_DSP_KERNELS_NCC_H
