/**
   The own-tone voice of the drone: the player's captured tone, at the drone's
   pitches.

   Each string has a table of one period, whose harmonics have the tone's
   amplitude at their own frequency, so body and microphone stay where they
   were. Two copies of it wander to either side of the pitch, and noise comes
   and goes with the wave, so nothing is ever repeated. A small change of pitch
   glides; a larger one, or another tone, has a table made (a harmonic per tick)
   and crossfades to it.

   Level: gain 1 makes the strings together, at gains whose squares add to 1,
   -16 dBFS RMS (mean of both channels), as the bowed voice of dsp/drone.h.

   Shape:   out_l[n], out_r[n] (overwritten), n <= DALA_TICK, no piece across
            the grid. Every division of a tick gives equal bits.
   Units:   Hz; gains linear; pan -1 left .. 1 right; colour 0..1.
   Range:   30 to 1200 Hz; outside, the pitch is clamped. 8 to 384 kHz.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
   Cost:    at 48 kHz, D3 and A3: about 12 ns a frame; nothing while idle.
   Fails:   layout: DALA_STATUS_NO_MEM, DALA_STATUS_BAD_RATE.
   Source:  the DSP notes, section 3.B.
*/
#ifndef DALA_DSP_OWN_TONE_H
#define DALA_DSP_OWN_TONE_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/tone.h"

#include <stdbool.h>
#include <stdint.h>

#define DALA_OWN_TONE_STRINGS 3U

/// Slots: two for each string, the one that comes and the one that leaves.
#define DALA_OWN_TONE_SLOTS 6U

#define DALA_OWN_TONE_COPIES 2U

/// One period, points: linear interpolation is then 60 dB under the highest
/// harmonic, and more under the others.
#define DALA_OWN_TONE_TABLE_BITS 11U
#define DALA_OWN_TONE_TABLE (1U << DALA_OWN_TONE_TABLE_BITS)

/// Frames that a filter looks back, and generators of noise.
#define DALA_OWN_TONE_BACK 4U
#define DALA_OWN_TONE_CHANCES 8U

typedef struct {
  float hz;
  float gain[2]; ///< Per channel; both 0: not wanted.
} DalaOwnToneString;

typedef enum {
  DALA_OWN_TONE_FREE = 0,
  DALA_OWN_TONE_MAKING, ///< Its table grows.
  DALA_OWN_TONE_SOUNDING,
  DALA_OWN_TONE_LEAVING
} DalaOwnToneState;

/// Of a table: both lie in one place of memory.
typedef struct {
  float value;
  float rise; ///< To the next.
} DalaOwnTonePoint;

/// One pole; frames of a tick, after the last ones of the tick before.
typedef struct {
  float keep;
  float x[DALA_OWN_TONE_BACK + DALA_TICK];
  float y[DALA_OWN_TONE_BACK + DALA_TICK];
} DalaOwnToneLowPass;

/// Slow wander of one copy's pitch.
typedef struct {
  uint32_t phase; ///< In the table, 2^32 a period.
  uint32_t inc;
  uint32_t turn;  ///< Counts the targets.
  float    at;    ///< 0..1: how far to the next target.
  float    speed; ///< Per tick.
  float    from;  ///< Cents.
  float    to;
} DalaOwnToneCopy;

typedef struct {
  DalaOwnToneState  state;
  float             hz;
  float             hz_born;
  uint32_t          tone;    ///< Number of the tone in it.
  uint32_t          partial; ///< Next harmonic to be added to the table.
  float             power;   ///< Of those in it.
  float             level;   ///< From the table to the reference level.
  float             fade;    ///< 0..1.
  float             gain[2]; ///< Of the string, smoothed.
  float             out[2];  ///< Whole gain at the start of the tick,
  float             step[2]; ///< and its change per frame.
  DalaOwnTonePoint* table;
  DalaOwnToneCopy   copies[DALA_OWN_TONE_COPIES];
} DalaOwnToneSlot;

typedef struct {
  // Targets
  DalaOwnToneString want[DALA_OWN_TONE_STRINGS];
  DalaTone          tone;
  uint32_t          tones; ///< How many have been set.
  bool              on;
  float             gain;
  float             colour;

  // Per-rate values
  float  rate;
  float  ticks;  ///< Per second.
  float  fade;   ///< Per tick.
  float  glide;  ///< Part of the way per tick.
  float  smooth; ///< The same, to gain, pan and colour.
  float  breath; ///< Gain of the noise.
  float* sine;

  // State
  float              edge; ///< Gain above the filter, reached,
  float              edge_to;
  uint32_t           slot_of[DALA_OWN_TONE_STRINGS]; ///< Sounding, or none.
  uint32_t           next_of[DALA_OWN_TONE_STRINGS]; ///< Being made, or none.
  DalaOwnToneSlot    slots[DALA_OWN_TONE_SLOTS];
  uint32_t           chances[DALA_OWN_TONE_CHANCES];
  DalaOwnToneLowPass hiss;   ///< Of the noise.
  DalaOwnToneLowPass low[2]; ///< Of the colour, per channel.
  float              out[2][DALA_TICK];
  uint32_t           taken; ///< Frames of it.
  float              probe; ///< Stays 0 until something is not finite.
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
