/**
   Kernel: a window's products with its own past.

   out[k] = sum_i x[first + i] x[first + i - lag - k],  i < DALA_DOTS_WINDOW,
   k < count, in eight partial sums, i into sum i mod 8.

   Thread:  audio, real-time safe.
   Cost:    about 12 ns a lag with 8 lanes, 24 with 4.
*/
#ifndef DALA_DSP_KERNELS_DOTS_H
#define DALA_DSP_KERNELS_DOTS_H

#include <stdint.h>

#define DALA_DOTS_WINDOW 256U

/// `window` points at x[first]; lag + count - 1 samples lie before it.
typedef void (*DalaDotsFn)(const float* window, uint32_t lag, uint32_t count,
                           float* out);

void
dala_kernel_dots_w4(const float* window, uint32_t lag, uint32_t count,
                    float* out);

void
dala_kernel_dots_w8(const float* window, uint32_t lag, uint32_t count,
                    float* out);

#endif // DALA_DSP_KERNELS_DOTS_H
