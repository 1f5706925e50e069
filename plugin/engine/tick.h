/**
   What moves once per DALA_TICK frames: parameters, gains, what the modules
   follow, and the mending of those that lost themselves.

   Thread:  audio, real-time safe.
   Cost:    the same in every tick but for what the modules spread.
*/
#ifndef DALA_ENGINE_TICK_H
#define DALA_ENGINE_TICK_H

#include "plugin/engine/engine.h"

/// A tick begins.
DALA_RT
void
dala_engine_tick(DalaEngine* self);

/// For the notify port; what does not fit is lost.
DALA_RT
void
dala_engine_tell(DalaEngine* self, const DalaHeardEvent* event);

#endif // DALA_ENGINE_TICK_H
