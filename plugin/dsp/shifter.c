#include "plugin/dsp/shifter.h"

#include <math.h>

static const float nearest      = 10.0f;   // frames that the reader keeps away
static const float fade_share   = 0.6f;    // of a period, per jump
static const float slack        = 4.0f;    // frames that a jump may be off by
static const float another      = 0.25f;   // of a period: it was another one
static const float believed_s   = 0.010f;  // once that is so long ago
static const float lag_max_s    = 0.0015f; // of a slide without a period
static const float way_out_s    = 0.005f;
static const float slide_first  = 0.7f;  // of a crossfade, on the way out
static const float far_off      = 0.2f;  // periods out of phase
static const float most_made_up = 8.0f;  // of what a touch takes
static const float touched_down = 0.71f; // a flageolet is softer
static const float made_up_to   = 4.0f;  // times the pitch, about
static const float follow_s     = 0.015f;
static const float shelf_hz     = 2500.0f;
static const float shelf_share  = 0.0014f; // per cent of shift
static const float shadow_hz    = 1200.0f;
static const float least_hz     = 100.0f;
static const float most_hz      = 4500.0f;

DalaStatus
dala_shifter_layout(DalaShifter* const self, const DalaConfig* const cfg,
                    DalaArena* const arena)
{
  return dala_past_layout(&self->past, cfg, arena);
}

/// Of a one-pole low-pass, per frame.
static float
way_of(const DalaShifter* const self, const float hz)
{
  return 1.0f - expf(-6.2831853f * hz / self->rate);
}

void
dala_shifter_prepare(DalaShifter* const self, const DalaConfig* const cfg)
{
  self->rate       = (float)cfg->rate;
  self->shelf.way  = way_of(self, shelf_hz);
  self->shadow.way = way_of(self, shadow_hz);
  self->follow     = fminf(1.0f / (follow_s * self->rate), 1.0f);
  dala_past_prepare(&self->past);
  dala_shifter_reset(self);
}

void
dala_shifter_reset(DalaShifter* const self)
{
  dala_past_reset(&self->past);
  self->busy  = false;
  self->cents = 0.0f;
}

/// fmaxf() is a call, and these are made for every frame.
static float
larger(const float a, const float b)
{
  return a > b ? a : b;
}

// ------------------------------------------------------------------- jumps

/// About `distance` away from the reader, the place that is in phase.
static float
measure(const DalaShifter* const self, const float* const now,
        const float delay, const float distance)
{
  return dala_past_measure(&self->past, now, delay, distance, self->period);
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

/// Keep the reader between where it can read and a period beyond. A shift up
/// goes there by itself, but not soon from where a note's first pitch, too low
/// by a few partials, has led.
static void
keep_near(DalaShifter* const self, const float* const now)
{
  const float period = self->period;
  if (!(period > 0.0f) || self->fade < 1.0f) {
    return;
  }
  const bool  down  = self->ratio > 0.0f;
  const float way   = fade_share * period;
  const float least = nearest + larger(-self->ratio, 0.0f) * way;
  const float far =
    period < nearest && !down ? whole_periods(self, nearest) : period;
  const float most = least + far + (down ? 0.0f : slack);
  if (self->delay < least && self->ratio < 0.0f) {
    jump(self, self->delay + measure(self, now, self->delay, far), way);
  } else if (self->delay >= most && (down || self->period_s >= believed_s)) {
    const float near =
      floorf((self->delay - least) / period) * period; // back by as much
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
      self->leaving  = false;
      self->wet      = fminf(self->wet, 1.0f);
      self->wet_step = -self->wet_step;
    }
    return;
  }
  self->busy      = true;
  self->leaving   = false;
  self->entered   = false;
  self->cents     = 0.0f;
  self->gain      = 1.0f;
  self->touch     = 0.0f;
  self->dark      = 0.0f;
  self->shelf.low = self->shelf.share = self->shelf.step = 0.0f;
  self->shadow.low = self->shadow.share = self->shadow.step = 0.0f;
  self->ratio = self->ratio_step = 0.0f;
  self->gain_now                 = 1.0f;
  self->touch_now                = 0.0f;
  self->whole = self->touched = 1e-9f;
  self->bottom[0] = self->bottom[1] = 0.0f;
  self->raise                       = 1.0f;
  self->period                      = 0.0f;
  self->period_s                    = 0.0f;
  self->delay                       = 0.0f;
  self->from                        = 0.0f;
  self->fade                        = 1.0f;
  self->wet                         = 1.0f;
  self->wet_step                    = 0.0f;
}

