#include "plugin/dsp/shifter.h"

#include <math.h>
#include <string.h>

#define TAPS DALA_SHIFTER_TAPS
#define PHASES DALA_SHIFTER_PHASES

static const float nearest      = 10.0f;   // frames that the reader keeps away
static const float fade_share   = 0.6f;    // of a period, per jump
static const float longest_s    = 0.040f;  // of the past: delay, and to compare
static const float lag_max_s    = 0.0015f; // of a slide without a period
static const float way_out_s    = 0.005f;
static const float blind_s      = 0.005f; // the same, given up
static const float made_up      = 0.71f;  // of the level, 3 dB under it
static const float most_made_up = 8.0f;
static const float follow_s     = 0.015f;
static const float least_hz     = 100.0f;
static const float most_hz      = 4500.0f;

DalaStatus
dala_shifter_layout(DalaShifter* const self, const DalaConfig* const cfg,
                    DalaArena* const arena)
{
  uint32_t frames = 64U;
  while ((double)frames < (double)longest_s * cfg->rate + 64.0) {
    frames *= 2U;
  }
  self->mask = frames - 1U;
  self->ring = (float*)dala_arena_take(arena, 2U * frames, sizeof(float));
  self->taps =
    (float*)dala_arena_take(arena, (size_t)(PHASES + 1U) * TAPS, sizeof(float));
  return dala_arena_status(arena);
}

static void
make_taps(float* const taps)
{
  static const double pi = 3.14159265358979323846;
  for (uint32_t phase = 0; phase <= PHASES; phase++) {
    float* const row = taps + (size_t)phase * TAPS;
    double       sum = 0.0;
    for (uint32_t k = 0; k < TAPS; k++) {
      // Tap k reads a frame that is k - 7 frames before the middle
      const double t = (double)k - 7.0 - (double)phase / PHASES;
      const double window =
        0.42 + 0.5 * cos(2.0 * pi * t / TAPS) + 0.08 * cos(4.0 * pi * t / TAPS);
      const double sinc = fabs(t) < 1e-9 ? 1.0 : sin(pi * t) / (pi * t);
      row[k]            = (float)(fabs(t) <= 8.0 ? window * sinc : 0.0);
      sum += (double)row[k];
    }
    for (uint32_t k = 0; k < TAPS; k++) {
      row[k] = (float)((double)row[k] / sum);
    }
  }
}

void
dala_shifter_prepare(DalaShifter* const self, const DalaConfig* const cfg)
{
  self->rate   = (float)cfg->rate;
  self->follow = fminf(1.0f / (follow_s * self->rate), 1.0f);
  make_taps(self->taps);
  dala_shifter_reset(self);
}

void
dala_shifter_reset(DalaShifter* const self)
{
  memset(self->ring, 0, 2U * (self->mask + 1U) * sizeof(float));
  self->write = 0U;
  self->busy  = false;
  self->cents = 0.0f;
}

// ----------------------------------------------------------------- reading

/// The past, newest frame at [0], older ones at negative places.
static const float*
newest(const DalaShifter* const self, const uint32_t at)
{
  return self->ring + self->mask + 1U + (at & self->mask);
}

/// By a cubic through four frames, as there are not yet 8 behind.
static float
read_near(const float* const now, const float delay)
{
  const float  whole = fmaxf(floorf(delay), 1.0f);
  const float  t     = delay - whole; // -1..1
  const float* x     = now - (int32_t)whole;
  const float  a     = x[1];
  const float  b     = x[0];
  const float  c     = x[-1];
  const float  d     = x[-2];
  const float  lag   = t; // from b towards c
  return a * (-lag * (lag - 1.0f) * (lag - 2.0f) / 6.0f) +
         b * ((lag + 1.0f) * (lag - 1.0f) * (lag - 2.0f) / 2.0f) +
         c * (-(lag + 1.0f) * lag * (lag - 2.0f) / 2.0f) +
         d * ((lag + 1.0f) * lag * (lag - 1.0f) / 6.0f);
}

