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
   Cost:    three correlations read for each of at most ten divisors, and of
            a settled note up to 15 times three products; beside a note held,
            nine products for each lag up to the common period, at a jump.
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
   and of another one; false also if it is no multiple, 2 to 12, of `shorter`.

   @param ncc      Whose slow correlation has lags up to `longer` + 2.
   @param settled  A period that sounded so long that the slow correlation has
                   forgotten what was before it, or 0.
*/
DALA_RT
bool
dala_pitch_is_common(const DalaNcc* ncc, float shorter, float longer,
                     float settled);

/**
   The period of a new note while the one before rings on, where a hop hears
   the common period of both: of what a comb of the note before leaves.

   @param held    The note before.
   @param longer  What is heard.
   @param first   Shortest lag.
   @return 0 if `longer` is no multiple of `held`, 3 or more, or what is left
           repeats no sooner than it.
*/
DALA_RT
float
dala_pitch_beside(const DalaNcc* ncc, float held, float longer, uint32_t first);

#endif // DALA_DSP_PITCH_COMMON_H
