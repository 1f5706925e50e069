/**
   The hand on the body of a plucked instrument: a table of a few knocks that
   die away, played from its start at each tap.

   Shape:   out_l[n], out_r[n], added to, alike.
   Units:   frames, gains linear.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
   Cost:    2 ns a frame while a tap sounds, else nothing.
   Fails:   layout: through the arena's status.
   Source:  steppe reference, section 4.2: knocks of 180 to 400 Hz and 2 to
            3 kHz.
*/
#ifndef DALA_DSP_TAP_H
#define DALA_DSP_TAP_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"

#include <stdint.h>

typedef struct {
  float*   sound; ///< [len]
  uint32_t len;
  uint32_t at; ///< In the table; its length: none sounds.
} DalaTap;

/// A table of len frames; its contents are prepare()'s.
void
dala_tap_layout(DalaTap* self, uint32_t len, DalaArena* arena);

/// Fill the table for this rate, Hz, then reset.
void
dala_tap_prepare(DalaTap* self, float rate);

/// Silence.
DALA_RT
void
dala_tap_reset(DalaTap* self);

/// A tap, from the next frame on.
DALA_RT
void
dala_tap_strike(DalaTap* self);

/// Add n frames from this one of the tick on; the gain is `gain` at its start
/// and moves by `step` a frame.
DALA_RT
void
dala_tap_add(DalaTap* self, float gain, float step, uint32_t frame,
             float* out_l, float* out_r, uint32_t n);

#endif // DALA_DSP_TAP_H
