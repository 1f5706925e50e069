#include "plugin/engine/touch.h"

#include "plugin/dsp/config.h"

#include <math.h>

static const double window_s = 0.010; // as the level
static const double slow_s   = 4.0;   // some phrases
static const double smooth_s = 0.060; // a bow does not change faster

// A level of -20 dBFS is a middling bow (engine/breath.c); what is softer
// than a pianissimo is no bow.
static const float middle_db   = -20.0f;
static const float softest_db  = -20.0f; // re middle
static const float loudest_db  = 6.0f;
static const float quiet_power = 1e-5f;

// Colour: a middling bow, and what a dB and an octave of brightness add
static const float middle     = 0.4f;
static const float per_db     = 0.015f;
static const float per_octave = 0.25f;

static float
share(const double rate, const double seconds)
{
  return (float)(1.0 - exp(-(double)DALA_TICK / (rate * seconds)));
}

static float
clamp(const float x, const float low, const float high)
{
  return fminf(fmaxf(x, low), high);
}

void
dala_touch_prepare(DalaTouch* const self, const double rate)
{
  self->keep   = 1.0f - share(rate, window_s);
  self->slow   = share(rate, slow_s);
  self->smooth = share(rate, smooth_s);
  dala_touch_reset(self);
}

void
dala_touch_reset(DalaTouch* const self)
{
  self->x1 = self->sum = self->steep = 0.0f;
  self->usual = self->pressure = 0.0f;
  self->ticks                  = 0U;
}

void
dala_touch_process(DalaTouch* const self, const float* const x,
                   const uint32_t n)
{
  float x1  = self->x1;
  float sum = self->sum;
  for (uint32_t i = 0; i < n; i++) {
    const float slope = x[i] - x1;
    x1                = x[i];
    sum += slope * slope;
  }
  self->x1  = x1;
  self->sum = sum;
}

float
dala_touch_tick(DalaTouch* const self, const float mean_square,
                const float follow)
{
  const float power = self->sum * (1.0f / (float)DALA_TICK);
  float       goal  = 0.0f;
  self->steep       = power + self->keep * (self->steep - power);
  self->sum         = 0.0f;
  if (mean_square > quiet_power) {
    const float octaves  = 0.5f * log2f(self->steep / mean_square + 1e-9f);
    const float way      = fmaxf(self->slow, 1.0f / (float)(self->ticks + 1U));
    const float level_db = 10.0f * log10f(mean_square) - middle_db;
    self->ticks += way > self->slow;
    self->usual += way * (octaves - self->usual);
    goal = per_db * clamp(level_db, softest_db, loudest_db) +
           per_octave * clamp(octaves - self->usual, -1.0f, 1.0f);
  }
  self->pressure += self->smooth * (goal - self->pressure);
  return clamp(middle + follow * self->pressure, 0.0f, 1.0f);
}
