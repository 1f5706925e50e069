#include "plugin/dsp/swing.h"

#include <math.h>
#include <string.h>

/// Of a push with the bow, s: between 6 and 15 ms.
#define RISE_S 0.010
/// Of a change of depth, s.
#define DEPTH_S 0.05
/// Brightness of a stroke falls back with this time constant, s.
#define OPEN_S 0.10
/// Time constant of the means, s: some bars.
#define SLOW_S 2.0

/// Means of the envelope and of its square over the patterns, to begin with.
#define USUAL_MEAN 0.3F
#define USUAL_POWER 0.13F

/// Strokes from this velocity on open the colour, fully at the loudest; up
/// strokes open it by a third.
#define OPEN_FROM 5.0F
#define OPEN_UP 0.33F

void
dala_swing_prepare(DalaSwing* const self, const double rate)
{
  const double ticks = rate / (double)DALA_TICK;
  self->rate         = (float)rate;
  self->rise         = (uint32_t)(RISE_S * rate);
  self->open_fall    = (float)exp(-1.0 / (OPEN_S * ticks));
  self->slow         = (float)(1.0 - exp(-1.0 / (SLOW_S * ticks)));
  dala_smooth_prepare(&self->reach, rate, DEPTH_S, 0.0F);
  memset(self->want, 0, sizeof self->want);
  memset(self->share, 0, sizeof self->share);
  dala_swing_reset(self);
}

void
dala_swing_reset(DalaSwing* const self)
{
  memset(self->strings, 0, sizeof self->strings);
  self->fresh     = true;
  self->base      = 1.0F;
  self->base_step = 0.0F;
  self->lift      = 0.0F;
  self->lift_step = 0.0F;
  self->open      = 0.0F;
  self->mean      = USUAL_MEAN;
  self->power     = USUAL_POWER;
}

void
dala_swing_set_string(DalaSwing* const self, const uint32_t string,
                      const float gain, const float pan)
{
  if (string >= DALA_SWING_STRINGS) {
    return;
  }
  self->want[0][string] = gain * gain * (1.0F - pan);
  self->want[1][string] = gain * gain * (1.0F + pan);
  for (uint32_t c = 0U; c < 2U; c++) {
    const float* const w   = self->want[c];
    const float        sum = w[0] + w[1] + w[2];
    for (uint32_t s = 0U; s < DALA_SWING_STRINGS; s++) {
      self->share[c][s] = sum > 0.0F ? w[s] / sum : 0.0F;
    }
  }
}

void
dala_swing_set_depth(DalaSwing* const self, const float depth_db)
{
  dala_smooth_set(&self->reach, exp2f(0.16609640F * depth_db) - 1.0F);
}

static bool
is_off(const DalaSwing* const self)
{
  return dala_smooth_rests_at(&self->reach, 0.0F) && self->reach.target == 0.0F;
}

static void
begin(DalaSwingString* const self, const float goal, const float fall,
      const float wait)
{
  self->goal    = goal;
  self->fall    = fall;
  self->wait    = (uint32_t)wait;
  self->pending = true;
}

void
dala_swing_stroke(DalaSwing* const self, const DalaStroke* const stroke)
{
  const float gain   = dala_stroke_gain(stroke);
  const float spread = stroke->spread_s * self->rate;
  const float fall   = expf(-1.0F / (stroke->decay_s * self->rate));
  float       wait   = 0.0F;
  for (uint32_t i = 0U; i < DALA_SWING_STRINGS; i++) {
    const uint32_t s = stroke->up ? DALA_SWING_STRINGS - 1U - i : i;
    if (self->want[0][s] + self->want[1][s] > 0.0F &&
        (s == 0U || !stroke->grace)) {
      begin(&self->strings[s], gain, fall, wait);
      wait += spread;
    }
  }
  const float accent =
    (stroke->velocity - OPEN_FROM) / (DALA_STROKE_LOUDEST - OPEN_FROM);
  const float open = accent + (stroke->up ? OPEN_UP : 0.0F);
  self->open       = fminf(fmaxf(self->open, open), 1.0F);
}

