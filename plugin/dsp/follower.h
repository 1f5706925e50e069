/**
   Level of the player: RMS over about 10 ms, once per tick.

   A high-pass at 60 Hz keeps rumble and DC out of the reading; it is in the
   analysis alone, never in the sound.

   Units:   in linear, out mean square (linear squared).
   Thread:  audio, real-time safe.
   Source:  level law of the reference's DSP notes, section 3: envelope = RMS
            over 10 ms.
*/
#ifndef DALA_DSP_FOLLOWER_H
#define DALA_DSP_FOLLOWER_H

#include <stdint.h>

typedef struct {
  float pole;        ///< Of the high-pass.
  float keep;        ///< Of the average, per tick.
  float x1;          ///< High-pass state.
  float y1;          ///< High-pass state.
  float sum;         ///< Energy of the present tick so far.
  float mean_square; ///< The reading after the last whole tick.
} DalaFollower;

void
dala_follower_prepare(DalaFollower* self, double rate);

void
dala_follower_reset(DalaFollower* self);

/// End of a tick: take its energy into the reading.
void
dala_follower_tick(DalaFollower* self);

/// Take in x[n].
void
dala_follower_process(DalaFollower* self, const float* x, uint32_t n);

#endif // DALA_DSP_FOLLOWER_H
