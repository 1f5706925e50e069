/**
   What the slots of the own-tone voice sound like: one tick at a time.

   Everything runs over a whole tick, in loops without a chain from frame to
   frame; the two filters, which are one, reach four frames back.

   Thread:  prepare: instantiation; the rest: audio, real-time safe.
   Cost:    most of what dsp/own_tone.h tells.
*/
#ifndef DALA_DSP_OWN_TONE_SOUND_H
#define DALA_DSP_OWN_TONE_SOUND_H

#include "plugin/dsp/own_tone.h"

/// Coefficients for this rate.
void
dala_own_tone_sound_prepare(DalaOwnTone* self);

/// Nothing has sounded.
DALA_RT
void
dala_own_tone_sound_reset(DalaOwnTone* self);

/// The next DALA_TICK frames of all slots that sound, into self->out.
DALA_RT
void
dala_own_tone_sound_tick(DalaOwnTone* self);

#endif // DALA_DSP_OWN_TONE_SOUND_H
