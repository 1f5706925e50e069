/**
   What two combs leave of a sound, told by its correlation alone.

   Two combs in a row, x(t) - x(t - a) and the same with b, take away two notes
   of periods a and b. What they leave of the energy is
   1 - r(a) - r(b) + (r(a + b) + r(a - b)) / 2. Of a sound that repeats after
   the common period of a fifth, fourth, sixth, third or tritone they leave
   nothing, though nobody plays that period.

   Shape:   r[lags], a correlation with r[0] = 1.
   Units:   lags and periods in samples; what is left as a share of the energy.
   Thread:  audio, real-time safe.
   Fails:   never.
   Source:  DSP notes, section 1, two notes; combs: de Cheveigne, Separation of
            concurrent harmonic sounds, JASA 1993; that both combs follow from
            the correlation and the missing partials are ours.
*/
#ifndef DALA_DSP_COMBS_H
#define DALA_DSP_COMBS_H

#include "plugin/dsp/config.h"

#include <stdbool.h>
#include <stdint.h>

/// Correlation at one period over which one comb alone would do.
#define DALA_COMBS_EXPLAINS 0.85f

/// What the combs a < b leave; 9 if one alone would do.
DALA_RT
float
dala_combs_leave(const float* r, uint32_t lags, float a, float b);

/**
   True if combs of two notes whose common period this is leave less than
   `most`.

   @param period  1 .. lags - 2.
*/
DALA_RT
bool
dala_combs_common(const float* r, uint32_t lags, uint32_t period, float most);

#endif // DALA_DSP_COMBS_H
