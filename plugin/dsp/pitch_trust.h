/**
   How far a correlation may be believed to be a note's.

   Wind in a chimney, a hall's rumble and a breath in the microphone correlate
   well with their past, too. They give themselves away: low-passed noise has
   no second swing at the period, and a narrow band of noise looks like a sine
   but forgets itself within a few periods. A bowed string has partials, or if
   one stands alone it lasts.

   Units:   lags in samples of the tracker's input; heights are correlations.
   Thread:  audio, real-time safe.
   Cost:    part of dsp/pitch.h.
   Fails:   never.
   Source:  ours.
*/
#ifndef DALA_DSP_PITCH_TRUST_H
#define DALA_DSP_PITCH_TRUST_H

#include "plugin/dsp/config.h"
#include "plugin/dsp/kernels/ncc.h"
#include "plugin/dsp/pitch_peaks.h"

/**
   What may be believed of the height at a lag: all of it where there are
   partials, nothing where there is no swing, and for a lone partial as much
   as the slow correlation still knows of it `range.last` samples later.

   @param bonus  Added to that memory.
*/
DALA_RT
float
dala_pitch_trust(const DalaNcc* ncc, const DalaPitchRange* range, float lag,
                 float height, float bonus);

#endif // DALA_DSP_PITCH_TRUST_H
