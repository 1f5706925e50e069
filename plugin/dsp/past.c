#include "plugin/dsp/past.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define TAPS DALA_PAST_TAPS
#define PHASES DALA_PAST_PHASES
#define CUTS DALA_PAST_CUTS
#define TABLE ((size_t)(PHASES + 1U) * TAPS) // of one cut
#define REACH 3U // frames to both sides, to search at once
#define LAGS (2U * REACH + 1U)

static const float longest_s    = 0.040f;
static const float usual_rate   = 48000.0f; // where REACH is as far as it takes
static const float least_window = 160.0f;   // frames, to compare

DalaStatus
dala_past_layout(DalaPast* const self, const DalaConfig* const cfg,
                 DalaArena* const arena)
{
  uint32_t frames = 64U;
  while ((double)frames < (double)longest_s * cfg->rate + 64.0) {
    frames *= 2U;
  }
  self->mask  = frames - 1U;
  self->steps = (uint32_t)ceilf((float)cfg->rate / usual_rate) - 1U;
  self->ring  = (float*)dala_arena_take(arena, 2U * frames, sizeof(float));
  self->taps  = (float*)dala_arena_take(arena, CUTS * TABLE, sizeof(float));
  return dala_arena_status(arena);
}

/// A windowed sinc that cuts at `edge` of half the rate.
static void
make_taps(float* const taps, const double edge)
{
  static const double pi = 3.14159265358979323846;
  for (uint32_t phase = 0; phase <= PHASES; phase++) {
    float* const row = taps + (size_t)phase * TAPS;
    double       sum = 0.0;
    for (uint32_t k = 0; k < TAPS; k++) {
      // Tap k reads a frame that is 8 - k frames before the middle
      const double t = 8.0 - (double)k - (double)phase / PHASES;
      const double window =
        0.42 + 0.5 * cos(2.0 * pi * t / TAPS) + 0.08 * cos(4.0 * pi * t / TAPS);
      const double x    = pi * edge * t;
      const double sinc = fabs(x) < 1e-9 ? 1.0 : sin(x) / x;
      row[k]            = (float)(fabs(t) <= 8.0 ? window * sinc : 0.0);
      sum += (double)row[k];
    }
    for (uint32_t k = 0; k < TAPS; k++) {
      row[k] = (float)((double)row[k] / sum);
    }
  }
}

void
dala_past_prepare(DalaPast* const self)
{
  make_taps(self->taps, 1.0);
  for (uint32_t cut = 1U; cut < CUTS; cut++) {
    make_taps(self->taps + cut * TABLE, 0.98 * exp2(-(double)cut / 12.0));
  }
  dala_past_reset(self);
}

void
dala_past_reset(DalaPast* const self)
{
  memset(self->ring, 0, 2U * (self->mask + 1U) * sizeof(float));
  self->write   = 0U;
  self->reading = self->taps;
}

void
dala_past_cut(DalaPast* const self, const float ratio)
{
  const float semitones = 12.0f * log2f(fmaxf(ratio, 1.0f)) + 0.5f;
  self->reading =
    self->taps + (size_t)fminf(semitones, (float)(CUTS - 1U)) * TABLE;
}

uint32_t
dala_past_write(DalaPast* const self, const float* const x, const uint32_t n)
{
  const uint32_t first = self->write;
  const uint32_t size  = self->mask + 1U;
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t at     = (first + i) & self->mask;
    self->ring[at]        = x[i];
    self->ring[at + size] = x[i];
  }
  self->write = (first + n) & self->mask;
  return first;
}

// ----------------------------------------------------------------- reading

/// By a cubic through four frames, as there are not yet 8 behind.
static float
read_near(const float* const now, const float delay)
{
  const float  whole = fmaxf(floorf(delay), 1.0f);
  const float  lag   = delay - whole; // -1..1, from b towards c
  const float* x     = now - (int32_t)whole;
  const float  a     = x[1];
  const float  b     = x[0];
  const float  c     = x[-1];
  const float  d     = x[-2];
  return a * (-lag * (lag - 1.0f) * (lag - 2.0f) / 6.0f) +
         b * ((lag + 1.0f) * (lag - 1.0f) * (lag - 2.0f) / 2.0f) +
         c * (-(lag + 1.0f) * lag * (lag - 2.0f) / 2.0f) +
         d * ((lag + 1.0f) * lag * (lag - 1.0f) / 6.0f);
}

