/**
   Notes out of a pitch track: where they begin, change, are bowed anew and
   end, and what the one that sounds does.

   A bow change is a dip of the level by 3 dB or more that is over within
   90 ms, with the pitch kept and the period blurred for a moment; it is told
   20 ms later, when it is known not to be another note. What a note slides
   through in its first 45 ms are no notes.

   Units:   as dsp/heard.h.
   Thread:  audio, real-time safe.
   Cost:    about 1 ns a frame.
   Fails:   never.
   Source:  DSP notes, section 1, onset.
*/
#ifndef DALA_DSP_NOTES_H
#define DALA_DSP_NOTES_H

#include "plugin/dsp/config.h"
#include "plugin/dsp/heard.h"
#include "plugin/dsp/pitch.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  float hop_s;
  float last_hz; ///< Pitch of the hop before; 0 none.
  float usual;   ///< Level before a dip, mean square.
  float lowest;  ///< Least level of the dip; 0: no dip.
  float blurred; ///< Least confidence of the dip.
  float dip_s;   ///< How long it lasts.
  float calm_s;  ///< Time since a dip that looks like a bow change; -1 none.

  float middle;   ///< Slow mean of the pitch, cents re its note's start.
  float start_hz; ///< Pitch that the note began with.
  float swing;    ///< Largest distance from the middle since it was crossed.
  float since_s;  ///< Time since then.
  bool  above;
} DalaNotes;

/// Set the time of a hop, then reset.
void
dala_notes_prepare(DalaNotes* self, float hop_s);

DALA_RT
void
dala_notes_reset(DalaNotes* self);

/**
   Take in a new reading: brings `heard` up to date.

   @param kind  Set to what happened.
   @return      True if something did.
*/
DALA_RT
bool
dala_notes_hop(DalaNotes* self, const DalaPitchReading* reading,
               DalaHeard* heard, DalaHeardKind* kind);

#endif // DALA_DSP_NOTES_H
