#ifndef HOST_QUANTIZE_H
#define HOST_QUANTIZE_H

#include <stddef.h>
#include <stdint.h>

/**
   Turn samples into integers of `bits` bits (16 or 24), stored in the upper
   bits of 32.

   Full scale is 2^(bits-1), so what came from such integers comes back
   exactly; everything else goes to the nearest. What does not fit is held at
   the largest value. Returns how many samples were above full scale (beyond
   +1 or -1). Samples must be finite.
*/
size_t
host_quantize(const float* samples, int32_t* integers, size_t n, int bits);

#endif
