/**
   The decision of a hop: does a note begin, go on, change or end?

   Thread:  audio, real-time safe.
   Cost:    part of dsp/pitch.h.
   Fails:   never.
*/
#ifndef DALA_DSP_PITCH_DECIDE_H
#define DALA_DSP_PITCH_DECIDE_H

#include "plugin/dsp/pitch.h"

/// Renew the reading from the correlations as they are now.
DALA_RT
void
dala_pitch_decide(DalaPitch* self);

#endif // DALA_DSP_PITCH_DECIDE_H
