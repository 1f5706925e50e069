/**
   A vocal tract: four resonances side by side, the last with an input of its
   own.

   Each is a rotation by w with radius R, read where it has turned a quarter:
   u' = R (cos w u - sin w z) + x,  z' = R (sin w u + cos w z).  Passive under
   any change of w and R, so they may move under sound.

   Shape:   all[n], last[n] in; out[n].
   Units:   Hz; gain at the peak, linear.
   Thread:  audio, real-time safe.
   Cost:    about 4 ns a frame.
   Fails:   never.
   Source:  DSP notes, sections 3 and 5.
*/
#ifndef DALA_DSP_TRACT_H
#define DALA_DSP_TRACT_H

#include "plugin/dsp/config.h"

#include <stdint.h>

#define DALA_TRACT_FORMANTS 4U

typedef struct {
  float c[DALA_TRACT_FORMANTS]; ///< R cos w.
  float s[DALA_TRACT_FORMANTS]; ///< R sin w.
  float gain[DALA_TRACT_FORMANTS];
  float u[DALA_TRACT_FORMANTS];
  float z[DALA_TRACT_FORMANTS];
} DalaTract;

/// Silence; the formants stay.
DALA_RT
void
dala_tract_reset(DalaTract* self);

/// Formant i; above what the rate carries it is mute.
DALA_RT
void
dala_tract_tune(DalaTract* self, uint32_t i, float rate, float hz,
                float width_hz, float peak);

/// Squared gain of the first `count` formants at a frequency.
double
dala_tract_power(const DalaTract* self, uint32_t count, double rate, double hz);

/// out may be either input.
DALA_RT
void
dala_tract_process(DalaTract* self, const float* all, const float* last,
                   float* out, uint32_t n);

#endif // DALA_DSP_TRACT_H
