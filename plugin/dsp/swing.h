/**
   How strokes swell and sink a voice that sounds all the time: the push of
   the bow, never a gate.

   Each string has an envelope of its own: a stroke lifts the lowest first and
   each next one later (up strokes the other way round); between strokes it
   falls back. Two channels are made of it, each moving as its strings do by
   their share in it. The mean power stays what it would be without strokes.

   Units:   depth dB from the rest between strokes to the loudest stroke.
   Range:   depth 0..12 dB.
   Thread:  prepare: instantiation; the rest: audio, real-time safe. Strokes
            take effect on the next frame, for every division into pieces.
   Cost:    about 3 ns a frame; none while the depth rests at 0.
   Fails:   never.
   Source:  steppe reference, section 4.2: attack 6 to 15 ms, decay 70 to
            160 ms, 5 to 9 dB.
*/
#ifndef DALA_DSP_SWING_H
#define DALA_DSP_SWING_H

#include "plugin/dsp/config.h"
#include "plugin/dsp/smooth.h"
#include "plugin/dsp/stroke.h"

#include <stdbool.h>
#include <stdint.h>

/// Strings with an envelope.
#define DALA_SWING_STRINGS 3U

typedef struct {
  float    now;     ///< 0..1.
  float    goal;    ///< Where the next rise leads.
  float    step;    ///< Of the rise, per frame.
  float    fall;    ///< Factor per frame while it falls.
  bool     pending; ///< A rise is to begin.
  uint32_t wait;    ///< Frames until it does.
  uint32_t rise;    ///< Frames that are left of one.
} DalaSwingString;

typedef struct {
  bool       fresh; ///< The next tick jumps to the depth.
  DalaSmooth reach; ///< Gain at 1 over gain at 0, less 1.
  float      base;  ///< Gain where the envelope is 0, at the start of the tick.
  float      base_step; ///< Of it, per frame.
  float      lift; ///< What the envelope adds at 1, at the start of the tick.
  float      lift_step; ///< Of it, per frame.
  DalaSwingString strings[DALA_SWING_STRINGS];
  float           want[2][DALA_SWING_STRINGS];  ///< Gains as told.
  float           share[2][DALA_SWING_STRINGS]; ///< Per channel, sum 1.
  float           open;  ///< 0..1: brightness of strokes, falls back.
  float           mean;  ///< Of the envelope, slowly.
  float           power; ///< Of its square.

  // Per-rate values
  float    rate;
  uint32_t rise;      ///< Frames of a rise.
  float    open_fall; ///< Factor per tick.
  float    slow;      ///< Part of the way per tick of the means.
} DalaSwing;

void
dala_swing_prepare(DalaSwing* self, double rate);

DALA_RT
void
dala_swing_reset(DalaSwing* self);

/// What part a string has in the channels.
DALA_RT
void
dala_swing_set_string(DalaSwing* self, uint32_t string, float gain, float pan);

/// Reached within 50 ms; 0 ends it.
DALA_RT
void
dala_swing_set_depth(DalaSwing* self, float depth_db);

DALA_RT
void
dala_swing_stroke(DalaSwing* self, const DalaStroke* stroke);

DALA_RT
void
dala_swing_tick(DalaSwing* self);

/// Swing l[n] and r[n], which begin at `frame` of the tick.
DALA_RT
void
dala_swing_process(DalaSwing* self, float* l, float* r, uint32_t frame,
                   uint32_t n);

/// How much brighter strokes make the voice now, 0..1.
DALA_RT
float
dala_swing_open(const DalaSwing* self);

#endif // DALA_DSP_SWING_H
