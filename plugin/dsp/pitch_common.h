/**
   Periods that nobody plays.

   Where two notes sound together, or one note and an open string that rings,
   the sound repeats at a common multiple of their periods, and that multiple
   correlates better than either. It gives itself away: take the shorter note
   out with a comb of its period, and what is left, which must be the odd
   partials of the longer one if that is a note, repeats sooner, or at another
   time near by.

   Units:   lags in samples of the tracker's input.
   Thread:  audio, real-time safe.
   Cost:    three correlations read for each of at most four divisors, and of
            a settled note up to 15 times three products.
   Fails:   never.
   Source:  ours. The comb's output is never made: its correlation is a sum of
            three of the input's.
*/
#ifndef DALA_DSP_PITCH_COMMON_H
#define DALA_DSP_PITCH_COMMON_H

#include "plugin/dsp/config.h"
#include "plugin/dsp/kernels/ncc.h"

#include <stdbool.h>

/**
   True if `longer` is only the common period of a sound with period `shorter`
   and of another one; false also if it is no multiple, 2 to 6, of `shorter`.

   @param ncc      Whose slow correlation has lags up to `longer` + 2.
   @param settled  A period that sounded so long that the slow correlation has
                   forgotten what was before it, or 0.
*/
DALA_RT
bool
dala_pitch_is_common(const DalaNcc* ncc, float shorter, float longer,
                     float settled);

#endif // DALA_DSP_PITCH_COMMON_H
