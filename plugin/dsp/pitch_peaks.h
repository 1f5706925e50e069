/**
   Periods in a correlation: candidates, the choice among them, and the exact
   period.

   Units:   lags and periods in samples of the tracker's input; heights are
            correlations, -1..1.
   Thread:  audio, real-time safe.
   Cost:    part of dsp/pitch.h.
   Fails:   never.
   Source:  DSP notes, section 1: the shortest lag that is nearly as high as
            the best. Ours: what "nearly" means depends on how far from 1 the
            best itself is, since a room lowers both.
*/
#ifndef DALA_DSP_PITCH_PEAKS_H
#define DALA_DSP_PITCH_PEAKS_H

#include "plugin/dsp/config.h"
#include "plugin/dsp/kernels/ncc.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/// Lowest height of a candidate: DSP notes, section 1.
#define DALA_PITCH_LEAST 0.4f

/// Most candidates that are looked at.
#define DALA_PITCH_CANDIDATES 24U

typedef struct {
  float lag;    ///< Between the grid's.
  float height; ///< A little over 1 at most.
  float plain;  ///< The same without favour: 1 at most.
} DalaPitchPeak;

/// Lags that may be periods.
typedef struct {
  uint32_t first;
  uint32_t last; ///< At least two under the lags of the correlation.
  float    low;  ///< Longer ones lie under the four strings of a violin.
  float    high; ///< Shorter ones are no wind's.
} DalaPitchRange;

/// True if neither is more than `ratio` times the other.
static inline bool
dala_pitch_within(const float a, const float b, const float ratio)
{
  return a < b * ratio && b < a * ratio;
}

/// Correlation of a signed square.
static inline float
dala_pitch_root(const float r2)
{
  return r2 > 0.0f ? sqrtf(r2) : -sqrtf(-r2);
}

/**
   Local maxima of the fast correlation after its descent from lag 0, in order
   of lag; returns how many, at most DALA_PITCH_CANDIDATES.

   @param held  Period that sounds, or 0: candidates near it are favoured.
*/
DALA_RT
uint32_t
dala_pitch_peaks(const DalaNcc* ncc, const DalaPitchRange* range, float held,
                 DalaPitchPeak* peaks);

/// The candidate that is the pitch, or NULL. Common periods of two sounds are
/// passed over: see dsp/pitch_common.h, also for `settled`.
DALA_RT
const DalaPitchPeak*
dala_pitch_choose(const DalaNcc* ncc, const DalaPitchPeak* peaks,
                  uint32_t count, const DalaPitchRange* range, float settled);

/// The larger fast correlation of the two lags around `lag`.
DALA_RT
float
dala_pitch_height(const DalaNcc* ncc, float lag);

/// The same of the slow correlation.
DALA_RT
float
dala_pitch_slow_height(const DalaNcc* ncc, float lag);

/**
   The period of a peak, measured on its multiples, the larger the finer, and
   then on a longer window.

   @param rate  Of the tracker's input, Hz.
*/
DALA_RT
float
dala_pitch_measure(const DalaNcc* ncc, const DalaPitchRange* range, float lag,
                   float rate);

/// Height of the top near a lag over the last `blocks` blocks, at most
/// DALA_NCC_MAX_BLOCKS.
DALA_RT
float
dala_pitch_lasting(const DalaNcc* ncc, const DalaPitchRange* range, float lag,
                   uint32_t blocks);

#endif // DALA_DSP_PITCH_PEAKS_H
