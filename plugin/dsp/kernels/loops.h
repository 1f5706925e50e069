#ifndef DALA_DSP_KERNELS_LOOPS_H
#define DALA_DSP_KERNELS_LOOPS_H

#include <stdint.h>

typedef struct DalaLoopBank DalaLoopBank;

typedef void (*DalaLoopsFn)(DalaLoopBank* bank, const float* send, float* out_l,
                            float* out_r, uint32_t n);

void
dala_kernel_loops_w4(DalaLoopBank* bank, const float* send, float* out_l,
                     float* out_r, uint32_t n);

void
dala_kernel_loops_w8(DalaLoopBank* bank, const float* send, float* out_l,
                     float* out_r, uint32_t n);

#endif // DALA_DSP_KERNELS_LOOPS_H
