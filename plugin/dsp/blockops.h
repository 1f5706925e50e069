/**
   Small operations on a piece of sound.

   Shape:   x[n], n <= DALA_TICK.
   Thread:  audio, real-time safe.
*/
#ifndef DALA_DSP_BLOCKOPS_H
#define DALA_DSP_BLOCKOPS_H

#include <stdint.h>

/// Largest magnitude that counts as sound: +36 dBFS.
#define DALA_FAULT_LIMIT 64.0f

/**
   Replace every sample that is not a number or beyond `limit` by 0.
   Returns how many there were.
*/
uint32_t
dala_block_mend(float* x, uint32_t n, float limit);

/// y += x.
void
dala_block_add(float* y, const float* x, uint32_t n);

/// Largest magnitude in x, none of it NaN, or `least` >= 0 if that is larger.
float
dala_block_peak(const float* x, uint32_t n, float least);

#endif // DALA_DSP_BLOCKOPS_H
