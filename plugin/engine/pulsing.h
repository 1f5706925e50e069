/**
   When the drone is struck: the pulse's pattern on a grid of quarters.

   The grid is the host's while its transport rolls: place and tempo as told,
   jumps, loops and ramps included. Else it runs on at the tempo in use, or
   leans to the beat of the player and is in phase within two beats. Strokes
   fall on their frame: the engine cuts its pieces there.

   The dombra does not wait for a pattern: without one it is strummed on each
   quarter. In the style of Adai grace notes are for the low register: they
   are left out while the melody is above A4, and after the end of a phrase up
   there the drone keeps two octaves below it, which is octave 0 or lower.

   Units:   quarters; frames.
   Thread:  audio, real-time safe.
   Cost:    about 25 ns a tick.
   Source:  steppe reference, sections 3.3 and 4.
*/
#ifndef DALA_ENGINE_PULSING_H
#define DALA_ENGINE_PULSING_H

#include "plugin/music/grid.h"
#include "plugin/music/pulse.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct DalaEngine DalaEngine;

typedef enum {
  DALA_PULSING_FREE,  ///< At the tempo in use.
  DALA_PULSING_HOST,  ///< With the host's transport.
  DALA_PULSING_PLAYER ///< With the beat of the player.
} DalaPulsingMode;

typedef struct {
  DalaPulsingMode mode;
  bool            on;      ///< Strokes fall.
  bool            high;    ///< The melody is in the high register,
  bool            deep;    ///< was when a phrase ended, and the style minds it.
  float           rest_s;  ///< How long the melody has been silent.
  uint32_t        pattern; ///< As in music/pulse.h.

  DalaGrid grid; ///< What the strokes keep to,
  DalaGrid host; ///< and what the host told last.

  // The next stroke
  int64_t         cycle;
  uint32_t        index; ///< Within the cycle.
  DalaPulseStroke stroke;
  uint64_t        due; ///< Frames after the grid's anchor.
} DalaPulsing;

void
dala_pulsing_reset(DalaPulsing* self);

/// Once per tick: tempo, pattern and depth as set.
void
dala_pulsing_tick(DalaEngine* engine);

/// The host told a position, which is in engine->position.
void
dala_pulsing_told(DalaEngine* engine);

/// The octave that the drone is to be in, of the one asked for.
int32_t
dala_pulsing_octave(const DalaPulsing* self, int32_t octave);

/// Strike what is due at this frame; returns how many of the next n frames,
/// 1 or more, pass before the next stroke.
uint32_t
dala_pulsing_strike(DalaEngine* engine, uint32_t n);

/// n frames have been made.
void
dala_pulsing_advance(DalaPulsing* self, uint32_t n);

#endif // DALA_ENGINE_PULSING_H
