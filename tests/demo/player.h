/**
   A player of the demo phrase: turns written notes into MIDI notes, pitch bend
   (slides, vibrato, slurs, graces) and expression (swells, accents).

   One sounding sample is bent for notes under one bow, so a slur or a grace
   reaches at most a whole tone to either side of the note the bow began with.
   Strokes take turns on channels 0 and 1, whose bend range is two semitones.

   Fails:   a note that cannot be read or reached ends the program.
*/
#ifndef DALA_TESTS_DEMO_PLAYER_H
#define DALA_TESTS_DEMO_PLAYER_H

#include "smf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DALA_SIXTEENTH (DALA_SMF_PPQ / 4U)

enum {
  SLIDE   = 1,   ///< slid into from below
  VIBRATO = 2,   ///< after a moment, growing
  SWELL   = 4,   ///< louder in the middle
  SLUR    = 8,   ///< under the same bow as the note before
  SHAKE   = 16,  ///< fast trill with the half tone above
  FALL    = 32,  ///< dies away downwards
  ACCENT  = 64,  ///< more bow at the start
  HELD    = 128, ///< full length where the others are short
  DIES    = 256  ///< dies away
};

typedef struct {
  const char* note;       ///< "D4", "Bb3", "F#5"; NULL is a breath
  unsigned    sixteenths; ///< written length
  double      loud;       ///< 1 softest to 9 loudest, 2 dB a step
  unsigned    how;
  const char* grace; ///< from above, before the beat; at most a whole tone
} DalaNote;

typedef struct {
  DalaSmf* smf;
  uint8_t  speed;      ///< of the bow: MIDI velocity
  uint32_t tick;       ///< where the next note begins
  uint32_t stroke;     ///< counts bow strokes
  double   s_per_tick; ///< at the tempo of this section
  bool     plain;      ///< no graces, slides, vibrato, shakes or falls
} DalaPlayer;

/// Plays a section; of each written length, `share` sounds.
void
dala_player_play(DalaPlayer* self, const DalaNote* notes, size_t count,
                 double bpm, double share);

#endif // DALA_TESTS_DEMO_PLAYER_H
