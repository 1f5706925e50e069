#include "plugin/engine/echo.h"

#include "plugin/dsp/config.h"

#include <math.h>
#include <string.h>

#define LAGS DALA_ECHO_LAGS

static const double   span_s = 0.010;
static const uint32_t reach  = 6U; // spans: monitor, air, converters and levels
static const double   step_s = 1.0 / 1500.0; // the drone's lowest partials
static const double   measure_s = 0.8;
static const float    most      = 0.004f; // -24 dB: a stage that does not howl
static const float    margin = 2.5f;   // 4 dB: beats, and what a step lets slip
static const uint32_t forgotten = 12U; // measurements without a drone, 10 s
static const float    audible   = 1e-6f; // -60 dBFS: a drone that can come back
static const float    hush      = 1e-9f; // input that counts no more than this

void
dala_echo_prepare(DalaEcho* const self, const double rate)
{
  const double ticks = rate / DALA_TICK;
  self->span         = (uint32_t)(span_s * ticks) + 1U;
  self->step         = (uint32_t)fmax(step_s * ticks + 0.5, 1.0);
  self->whole        = (uint32_t)(measure_s * ticks / self->step) + 1U;
  dala_echo_reset(self);
}

void
dala_echo_reset(DalaEcho* const self)
{
  static const DalaEchoMean none = { 0.0f, 0.0f };
  self->ticks                    = 0U;
  self->sum[0]                   = 0.0f;
  self->sum[1]                   = 0.0f;
  memset(self->loudest, 0, sizeof self->loudest);
  self->waited  = 0U;
  self->input   = none;
  self->drone   = none;
  self->droning = false;
  self->at      = 0U;
  memset(self->past, 0, sizeof self->past);
  memset(self->measured, 0, sizeof self->measured);
  self->next     = 0U;
  self->silent   = 0U;
  self->coupling = 0.0f;
  self->steps    = 0U;
  self->sounded  = 0.0f;
  memset(self->cross, 0, sizeof self->cross);
  memset(self->energy, 0, sizeof self->energy);
}

void
dala_echo_hear(DalaEcho* const self, const float* const x, const uint32_t n)
{
  for (uint32_t i = 0; i < n; i++) {
    self->input.sum += x[i];
  }
}

void
dala_echo_drone(DalaEcho* const self, const float* const l,
                const float* const r, const float gain, const uint32_t n)
{
  for (uint32_t i = 0; i < n; i++) {
    self->drone.sum += gain * 0.5f * (l[i] + r[i]);
  }
}

void
dala_echo_own(DalaEcho* const self, const float* const l, const float* const r,
              const uint32_t n)
{
  for (uint32_t i = 0; i < n; i++) {
    self->sum[0] += l[i] * l[i];
    self->sum[1] += r[i] * r[i];
  }
}

static void
keep_loudest(DalaEcho* const self)
{
  const float  part = 1.0f / (float)DALA_TICK;
  float* const own  = self->loudest;
  own[0]            = fmaxf(own[0], part * fmaxf(self->sum[0], self->sum[1]));
  self->sum[0]      = 0.0f;
  self->sum[1]      = 0.0f;
  if (++self->ticks == self->span) {
    self->ticks = 0U;
    memmove(own + 1U, own, (DALA_ECHO_SPANS - 1U) * sizeof *own);
    own[0] = 0.0f;
  }
}

/// Take the mean over the step and the one before, and begin the next.
static float
take(DalaEchoMean* const mean, const uint32_t frames)
{
  const float both = (mean->sum + mean->before) / (2.0f * (float)frames);
  mean->before     = mean->sum;
  mean->sum        = 0.0f;
  return both;
}

/// The most of the drone, in power, that the input may hold at any lag.
static float
measure(const DalaEcho* const self)
{
  float enough = 0.0f;
  float found  = 0.0f;
  for (uint32_t k = 0; k < LAGS; k++) {
    enough = fmaxf(enough, 0.25f * self->energy[k]);
  }
  for (uint32_t k = 0; k < LAGS; k++) {
    if (self->energy[k] > enough) {
      const float share = self->cross[k] / self->energy[k];
      found             = fmaxf(found, share * share);
    }
  }
  return fminf(found, most);
}

static void
learn(DalaEcho* const self)
{
  if (self->sounded > audible * (float)self->whole) {
    self->measured[self->next % DALA_ECHO_MEASURES] = measure(self);
    self->next++;
    self->coupling = most;
    for (uint32_t k = 0; k < DALA_ECHO_MEASURES; k++) {
      self->coupling = fminf(self->coupling, self->measured[k]);
    }
    self->silent = 0U;
  } else if (++self->silent == forgotten) {
    memset(self->measured, 0, sizeof self->measured);
    self->coupling = 0.0f;
  }
  self->steps   = 0U;
  self->sounded = 0.0f;
  memset(self->cross, 0, sizeof self->cross);
  memset(self->energy, 0, sizeof self->energy);
}

static void
correlate(DalaEcho* const self, const float level)
{
  const uint32_t frames = self->step * DALA_TICK;
  const float    x      = take(&self->input, frames);
  const float    drone  = take(&self->drone, frames);
  self->at              = (self->at == 0U ? LAGS : self->at) - 1U;
  self->past[self->at] = self->past[self->at + LAGS] = drone;
  const float        weight                          = 1.0f / (level + hush);
  const float        by                              = weight * x;
  const float* const past                            = self->past + self->at;
  for (uint32_t k = 0; k < LAGS; k++) {
    self->cross[k] += by * past[k];
    self->energy[k] += weight * past[k] * past[k];
  }
  self->sounded += drone * drone;
  if (++self->steps == self->whole) {
    learn(self);
  }
}

/// A drone that sets in begins a span and a measurement, unless the present one
/// has some of it: how long nothing was there tells nothing.
static void
begin_with_drone(DalaEcho* const self)
{
  const bool was = self->droning;
  self->droning  = self->drone.sum != 0.0f || self->drone.before != 0.0f;
  if (self->droning && !was && self->sounded == 0.0f) {
    self->ticks  = 0U;
    self->waited = 0U;
    self->steps  = 0U;
    memset(self->cross, 0, sizeof self->cross);
    memset(self->energy, 0, sizeof self->energy);
  }
}

void
dala_echo_tick(DalaEcho* const self, const float level)
{
  begin_with_drone(self);
  keep_loudest(self);
  if (++self->waited == self->step) {
    self->waited = 0U;
    correlate(self, level);
  }
}

float
dala_echo_level(const DalaEcho* const self)
{
  float own = 0.0f;
  for (uint32_t i = 0; i < reach; i++) {
    own = fmaxf(own, self->loudest[i]);
  }
  return margin * self->coupling * own;
}
