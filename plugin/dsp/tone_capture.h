/**
   How a tone is taken from what the player just played.

   Every steady stretch, of some 25 ms and four periods at least, is marked as
   it passes. A capture takes the power of each partial, mean over all stretches
   of the newest note that lie within 2 s: it reaches backwards from the moment
   it is asked for, and a vibrato or a bow that shakes is evened out. Where the
   note is young it waits for more of it, where nothing is in reach up to a
   second. Then it measures four partials of a stretch a tick: within a second.

   Shape:   x[n], n <= DALA_TICK, no piece across the grid.
   Units:   Hz; amplitudes linear.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
   Cost:    1 ns a frame; while it measures, about 70.
   Fails:   layout: through the arena's status.
   Source:  the DSP notes, section 3.B, which take one stretch of 43 ms. On 68
            recorded notes that missed a note's worst partial under 5 kHz by
            10 dB, against its mean over the whole note; 2 s miss it by 1.1
            (medians).
*/
#ifndef DALA_DSP_TONE_CAPTURE_H
#define DALA_DSP_TONE_CAPTURE_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/heard.h"
#include "plugin/dsp/tone.h"

#include <stdbool.h>
#include <stdint.h>

/// Partials measured at once.
#define DALA_TONE_LANES 4U

/// Stretches remembered: more than there are in reach.
#define DALA_TONE_MARKS 96U

/// A steady stretch.
typedef struct {
  uint32_t end; ///< Where it ends, frames of the ring since the reset.
  float    hz;  ///< Its mean pitch.
} DalaToneMark;

typedef struct {
  // Per-rate values
  float    rate;   ///< Of the ring: some 44.1 to 88 kHz, or the whole rate.
  uint32_t stride; ///< Frames for one of the ring.
  uint32_t mask;   ///< Of the ring, a power of two long.
  float    tick;   ///< Frames of the ring in a tick.
  uint32_t wait;   ///< Ticks that a capture waits.
  float*   ring;   ///< What the player played.

  // State
  uint32_t     skip;    ///< Frames until the next for the ring.
  uint32_t     written; ///< Frames of the ring.
  uint32_t     steady;  ///< Ticks of the stretch that passes now,
  float        low;     ///< its lowest,
  float        high;    ///< highest
  float        sum;     ///< and summed pitch.
  uint32_t     first;   ///< Oldest mark,
  uint32_t     n_marks; ///< and how many.
  DalaToneMark marks[DALA_TONE_MARKS];
  uint32_t     waits;    ///< Ticks left to wait.
  uint32_t     n_chosen; ///< Stretches measured, oldest first,
  uint32_t     at;       ///< and the one that is being measured.
  uint32_t     partial;  ///< Its next partial.
  DalaToneMark chosen[DALA_TONE_MARKS];
  DalaTone     tone; ///< Powers until it is whole.
} DalaToneCapture;

void
dala_tone_capture_layout(DalaToneCapture* self, const DalaConfig* cfg,
                         DalaArena* arena);

void
dala_tone_capture_prepare(DalaToneCapture* self);

/// Nothing heard, nothing asked.
DALA_RT
void
dala_tone_capture_reset(DalaToneCapture* self);

/// Take the tone that sounds.
DALA_RT
void
dala_tone_capture_ask(DalaToneCapture* self);

/// What the player plays.
DALA_RT
void
dala_tone_capture_process(DalaToneCapture* self, const float* x, uint32_t n);

/// Once per DALA_TICK frames; true if a new tone is whole: self->tone.
DALA_RT
bool
dala_tone_capture_tick(DalaToneCapture* self, const DalaHeard* heard);

#endif // DALA_DSP_TONE_CAPTURE_H
