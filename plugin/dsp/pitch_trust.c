#include "plugin/dsp/pitch_trust.h"

#include <math.h>

// Correlation an eighth of a period off the lag, as a share of that at the
// lag: 0.71 for a sine, less with partials. Violins lie under 0.72, nine in
// ten of their hops under 0.62; low-passed noise over 0.8 (measured 2026-11).
static const float aside    = 0.125f;
static const float lone     = 0.66f;
static const float unswung  = 0.72f;
static const float faintest = 0.1f; // height under which there is no share

/// Correlation between two lags.
static float
between(const float* const r2, const float lag)
{
  const uint32_t at   = (uint32_t)lag;
  const float    part = lag - (float)at;
  const float    a    = dala_pitch_root(r2[at]);
  return a + part * (dala_pitch_root(r2[at + 1U]) - a);
}

float
dala_pitch_trust(const DalaNcc* const ncc, const DalaPitchRange* const range,
                 const float lag, const float height, const float bonus)
{
  const float last = (float)range->last;
  if (lag * (1.0f + aside) > last) {
    return height;
  }
  const float top   = fmaxf(dala_pitch_height(ncc, lag), faintest);
  const float share = 0.5f / top *
                      (between(ncc->fast, lag * (1.0f - aside)) +
                       between(ncc->fast, lag * (1.0f + aside)));
  if (share > unswung) {
    return 0.0f;
  }
  if (share < lone || lag < range->high) {
    return height;
  }
  const float far = floorf(last / lag) * lag;
  return fminf(height, dala_pitch_slow_height(ncc, far) + bonus);
}
