/**
   The moment a note is begun, sooner and surer than its pitch.

   Where a bow takes hold of a string, turns, or a finger falls, the sound has
   no period for some hundredths of a second, even if the same note goes on and
   its level does not change: what the period lacks of 1, which is a thousandth
   in a steady tone, rises tenfold and more. That rise is the onset. A note that
   begins without it, out of silence or when the ears tell one, is an onset
   too. What blurs where a sound breaks off is no onset.

   Units:   s; levels as mean squares.
   Thread:  audio, real-time safe.
   Cost:    under 1 ns a frame.
   Fails:   never.
   Source:  ours.
*/
#ifndef DALA_DSP_ONSET_H
#define DALA_DSP_ONSET_H

#include "plugin/dsp/config.h"
#include "plugin/dsp/heard.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  float late_s; ///< How long before it was told the newest one was.

  float hop_s;
  float rough;   ///< What the period lacks, smoothed, in decades.
  float least;   ///< Least of that lately.
  float most;    ///< Most of it in the onset that is under way.
  float since_s; ///< Time since the newest onset was told.
  float sound_s; ///< Time since it was silent.
  float level;   ///< Follows the level, falling slowly.
  bool  under;   ///< One is under way.
} DalaOnset;

/// Set the time of a hop, then reset.
void
dala_onset_prepare(DalaOnset* self, float hop_s);

DALA_RT
void
dala_onset_reset(DalaOnset* self);

/**
   Take in what one hop heard.

   @param plain  How well a period was heard: DalaPitchReading.
   @param told   What the ears tell of it: NOTE or LEGATO, else anything.
   @return       True if there was an onset.
*/
DALA_RT
bool
dala_onset_hop(DalaOnset* self, const DalaHeard* heard, float plain,
               DalaHeardKind told);

#endif // DALA_DSP_ONSET_H
