/**
   The own-tone voice of the drone: the player's captured tone, at the drone's
   pitches.

   Each string has two tables of one period. In the first its partials have the
   tone's amplitude at their own frequency, so body and microphone stay where
   they were; the second is a double, some 5 cents beside it, that beats with
   it: the softer a partial, the deeper, so that the whole stays even, and not
   those that would beat too slowly to seem alive. The two, and the strings,
   stand to either side of the pitch and change places about once a second.
   Noise comes and goes with the wave. Nothing is ever repeated. A small change
   of pitch glides; a larger one, or another tone, has tables made (a partial
   per tick) and crossfades to them.

   Level: gain 1 makes the strings together, at gains whose squares add to 1,
   -16 dBFS RMS (mean of both channels), as the bowed voice of dsp/drone.h.

   Shape:   out_l[n], out_r[n] (overwritten), n <= DALA_TICK, no piece across
            the grid. Every division of a tick gives equal bits.
   Units:   Hz; gains linear; pan -1 left .. 1 right; colour 0..1.
   Range:   30 to 1200 Hz; outside, the pitch is clamped. 8 to 384 kHz.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
   Cost:    at 48 kHz, D3 and A3: 5 ns a frame with 8 lanes, 7 with 4; while a
            table grows, 30 more; nothing while idle.
   Fails:   layout: DALA_STATUS_NO_MEM, DALA_STATUS_BAD_RATE.
   Source:  the DSP notes, section 3.B; how deep which partial beats is ours.
*/
#ifndef DALA_DSP_OWN_TONE_H
#define DALA_DSP_OWN_TONE_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/kernels/waves.h"
#include "plugin/dsp/tone.h"

#include <stdbool.h>
#include <stdint.h>

#define DALA_OWN_TONE_STRINGS 3U

/// Slots: two for each string, the one that comes and the one that leaves.
#define DALA_OWN_TONE_SLOTS 6U

typedef struct {
  float hz;
  float gain[2]; ///< Per channel; both 0: not wanted.
} DalaOwnToneString;

typedef enum {
  DALA_OWN_TONE_FREE = 0,
  DALA_OWN_TONE_MAKING, ///< Its tables grow.
  DALA_OWN_TONE_SOUNDING,
  DALA_OWN_TONE_LEAVING
} DalaOwnToneState;

typedef struct {
  DalaOwnToneState state;
  float            hz;
  float            hz_born;
  uint32_t         string;
  uint32_t         tone;    ///< Number of the tone in it.
  uint32_t         partial; ///< Next one to be added to the tables.
  float            power;   ///< Of all of them.
  float            bright;  ///< Share of it that the colour moves.
  float            level;   ///< From the tables to the reference level.
  float            fade;    ///< 0..1.
  float            gain[2]; ///< Of the string, smoothed.
  DalaWave         wave;
} DalaOwnToneSlot;

/// How far to which side everything stands: -1..1, none for long.
typedef struct {
  uint32_t turn;  ///< Counts the places.
  float    at;    ///< 0..1: of the time at this one.
  float    speed; ///< Per tick.
  float    from;
  float    to;
} DalaOwnToneSway;

typedef struct {
  // Targets
  DalaOwnToneString want[DALA_OWN_TONE_STRINGS];
  DalaTone          tone;
  uint32_t          tones; ///< How many have been set.
  bool              on;
  float             gain;
  float             colour;

  // Per-rate values
  const DalaKernels* kernels;
  float              rate;
  float              ticks;  ///< Per second.
  double             per_hz; ///< From a pitch to a phase per frame.
  float              fade;   ///< Per tick.
  float              glide;  ///< Part of the way per tick.
  float              smooth; ///< The same, to gain, pan and colour.
  float*             sine;   ///< [DALA_WAVES_POINTS]

  // State
  float           edge_to; ///< Gain of the treble at the end of the tick.
  uint32_t        slot_of[DALA_OWN_TONE_STRINGS]; ///< Sounding, or none.
  uint32_t        next_of[DALA_OWN_TONE_STRINGS]; ///< Being made, or none.
  DalaOwnToneSlot slots[DALA_OWN_TONE_SLOTS];
  DalaOwnToneSway sway;
  DalaWaves       waves;
  float           out[2][DALA_TICK];
  uint32_t        taken; ///< Frames of it.
  float           probe; ///< Stays 0 until something is not finite.
} DalaOwnTone;

/// Take memory from the arena.
DalaStatus
dala_own_tone_layout(DalaOwnTone* self, const DalaConfig* cfg,
                     DalaArena* arena);

/// Fill the tables for this rate, then reset; off, gain 1, colour 0.4, no
/// string, no tone.
void
dala_own_tone_prepare(DalaOwnTone* self, const DalaConfig* cfg);

/// Silence; targets stay.
DALA_RT
void
dala_own_tone_reset(DalaOwnTone* self);

/// The tone to sound from now on; one of no partials is none.
DALA_RT
void
dala_own_tone_set_tone(DalaOwnTone* self, const DalaTone* tone);

/// Sound or stop.
DALA_RT
void
dala_own_tone_set_on(DalaOwnTone* self, bool on);

/// Gain 0 or a pitch not above 0 silences the string.
DALA_RT
void
dala_own_tone_set_string(DalaOwnTone* self, uint32_t string, float hz,
                         float gain, float pan);

/// Level of all, reached linearly over the next tick: the caller smooths.
DALA_RT
void
dala_own_tone_set_gain(DalaOwnTone* self, float gain);

/// Force of the bow, 0 soft .. 1 harsh; 0.4 leaves the tone as it was taken.
/// The level stays.
DALA_RT
void
dala_own_tone_set_colour(DalaOwnTone* self, float colour);

/// Once per DALA_TICK frames, before they are processed.
DALA_RT
void
dala_own_tone_tick(DalaOwnTone* self);

/// One piece of at most a tick.
DALA_RT
void
dala_own_tone_process(DalaOwnTone* self, float* out_l, float* out_r,
                      uint32_t n);

/// True if every string wanted has its table: until then it comes in late.
DALA_RT
bool
dala_own_tone_ready(const DalaOwnTone* self);

/// True if it is silent, and stays so while nothing is set.
DALA_RT
bool
dala_own_tone_idle(const DalaOwnTone* self);

/// False once a sound was not finite; dala_own_tone_reset() mends it.
DALA_RT
bool
dala_own_tone_healthy(const DalaOwnTone* self);

#endif // DALA_DSP_OWN_TONE_H
