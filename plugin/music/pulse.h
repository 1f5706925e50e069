/**
   The rhythms R1 to R10 that a dombra player's right hand keeps, as data, and
   the small unevenness of a hand, hashed from bar and step: the same place
   sounds the same each time, so a loop repeats exactly. Strokes on a quarter
   are never early: a loop that ends there does not bring them.

   A grid of quarters runs from the start of the song; cycle c of a pattern
   begins at c times its length. Some patterns have a turn that takes the place
   of every so many-th cycle.

   Units:   quarters; s; velocity 0..9.
   Range:   patterns 0..DALA_PULSES; 0 is a soft stroke on each quarter. Cycles
            of any sign.
   Thread:  any, real-time safe.
   Cost:    some 30 ns a stroke.
   Fails:   never; a pattern out of range is the last.
   Source:  steppe reference, sections 4 (rhythms, strokes, accents: scores;
            velocities: estimates) and 4.2 (micro-timing: estimates).
*/
#ifndef DALA_MUSIC_PULSE_H
#define DALA_MUSIC_PULSE_H

#include <stdbool.h>
#include <stdint.h>

/// Rhythms, counted from 1.
#define DALA_PULSES 10U

typedef struct {
  double place;    ///< As written, quarters from the start of the grid.
  float  late;     ///< Swing: quarters after that place.
  float  delay_s;  ///< Unevenness beside that; may be negative.
  float  velocity; ///< 0..9.
  float  gap;      ///< Quarters to the next stroke as written.
  bool   up;       ///< Up stroke.
  bool   low;      ///< The lowest string alone.
  bool   grace;    ///< A grace note.
  bool   tap;      ///< The hand meets the body.
} DalaPulseStroke;

/// Length of a cycle.
double
dala_pulse_length(uint32_t pattern);

/// Strokes in this cycle.
uint32_t
dala_pulse_count(uint32_t pattern, int64_t cycle);

/// One stroke, 0 <= stroke < count; they are in the order of their times.
DalaPulseStroke
dala_pulse_stroke(uint32_t pattern, int64_t cycle, uint32_t stroke);

/// How far a player without others strays from the tempo by this place,
/// quarters: the tempo swings by 1.5 % over 16 quarters.
double
dala_pulse_drift(double place);

#endif // DALA_MUSIC_PULSE_H
