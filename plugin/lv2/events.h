/**
   The atom sequences: MIDI and song position in, notifications out.

   Thread:  audio, real-time safe.
*/
#ifndef DALA_LV2_EVENTS_H
#define DALA_LV2_EVENTS_H

#include "plugin/engine/engine.h"
#include "plugin/lv2/uris.h"

#include <stdbool.h>

/// The event after `last`, NULL for the first one; NULL at the end, which is
/// also where an event claims to be longer than the rest of the sequence.
const LV2_Atom_Event*
dala_events_next(const LV2_Atom_Sequence* sequence, const LV2_Atom_Event* last);

/**
   Read one event of the control port. What claims to be longer than what it
   stands in is not read.

   @param held  Last position told; what the event leaves out stays as it was.
   @return      True if the engine has use for it; others are ignored.
*/
bool
dala_events_read(const DalaUris* uris, const LV2_Atom_Event* from,
                 const DalaPosition* held, DalaEvent* to);

/**
   Write what was heard as a sequence of objects, each with its pitch in Hz,
   and a state:StateChanged without a body for a tone that was taken: as many
   as the port's room allows, none if not even an empty one fits.
*/
void
dala_events_write(const DalaUris* uris, const DalaHeardEvent* heard, uint32_t n,
                  LV2_Atom_Sequence* notify);

#endif // DALA_LV2_EVENTS_H
