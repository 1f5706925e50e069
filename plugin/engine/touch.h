/**
   How hard the bow presses, from the sound: louder, and brighter than the
   player usually is, is harder. It colours the drone.

   Brightness is the frequency at which a sine of the same level would be as
   steep, against its own slow mean: so violin, microphone and register have
   little say in it.

   Units:   mean squares in; colour 0..1 out, 0.4 a middling bow.
   Thread:  audio, real-time safe; the same for every division into pieces.
   Cost:    about 0.5 ns a frame.
   Source:  steppe reference, section 1.3 (bow force is tilt); amounts by ear.
*/
#ifndef DALA_ENGINE_TOUCH_H
#define DALA_ENGINE_TOUCH_H

#include <stdint.h>

typedef struct {
  float    keep;     ///< Of the average over 10 ms, per tick.
  float    slow;     ///< Per-tick share of the way to the mean, at least.
  float    smooth;   ///< Per-tick share of the way to the colour.
  float    x1;       ///< Last sample.
  float    sum;      ///< Energy of the slope in this tick so far.
  float    steep;    ///< Mean square of the slope.
  float    usual;    ///< Slow mean of brightness, octaves.
  uint32_t ticks;    ///< Of playing that are in it.
  float    pressure; ///< What is added to a middling colour, smoothed.
} DalaTouch;

void
dala_touch_prepare(DalaTouch* self, double rate);

void
dala_touch_reset(DalaTouch* self);

/// Take in x[n].
void
dala_touch_process(DalaTouch* self, const float* x, uint32_t n);

/**
   End of a tick; returns the colour for the next.

   @param mean_square  Player's level over 10 ms.
   @param follow       0..1: how far the colour follows the bow.
*/
float
dala_touch_tick(DalaTouch* self, float mean_square, float follow);

#endif // DALA_ENGINE_TOUCH_H
