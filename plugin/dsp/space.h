/**
   The place around the player: early reflections and reverberation of one of
   nine places, wet sound only.

   Two rooms are kept: when the place changes, the send moves to the second
   room in 40 ms while the first rings out, and costs until it has. A third
   place asked for meanwhile fades the ringing one out in 60 ms and opens then.
   A room whose send has been silent until nothing above -180 dB of full scale
   can be left is cut off: exact zeros come out, and it costs nothing until it
   hears something.

   Shape:   stereo in, stereo out. A mono send comes in on both sides.
   Units:   the wet sound of a hall of strength 0 dB (places.h) is, at mid
            frequencies, as loud as a steady send: its response has the energy
            of one sample of the same size on each side.
   Thread:  layout, prepare: instantiation; everything else: audio, real-time
            safe.
   Cost:    at 48 kHz a hall costs 11 ns per frame (8 lanes), 14 (4), the
            steppe 6; two places while one rings out. A tick that opens a
            room: about 1 us.
   Memory:  two rooms of 0.62 MiB at 48 kHz (in the arena), proportional to the
            rate.
   Fails:   layout: DALA_STATUS_NO_MEM, DALA_STATUS_BAD_RATE; others cannot.
   Source:  kernels/fdn.h, room_fit.h, places.h.
*/
#ifndef DALA_DSP_SPACE_H
#define DALA_DSP_SPACE_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/kernels/fdn.h"
#include "plugin/dsp/places.h"
#include "plugin/dsp/smooth.h"

#include <stdbool.h>
#include <stdint.h>

#define DALA_SPACE_ROOMS 2U

typedef struct {
  DalaFdn    fdn;
  uint32_t   place;
  bool       awake;       ///< There may be sound in it.
  bool       fed;         ///< It heard something in this tick.
  uint32_t   quiet_ticks; ///< Since it last did.
  DalaSmooth feed;        ///< Share of the send that it hears.
  DalaSmooth fade;        ///< Gain of what it says.
} DalaRoom;

typedef struct {
  DalaFdnSet sets[DALA_PLACES];
  uint32_t   end_ticks[DALA_PLACES]; ///< Silence until a room is cut off.
  DalaRoom   rooms[DALA_SPACE_ROOMS];
  uint32_t   open;         ///< The room that is fed.
  uint32_t   target;       ///< The place asked for.
  bool       ready;        ///< A tick came since the last reset.
  uint32_t   frame;        ///< Within the tick.
  float      wind_step[2]; ///< Cycles per tick of two slow swings.
  float      wind[2];      ///< Their phases, cycles.
  float      gust_from;    ///< Their sum, -1..1, at the start of this tick
  float      gust_to;      ///< and at its end.
  float      bow;          ///< How much of one sounds, as told.
  float      duck_from;    ///< How far the rooms step back, 0..1, at the start
  float      duck_to;      ///< of this tick and at its end.
  float      tick_s;
  DalaFdnFn  kernel;
} DalaSpace;

/// Take the rings of two rooms from the arena.
DalaStatus
dala_space_layout(DalaSpace* self, const DalaConfig* cfg, DalaArena* arena);

/// Fit all places to the rate (some ms), touch every page, then reset.
void
dala_space_prepare(DalaSpace* self, const DalaConfig* cfg);

/// Silence; the place stays. The output is 0 until the next tick.
DALA_RT
void
dala_space_reset(DalaSpace* self);

/// Where to be: a DalaPlaceName; what is beyond the last means the last.
DALA_RT
void
dala_space_set_place(DalaSpace* self, uint32_t place);

/// How much of a bow sounds, 0..1: the places step back by their `duck_db`
/// under it, and bloom when it rests.
DALA_RT
void
dala_space_set_bow(DalaSpace* self, float share);

/// Once per DALA_TICK frames, before them.
DALA_RT
void
dala_space_tick(DalaSpace* self);

/// The place's sound for the send; n <= DALA_TICK within one tick, and the
/// inputs may be the outputs, which are overwritten.
DALA_RT
void
dala_space_process(DalaSpace* self, const float* in_l, const float* in_r,
                   float* out_l, float* out_r, uint32_t n);

/// False once any sound was not finite: reset, and count it.
DALA_RT
bool
dala_space_healthy(const DalaSpace* self);

/// True if no room rings and none is on its way out.
DALA_RT
bool
dala_space_silent(const DalaSpace* self);

#endif // DALA_DSP_SPACE_H