void
dala_shifter_aim(DalaShifter* const self, const float cents, const float gain,
                 const float touch, const float dark)
{
  self->cents = cents;
  self->gain  = gain;
  self->touch = touch;
  self->dark  = dark;
}

/// To the wire over `frames`, the reader moving by `slide` meanwhile.
static void
leave(DalaShifter* const self, const float frames, const float slide)
{
  self->leaving     = true;
  self->wet         = self->wet < 1.0f ? self->wet : 1.0f + slide_first;
  self->wet_step    = -self->wet / fmaxf(frames, 1.0f);
  self->ratio       = slide / fmaxf(frames, 1.0f);
  self->ratio_step  = 0.0f;
  self->gain_step   = 0.0f;
  self->touch_step  = 0.0f;
  self->shelf.step  = 0.0f;
  self->shadow.step = 0.0f;
}

void
dala_shifter_stop(DalaShifter* const self)
{
  const float* const now    = dala_past_at(&self->past, self->past.write - 1U);
  const float        least  = way_out_s * self->rate;
  const float        period = self->period;
  if (!self->busy || self->leaving) {
    return;
  }
  if (!(period > 0.0f)) { // nothing to be in phase with
    leave(self, least, 0.0f);
    return;
  }
  // It slides to where it is in phase; the further, the slower
  float goal = roundf(self->delay / period) * period;
  if (goal > nearest) {
    goal = measure(self, now, 0.0f, goal);
  }
  const float slide = goal - self->delay;
  const float far   = fminf(fabsf(slide) / (far_off * period), 1.0f);
  const float quick = fmaxf(least, period);
  leave(self, 0.95f * (1.0f + far) * quick, slide);
}

static void
aim_shade(DalaShade* const shade, const float share)
{
  shade->step = (share - shade->share) / (float)DALA_TICK;
}

