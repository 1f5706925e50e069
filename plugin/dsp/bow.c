#include "plugin/dsp/bow.h"

#include <math.h>
#include <string.h>

/// Loss of a round trip at low frequencies. Together T60 is about 105
/// periods, 0.7 s at D3: horsehair decays in 0.15 to 0.5 s when plucked, and
/// more loss than this lets the slip double at low force (measured).
#define LOSS_BRIDGE 0.95f
#define LOSS_NUT 0.985f

/// Variance of both loss filters together, s^2: about the three-tap filters of
/// 0.12 and 0.02 usual for violins at 48 kHz and a third more, for the rounder
/// corner of horsehair. Below THICK_HZ it grows with the period, as thicker
/// bundles lose more. With less of it at high pitch a sharp corner ties the
/// period to whole frames, 3 cents off at 1 kHz (measured).
#define LOSS_VARIANCE (0.375f / (48000.0f * 48000.0f))
#define THICK_HZ 146.83f

/// Part of it at the bridge, and the most that both filters can do, frames^2.
#define LOSS_PART_BRIDGE (2.0f / 3.0f)
#define LOSS_VARIANCE_MAX 1.5f

/// Frames to the middle of the bridge filter, and of the nut's before the
/// fraction; the fraction itself lies in 1..2.
#define BRIDGE_MIDDLE 2U
#define NUT_MIDDLE 1.0f

/// Half the width of the rounded corner of the first state, in periods.
#define CORNER 0.02f

/// Mean of the friction over a period as a part of bow force (measured at
/// F / v 3 to 8, 33 to 990 Hz: 0.37 to 0.44).
#define MEAN_FRICTION 0.4f

/// Output level against that of an ideal sawtooth (measured, as above).
#define LEVEL_OF_IDEAL 0.945f

static uint32_t
ring_size(const double rate)
{
  return (uint32_t)(rate / (double)DALA_BOW_MIN_HZ) + DALA_BOWED_SLACK;
}

void
dala_bow_layout(DalaBowedString* const string, const double rate,
                DalaArena* const arena)
{
  const size_t frames = ring_size(rate) + DALA_BOWED_EXTRA;
  string->size        = ring_size(rate);
  string->to_bridge =
    (float*)dala_arena_take(arena, frames, sizeof *string->to_bridge);
  string->to_nut =
    (float*)dala_arena_take(arena, frames, sizeof *string->to_nut);
}

void
dala_bow_prepare(DalaBowedString* const string)
{
  const size_t bytes = (string->size + DALA_BOWED_EXTRA) * sizeof(float);
  memset(string->to_bridge, 0, bytes);
  memset(string->to_nut, 0, bytes);
}

static float
clamp(const float x, const float lo, const float hi)
{
  return x < lo ? lo : x > hi ? hi : x;
}

// Two cascaded three-tap filters of a quarter of the variance each
static void
set_bridge_taps(float* const taps, const float variance)
{
  const float g = 0.25f * variance;
  const float m = 1.0f - 2.0f * g;
  taps[0]       = -LOSS_BRIDGE * (g * g);
  taps[1]       = -LOSS_BRIDGE * (2.0f * g * m);
  taps[2]       = -LOSS_BRIDGE * (m * m + 2.0f * g * g);
}

// A three-tap filter and third-order Lagrange at delay d, 1 <= d <= 2
static void
set_nut_taps(float* const taps, const float variance, const float d)
{
  const float g    = 0.5f * variance;
  const float m    = 1.0f - 2.0f * g;
  const float d1   = d - 1.0f;
  const float d2   = d - 2.0f;
  const float d3   = d - 3.0f;
  const float h[4] = { -d1 * d2 * d3 / 6.0f, d * d2 * d3 * 0.5f,
                       -d * d1 * d3 * 0.5f, d * d1 * d2 / 6.0f };
  taps[0]          = -LOSS_NUT * (g * h[0]);
  taps[1]          = -LOSS_NUT * (m * h[0] + g * h[1]);
  taps[2]          = -LOSS_NUT * (g * h[0] + m * h[1] + g * h[2]);
  taps[3]          = -LOSS_NUT * (g * h[1] + m * h[2] + g * h[3]);
  taps[4]          = -LOSS_NUT * (g * h[2] + m * h[3]);
  taps[5]          = -LOSS_NUT * (g * h[3]);
}

