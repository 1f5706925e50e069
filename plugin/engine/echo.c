#include "plugin/engine/echo.h"

#include "plugin/dsp/config.h"

#include <math.h>

static const double   span_s = 0.010;
static const uint32_t reach  = 6U; // spans: monitor, air, converters and levels
static const uint32_t late   = 3U; // spans: after them an echo has begun
static const double   forget_s = 30.0;   // time constant
static const float    assumed  = 0.004f; // -24 dB: a stage that does not howl
static const float    least    = 1e-8f;
static const float    margin  = 1.6f; // 2 dB: beats between echo and its source
static const float    audible = 1e-6f; // -60 dBFS: output that can come back

void
dala_echo_prepare(DalaEcho* const self, const double rate)
{
  self->span   = (uint32_t)(span_s * rate / DALA_TICK) + 1U;
  self->forget = (float)(1.0 + DALA_TICK / (forget_s * rate));
  dala_echo_reset(self);
}

void
dala_echo_reset(DalaEcho* const self)
{
  static const DalaEchoPeak none = { { 0.0f } };
  self->ticks                    = 0U;
  self->sum[0]                   = 0.0f;
  self->sum[1]                   = 0.0f;
  self->sum[2]                   = 0.0f;
  self->own                      = none;
  self->middle                   = none;
  self->heard                    = none;
  self->coupling                 = assumed;
}

void
dala_echo_own(DalaEcho* const self, const float* const l, const float* const r,
              const uint32_t n)
{
  for (uint32_t i = 0; i < n; i++) {
    self->sum[0] += l[i] * l[i];
    self->sum[1] += r[i] * r[i];
    const float m = 0.5f * (l[i] + r[i]);
    self->sum[2] += m * m;
  }
}

/// The loudest of some spans.
static float
peak(const DalaEchoPeak* const of, const uint32_t from, const uint32_t to)
{
  float most = 0.0f;
  for (uint32_t i = from; i < to; i++) {
    most = fmaxf(most, of->span[i]);
  }
  return most;
}

static void
turn(DalaEchoPeak* const of)
{
  for (uint32_t i = DALA_ECHO_SPANS - 1U; i > 0U; i--) {
    of->span[i] = of->span[i - 1U];
  }
  of->span[0] = 0.0f;
}

void
dala_echo_tick(DalaEcho* const self, const float level)
{
  const float part     = 1.0f / (float)DALA_TICK;
  const float own      = part * fmaxf(self->sum[0], self->sum[1]);
  const float middle   = part * self->sum[2];
  self->sum[0]         = 0.0f;
  self->sum[1]         = 0.0f;
  self->sum[2]         = 0.0f;
  self->own.span[0]    = fmaxf(self->own.span[0], own);
  self->middle.span[0] = fmaxf(self->middle.span[0], middle);
  self->heard.span[0]  = fmaxf(self->heard.span[0], level);
  self->coupling       = fminf(self->coupling * self->forget, assumed);
  self->ticks++;
  if (self->ticks < self->span) {
    return;
  }
  const float then = peak(&self->middle, late, DALA_ECHO_SPANS);
  if (then > audible) {
    const float ratio = peak(&self->heard, 0U, DALA_ECHO_SPANS) / then;
    self->coupling    = fmaxf(fminf(self->coupling, ratio), least);
  }
  self->ticks = 0U;
  turn(&self->own);
  turn(&self->middle);
  turn(&self->heard);
}

float
dala_echo_level(const DalaEcho* const self)
{
  return margin * self->coupling * peak(&self->own, 0U, reach);
}
