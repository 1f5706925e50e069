/**
   Ceiling: a soft stereo limiter without latency at -1 dBFS.

   e = max(|l|, |r|, e * release), one for both sides; both are multiplied by
   curve(e) / e. The curve is the identity up to -3 dBFS and bends smoothly
   towards -1 dBFS above. As |x| <= e in every frame, no sample passes the
   ceiling, the first one of an attack included.

   Shape:   l[n], r[n] in place, n <= DALA_TICK.
   Units:   linear, 1 is 0 dBFS.
   Range:   any finite sample: never above -1 dBFS, and exactly unchanged
            while the envelope is below -3 dBFS. NaN passes through and is
            forgotten; after an infinite one the envelope is not healthy.
   Thread:  prepare: instantiation; the rest: audio, real-time safe.
   Cost:    about 2.2 ns a frame where it works, 0.5 below -3 dBFS, none off.
   Fails:   never.
   Source:  peak follower with feed-forward gain; the curve t + w d / (w + d)
            is ours: slope 1 at the threshold, w at infinity, one division.
*/
#ifndef DALA_DSP_LIMITER_H
#define DALA_DSP_LIMITER_H

#include "plugin/dsp/config.h"
#include "plugin/dsp/smooth.h"

#include <stdbool.h>
#include <stdint.h>

/// -3 dBFS, below which nothing is touched.
#define DALA_LIMITER_THRESHOLD 0.70794578f

/// -1 dBFS, which nothing passes.
#define DALA_LIMITER_CEILING 0.89125094f

typedef struct {
  DalaSmooth wet;      ///< 1 on, 0 off.
  float      release;  ///< Factor per frame.
  float      envelope; ///< At least the threshold.
  uint32_t   frame;    ///< Position in the tick.
  bool       snap;     ///< The next tick jumps to on or off.
} DalaLimiter;

/// Per-rate values; on, and at rest.
void
dala_limiter_prepare(DalaLimiter* self, double rate);

/// At rest, and on or off as last set.
DALA_RT
void
dala_limiter_reset(DalaLimiter* self);

/// On or off, crossfaded in about 5 ms from the next tick.
DALA_RT
void
dala_limiter_set_on(DalaLimiter* self, bool on);

/// Once per DALA_TICK frames, before they are processed.
DALA_RT
void
dala_limiter_tick(DalaLimiter* self);

/// One piece of at most what is left of the tick.
DALA_RT
void
dala_limiter_process(DalaLimiter* self, float* l, float* r, uint32_t n);

/// False once a sample was infinite; dala_limiter_reset() mends it.
DALA_RT
bool
dala_limiter_healthy(const DalaLimiter* self);

#endif // DALA_DSP_LIMITER_H