/// Row `place` of the table, between its phases, on 16 values before x.
static float
weigh(const float* const taps, const float place, const float* const x)
{
  const uint32_t phase = (uint32_t)place;
  const float    share = place - (float)phase;
  const float*   row   = taps + (size_t)phase * TAPS;
  float          sum[8];
  for (uint32_t k = 0; k < 8U; k++) {
    const float low  = row[k] + share * (row[16U + k] - row[k]);
    const float high = row[8U + k] + share * (row[24U + k] - row[8U + k]);
    sum[k]           = low * x[k] + high * x[k + 8U];
  }
  return ((sum[0] + sum[4]) + (sum[2] + sum[6])) +
         ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

float
dala_past_read(const DalaPast* const self, const float* const now,
               const float delay)
{
  if (delay < 8.0f) {
    return read_near(now, delay);
  }
  const int32_t whole = (int32_t)delay;
  return weigh(self->reading, (delay - (float)whole) * (float)PHASES,
               now - whole - 8); // the oldest of 16
}

// --------------------------------------------------------------- comparing

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

/// Likeness of n frames and those a lag earlier, for each of `count` lags from
/// the longest, `far`, on.
static void
compare(const float* const here, const int32_t far, const uint32_t n,
        const uint32_t count, float* const like)
{
  const float* there  = here - far;
  float        energy = dot(there, there, n);
  for (uint32_t i = 0; i < count; i++, there++) {
    like[i] = dot(here, there, n) / sqrtf(fmaxf(energy, 0.0f) + 1e-20f);
    energy += there[n] * there[n] - there[0] * there[0];
  }
}

/// Where a parabola through three values, one apart, is highest: -0.5..0.5.
static float
summit(const float before, const float top, const float after)
{
  const float bend = before - 2.0f * top + after;
  return bend < 0.0f ? 0.5f * (before - after) / bend : 0.0f;
}

/// The likest of LAGS lags from `first` down.
static uint32_t
most_alike(const float* const here, const int32_t first, const uint32_t n,
           float* const like)
{
  uint32_t best = REACH;
  compare(here, first, n, LAGS, like);
  for (uint32_t i = 0; i < LAGS; i++) {
    best = like[i] > like[best] ? i : best;
  }
  return best;
}

/// Then the top lies beyond.
static bool
at_edge(const uint32_t best)
{
  return best == 0U || best == LAGS - 1U;
}

float
dala_past_measure(const DalaPast* const self, const float* const now,
                  const float delay, const float distance, const float window)
{
  static const float part = 0.25f;
  const uint32_t     room = self->mask + 1U;
  int32_t            lag  = (int32_t)(distance + 0.5f);
  const uint32_t     far  = (uint32_t)(delay + distance) + 4U * TAPS;
  uint32_t           n    = (uint32_t)fmaxf(window, least_window) & ~7U;
  if (far + n > room) {
    n = far < room ? (room - far) & ~7U : 0U;
  }
  const float* const here  = now - (int32_t)delay - (int32_t)n;
  int32_t            first = lag + (int32_t)REACH; // the lag at like[0]
  float              like[LAGS];
  uint32_t           best = most_alike(here, first, n, like);
  for (uint32_t i = 0; i < self->steps && at_edge(best); i++) {
    const int32_t step = best == 0U ? (int32_t)REACH : -(int32_t)REACH;
    if (lag + step <= (int32_t)(2U * REACH)) {
      break;
    }
    lag += step;
    first += step;
    best = most_alike(here, first, n, like);
  }
  if (at_edge(best)) {
    return distance;
  }
  float at = (float)best + summit(like[best - 1U], like[best], like[best + 1U]);
  if (lag >= (int32_t)(TAPS / 2U + REACH)) { // there is that much sound
    float         around[TAPS + 1U];
    float         three[3];
    const int32_t whole = (int32_t)(at - part) - 7;
    compare(here, first - whole, n, TAPS + 1U, around);
    for (uint32_t i = 0; i < 3U; i++) {
      const float place = at + part * ((float)i - 1.0f) - (float)whole - 7.0f;
      const float base  = floorf(place);
      // The table counts backwards: from the newer frame to the older
      three[i] = weigh(self->taps, (1.0f - (place - base)) * (float)PHASES,
                       around + (uint32_t)base);
    }
    at += part * summit(three[0], three[1], three[2]);
  }
  return (float)first - at;
}
