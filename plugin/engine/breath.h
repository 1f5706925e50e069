/**
   How the drone breathes with the bow: a gain from the player's level.

   While the player plays: gain = (level / reference)^exponent between floor
   and top, attack and release as the law says, scaled by `follow` in dB.
   When the player has been silent for a while it fades like a partner who
   stops; it returns with the bow. Hold, or follow 0, keeps it sounding.

   Units:   mean square in, linear gain out; times in seconds.
   Thread:  audio, real-time safe; tick() once per DALA_TICK frames.
   Source:  DSP notes, section 3, level law: attack 15 ms, release 250 ms,
            exponent 0.7, floor -18 dB.
*/
#ifndef DALA_ENGINE_BREATH_H
#define DALA_ENGINE_BREATH_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  float    attack;      ///< Per-tick share of a rise.
  float    release;     ///< Per-tick share of a fall.
  float    fade;        ///< Per-tick share of the fade at the end.
  float    law_db;      ///< Smoothed gain of the law, dB.
  float    presence;    ///< 1 while playing, towards 0 after the end.
  uint32_t wait_ticks;  ///< Silence before the fade begins.
  uint32_t quiet_ticks; ///< Silence so far.
  bool     muted;       ///< Silenced until the player begins anew.
} DalaBreath;

void
dala_breath_prepare(DalaBreath* self, double rate);

void
dala_breath_reset(DalaBreath* self);

/// Silence the drone until the player begins anew or hold is pressed.
void
dala_breath_mute(DalaBreath* self);

/// The mute ends: a note or a pedal asks for the drone.
void
dala_breath_wake(DalaBreath* self);

/**
   The drone's gain for the next tick.

   @param mean_square  Player's level.
   @param follow       0..1.
   @param hold         Keep sounding in silence.
*/
float
dala_breath_tick(DalaBreath* self, float mean_square, float follow, bool hold);

#endif // DALA_ENGINE_BREATH_H
