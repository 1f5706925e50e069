/**
   What the engine's lifecycle and its signal graph share.

   Thread:  audio, real-time safe.
*/
#ifndef DALA_ENGINE_GRAPH_H
#define DALA_ENGINE_GRAPH_H

#include "plugin/engine/engine.h"

/// Silence in every module; controls, tonic and position stay.
void
dala_engine_reset_modules(DalaEngine* self);

#endif // DALA_ENGINE_GRAPH_H