void
dala_shifter_tick(DalaShifter* const self, const float hz)
{
  if (!self->busy || self->leaving) {
    return;
  }
  if (hz > 0.0f) {
    const float before = self->period;
    self->period       = self->rate / fminf(fmaxf(hz, least_hz), most_hz);
    self->period_s += (float)DALA_TICK / self->rate;
    if (fabsf(self->period - before) > another * before) {
      self->period_s = 0.0f;
    }
  }
  const float speed = exp2f(self->cents / 1200.0f);
  const float ratio = 1.0f - speed;
  dala_past_cut(&self->past, speed);
  if (!self->entered) {
    self->ratio = self->period > 0.0f ? self->ratio : ratio;
  }
  self->ratio_step = (ratio - self->ratio) / (float)DALA_TICK;
  self->gain_step  = (self->gain - self->gain_now) / (float)DALA_TICK;
  self->touch_step = (self->touch - self->touch_now) / (float)DALA_TICK;
  aim_shade(&self->shelf, fminf(fmaxf(shelf_share * self->cents, 0.0f), 1.0f));
  aim_shade(&self->shadow, self->dark);
  if (!self->entered && self->period > 0.0f) {
    // From the wire to a period ago, which is in phase
    const float* const now = dala_past_at(&self->past, self->past.write - 1U);
    const float        far = whole_periods(self, nearest);
    jump(self, measure(self, now, 0.0f, far), fmaxf(self->period, 48.0f));
  }
  self->entered = true;
  if (!(self->period > 0.0f) &&
      self->delay + fmaxf(ratio, 0.0f) * DALA_TICK > lag_max_s * self->rate) {
    leave(self, way_out_s * self->rate, 0.0f);
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
  float y = dala_past_read(&self->past, now, self->delay);
  if (self->fade < 1.0f) {
    const float old =
      self->from > 0.0f ? dala_past_read(&self->past, now, self->from) : now[0];
    y = old + ease(self->fade) * (y - old);
  }
  return y;
}

/// y under the finger.
static float
touch(DalaShifter* const self, const float* const now, const float y)
{
  const float half =
    dala_past_read(&self->past, now, self->delay + 0.5f * self->period);
  const float full =
    dala_past_read(&self->past, now, self->delay + self->period);
  const float even = 0.25f * (y + full) + 0.5f * half;
  const float down = fminf(6.2831853f * made_up_to / self->period, 1.0f);
  self->bottom[0] += down * (even - self->bottom[0]);
  self->bottom[1] += down * (self->bottom[0] - self->bottom[1]);
  const float bare = even + (self->raise - 1.0f) * self->bottom[1];
  const float unit = bare / self->raise;
  self->whole += self->follow * (y * y - self->whole);
  self->touched += self->follow * (unit * unit - self->touched);
  const float lost = sqrtf(self->whole / fmaxf(self->touched, 1e-12f));
  self->raise      = fminf(fmaxf(touched_down * lost, 1.0f), most_made_up);
  return y + self->touch_now * (bare - y);
}

static void
move(DalaShifter* const self)
{
  self->ratio += self->ratio_step;
  self->touch_now += self->touch_step;
  self->delay = larger(self->delay + self->ratio, 0.0f);
  if (self->from > 0.0f) {
    self->from = larger(self->from + self->ratio, nearest - 2.0f);
  }
  if (self->fade < 1.0f) {
    self->fade = -larger(-1.0f, -(self->fade + self->fade_step));
  }
}

static void
read_voice(DalaShifter* const self, const uint32_t first, float* const x,
           const uint32_t n)
{
  for (uint32_t i = 0; i < n; i++) {
    const float* const now = dala_past_at(&self->past, first + i);
    move(self);
    if (!self->leaving) {
      keep_near(self, now);
    }
    x[i] = voice_at(self, now);
    if (self->touch_now > 0.0f && self->period > 0.0f) {
      x[i] = touch(self, now, x[i]);
    }
  }
}

static void
shade(DalaShade* const self, float* const restrict x, const uint32_t n)
{
  float low   = self->low;
  float share = self->share;
  if (share == 0.0f && self->step == 0.0f) {
    self->low = x[n - 1U];
    return;
  }
  for (uint32_t i = 0; i < n; i++) {
    share += self->step;
    low += self->way * (x[i] - low);
    x[i] += share * (low - x[i]);
  }
  self->low   = low;
  self->share = share;
}

/// On the way between the wire and the voice; from where it is the wire on, it
/// is that exactly.
static void
mix(DalaShifter* const self, const uint32_t first, float* const x,
    const uint32_t n)
{
  for (uint32_t i = 0; i < n; i++) {
    const float dry = *dala_past_at(&self->past, first + i);
    self->wet       = larger(self->wet + self->wet_step, 0.0f);
    self->busy      = self->busy && self->wet > 0.0f;
    if (!self->busy) {
      x[i] = dry;
    } else if (self->wet < 1.0f) {
      x[i] = dry + ease(self->wet) * (x[i] - dry);
    }
  }
}

void
dala_shifter_process(DalaShifter* const self, float* const x, const uint32_t n)
{
  const uint32_t first = dala_past_write(&self->past, x, n);
  if (!self->busy || n == 0U) {
    return;
  }
  read_voice(self, first, x, n);
  shade(&self->shelf, x, n);
  shade(&self->shadow, x, n);
  for (uint32_t i = 0; i < n; i++) {
    self->gain_now += self->gain_step;
    x[i] *= self->gain_now;
  }
  if (self->wet_step != 0.0f) {
    mix(self, first, x, n);
  }
}

bool
dala_shifter_healthy(const DalaShifter* const self)
{
  return !self->busy || (isfinite(self->delay) && isfinite(self->gain_now) &&
                         isfinite(self->touch_now) && isfinite(self->from) &&
                         isfinite(self->shadow.low));
}
