/**
   Where the song is, in quarters, between the places that are told.

   A host tells a place and a tempo now and then: at each change, or at each
   block. Between two of them the tempo may have stepped, at the second, or
   moved from one to the other. Which it was is seen by the way made: a ramp
   makes half of the difference more. A tempo that moves is taken to move on,
   so that a place within a block is right before the next is told; for no
   longer than was told apart before, since hosts that are done say no more.
   Places that are whole ticks are taken for rounded: a grid that agrees with
   them to some ticks knows better.

   Units:   quarters; frames; rates in quarters per frame.
   Thread:  any, real-time safe.
   Cost:    a square root for each question.
   Fails:   never; a place that is not finite is taken as not told.
   Source:  our own; ticks of a 1920th of a beat are those of Ardour and JACK.
*/
#ifndef DALA_MUSIC_GRID_H
#define DALA_MUSIC_GRID_H

#include <stdbool.h>
#include <stdint.h>

/// A place further from where the grid is than this was jumped to, quarters:
/// hosts round places to ticks or to floats, and ramps are not all straight.
#define DALA_GRID_SAME 0.004

typedef struct {
  double   place;  ///< At the anchor, the frame told last.
  double   rate;   ///< There.
  double   bend;   ///< Change of the rate per frame, 0 if it is steady.
  uint64_t lasts;  ///< Frames from the anchor for which it bends.
  uint64_t frames; ///< Since the anchor.
  double   maybe;  ///< Quarters missed if the last change began a ramp.
} DalaGrid;

/// Where it is now.
double
dala_grid_place(const DalaGrid* self);

/// Frames from the anchor to a place.
double
dala_grid_frames_to(const DalaGrid* self, double place);

/// From here on at a steady rate.
void
dala_grid_set_rate(DalaGrid* self, double rate);

/// It is told where this frame is, and its rate; `tick` is what places may be
/// rounded to.
void
dala_grid_tell(DalaGrid* self, double place, double rate, double tick);

/// n frames have passed.
void
dala_grid_advance(DalaGrid* self, uint32_t n);

/// Once per tick: nothing told for so long means that the rate is steady.
void
dala_grid_settle(DalaGrid* self);

#endif // DALA_MUSIC_GRID_H
