/**
   A grid of beats and their parts, and how well it explains when notes began.

   Shape:   at[n], oldest first, the newest at 0 and all others before it.
   Units:   s.
   Range:   0.3 <= period <= 1.5; parts 3 or 4.
   Thread:  any; pure.
   Cost:    a trial about 0.3 us.
   Fails:   never.
   Source:  ours; notes off the grid weigh as in a mixture of a normal law and
            an even one.
*/
#ifndef DALA_MUSIC_BEAT_GRID_H
#define DALA_MUSIC_BEAT_GRID_H

#include <stdbool.h>
#include <stdint.h>

/// Notes that are looked at.
#define DALA_BEAT_NOTES 20U

typedef struct {
  uint32_t n;
  float    at[DALA_BEAT_NOTES];
  bool     first[DALA_BEAT_NOTES]; ///< Began a phrase.
} DalaBeatNotes;

typedef struct {
  float    score;    ///< Among other grids; 0: nothing is explained.
  float    evidence; ///< That there is any, e-folds.
  float    alike;    ///< How much beats are like the next, 0..1.
  float    period;   ///< Of a beat.
  float    at;       ///< A line of the grid, near the newest note.
  uint32_t parts;    ///< Of a beat.
} DalaBeatGrid;

/// The best grid of this period.
DalaBeatGrid
dala_beat_grid_try(const DalaBeatNotes* notes, float period, uint32_t parts);

/// Draw a grid through the notes on it, by least squares; returns how many
/// there are. The line at `at` stays the same line.
uint32_t
dala_beat_grid_draw(const DalaBeatNotes* notes, DalaBeatGrid* grid);

/// When the newest beat was: of the lines the one where most beats have a note,
/// a long wait begins, and the tune began.
float
dala_beat_grid_beat(const DalaBeatNotes* notes, const DalaBeatGrid* grid);

#endif // DALA_MUSIC_BEAT_GRID_H
