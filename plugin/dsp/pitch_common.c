#include "plugin/dsp/pitch_common.h"

#include "plugin/dsp/pitch_peaks.h"

#include <math.h>
#include <stdint.h>

#define MOST_TIMES 6U

// Correlation of what is left, from which on it is another sound. 0.78 takes
// some low notes for two, 0.86 leaves a tenth of the mistakes in rooms that
// 0.82 takes away (measured 2026-11).
static const float other = 0.82f;

// How far to both sides of the longer period what is left is looked at, in
// steps, both as parts of it. A step in the middle counts as the period itself.
#define STEPS 6
static const float reach = 0.033f;
static const float still = 0.0125f;

// It has another period if it correlates so well there and so much better.
// Shares of what is left; 0.6 to 0.9 and 0.03 to 0.1 serve alike (measured
// 2026-11).
static const float clear  = 0.75f;
static const float better = 0.05f;

static inline float
root(const DalaNcc* const ncc, const uint32_t lag)
{
  return dala_pitch_root(dala_ncc_slow(ncc, lag));
}

/// A cubic through a..d at -1, 0, 1 and 2.
static inline float
cubic(const float a, const float b, const float c, const float d, const float x)
{
  const float third = 3.0f * (b - c) + d - a;
  return b + 0.5f * x *
               (c - a + x * (2.0f * a - 5.0f * b + 4.0f * c - d + x * third));
}

/// Correlation between two lags.
static float
between(const DalaNcc* const ncc, const float lag)
{
  const float    place = fabsf(lag);
  const uint32_t at    = (uint32_t)place;
  return cubic(root(ncc, at == 0U ? 1U : at - 1U), root(ncc, at),
               root(ncc, at + 1U), root(ncc, at + 2U), place - (float)at);
}

/// The same of the slow products, which are not divided by any energy.
static float
product(const DalaNcc* const ncc, const float lag)
{
  const float* const c     = ncc->slow_c;
  const float        place = fabsf(lag);
  const uint32_t     at    = (uint32_t)place;
  return cubic(c[at == 0U ? 1U : at - 1U], c[at], c[at + 1U], c[at + 2U],
               place - (float)at);
}

/// Product of what a comb leaves with itself, a lag earlier.
static float
left(const DalaNcc* const ncc, const float comb, const float lag)
{
  return 2.0f * product(ncc, lag) - product(ncc, lag - comb) -
         product(ncc, lag + comb);
}

/// True if what a comb leaves, `all` in power, has a period beside `longer`.
static bool
repeats_beside(const DalaNcc* const ncc, const float comb, const float longer,
               const float all)
{
  const float farthest = longer * (1.0f + ((float)STEPS + 0.5f) * reach);
  if (farthest + comb + 2.0f > (float)(ncc->lags - 1U)) {
    return false;
  }
  const float here   = fmaxf(left(ncc, comb, longer),
                             fmaxf(left(ncc, comb, longer * (1.0f - still)),
                                   left(ncc, comb, longer * (1.0f + still))));
  const float enough = fmaxf(clear * all, here + better * all);
  if (enough > all) {
    return false;
  }
  for (int step = -STEPS; step <= STEPS; step++) {
    const float off = ((float)step + (step < 0 ? -0.5f : 0.5f)) * reach;
    if (step != 0 && left(ncc, comb, longer * (1.0f + off)) > enough) {
      return true;
    }
  }
  return false;
}

bool
dala_pitch_is_common(const DalaNcc* const ncc, const float shorter,
                     const float longer, const float settled)
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
  const float scale = sqrtf(ncc->slow_e[0] * ncc->slow_e[(uint32_t)longer]);
  return times <= 3U &&
         (dala_pitch_within(longer, settled, 1.03f) ||
          dala_pitch_within(shorter, settled, 1.03f)) &&
         repeats_beside(ncc, comb, longer, all * scale);
}
