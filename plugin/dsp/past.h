/**
   The last 40 ms of a voice: read at any delay, and compared with themselves
   to find a period to a hundredth of a frame and better.

   Shape:   frames written in order; delays count from the newest of them.
   Units:   frames.
   Range:   delay 0 to 40 ms; under 8 frames a cubic reads, else 16 taps.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
   Cost:    a reading of 16 taps; a comparison of 17 to 23 times a period.
   Fails:   layout: DALA_STATUS_NO_MEM; others cannot.
   Source:  DSP notes, section 2. The correlation is interpolated by the same
            16 taps before the parabola, which alone is a twentieth of a frame
            off on high notes.
*/
#ifndef DALA_DSP_PAST_H
#define DALA_DSP_PAST_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"

#include <stdint.h>

/// Taps of the interpolator, and its places between two samples.
#define DALA_PAST_TAPS 16U
#define DALA_PAST_PHASES 256U

/// Interpolators, each for reading a semitone faster than the one before.
#define DALA_PAST_CUTS 8U

typedef struct {
  float*   taps;    ///< [CUTS][PHASES + 1][TAPS]
  float*   reading; ///< The ones in use.
  float*   ring;    ///< Of the past, its first part again after its end.
  uint32_t mask;
  uint32_t write; ///< Of the ring.
  uint32_t steps; ///< That a search may go on for, at high rates.
} DalaPast;

DalaStatus
dala_past_layout(DalaPast* self, const DalaConfig* cfg, DalaArena* arena);

/// Make the tables, then reset.
void
dala_past_prepare(DalaPast* self);

/// Silence.
DALA_RT
void
dala_past_reset(DalaPast* self);

/// The next n frames; returns where the first of them stands.
DALA_RT
uint32_t
dala_past_write(DalaPast* self, const float* x, uint32_t n);

/// Frame `at`; the older ones at negative places.
static inline const float*
dala_past_at(const DalaPast* const self, const uint32_t at)
{
  return self->ring + self->mask + 1U + (at & self->mask);
}

/// Reading goes on `ratio` times as fast as the voice: partials that would fold
/// at the top are left out from now on.
DALA_RT
void
dala_past_cut(DalaPast* self, float ratio);

/// What was `delay` frames before `now`.
DALA_RT
float
dala_past_read(const DalaPast* self, const float* now, float delay);

/**
   About `distance` frames before `delay` lies what is most like it, over
   `window` frames: that distance measured, or `distance` itself if nothing
   within 60 us of it is the most alike.
*/
DALA_RT
float
dala_past_measure(const DalaPast* self, const float* now, float delay,
                  float distance, float window);

#endif // DALA_DSP_PAST_H
