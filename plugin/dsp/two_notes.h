/**
   Do two notes sound at once?

   Of the violin at about 12 kHz, under 2.6 kHz, 21 ms are correlated with
   their past every 10 ms. Two notes sound if combs of some pair of periods,
   dsp/combs.h, leave next to nothing while no single period explains the sound,
   or if the period that does is that of a note whose own partials are missing:
   then it is the common period of a fifth, fourth, third or sixth.

   A room keeps the last note in the ear for a while, so after a change of note
   it takes longer to believe.

   Blind to octaves: their partials are those of one note.

   Shape:   mono, in blocks of 16 samples of the pitch tracker's input.
   Units:   samples of its own input, s.
   Range:   two notes between about 180 Hz and 2 kHz.
   Thread:  prepare: instantiation; the rest: audio, real-time safe. The same
            for every division; the work is spread over the blocks.
   Cost:    about 4 ns a frame at 48 kHz with 8 lanes, 6 with 4; 2 more while
            no single note explains the sound.
   Fails:   never.
   Source:  DSP notes, section 1, two notes; combs: dsp/combs.h; the search over
            all pairs is ours.
*/
#ifndef DALA_DSP_TWO_NOTES_H
#define DALA_DSP_TWO_NOTES_H

#include "plugin/dsp/config.h"
#include "plugin/dsp/kernels/dots.h"

#include <stdbool.h>
#include <stdint.h>

/// Samples of the pitch tracker's input per block.
#define DALA_TWO_NOTES_BLOCK 16U

/// Taps of the low-pass.
#define DALA_TWO_NOTES_TAPS 17U

/// Longest lag of the correlation: twice the longest period.
#define DALA_TWO_NOTES_LAGS 128U

/// Samples that are correlated: the window and what lies before it.
#define DALA_TWO_NOTES_SPAN (DALA_DOTS_WINDOW + DALA_TWO_NOTES_LAGS)

/// Samples that are taken in before the past is moved.
#define DALA_TWO_NOTES_ROOM (32U * DALA_TWO_NOTES_BLOCK / 2U)

/// Blocks from one verdict to the next: 10 ms at 48 kHz.
#define DALA_TWO_NOTES_CYCLE 15U

typedef struct {
  bool on; ///< Two notes sound.

  DalaDotsFn kernel;
  float      cycle_s;
  float      taps[DALA_TWO_NOTES_TAPS];

  uint32_t block; ///< Of the cycle.
  uint32_t end;   ///< Samples taken in so far, in `past`.
  float    past[DALA_TWO_NOTES_SPAN + DALA_TWO_NOTES_ROOM]; ///< Oldest first.
  float    sound[DALA_TWO_NOTES_SPAN]; ///< The last of it, of this cycle.
  float    r[DALA_TWO_NOTES_LAGS];     ///< Correlation, 1 at lag 0.
  float    energy;                     ///< Of the window.
  uint32_t single;                     ///< Period that explains most, or 0.
  bool     search;                     ///< It does not explain enough.
  float    left;                       ///< What the best pair leaves,
  uint32_t first;                      ///< and its periods.
  uint32_t second;
  float    changed_s; ///< Since the note changed.
  uint32_t agreed;    ///< Verdicts in a row for two,
  uint32_t denied;    ///< and against.
} DalaTwoNotes;

/// @param rate  Of the pitch tracker's input, Hz.
void
dala_two_notes_prepare(DalaTwoNotes* self, const DalaConfig* cfg, double rate);

/// Nothing heard yet.
DALA_RT
void
dala_two_notes_reset(DalaTwoNotes* self);

/// The note that is tracked became another.
DALA_RT
void
dala_two_notes_changed(DalaTwoNotes* self);

/**
   Another block.

   @param sound  Newest sample first; the block and DALA_TWO_NOTES_TAPS more.
*/
DALA_RT
void
dala_two_notes_block(DalaTwoNotes* self, const float* sound);

#endif // DALA_DSP_TWO_NOTES_H
