/**
   Ornaments in the player's own sound: what is heard, the rules, the voice.

   Once per tick the rules are told what happened in the tick before, and
   answer with a gesture or none; the voice plays it. Nothing sounds and the
   voice is a wire while no gesture does.

   Thread:  audio, real-time safe.
*/
#ifndef DALA_ENGINE_ORNAMENTING_H
#define DALA_ENGINE_ORNAMENTING_H

#include "plugin/engine/engine.h"

/// Nothing sounds, nothing has been heard.
void
dala_ornamenting_reset(DalaEngine* self);

/// Keep what the ears told for the next tick.
void
dala_ornamenting_note(DalaEngine* self, const DalaHeardEvent* event);

/// The port `ornament_trigger` as read by a run: it asks when it rises.
void
dala_ornamenting_trigger(DalaEngine* self, bool pressed);

/// Once per tick, after the ears have been healed.
void
dala_ornamenting_tick(DalaEngine* self);

/// The voice, in place; n <= DALA_TICK.
void
dala_ornamenting_process(DalaEngine* self, float* voice, uint32_t n);

#endif // DALA_ENGINE_ORNAMENTING_H
