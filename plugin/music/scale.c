#include "plugin/music/scale.h"

#include <math.h>

/// Just cents of the twelve steps. The eighth of a tone between the two
/// values of the minor seventh is left to the player.
static const float just[12] = {
  0.0f,   112.0f, 204.0f, 316.0f, 386.0f, 498.0f,
  590.0f, 702.0f, 814.0f, 884.0f, 996.0f, 1088.0f
};

/// Steps of each scale as bits, tonic first.
static const uint16_t sets[DALA_N_SCALES] = {
  [DALA_SCALE_DO_PENTATONIC] = 0x295, // 0 2 4 7 9
  [DALA_SCALE_LA_PENTATONIC] = 0x4A9, // 0 3 5 7 10
  [DALA_SCALE_AEOLIAN]       = 0x5AD, // 0 2 3 5 7 8 10
  [DALA_SCALE_DORIAN]        = 0x6AD, // 0 2 3 5 7 9 10
  [DALA_SCALE_MIXOLYDIAN]    = 0x6B5, // 0 2 4 5 7 9 10
  [DALA_SCALE_IONIAN]        = 0xAB5, // 0 2 4 5 7 9 11
  [DALA_SCALE_ADAI]          = 0x5AD, // low
  [DALA_SCALE_BALBYRAUYN]    = 0xAB5, // low
  [DALA_SCALE_CHROMATIC]     = 0xFFF,
};

static uint32_t
set_of(const uint32_t scale, const bool high)
{
  if (high && scale == DALA_SCALE_ADAI) {
    return sets[DALA_SCALE_DORIAN];
  }
  if (high && scale == DALA_SCALE_BALBYRAUYN) {
    return sets[DALA_SCALE_MIXOLYDIAN];
  }
  return sets[scale < DALA_N_SCALES ? scale : DALA_SCALE_CHROMATIC];
}

static float
tuned(const uint32_t step, const bool equal)
{
  return equal ? 100.0f * (float)step : just[step];
}

/// The nearest degree, 0..12 (12: the tonic above), and how far off it is a
/// pitch 0..1200 above a tonic.
static uint32_t
nearest(const uint32_t set, const bool equal, const float at, float* const off)
{
  uint32_t degree = 0U;
  *off            = 1200.0f;
  for (uint32_t i = 0; i <= 12U; i++) {
    const float above =
      at - tuned(i % 12U, equal) - (i == 12U ? 1200.0f : 0.0f);
    if ((set >> i % 12U) & 1U && fabsf(above) < fabsf(*off)) {
      degree = i;
      *off   = above;
    }
  }
  return degree;
}

float
dala_scale_deviation(const uint32_t scale, const bool equal, const bool high,
                     const float cents)
{
  float       off = 0.0f;
  const float at  = cents - 1200.0f * floorf(cents / 1200.0f);
  nearest(set_of(scale, high), equal, at, &off);
  return fminf(fmaxf(off, -600.0f), 600.0f);
}

float
dala_scale_interval(const uint32_t scale, const bool equal, const bool high,
                    const float cents, const int32_t steps)
{
  static const float own  = 40.0f;
  float              off  = 0.0f;
  const float        at   = cents - 1200.0f * floorf(cents / 1200.0f);
  const uint32_t     set  = set_of(scale, high);
  const int32_t      way  = steps < 0 ? -1 : 1;
  const uint32_t     from = nearest(set, equal, at, &off);
  int32_t            to   = (int32_t)from + 12; // an octave up: never negative
  for (int32_t left = steps < 0 ? -steps : steps; left > 0 && left <= 12;) {
    to += way;
    left -= (set >> (uint32_t)(to + 144) % 12U) & 1U ? 1 : 0;
  }
  const int32_t octaves  = (to + 144) / 12 - 13;
  const float   distance = tuned((uint32_t)(to + 144) % 12U, equal) +
                         1200.0f * (float)octaves - tuned(from % 12U, equal) -
                         (from == 12U ? 1200.0f : 0.0f);
  return fabsf(off) > own ? distance - off : distance;
}
