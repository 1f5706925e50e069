/**
   Tunes drone and strings to the tonic in use.

   Works only when something that they are tuned by has changed.

   Thread:  audio, real-time safe; once per tick.
*/
#ifndef DALA_ENGINE_TUNING_H
#define DALA_ENGINE_TUNING_H

#include "plugin/engine/engine.h"

/// Hand drone and strings their frequencies if they have changed.
void
dala_tuning_tick(DalaEngine* self);

#endif // DALA_ENGINE_TUNING_H
