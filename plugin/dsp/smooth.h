/**
   A value that moves to its target in a straight line, tick by tick.

   set() stores the target, tick() plans the next DALA_TICK frames, at() gives
   the value at a frame of the tick: `start + slope * frame`, the same however
   the host divides its blocks. The line ends exactly on the target.

   Range:   any finite target.
   Thread:  audio, real-time safe.
*/
#ifndef DALA_DSP_SMOOTH_H
#define DALA_DSP_SMOOTH_H

#include "plugin/dsp/config.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  float    target;
  float    start; ///< Value at the first frame of this tick.
  float    end;   ///< Value at the first frame of the next tick.
  float    goal;  ///< Target that the present line leads to.
  float    slope; ///< Per frame, within this tick.
  uint32_t left;  ///< Ticks until `goal`, this one not counted.
  uint32_t ticks; ///< Length of a whole line, in ticks.
} DalaSmooth;

/// Make a line take `seconds` (at least one tick) and stand at `value`.
void
dala_smooth_prepare(DalaSmooth* self, double rate, double seconds, float value);

/// Jump to the target: for the first tick after a reset.
void
dala_smooth_snap(DalaSmooth* self);

/// Begin the next tick.
void
dala_smooth_tick(DalaSmooth* self);

static inline void
dala_smooth_set(DalaSmooth* const self, const float target)
{
  self->target = target;
}

/// Value at a frame of this tick, 0 <= frame < DALA_TICK.
static inline float
dala_smooth_at(const DalaSmooth* const self, const uint32_t frame)
{
  return self->start + self->slope * (float)frame;
}

/// True if the value stays at `value` through this tick.
static inline bool
dala_smooth_rests_at(const DalaSmooth* const self, const float value)
{
  return self->start == value && self->end == value;
}

/// Multiply x[n], which begins at `frame` of this tick.
void
dala_smooth_scale(const DalaSmooth* self, float* x, uint32_t frame, uint32_t n);

/// The share of what is left to go that an exponential approach goes in a step,
/// by its time constant; `rate` steps a second.
float
dala_smooth_share(float time_s, float rate);

#endif // DALA_DSP_SMOOTH_H
