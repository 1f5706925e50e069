/**
   The partner beside the player: the voices of the drone, one at a time.

   Every voice is told the same and keeps to one shape of interface, that of
   dsp/drone.h; what a voice needs beside that is told to it alone. When
   another is chosen they crossfade at equal power; the one that leaves then
   rests at no cost. Without a tone of their
   own that was captured, the zhyrau sings.
   Strokes swing the voices that sound all the time (dsp/swing.h), open their
   colour, and are played by those that are plucked.

   Shape:   out_l[n], out_r[n] (overwritten), n <= DALA_TICK, no piece across
            the grid. Every division of a tick gives equal bits.
   Units:   Hz; gains linear; pan -1 left .. 1 right; colour 0..1.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
   Cost:    of the voice that sounds; of two for 60 ms after a change, until
            the one that left has faded; nothing while idle.
   Fails:   layout: DALA_STATUS_NO_MEM, DALA_STATUS_BAD_RATE.
*/
#ifndef DALA_DSP_PARTNER_H
#define DALA_DSP_PARTNER_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/dombra.h"
#include "plugin/dsp/drone.h"
#include "plugin/dsp/own_tone.h"
#include "plugin/dsp/stroke.h"
#include "plugin/dsp/swing.h"
#include "plugin/dsp/zhyrau.h"

#include <stdbool.h>
#include <stdint.h>

/// Strings that may be asked for: of every voice.
#define DALA_PARTNER_STRINGS DALA_DRONE_STRINGS

/// As the port counts them.
typedef enum {
  DALA_PARTNER_KOBYZ = 0,
  DALA_PARTNER_ZHYRAU,
  DALA_PARTNER_DOMBRA,
  DALA_PARTNER_OWN_TONE,
  DALA_PARTNER_VOICES
} DalaPartnerVoice;

typedef struct {
  // Targets
  uint32_t voice;
  bool     on;
  float    gain;
  float    colour;
  float    depth_db;

  float step; ///< Part of a crossfade per tick.

  DalaSwing swing;

  // State
  bool     fresh;                      ///< The next tick has nothing to fade.
  uint32_t frame;                      ///< Within the tick.
  float    share[DALA_PARTNER_VOICES]; ///< 0..1: how far each has come in.

  DalaDrone   kobyz;
  DalaDombra  dombra;
  DalaOwnTone own_tone;
  DalaZhyrau  zhyrau;
} DalaPartner;

/// Take memory from the arena, for all voices.
DalaStatus
dala_partner_layout(DalaPartner* self, const DalaConfig* cfg, DalaArena* arena);

/// Fill the tables for this rate, then reset; off, gain 1, colour 0.4, no
/// string, kobyz.
void
dala_partner_prepare(DalaPartner* self, const DalaConfig* cfg);

/// Silence; targets stay, and if it is on it starts anew.
DALA_RT
void
dala_partner_reset(DalaPartner* self);

/// Who sounds, a DalaPartnerVoice; others are the kobyz.
DALA_RT
void
dala_partner_set_voice(DalaPartner* self, uint32_t voice);

/// The tone of the own-tone voice; until one is set the kobyz sings for it.
DALA_RT
void
dala_partner_set_tone(DalaPartner* self, const DalaTone* tone);

/// The melody beside it, Hz, for the voice that follows it; 0: none.
DALA_RT
void
dala_partner_set_melody(DalaPartner* self, float hz);

/// Sound or stop.
DALA_RT
void
dala_partner_set_on(DalaPartner* self, bool on);

/// String 0..DALA_PARTNER_STRINGS - 1; gain 0 or a pitch not above 0 silences
/// it, other pitches are clamped to the voice's range.
DALA_RT
void
dala_partner_set_string(DalaPartner* self, uint32_t string, float hz,
                        float gain, float pan);

/// Level of all, reached linearly over the next tick: the caller smooths.
DALA_RT
void
dala_partner_set_gain(DalaPartner* self, float gain);

/// Force of bow, hand or breath, 0 soft .. 1 harsh; level stays.
DALA_RT
void
dala_partner_set_colour(DalaPartner* self, float colour);

/// How deep strokes swing a voice that sounds all the time, dB; 0: not at all.
/// How far accents stand out on one that is plucked: at 0 all are alike.
DALA_RT
void
dala_partner_set_depth(DalaPartner* self, float depth_db);

/// A stroke at the next frame processed.
DALA_RT
void
dala_partner_stroke(DalaPartner* self, const DalaStroke* stroke);

/// Once per DALA_TICK frames, before they are processed.
DALA_RT
void
dala_partner_tick(DalaPartner* self);

/// One piece of at most a tick.
DALA_RT
void
dala_partner_process(DalaPartner* self, float* out_l, float* out_r, uint32_t n);

/// True if it is silent, and stays so while nothing is set.
DALA_RT
bool
dala_partner_idle(const DalaPartner* self);

/// False once a state is not finite; dala_partner_reset() mends it.
DALA_RT
bool
dala_partner_healthy(const DalaPartner* self);

#endif // DALA_DSP_PARTNER_H
