#include "plugin/dsp/pitch_common.h"

#include "plugin/dsp/pitch_peaks.h"

#include <math.h>
#include <stdint.h>

#define MOST_TIMES 6U

// Correlation of what is left, from which on it is another sound. 0.78 takes
// some low notes for two, 0.86 leaves a tenth of the mistakes in rooms that
// 0.82 takes away (measured 2026-11).
static const float other = 0.82f;

static inline float
root(const DalaNcc* const ncc, const uint32_t lag)
{
  return dala_pitch_root(dala_ncc_slow(ncc, lag));
}

/// Correlation between two lags, by a cubic through the four around.
static float
between(const DalaNcc* const ncc, const float lag)
{
  const float    place = fabsf(lag);
  const uint32_t at    = (uint32_t)place;
  const float    x     = place - (float)at;
  const float    a     = root(ncc, at == 0U ? 1U : at - 1U);
  const float    b     = root(ncc, at);
  const float    c     = root(ncc, at + 1U);
  const float    d     = root(ncc, at + 2U);
  const float    third = 3.0f * (b - c) + d - a;
  return b + 0.5f * x *
               (c - a + x * (2.0f * a - 5.0f * b + 4.0f * c - d + x * third));
}

bool
dala_pitch_is_common(const DalaNcc* const ncc, const float shorter,
                     const float longer)
{
  const uint32_t times = (uint32_t)(longer / shorter + 0.5f);
  if (times < 2U || times > MOST_TIMES ||
      !dala_pitch_within(longer, (float)times * shorter, 1.03f)) {
    return false;
  }
  // x[n] - x[n - comb] correlates as 2 r(t) - r(t - comb) - r(t + comb)
  const float comb = longer / (float)times;
  const float all  = 2.0f - 2.0f * between(ncc, comb);
  for (uint32_t parts = 2U; parts <= MOST_TIMES; parts++) {
    const float lag = longer / (float)parts;
    if (times % parts != 0U && 2.0f * between(ncc, lag) -
                                   between(ncc, lag - comb) -
                                   between(ncc, lag + comb) >
                                 other * all) {
      return true;
    }
  }
  return false;
}
