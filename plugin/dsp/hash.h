/**
   Chance from a count: the same numbers in every run, on every machine.

   Thread:  any, real-time safe.
   Source:  an integer hash of two multiplications (lowbias32).
*/
#ifndef DALA_DSP_HASH_H
#define DALA_DSP_HASH_H

#include <stdint.h>

/// 32 mixed bits of n.
static inline uint32_t
dala_hash(uint32_t n)
{
  n = (n ^ (n >> 16)) * 0x7feb352dU;
  n = (n ^ (n >> 15)) * 0x846ca68bU;
  return n ^ (n >> 16);
}

/// A number of 0..1 for n, never 1.
static inline float
dala_hash_share(const uint32_t n)
{
  return (float)(int32_t)(dala_hash(n) >> 8) * (1.0F / 16777216.0F);
}

#endif // DALA_DSP_HASH_H
