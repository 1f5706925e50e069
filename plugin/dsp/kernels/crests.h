/**
   Kernel: crests of the waves in the loops of a bank, which buzz on the bridge.

   A string over a flat bridge grazes it once a period, at its crest. Per frame
   and string, with x the wave in its ring around a moment some 40 frames back,
   and u a tenth of its period:
     p = x[u] - x[-3 u],  q = x[-u] - x[3 u]
     out += buzz (p + q) (4 p q / (p + q)^2)^4  where both are positive
   The four places hear the string's partials 1 to 4 alike and the fifth and
   tenth not.
   The last factor is 1 where the crest stands even and falls to 0 with three
   smooth derivatives at its foot, so the pulse is band-limited as far as x is.
   All of it is of degree 1: soft strings buzz as loud ones do, as on a curved
   bridge, and silence does not. The rings are only read: the loops know
   nothing of the buzz, so it can give them no energy.

   While a fade runs, the crests of `now` and of `next` are mixed by weight.

   Shape:   out_l[n + DALA_LOOPS_PAD], likewise out_r and weight; the pads are
            written, read. 1 <= n <= DALA_TICK, before the loops kernel runs
            for the same frames.
   Range:   |out| <= sum over strings of 4 buzz times the peak in its ring.
   Thread:  audio, real-time safe.
   Cost:    per buzzing string and frame 0.6 ns (8 lanes), 1 ns (4).
   Source:  Raman, On Some Indian Stringed Instruments (1921), for the grazing;
            the shape is our own.
*/
#ifndef DALA_DSP_KERNELS_CRESTS_H
#define DALA_DSP_KERNELS_CRESTS_H

#include "plugin/dsp/kernels/loops.h"

#include <stdint.h>

/// `weight`: NULL, or the weight of `next` in each frame. Overwrites the
/// outputs.
typedef void (*DalaCrestsFn)(const DalaLoopBank* bank, const float* weight,
                             float* out_l, float* out_r, uint32_t n);

void
dala_kernel_crests_w4(const DalaLoopBank* bank, const float* weight,
                      float* out_l, float* out_r, uint32_t n);

void
dala_kernel_crests_w8(const DalaLoopBank* bank, const float* weight,
                      float* out_l, float* out_r, uint32_t n);

#endif // DALA_DSP_KERNELS_CRESTS_H
