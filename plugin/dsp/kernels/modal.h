/**
   Kernel: a bank of damped modes in coupled (rotation) form.

   Per mode:  u' = R (cos w u - sin w z) + x;  z' = R (sin w u + cos w z);
              out += h u'.  The first output comes in the frame of the input.

   Shape:   in[n], out[n] (overwritten; in == out allowed), n <= DALA_TICK.
   Units:   rc = R cos w, rs = R sin w, h linear (input gain folded in).
   Range:   lanes a multiple of 8; spare lanes have h = rc = rs = 0.
   Thread:  audio, real-time safe.
   Source:  rotation form of a two-pole resonator; passive under any change
            of frequency, decay or gain while R < 1.
*/
#ifndef DALA_DSP_KERNELS_MODAL_H
#define DALA_DSP_KERNELS_MODAL_H

#include <stdint.h>

typedef struct {
  uint32_t lanes; ///< Modes, padded to a multiple of 8.
  float*   rc;    ///< [lanes] R cos w.
  float*   rs;    ///< [lanes] R sin w.
  float*   h;     ///< [lanes] Output gain.
  float*   u;     ///< [lanes] State, in phase.
  float*   z;     ///< [lanes] State, in quadrature.
} DalaModalBank;

typedef void (*DalaModalFn)(const DalaModalBank* bank, const float* in,
                            float* out, uint32_t n);

void
dala_kernel_modal_w4(const DalaModalBank* bank, const float* in, float* out,
                     uint32_t n);

void
dala_kernel_modal_w8(const DalaModalBank* bank, const float* in, float* out,
                     uint32_t n);

#endif // DALA_DSP_KERNELS_MODAL_H
