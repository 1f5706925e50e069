/**
   A phase that runs with a bowed string, locked to its slips.

   The slope of a bowed sound bursts when the string slips. The moments of its
   size against the phase tell, after each period, how far from half way the
   burst was; the next periods are stretched until it is there. As the phase
   wraps, half a period from the slip, the chance that rules the next period
   is drawn: everything that jumps, jumps where nothing is heard.

   Units:   phase: a whole turn is 2^32, so that it adds up exactly and does
            not depend on how a tick is divided.
   Thread:  audio, real-time safe.
   Source:  a lock-in amplifier at the pitch, and a first-order loop.
*/
#ifndef DALA_DSP_HAIR_CYCLE_H
#define DALA_DSP_HAIR_CYCLE_H

#include "plugin/dsp/config.h"

#include <stdint.h>

typedef struct {
  uint32_t phase;
  uint32_t step;    ///< Per frame, never 0.
  float    f0_cyc;  ///< Of the note, cycles per frame.
  float    pull;    ///< Share by which the step is corrected.
  uint32_t periods; ///< Since the note was found; stays at some.

  // Moments of the slope against the slip expected
  float sine; ///< In this period so far.
  float cosine;
  float sine_mean; ///< Over the last periods.
  float cosine_mean;

  // Chance
  uint32_t draws;    ///< Random numbers taken.
  float    late;     ///< Jitter at the last wrap, of rms 1,
  float    drift;    ///< and what the next one adds.
  float    burst;    ///< Size of this period's burst, of rms 1.
  uint32_t noise_at; ///< Where its noise is in the table.
} DalaHairCycle;

/// No note, and the first of all random numbers next.
void
dala_hair_cycle_reset(DalaHairCycle* self);

/// No note; random numbers go on, so that no two notes are alike.
void
dala_hair_cycle_rest(DalaHairCycle* self);

/// The note's pitch, cycles per frame, above 0 and below 0.3.
void
dala_hair_cycle_set_pitch(DalaHairCycle* self, float f0_cyc);

/// The phase wrapped: learn from the period, draw the next one. The noise
/// begins at a random place below `noise_len`.
void
dala_hair_cycle_wrap(DalaHairCycle* self, uint32_t noise_len);

/// Frames until the phase wraps, at least 1.
static inline uint32_t
dala_hair_cycle_left(const DalaHairCycle* const self)
{
  return (UINT32_MAX - self->phase) / self->step + 1U;
}

#endif // DALA_DSP_HAIR_CYCLE_H
