/**
   A stroke of the hand that keeps a rhythm: across the strings of a dombra,
   or as the bow's push on a drone that sounds all the time.

   Units:   velocity on the scale of the patterns; times in s.
   Thread:  any; plain data.
   Source:  the steppe patterns: velocity 0..9, strings 6 to 14 ms apart.
*/
#ifndef DALA_DSP_STROKE_H
#define DALA_DSP_STROKE_H

#include <math.h>
#include <stdbool.h>

/// Of the loudest stroke.
#define DALA_STROKE_LOUDEST 9.0F

typedef struct {
  float velocity; ///< 0..9; a step is 1.4 dB.
  float spread_s; ///< From each string to the next, 0.006..0.014.
  float decay_s;  ///< Time constant of what fades between strokes.
  bool  up;       ///< High string first, softer and brighter.
  bool  grace;    ///< The lowest string alone, as a grace note does.
  bool  tap;      ///< The hand meets the body as well.
} DalaStroke;

/// Amplitude of a stroke, 1 for the loudest: 9 against 5 is 5.5 dB, and an up
/// stroke is 3 dB softer.
static inline float
dala_stroke_gain(const DalaStroke* const stroke)
{
  const float v = fminf(fmaxf(stroke->velocity, 0.0F), DALA_STROKE_LOUDEST);
  const float loss_db =
    1.375F * (DALA_STROKE_LOUDEST - v) + (stroke->up ? 3.0F : 0.0F);
  return v > 0.0F ? exp2f(-0.16609640F * loss_db) : 0.0F;
}

#endif // DALA_DSP_STROKE_H
