/**
   Kernel: a bank of damped modes in coupled (rotation) form.

   Per mode:  u' = R (cos w u - sin w z) + x;  z' = R (sin w u + cos w z);
              out += h u'.  The first output comes in the frame of the input.
   While gains move (`dh` set), h += dh follows each frame.

   Shape:   in[n], out[n] (overwritten; in == out allowed), n <= DALA_TICK;
            the arrays aligned to DALA_ARENA_ALIGN.
   Units:   rc = R cos w, rs = R sin w, h linear (input gain folded in).
   Range:   lanes a multiple of 8; spare lanes have h = rc = rs = 0.
   Thread:  audio, real-time safe.
   Cost:    48 modes: 7 ns a frame with 8 lanes, 12 to 15 with 4; a third more
            while gains move. Pieces shorter than a tick cost little more.
   Fails:   never. A state that is not finite stays so: see dala_body_healthy().
   Source:  rotation form of a two-pole resonator; passive under any change
            of frequency, decay or gain while R < 1.
*/
#ifndef DALA_DSP_KERNELS_MODAL_H
#define DALA_DSP_KERNELS_MODAL_H

#include <stdint.h>

typedef struct {
  uint32_t     lanes; ///< Modes, padded to a multiple of 8.
  float*       rc;    ///< [lanes] R cos w.
  float*       rs;    ///< [lanes] R sin w.
  float*       h;     ///< [lanes] Output gain.
  float*       u;     ///< [lanes] State, in phase.
  float*       z;     ///< [lanes] State, in quadrature.
  const float* dh;    ///< [lanes] Added to h after each frame; NULL: still.
} DalaModalBank;

typedef void (*DalaModalFn)(const DalaModalBank* bank, const float* in,
                            float* out, uint32_t n);

/// The kernel in four-lane vectors (SSE2, NEON).
void
dala_kernel_modal_w4(const DalaModalBank* bank, const float* in, float* out,
                     uint32_t n);

/// The kernel in eight-lane vectors (AVX2); the same bits.
void
dala_kernel_modal_w8(const DalaModalBank* bank, const float* in, float* out,
                     uint32_t n);

#endif // DALA_DSP_KERNELS_MODAL_H