void
dala_bow_start(DalaBow* const self, DalaBowedString* const string,
               const double rate, const uint32_t over, const float hz)
{
  const float at       = clamp(hz, DALA_BOW_MIN_HZ, DALA_BOW_MAX_HZ);
  self->string         = string;
  self->rate           = (float)(rate * (double)over);
  self->filled         = 0U;
  const float thick    = at < THICK_HZ ? THICK_HZ / at : 1.0f;
  const float variance = clamp(
    LOSS_VARIANCE * thick * (self->rate * self->rate), 0.0f, LOSS_VARIANCE_MAX);
  const float segment = DALA_BOW_BETA * self->rate / at + 0.5f;
  const float least   = (float)(BRIDGE_MIDDLE + 1U);
  self->loss          = (1.0f - LOSS_PART_BRIDGE) * variance;
  self->over          = over;
  string->pos         = 0U;
  string->delay_bridge =
    (uint32_t)(segment > least ? segment : least) - BRIDGE_MIDDLE;
  set_bridge_taps(string->tap_bridge, LOSS_PART_BRIDGE * variance);
  memset(string->wave, 0, sizeof string->wave);
  dala_bow_tune(self, at);
}

void
dala_bow_tune(DalaBow* const self, const float hz)
{
  DalaBowedString* const s = self->string;
  const float            lowest =
    (float)(2U * s->delay_bridge + BRIDGE_MIDDLE) + NUT_MIDDLE + 2.0f;
  const float period =
    clamp(self->rate / hz, lowest, (float)(s->size - DALA_BOWED_SLACK));
  const float rest =
    period - (float)(s->delay_bridge + BRIDGE_MIDDLE) - NUT_MIDDLE;
  s->delay_nut = (uint32_t)rest - 1U;
  self->period = period;
  set_nut_taps(s->tap_nut, self->loss, rest - (float)s->delay_nut);
}

// Helmholtz wave from the bridge, +-1/2, at x >= 0 periods: falls, then jumps
static inline float
helmholtz(const float x)
{
  const float steep = (0.5f - CORNER) / CORNER;
  const float part  = x - (float)(int32_t)x;
  const float fall  = 0.5f - part;
  const float rise  = part * steep;
  const float last  = (part - 1.0f) * steep;
  const float y     = fall < rise ? fall : rise;
  return y > last ? y : last;
}

static float
share_from_bridge(void)
{
  return -LOSS_BRIDGE * (1.0f - LOSS_NUT) / (1.0f - LOSS_BRIDGE * LOSS_NUT);
}

bool
dala_bow_fill(DalaBow* const self, const float force, const uint32_t frames)
{
  DalaBowedString* const s    = self->string;
  const uint32_t         need = s->delay_nut + DALA_BOWED_TAPS + 1U;
  const uint32_t         left = need - self->filled;
  const uint32_t         n    = left < frames ? left : frames;
  const float            step = 1.0f / self->period;
  const float    segment      = (float)(s->delay_bridge + BRIDGE_MIDDLE) * step;
  const float    amplitude    = DALA_BOW_SPEED / segment;
  const float    push         = MEAN_FRICTION * force;
  const float    mean_a       = share_from_bridge() * push;
  const float    mean_b       = -LOSS_NUT * (mean_a + push);
  const uint32_t start        = s->size - need + self->filled;
  const float    back         = 2.5f - (float)left * step;
  float* const   bridge       = s->to_bridge + start;
  float* const   nut          = s->to_nut + start;
  for (uint32_t i = 0U; i < n; i++) {
    const float x = back + (float)(int32_t)i * step;
    bridge[i]     = mean_b + push - amplitude * helmholtz(x + segment);
    nut[i]        = mean_a + push + amplitude * helmholtz(x);
  }
  self->filled += n;
  return self->filled == need;
}

float
dala_bow_mean(const float force)
{
  return share_from_bridge() * (MEAN_FRICTION * force);
}

float
dala_bow_rms(const DalaBow* const self)
{
  const float segment =
    (float)(self->string->delay_bridge + BRIDGE_MIDDLE) / self->period;
  return LEVEL_OF_IDEAL * DALA_BOW_SPEED / (segment * 3.4641016f);
}