static float
read_at(const DalaShifter* const self, const float* const now,
        const float delay)
{
  if (delay < 8.0f) {
    return read_near(now, delay);
  }
  const float    whole = floorf(delay);
  const float    place = (delay - whole) * (float)PHASES;
  const uint32_t phase = (uint32_t)place;
  const float    share = place - (float)phase;
  const float*   row   = self->taps + (size_t)phase * TAPS;
  const float*   x     = now - (int32_t)whole - 8; // the oldest of 16
  float          sum[8];
  for (uint32_t k = 0; k < 8U; k++) {
    const float low  = row[15U - k] + share * (row[31U - k] - row[15U - k]);
    const float high = row[7U - k] + share * (row[23U - k] - row[7U - k]);
    sum[k]           = low * x[k] + high * x[k + 8U];
  }
  return ((sum[0] + sum[4]) + (sum[2] + sum[6])) +
         ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

// ------------------------------------------------------------------- jumps

static float
dot(const float* const a, const float* const b, const uint32_t n)
{
  float sum[8] = { 0.0f };
  for (uint32_t i = 0; i + 8U <= n; i += 8U) {
    for (uint32_t k = 0; k < 8U; k++) {
      sum[k] += a[i + k] * b[i + k];
    }
  }
  return ((sum[0] + sum[4]) + (sum[2] + sum[6])) +
         ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

/// The period around the reader: `distance` periods or so away lies the most
/// alike; returns that distance measured, in frames.
static float
measure(const DalaShifter* const self, const float* const now,
        const float delay, const float distance)
{
  const uint32_t room = self->mask + 1U;
  const int32_t  lag  = (int32_t)(distance + 0.5f);
  uint32_t       n    = (uint32_t)fmaxf(self->period, 160.0f) & ~7U;
  const uint32_t far  = (uint32_t)(delay + distance) + 16U;
  if (far + n > room) {
    n = far < room ? (room - far) & ~7U : 0U;
  }
  const float* const here = now - (int32_t)delay - (int32_t)n;
  float              like[7];
  uint32_t           best = 3U;
  for (uint32_t i = 0; i < 7U; i++) {
    const float* const there = here - lag - 3 + (int32_t)i;
    const float        norm  = dot(there, there, n) + 1e-20f;
    like[i]                  = dot(here, there, n) / sqrtf(norm);
  }
  for (uint32_t i = 0; i < 7U; i++) {
    best = like[i] > like[best] ? i : best;
  }
  if (best == 0U || best == 6U) {
    return distance;
  }
  const float bend = like[best - 1U] - 2.0f * like[best] + like[best + 1U];
  const float off =
    bend < 0.0f ? 0.5f * (like[best - 1U] - like[best + 1U]) / bend : 0.0f;
  return (float)lag + 3.0f - (float)best - off;
}

/// Take over from the reader at `from` at another place, over `frames`.
static void
jump(DalaShifter* const self, const float to, const float frames)
{
  self->from      = self->delay;
  self->delay     = to;
  self->fade      = 0.0f;
  self->fade_step = 1.0f / fmaxf(frames, 1.0f);
}

/// Whole periods that are at least `frames` long.
static float
whole_periods(const DalaShifter* const self, const float frames)
{
  return ceilf(frames / self->period) * self->period;
}

/// Keep the reader between where it can read and a period beyond.
static void
keep_near(DalaShifter* const self, const float* const now)
{
  const float period = self->period;
  const float way    = fade_share * period;
  const float least  = nearest + fmaxf(-self->ratio, 0.0f) * way;
  if (!(period > 0.0f) || self->fade < 1.0f) {
    return;
  }
  if (self->delay < least && self->ratio < 0.0f) {
    const float far = whole_periods(self, nearest);
    jump(self, self->delay + measure(self, now, self->delay, far), way);
  } else if (self->delay >= nearest + period && self->ratio > 0.0f) {
    const float near =
      floorf((self->delay - nearest) / period) * period; // back by as much
    const float to = self->delay - near;
    jump(self, self->delay - measure(self, now, to, near), way);
  }
}

// -------------------------------------------------------------------- ways

void
dala_shifter_start(DalaShifter* const self)
{
  if (self->busy) { // it goes on from where it is
    if (self->leaving) {
      self->leaving = false;
      self->from    = 0.0f;
      self->fade    = 1.0f - self->fade;
    }
    return;
  }
  self->busy    = true;
  self->leaving = false;
  self->entered = false;
  self->cents   = 0.0f;
  self->gain    = 1.0f;
  self->touch   = 0.0f;
  self->ratio = self->ratio_step = 0.0f;
  self->gain_now                 = 1.0f;
  self->touch_now                = 0.0f;
  self->whole = self->touched = 1e-9f;
  self->delay                 = 0.0f;
  self->from                  = 0.0f;
  self->fade                  = 1.0f;
}

void
dala_shifter_aim(DalaShifter* const self, const float cents, const float gain,
                 const float touch)
{
  self->cents = cents;
  self->gain  = gain;
  self->touch = touch;
}

static void
leave(DalaShifter* const self, const float frames)
{
  self->leaving   = true;
  self->fade      = 0.0f;
  self->fade_step = 1.0f / fmaxf(frames, 1.0f);
}

void
dala_shifter_stop(DalaShifter* const self)
{
  if (self->busy && !self->leaving) {
    leave(self, fmaxf(way_out_s * self->rate, self->period));
  }
}

void
dala_shifter_tick(DalaShifter* const self, const float hz)
{
  if (!self->busy) {
    return;
  }
  if (hz > 0.0f) {
    self->period = self->rate / fminf(fmaxf(hz, least_hz), most_hz);
  }
  const float ratio = 1.0f - exp2f(self->cents / 1200.0f);
  if (!self->entered) {
    self->ratio = self->period > 0.0f ? self->ratio : ratio;
  }
  self->ratio_step = (ratio - self->ratio) / (float)DALA_TICK;
  self->gain_step  = (self->gain - self->gain_now) / (float)DALA_TICK;
  self->touch_step = (self->touch - self->touch_now) / (float)DALA_TICK;
  if (!self->entered && self->period > 0.0f) {
    // From the wire to a period ago, which is in phase
    const float* const now = newest(self, self->write - 1U);
    const float        far = whole_periods(self, nearest);
    jump(self, measure(self, now, 0.0f, far), fmaxf(self->period, 48.0f));
  }
  self->entered = true;
  if (!(self->period > 0.0f) && !self->leaving &&
      self->delay > lag_max_s * self->rate) {
    leave(self, blind_s * self->rate);
  }
}

/// A raised cosine, nearly: 0..1 to 0..1.
static float
ease(const float x)
{
  return x * x * (3.0f - 2.0f * x);
}

static float
voice_at(DalaShifter* const self, const float* const now)
{
  float y = read_at(self, now, self->delay);
  if (self->leaving) {
    return y;
  }
  if (self->fade < 1.0f) {
    const float old =
      self->from > 0.0f ? read_at(self, now, self->from) : now[0];
    y = old + ease(self->fade) * (y - old);
  }
  return y;
}

/// y under the finger.
static float
touch(DalaShifter* const self, const float* const now, const float y)
{
  const float half = read_at(self, now, self->delay + 0.5f * self->period);
  const float even = 0.5f * (y + half);
  const float way  = self->follow;
  self->whole += way * (y * y - self->whole);
  self->touched += way * (even * even - self->touched);
  const float lost = sqrtf(self->whole / fmaxf(self->touched, 1e-12f));
  const float gain = fminf(fmaxf(made_up * lost, 1.0f), most_made_up);
  return y + self->touch_now * (gain * even - y);
}

static void
move(DalaShifter* const self)
{
  self->ratio += self->ratio_step;
  self->gain_now += self->gain_step;
  self->touch_now += self->touch_step;
  self->delay = fmaxf(self->delay + self->ratio, 0.0f);
  if (self->from > 0.0f) {
    self->from = fmaxf(self->from + self->ratio, nearest - 2.0f);
  }
  if (self->fade < 1.0f) {
    self->fade = fminf(self->fade + self->fade_step, 1.0f);
  }
}

void
dala_shifter_process(DalaShifter* const self, float* const x, const uint32_t n)
{
  const uint32_t size = self->mask + 1U;
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t at     = (self->write + i) & self->mask;
    self->ring[at]        = x[i];
    self->ring[at + size] = x[i];
  }
  const uint32_t first = self->write;
  self->write          = (self->write + n) & self->mask;
  for (uint32_t i = 0; i < n && self->busy; i++) {
    const float* const now = newest(self, first + i);
    move(self);
    if (!self->leaving) {
      keep_near(self, now);
    }
    float y = voice_at(self, now);
    if (self->touch_now > 0.0f && self->period > 0.0f) {
      y = touch(self, now, y);
    }
    y *= self->gain_now;
    if (self->leaving) {
      y += ease(self->fade) * (x[i] - y);
      self->busy = self->fade < 1.0f;
    }
    x[i] = self->busy ? y : x[i];
  }
}

bool
dala_shifter_healthy(const DalaShifter* const self)
{
  return !self->busy || (isfinite(self->delay) && isfinite(self->gain_now) &&
                         isfinite(self->touch_now) && isfinite(self->from));
}
