#include "plugin/dsp/tone.h"

#include <math.h>
#include <string.h>

/// A steady stretch, s (the DSP notes: 43 ms), and what is kept, s: two slow
/// notes ago is too old to be "now".
#define STRETCH_S 0.045
#define KEPT_S 0.7

/// How old a stretch may be, part of what is kept: the rest is for measuring.
#define REACH 0.75F

/// Steady: lowest and highest pitch no more than 35 cents apart, so that most
/// of a vibrato passes; sure of its pitch; past the attack.
#define STEADY_RATIO 1.02F
#define STEADY_CONFIDENCE 0.8F
#define STEADY_NOTE_S 0.08F

#define WAIT_S 1.0

/// Under the loudest partial, no partial is taken for quieter: -70 dB.
#define FLOOR 3.0e-4F

/// Of the rate measured at: no partial above.
#define BAND 0.45F

#define TWO_PI 6.283185307179586

float
dala_tone_at(const DalaTone* const self, const float hz)
{
  const float at = hz / self->hz - 1.0F;
  if (self->count == 0U || at > (float)(self->count - 1U)) {
    return 0.0F;
  }
  if (at <= 0.0F) {
    return self->amp[0];
  }
  const uint32_t k    = (uint32_t)at;
  const uint32_t next = k + 1U < self->count ? k + 1U : k;
  return self->amp[k] * powf(self->amp[next] / self->amp[k], at - (float)k);
}

void
dala_tone_capture_layout(DalaToneCapture* const  self,
                         const DalaConfig* const cfg, DalaArena* const arena)
{
  self->rate     = (float)cfg->rate;
  self->ring_len = (uint32_t)(KEPT_S * cfg->rate);
  self->stretch  = (uint32_t)(STRETCH_S * cfg->rate / DALA_TICK) + 1U;
  self->wait     = (uint32_t)(WAIT_S * cfg->rate / DALA_TICK);
  self->stride   = cfg->rate > 88200.0 ? (uint32_t)(cfg->rate / 44100.0) : 1U;
  self->ring = (float*)dala_arena_take(arena, self->ring_len, sizeof(float));
}

void
dala_tone_capture_prepare(DalaToneCapture* const self)
{
  memset(self->ring, 0, self->ring_len * sizeof *self->ring);
  dala_tone_capture_reset(self);
}

void
dala_tone_capture_reset(DalaToneCapture* const self)
{
  self->write      = 0U;
  self->steady     = 0U;
  self->age        = 0U;
  self->hz         = 0.0F;
  self->waits      = 0U;
  self->measures   = false;
  self->tone.count = 0U;
}

void
dala_tone_capture_ask(DalaToneCapture* const self)
{
  self->waits = self->wait;
}

void
dala_tone_capture_process(DalaToneCapture* const self, const float* const x,
                          const uint32_t n)
{
  for (uint32_t i = 0U; i < n; i++) {
    self->ring[self->write] = x[i];
    self->write = self->write + 1U < self->ring_len ? self->write + 1U : 0U;
  }
}

/// Follow the stretch that passes; whole stretches are marked.
static void
mark(DalaToneCapture* const self, const DalaHeard* const heard)
{
  const float hz    = heard->f0_hz;
  const bool  joins = self->steady > 0U && hz <= STEADY_RATIO * self->low &&
                     hz * STEADY_RATIO >= self->high;
  const bool steady = hz > 0.0F && heard->confidence > STEADY_CONFIDENCE &&
                      heard->note_s > STEADY_NOTE_S && !heard->two_notes;
  self->age += DALA_TICK;
  if ((float)self->age > REACH * (float)self->ring_len) {
    self->hz = 0.0F;
  }
  if (!steady) {
    self->steady = 0U;
    return;
  }
  self->low    = joins ? fminf(self->low, hz) : hz;
  self->high   = joins ? fmaxf(self->high, hz) : hz;
  self->sum    = joins ? self->sum + hz : hz;
  self->steady = joins ? self->steady + 1U : 1U;
  if (self->steady >= self->stretch) {
    self->hz     = self->sum / (float)self->steady;
    self->age    = 0U;
    self->steady = 0U;
  }
}

/// Measure whole periods at the end of the newest stretch.
static void
begin(DalaToneCapture* const self)
{
  const float    period = self->rate / self->hz;
  const float    want   = (float)(self->stretch * DALA_TICK);
  const float    len    = floorf(want / period) * period;
  const uint32_t back   = self->age + (uint32_t)len;
  self->start =
    (self->write + self->ring_len - back % self->ring_len) % self->ring_len;
  self->points     = (uint32_t)(len / (float)self->stride);
  self->tone.hz    = self->hz;
  self->tone.count = 0U;
  self->measures   = true;
}

/// Amplitude of one partial, by a Hann window.
static float
measure(const DalaToneCapture* const self, const float hz)
{
  const double step = TWO_PI * (double)(hz / self->rate) * self->stride;
  const double hann = TWO_PI / (double)self->points;
  const float  c    = (float)cos(step);
  const float  s    = (float)sin(step);
  const float  wc   = (float)cos(hann);
  const float  ws   = (float)sin(hann);
  float        re   = 1.0F;
  float        im   = 0.0F;
  float        wr   = 1.0F;
  float        wi   = 0.0F;
  float        a    = 0.0F;
  float        b    = 0.0F;
  uint32_t     at   = self->start;
  for (uint32_t i = 0U; i < self->points; i++) {
    const float x = self->ring[at] * (1.0F - wr);
    a += x * re;
    b += x * im;
    const float next   = re * c - im * s;
    im                 = re * s + im * c;
    re                 = next;
    const float window = wr * wc - wi * ws;
    wi                 = wr * ws + wi * wc;
    wr                 = window;
    at += self->stride;
    at = at < self->ring_len ? at : at - self->ring_len;
  }
  return 2.0F * sqrtf(a * a + b * b) / (float)self->points;
}

/// All partials are measured: none quieter than the floor.
static bool
finish(DalaToneCapture* const self)
{
  DalaTone* const tone = &self->tone;
  float           most = 0.0F;
  for (uint32_t k = 0U; k < tone->count; k++) {
    most = fmaxf(most, tone->amp[k]);
  }
  for (uint32_t k = 0U; k < tone->count; k++) {
    tone->amp[k] = fmaxf(tone->amp[k], FLOOR * most);
  }
  self->measures = false;
  return most > 0.0F && isfinite(most);
}

bool
dala_tone_capture_tick(DalaToneCapture* const self,
                       const DalaHeard* const heard)
{
  mark(self, heard);
  if (self->measures) {
    DalaTone* const tone = &self->tone;
    const float     hz   = self->tone.hz * (float)(tone->count + 1U);
    const float     top  = BAND * self->rate / (float)self->stride;
    if (tone->count < DALA_TONE_PARTIALS && hz < top) {
      tone->amp[tone->count++] = measure(self, hz);
      return false;
    }
    return finish(self);
  }
  if (self->waits > 0U) {
    self->waits--;
    if (self->hz > 0.0F) {
      self->waits = 0U;
      begin(self);
    }
  }
  return false;
}
