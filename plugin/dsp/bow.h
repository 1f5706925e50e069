/**
   One bowed string of the drone: its tuning and its first state.

   The kernel runs the string; here its delays, filters and starting waves
   are worked out. A round trip of T frames is split at the bow: the segment
   to the bridge is a whole number of frames near DALA_BOW_BETA T, the one to
   the nut holds the rest, its fraction by third-order Lagrange interpolation.

   Units:   frequency Hz, rates and periods in string frames.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
   Cost:    tune: about 15 ns; fill: under 1 ns a frame.
   Fails:   layout: through the arena.
*/
#ifndef DALA_DSP_BOW_H
#define DALA_DSP_BOW_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/kernels/bowed.h"

#include <stdbool.h>
#include <stdint.h>

/// Lowest string, Hz: C1 at A4 = 415 Hz is 30.85; the rest is for wander.
#define DALA_BOW_MIN_HZ 30.0f

/// Highest string, Hz: an octave over B4 at A4 = 466 Hz is 1046.
#define DALA_BOW_MAX_HZ 1200.0f

/// Place of the bow, as a part of the string: where a kobyz is bowed, near
/// enough to the bridge for a clean Helmholtz motion at all forces used.
#define DALA_BOW_BETA 0.12f

/// Bow speed; the model scales, so the level is set behind the string.
#define DALA_BOW_SPEED 1.0f

typedef struct {
  DalaBowedString* string;
  uint32_t         over;   ///< String frames per frame.
  float            rate;   ///< String frames per second.
  float            period; ///< Frames, as tuned.
  float            loss;   ///< Variance of the filter at the nut, frames^2.
  uint32_t         filled; ///< Frames of the first state already there.
} DalaBow;

/// Take the rings of a string that runs at up to `rate` frames per second.
void
dala_bow_layout(DalaBowedString* string, double rate, DalaArena* arena);

/// Clear the rings; touches every page of them.
void
dala_bow_prepare(DalaBowedString* string);

/// Make `string` a new one at `hz`, `over` frames per frame of `rate`; it is
/// to be filled before it runs. Out of range `hz` is clamped.
DALA_RT
void
dala_bow_start(DalaBow* self, DalaBowedString* string, double rate,
               uint32_t over, float hz);

/// Write up to `frames` more frames of the ideal Helmholtz motion under bow
/// force `force`; true once it is whole.
DALA_RT
bool
dala_bow_fill(DalaBow* self, float force, uint32_t frames);

/// Move to another pitch; the bow stays, so at most an octave is sensible.
DALA_RT
void
dala_bow_tune(DalaBow* self, float hz);

/// Mean of the output wave under bow force `force`.
DALA_RT
float
dala_bow_mean(float force);

/// Output level of the string as it is tuned, RMS.
DALA_RT
float
dala_bow_rms(const DalaBow* self);

#endif // DALA_DSP_BOW_H
