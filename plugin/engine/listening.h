/**
   What follows from what the ears hear: the tonic, tuning and tempo in use.

   While the tonic is auto and no MIDI note has told one, the tonic finder
   decides; the port and MIDI notes decide at once and for good, until the
   port says auto again. Only notes near the player's own level count, so that
   Dala's sound coming back through the microphone has no say.

   Thread:  audio, real-time safe.
*/
#ifndef DALA_ENGINE_LISTENING_H
#define DALA_ENGINE_LISTENING_H

#include "plugin/engine/engine.h"

/// Once per tick, before drone and strings are tuned.
void
dala_listening_tick(DalaEngine* self);

/// Beats per minute that count now: of the host, the player or the knob.
float
dala_listening_tempo(const DalaEngine* self);

/// Note number of the pitch that sounds; 0 without one.
float
dala_listening_note(const DalaEngine* self);

/// Place within the player's beat, 0..1; -1 if none has been found.
float
dala_listening_place(const DalaEngine* self);

/// Cents of the pitch that sounds from the nearest degree of the scale; 0
/// without one.
float
dala_listening_cents(const DalaEngine* self);

#endif // DALA_ENGINE_LISTENING_H
