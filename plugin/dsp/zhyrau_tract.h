/**
   What the throat of dsp/zhyrau.h does with its singers: formants, the narrow
   one among them, and the level that they leave.

   Thread:  prepare: instantiation; the rest: audio, real-time safe.
   Cost:    part of dsp/zhyrau.h.
   Fails:   never.
   Source:  as dsp/zhyrau.h.
*/
#ifndef DALA_DSP_ZHYRAU_TRACT_H
#define DALA_DSP_ZHYRAU_TRACT_H

#include "plugin/dsp/zhyrau.h"

/// Ticks between what changes slowly: 11 ms at 48 kHz.
#define DALA_ZHYRAU_SLOW 16U

/// A larger change of pitch takes another breath.
#define DALA_ZHYRAU_GLIDE 1.06F

/// Colour that leaves the formants as they are.
#define DALA_ZHYRAU_COLOUR 0.4F

/// Formants and levels for this rate.
void
dala_zhyrau_tract_prepare(DalaZhyrau* self);

/// From a singer at hz to the reference level.
DALA_RT
float
dala_zhyrau_level(const DalaZhyrau* self, float hz);

/// The upper formants go that part of the way to what the colour asks.
DALA_RT
void
dala_zhyrau_set_edge(DalaZhyrau* self, float way);

/// The narrow formant goes on towards the harmonic that suits the melody.
DALA_RT
void
dala_zhyrau_focus(DalaZhyrau* self, float drone_hz);

#endif // DALA_DSP_ZHYRAU_TRACT_H
