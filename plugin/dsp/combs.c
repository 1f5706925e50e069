#include "plugin/dsp/combs.h"

static const float apart    = 0.6f; // periods that are two
static const float shortest = 5.0f;

/// A common period holds so many periods of either note: fifth, fourth, sixths,
/// thirds, tenth and tritone.
static const uint8_t commons[][2] = { { 2, 3 }, { 3, 4 }, { 3, 5 }, { 4, 5 },
                                      { 5, 6 }, { 5, 8 }, { 2, 5 }, { 5, 7 } };

/// The correlation between its lags: a cubic through four of them.
static float
between(const float* const r, const uint32_t lags, const float lag)
{
  const uint32_t     i = (uint32_t)lag;
  const float        f = lag - (float)i;
  const float* const p = r + i;
  if (i < 1U || i + 2U >= lags) {
    return i < lags ? r[i] : 0.0f;
  }
  return p[0] + 0.5f * f *
                  (p[1] - p[-1] +
                   f * (2.0f * p[-1] - 5.0f * p[0] + 4.0f * p[1] - p[2] +
                        f * (3.0f * (p[0] - p[1]) + p[2] - p[-1])));
}

float
dala_combs_leave(const float* const r, const uint32_t lags, const float a,
                 const float b)
{
  const float ra = between(r, lags, a);
  const float rb = between(r, lags, b);
  if (ra > DALA_COMBS_EXPLAINS || rb > DALA_COMBS_EXPLAINS || b - a < apart) {
    return 9.0f;
  }
  return 1.0f - ra - rb +
         0.5f * (between(r, lags, a + b) + between(r, lags, b - a));
}

bool
dala_combs_common(const float* const r, const uint32_t lags,
                  const uint32_t period, const float most)
{
  const float before = r[period - 1U];
  const float after  = r[period + 1U];
  const float bend   = before - 2.0f * r[period] + after;
  const float exact =
    (float)period + (bend < 0.0f ? 0.5f * (before - after) / bend : 0.0f);
  for (uint32_t i = 0; i < sizeof commons / sizeof commons[0]; i++) {
    const float b = exact / (float)commons[i][0];
    const float a = exact / (float)commons[i][1];
    if (a >= shortest && dala_combs_leave(r, lags, a, b) < most) {
      return true;
    }
  }
  return false;
}
