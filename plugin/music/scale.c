#include "plugin/music/scale.h"

#include <math.h>

/// Just cents of the twelve steps. The eighth of a tone between the two
/// values of the minor seventh is left to the player.
static const float just[12] = {
  0.0f,   112.0f, 204.0f, 316.0f, 386.0f, 498.0f,
  590.0f, 702.0f, 814.0f, 884.0f, 996.0f, 1088.0f
};

/// Steps of each scale as bits, tonic first.
static const uint16_t steps[DALA_N_SCALES] = {
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
steps_of(const uint32_t scale, const bool high)
{
  if (high && scale == DALA_SCALE_ADAI) {
    return steps[DALA_SCALE_DORIAN];
  }
  if (high && scale == DALA_SCALE_BALBYRAUYN) {
    return steps[DALA_SCALE_MIXOLYDIAN];
  }
  return steps[scale < DALA_N_SCALES ? scale : DALA_SCALE_CHROMATIC];
}

float
dala_scale_deviation(const uint32_t scale, const bool equal, const bool high,
                     const float cents)
{
  const uint32_t set  = steps_of(scale, high);
  const float    at   = cents - 1200.0f * floorf(cents / 1200.0f);
  float          best = 1200.0f;
  for (uint32_t i = 0; i <= 12U; i++) {
    const uint32_t step  = i % 12U;
    const float    tuned = equal ? 100.0f * (float)step : just[step];
    const float    off   = at - tuned - (i == 12U ? 1200.0f : 0.0f);
    if ((set >> step) & 1U && fabsf(off) < fabsf(best)) {
      best = off;
    }
  }
  return fminf(fmaxf(best, -600.0f), 600.0f);
}
