#ifndef HOST_QUANTIZE_H
#define HOST_QUANTIZE_H

#include <stddef.h>
#include <stdint.h>

/** State of the dither noise. */
typedef struct {
  uint64_t state;
} HostDither;

/** Noise from its beginning, the same every time. */
HostDither
host_dither_start(void);

/**
   Turn samples into integers of `bits` bits (16 or 24), stored in the upper
   bits of 32.

   Full scale is 2^(bits-1), so what came from such integers comes back
   exactly; everything else goes to the nearest. What does not fit is held at
   the largest value. Returns how many samples were above full scale (beyond
   +1 or -1). Samples must be finite.

   With `dither` (or NULL), triangular noise of one step to either side is
   added before, so that the error does not follow the sound.
   Source: Lipshitz, Wannamaker, Vanderkooy, "Quantization and dither", 1992.
*/
size_t
host_quantize(const float* samples, int32_t* integers, size_t n, int bits,
              HostDither* dither);

#endif
