/**
   Tempo and beat of a player, from when the notes begin.

   Notes of the steppe fall on a fine grid, a quarter of a beat apart or a third
   of one. Each tempo of a fixed row is tried on the newest notes: how well its
   grid explains them, the coarser the better; how alike the beats are that lie
   next to each other; and whether steppe tunes go at it. Notes may be missing,
   others come that are none. The grid of the best is drawn through the notes by
   least squares. The beat is where most beats have a note, where the longest
   wait begins, and where the tune began.

   Once found it follows the notes that fall on it; another tempo must be told
   by as many trials running as have told this one, up to three, and explain the
   notes no worse once this one has held for a bar. It is held when the player
   stops.

   Units:   s; beats per minute.
   Range:   40 to 200 BPM.
   Thread:  audio, real-time safe; one writer.
   Cost:    a note under 0.1 us; a step of thought about 0.6 us.
   Fails:   never.
   Source:  our own; that a long note carries the beat is the agogic accent;
            steppe violin, section 4, for grids and tempi.
*/
#ifndef DALA_MUSIC_BEAT_H
#define DALA_MUSIC_BEAT_H

#include "plugin/music/beat_grid.h"

#include <stdbool.h>
#include <stdint.h>

/// Tempi that are tried, 1.25 % apart: as many steps of thought.
#define DALA_BEAT_TEMPI 131U

typedef struct {
  double   at_s[DALA_BEAT_NOTES];  ///< Oldest first.
  bool     first[DALA_BEAT_NOTES]; ///< The note began a phrase.
  uint32_t count;

  double   period_s; ///< 0: none found yet.
  double   beat_s;   ///< When a beat began.
  double   hit_s;    ///< When a note last fell on one.
  double   begun_s;  ///< When this tempo was found.
  uint32_t parts;    ///< Of a beat.
  uint32_t n_told;   ///< Trials running that told this tempo,
  uint32_t n_rivals; ///< or another.

  // The trial under way
  bool          stale; ///< Notes came since it began.
  uint32_t      tempo; ///< Next to try.
  double        now_s; ///< When the newest of `notes` was.
  DalaBeatNotes notes;
  DalaBeatGrid  best;
} DalaBeat;

void
dala_beat_reset(DalaBeat* self);

/// A note begins; times never go back.
void
dala_beat_note(DalaBeat* self, double at_s);

/// Think one step further; true while there is more to think about.
bool
dala_beat_think(DalaBeat* self);

/// Tempo, 0 while none has been found.
float
dala_beat_bpm(const DalaBeat* self);

/// Place within the beat, 0..1, at a time not before the last note.
float
dala_beat_place(const DalaBeat* self, double at_s);

#endif // DALA_MUSIC_BEAT_H