/// The envelope in the middle between the channels.
static float
level(const DalaSwing* const self)
{
  float sum = 0.0F;
  for (uint32_t s = 0U; s < DALA_SWING_STRINGS; s++) {
    sum +=
      0.5F * (self->share[0][s] + self->share[1][s]) * self->strings[s].now;
  }
  return sum;
}

void
dala_swing_tick(DalaSwing* const self)
{
  if (self->fresh) {
    dala_smooth_snap(&self->reach);
    self->fresh = false;
  }
  if (is_off(self)) {
    self->open = 0.0F;
    return;
  }
  const float now = level(self);
  self->mean += self->slow * (now - self->mean);
  self->power += self->slow * (now * now - self->power);
  self->open *= self->open_fall;
  dala_smooth_tick(&self->reach);
  const float k = self->reach.end;
  const float base =
    1.0F / sqrtf(1.0F + 2.0F * k * self->mean + k * k * self->power);
  self->base += self->base_step * (float)DALA_TICK;
  self->lift += self->lift_step * (float)DALA_TICK;
  self->base_step = (base - self->base) / (float)DALA_TICK;
  self->lift_step = (k * base - self->lift) / (float)DALA_TICK;
}

/// Frames until the envelope bends, at most n; begins a rise that is due.
static uint32_t
until_bend(DalaSwingString* const self, const uint32_t rise, const uint32_t n)
{
  if (self->pending && self->wait == 0U) {
    self->pending = false;
    self->rise    = rise;
    self->step    = fmaxf(self->goal - self->now, 0.0F) / (float)rise;
  }
  const uint32_t next = self->pending     ? self->wait
                        : self->rise > 0U ? self->rise
                                          : n;
  const uint32_t m = self->rise > 0U && self->rise < next ? self->rise : next;
  return m < n ? m : n;
}

/// The next n frames of the envelopes, in which none bends: all strings in one
/// loop, so that none waits for another.
static void
run_strings(DalaSwing* const self, float* const l, float* const r,
            const uint32_t n)
{
  DalaSwingString* const s = self->strings;
  float                  now[DALA_SWING_STRINGS];
  float                  step[DALA_SWING_STRINGS];
  float                  fall[DALA_SWING_STRINGS];
  for (uint32_t k = 0U; k < DALA_SWING_STRINGS; k++) {
    now[k]  = s[k].now;
    step[k] = s[k].rise > 0U ? s[k].step : 0.0F;
    fall[k] = s[k].rise > 0U ? 1.0F : s[k].fall;
  }
  for (uint32_t i = 0U; i < n; i++) {
    for (uint32_t k = 0U; k < DALA_SWING_STRINGS; k++) {
      now[k] = now[k] * fall[k] + step[k];
    }
    l[i] = self->share[0][0] * now[0] + self->share[0][1] * now[1] +
           self->share[0][2] * now[2];
    r[i] = self->share[1][0] * now[0] + self->share[1][1] * now[1] +
           self->share[1][2] * now[2];
  }
  for (uint32_t k = 0U; k < DALA_SWING_STRINGS; k++) {
    s[k].now = now[k];
    s[k].rise -= n < s[k].rise ? n : s[k].rise;
    s[k].wait -= n < s[k].wait ? n : s[k].wait;
  }
}

void
dala_swing_process(DalaSwing* const self, float* const l, float* const r,
                   const uint32_t frame, const uint32_t n)
{
  float    e[2][DALA_TICK];
  uint32_t done = 0U;
  if (is_off(self)) {
    return;
  }
  while (done < n) {
    uint32_t m = n - done;
    for (uint32_t s = 0U; s < DALA_SWING_STRINGS; s++) {
      m = until_bend(&self->strings[s], self->rise, m);
    }
    run_strings(self, e[0] + done, e[1] + done, m);
    done += m;
  }
  for (uint32_t i = 0U; i < n; i++) {
    const float at   = (float)(frame + i);
    const float base = self->base + self->base_step * at;
    const float lift = self->lift + self->lift_step * at;
    l[i] *= base + lift * e[0][i];
    r[i] *= base + lift * e[1][i];
  }
}

float
dala_swing_open(const DalaSwing* const self)
{
  return self->open;
}
