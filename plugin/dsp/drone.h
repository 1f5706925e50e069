/**
   The drone beside the player; so far the kobyz voice, bowed strings.

   Up to DALA_DRONE_STRINGS strings are asked for by pitch, gain and pan. They
   sound from DALA_DRONE_SLOTS slots: a small change of pitch glides (60 ms),
   a larger one, or another octave or chord, strings a free slot at the new
   pitch and crossfades to it (40 ms), so the level never falls into a hole.
   A string starts from the Helmholtz motion it is to have, never from rest.

   As the drone has no input, tick() makes the whole tick at once and process()
   hands it out; what is set later counts from the next tick on.

   Level: gain 1 makes the strings together, at gains whose squares add to 1,
   -16 dBFS RMS (mean of both channels). At drone_level -18 dB, the default,
   that is 14 dB under a melody of -20 dBFS RMS, in the middle of the -10 to
   -16 dB of a kobyz player's open string.

   Shape:   out_l[n], out_r[n] (overwritten), n <= DALA_TICK, no piece across
            the grid. Every division of a tick gives equal bits.
   Units:   Hz; gains linear; pan -1 left .. 1 right; colour 0..1.
   Range:   30 to 1200 Hz; outside, the pitch is clamped. 8 to 384 kHz.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
   Cost:    at 48 kHz, D3 and A3: about 6.5 ns a frame with 8 lanes, 9 with 4;
            B4 and F#5 12 and 20; a third string at D3 1.5 and 3 more; nothing
            while idle. A whole tick is paid in its first block.
   Fails:   layout: DALA_STATUS_NO_MEM, DALA_STATUS_BAD_RATE.
   Source:  kernels/bowed.h.
*/
#ifndef DALA_DSP_DRONE_H
#define DALA_DSP_DRONE_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/bow.h"
#include "plugin/dsp/bow_life.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/drone_rate.h"
#include "plugin/dsp/kernels/bowed.h"

#include <stdbool.h>
#include <stdint.h>

/// Strings that may be asked for.
#define DALA_DRONE_STRINGS 3U

/// Slots: one more, so that a string can be replaced while all sound.
#define DALA_DRONE_SLOTS DALA_BOWED_STRINGS

typedef struct {
  float hz;
  float gain[2]; ///< Per channel; both 0: the string is not wanted.
} DalaDroneString;

typedef enum {
  DALA_SLOT_FREE = 0,
  DALA_SLOT_STRINGING, ///< Its first state is being written.
  DALA_SLOT_SOUNDING,  ///< Fades in, then stays.
  DALA_SLOT_LEAVING    ///< Fades out.
} DalaSlotState;

typedef struct {
  DalaBow       bow;
  DalaSlotState state;
  float         hz;      ///< Now, without the wander.
  float         hz_born; ///< When strung.
  float         level;   ///< From the string to the reference level.
  float         fade;    ///< 0..1, at the start of the tick.
  float         gain[2]; ///< Of the string asked for, smoothed, per channel.
  float         out[2];  ///< Whole gain reached, per channel.
  float         dc;      ///< Mean of the wave, followed.
} DalaDroneSlot;

typedef struct {
  // Targets
  DalaDroneString want[DALA_DRONE_STRINGS];
  bool            on;
  float           gain;
  float           colour;

  // Per-rate values
  DalaBowedFn   kernel;
  DalaDroneRate rate;
  float         fade_in;  ///< Per tick inside.
  float         fade_out; ///< The same.
  float         glide;    ///< Part of the way to the pitch, per tick.
  float         smooth;   ///< The same, to gain, pan and colour.
  float         dc_coef;  ///< The same, to the mean.

  // State
  bool          snap;       ///< The next tick jumps to its targets.
  bool          idle;       ///< No slot sounds.
  float         colour_now; ///< Reached.
  uint32_t      slot_of[DALA_DRONE_STRINGS]; ///< DALA_DRONE_SLOTS: none.
  uint32_t      next_of[DALA_DRONE_STRINGS]; ///< Being strung for it.
  DalaDroneSlot slots[DALA_DRONE_SLOTS];
  DalaBowedBank bank;
  DalaBowLife   life;

  // Frames made and not yet handed out
  uint32_t made;
  uint32_t taken;
  float    out[2][DALA_TICK * DALA_DRONE_RATE_MAX];
} DalaDrone;

/// Take memory from the arena.
DalaStatus
dala_drone_layout(DalaDrone* self, const DalaConfig* cfg, DalaArena* arena);

/// Fill the tables for this rate, then reset; off, gain 1, colour 0.4, no
/// string.
void
dala_drone_prepare(DalaDrone* self, const DalaConfig* cfg);

/// Silence; targets stay and hold at once from the next tick, and if the
/// drone is on it starts anew, the same every time.
DALA_RT
void
dala_drone_reset(DalaDrone* self);

/// Sound (starts within 50 ms) or stop (silent after 40 ms, then no work).
DALA_RT
void
dala_drone_set_on(DalaDrone* self, bool on);

/// String 0..DALA_DRONE_STRINGS - 1; gain 0 or a pitch not above 0 silences
/// it, other pitches are clamped to their range.
DALA_RT
void
dala_drone_set_string(DalaDrone* self, uint32_t string, float hz, float gain,
                      float pan);

/// Level of all, reached linearly over the next tick: the caller smooths.
DALA_RT
void
dala_drone_set_gain(DalaDrone* self, float gain);

/// Bow force, 0 soft .. 1 harsh, reached in about 30 ms; level stays.
DALA_RT
void
dala_drone_set_colour(DalaDrone* self, float colour);

/// Once per DALA_TICK frames, before they are processed.
DALA_RT
void
dala_drone_tick(DalaDrone* self);

/// One piece of at most a tick.
DALA_RT
void
dala_drone_process(DalaDrone* self, float* out_l, float* out_r, uint32_t n);

/// True if it is silent, and stays so while nothing is set.
DALA_RT
bool
dala_drone_idle(const DalaDrone* self);

/// False once a state is not finite; dala_drone_reset() mends it.
DALA_RT
bool
dala_drone_healthy(const DalaDrone* self);

#endif // DALA_DSP_DRONE_H
