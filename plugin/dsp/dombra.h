/**
   The dombra voice of the drone: two strings strummed by hand.

   Each note asked for is a string; a note alone is doubled, as on a dombra
   tuned in unison, the two 2.4 cents apart. A stroke runs across the strings,
   down from the low one, up from the high one; where it says so, the hand meets
   the body. When the drone begins to sound it strums at once; a small change
   of pitch glides, at a larger one the finger moves and the string is struck
   anew, softly.

   Level: gain 1 makes the strings together, at gains whose squares add to 1
   and strummed as the gallop at 126 BPM, -16 dBFS RMS (mean of both channels),
   as the bowed voice of dsp/drone.h.

   Shape:   out_l[n], out_r[n] (overwritten), n <= DALA_TICK, no piece across
            the grid. Every division of a tick gives equal bits.
   Units:   Hz; gains linear; pan -1 left .. 1 right; colour 0..1.
   Range:   30 to 1200 Hz; outside, the pitch is clamped. 8 to 384 kHz.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
   Cost:    at 48 kHz, D3 and A3, struck every 120 ms: about 6 ns a frame;
            nothing while idle.
   Fails:   layout: DALA_STATUS_NO_MEM, DALA_STATUS_BAD_RATE.
   Source:  dsp/plucked.h; strums: the reference's notes on rhythm, 4.2.
*/
#ifndef DALA_DSP_DOMBRA_H
#define DALA_DSP_DOMBRA_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/plucked.h"
#include "plugin/dsp/stroke.h"
#include "plugin/dsp/tap.h"

#include <stdbool.h>
#include <stdint.h>

/// Notes that may be asked for, and strings of the instrument.
#define DALA_DOMBRA_STRINGS 3U

/// Loops: each stroke takes one, and what it stops fades out in another.
#define DALA_DOMBRA_LOOPS 8U

typedef struct {
  float hz;
  float gain[2]; ///< Per channel; both 0: not wanted.
} DalaDombraNote;

typedef struct {
  DalaPlucked loop;
  bool        rings;   ///< In use.
  bool        leaves;  ///< Stopped: fades out, then rests.
  float       hz_born; ///< When struck.
  float       fade;    ///< 1, or what is left.
  float       gain[2]; ///< Of the note, smoothed.
  float       out[2];  ///< Whole gain at the start of the tick,
  float       step[2]; ///< and its change per frame.
} DalaDombraString;

typedef struct {
  // Targets
  DalaDombraNote want[DALA_DOMBRA_STRINGS];
  bool           on;
  float          gain;
  float          colour;

  // Per-rate values
  DalaPluckedRate rate;
  float           glide;  ///< Part of the way to the pitch, per tick.
  float           smooth; ///< The same, to gain and pan.
  float           stop;   ///< Of the fade of a stopped string, per tick.

  // State
  bool             sounds;    ///< It was on in the last tick.
  uint32_t         frame;     ///< Within the tick.
  uint32_t         n_courses; ///< Strings that are struck, low to high:
  DalaDombraNote   courses[DALA_DOMBRA_STRINGS];
  uint32_t         loop_of[DALA_DOMBRA_STRINGS]; ///< DALA_DOMBRA_LOOPS: none.
  DalaDombraString strings[DALA_DOMBRA_LOOPS];
  float            level;    ///< Gain at the start of the tick,
  float            level_to; ///< and at the end.
  DalaTap          tap;
  float            probe; ///< Stays 0 until something is not finite.
} DalaDombra;

/// Take memory from the arena.
DalaStatus
dala_dombra_layout(DalaDombra* self, const DalaConfig* cfg, DalaArena* arena);

/// Fill the tables for this rate, then reset; off, gain 1, colour 0.4, no
/// note.
void
dala_dombra_prepare(DalaDombra* self, const DalaConfig* cfg);

/// Silence; targets stay, and if it is on it strums anew.
DALA_RT
void
dala_dombra_reset(DalaDombra* self);

/// Sound, with a strum at once, or stop (silent after 15 ms, then no work).
DALA_RT
void
dala_dombra_set_on(DalaDombra* self, bool on);

/// Note 0..DALA_DOMBRA_STRINGS - 1; gain 0 or a pitch not above 0 silences it,
/// other pitches are clamped to their range.
DALA_RT
void
dala_dombra_set_string(DalaDombra* self, uint32_t string, float hz, float gain,
                       float pan);

/// Level of all, reached linearly over the next tick: the caller smooths.
DALA_RT
void
dala_dombra_set_gain(DalaDombra* self, float gain);

/// Force of the strokes to come, 0 soft .. 1 harsh; level stays.
DALA_RT
void
dala_dombra_set_colour(DalaDombra* self, float colour);

/// A stroke, from the next frame on.
DALA_RT
void
dala_dombra_stroke(DalaDombra* self, const DalaStroke* stroke);

/// Once per DALA_TICK frames, before they are processed.
DALA_RT
void
dala_dombra_tick(DalaDombra* self);

/// One piece of at most a tick.
DALA_RT
void
dala_dombra_process(DalaDombra* self, float* out_l, float* out_r, uint32_t n);

/// True if it is silent, and stays so while nothing is set.
DALA_RT
bool
dala_dombra_idle(const DalaDombra* self);

/// False once a sound was not finite; dala_dombra_reset() mends it.
DALA_RT
bool
dala_dombra_healthy(const DalaDombra* self);

#endif // DALA_DSP_DOMBRA_H
