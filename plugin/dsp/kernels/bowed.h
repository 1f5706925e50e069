#ifndef DALA_DSP_KERNELS_BOWED_H
#define DALA_DSP_KERNELS_BOWED_H

#include <stdint.h>

typedef struct DalaBowedString DalaBowedString;

typedef void (*DalaBowedFn)(DalaBowedString* string, const float* force,
                            float* out, uint32_t n);

void
dala_kernel_bowed_w4(DalaBowedString* string, const float* force, float* out,
                     uint32_t n);

void
dala_kernel_bowed_w8(DalaBowedString* string, const float* force, float* out,
                     uint32_t n);

#endif // DALA_DSP_KERNELS_BOWED_H
