/**
   Does the note that begins sound alone?

   Told as soon as its sound is explained by one period, which a double stop's
   is not: over 10 ms it repeats but for a twentieth, and that for some hops in
   a row; or, so that a clean attack does not wait for them, its newest period
   is the last one's likeness. Both only if the period is nobody's: not the
   common one of two notes, which combs of the two would take away.

   A bowed attack is as rough as two notes are: half of all notes are known
   within 30 ms from when their pitch is, nine in ten within 70.

   Shape:   fed once per hop of the pitch tracker.
   Units:   s.
   Thread:  audio, real-time safe.
   Cost:    nothing once it is told; until then the sums of one lag a hop, and
            those of up to 256 lags in a hop that is clean.
   Fails:   never.
   Source:  ours; combs: dsp/combs.h.
*/
#ifndef DALA_DSP_ONE_NOTE_H
#define DALA_DSP_ONE_NOTE_H

#include "plugin/dsp/config.h"
#include "plugin/dsp/pitch.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  bool     on;     ///< The note has sounded alone.
  uint32_t agreed; ///< Hops in a row that say so.
} DalaOneNote;

/// A note begins; nothing is known of it.
DALA_RT
void
dala_one_note_reset(DalaOneNote* self);

/// After each hop of the tracker.
DALA_RT
void
dala_one_note_hop(DalaOneNote* self, const DalaPitch* pitch);

#endif // DALA_DSP_ONE_NOTE_H
