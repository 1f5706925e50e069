/**
   The tables of the own-tone voice: how they are made of a tone, and how far
   they stand beside the pitch.

   Units:   Hz; amplitudes linear.
   Thread:  clear: any; the rest: audio, real-time safe.
   Cost:    while a table grows, some 30 ns a frame.
*/
#ifndef DALA_DSP_OWN_TONE_TABLES_H
#define DALA_DSP_OWN_TONE_TABLES_H

#include "plugin/dsp/own_tone.h"

/// How far a string glides before it is replaced.
#define DALA_OWN_TONE_GLIDE 1.06F

/// The colour moves what is above.
#define DALA_OWN_TONE_COLOUR_HZ 900.0F

/// Empty the tables.
DALA_RT
void
dala_own_tone_clear(DalaOwnToneSlot* slot);

/// Begin the tables of what is wanted of a string, in a slot.
DALA_RT
void
dala_own_tone_begin(DalaOwnTone* self, uint32_t string, uint32_t index);

/// Add one partial; true when the tables are whole.
DALA_RT
bool
dala_own_tone_grow(const DalaOwnTone* self, DalaOwnToneSlot* slot);

/// How far each table stands beside a pitch, share[DALA_WAVES_TABLES], on one
/// side of it or the other.
DALA_RT
void
dala_own_tone_detune(float hz, float* share);

#endif // DALA_DSP_OWN_TONE_TABLES_H
