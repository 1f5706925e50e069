#include "plugin/dsp/pitch_peaks.h"

#include "plugin/dsp/pitch_common.h"

#include <math.h>
#include <stddef.h>

// Where no source is given: the middle of what served equally well on
// recordings of notes, rooms and sampled phrases (measured 2026-11).

static const float favour   = 0.034f; // DSP notes say 0.04
static const float semitone = 1.0594631f;

/// A lag wins over a longer one if 1 - height <= slack (1 - longer) + base.
typedef struct {
  float slack;
  float base;
} Margin;

static const Margin low_margin    = { 7.0f, 0.075f };  // over no violin's note
static const Margin octave_margin = { 1.84f, 0.04f };  // weak fundamentals: G3
static const Margin far_margin    = { 3.35f, 0.058f }; // over its 3rd or more
static const Margin other_margin  = { 1.07f, 0.01f };  // over no multiple

// Longest multiples that a period is measured on, and the window there. The
// first two trade delay against evenness, 1 ms each way makes 0.1 cent.
static const float climb_s    = 0.0070f;
static const float multiple_s = 0.0025f;
static const float window_s   = 0.0070f;

/// Offset of the top of the parabola through a, b, c from b; 0 if it is none.
static inline float
top_offset(const float a, const float b, const float c)
{
  const float bend = a - 2.0f * b + c;
  return bend < 0.0f ? 0.5f * (a - c) / bend : 0.0f;
}

static inline DalaPitchPeak
top_of(const float* const r2, const uint32_t lag)
{
  const float         a      = dala_pitch_root(r2[lag - 1U]);
  const float         b      = dala_pitch_root(r2[lag]);
  const float         c      = dala_pitch_root(r2[lag + 1U]);
  const float         off    = fminf(fmaxf(top_offset(a, b, c), -0.5f), 0.5f);
  const float         height = fminf(b - 0.25f * (a - c) * off, 1.0f);
  const DalaPitchPeak top    = { (float)lag + off, height, height };
  return top;
}

/// The first top from `lag` on, or one that lies over `last`.
static uint32_t
next_top(const DalaNcc* const ncc, const uint32_t lag, const uint32_t last)
{
  const float* const r2 = ncc->fast;
  uint32_t           t  = lag;
  while (t <= last &&
         !(r2[t] > ncc->least && r2[t] >= r2[t - 1U] && r2[t] > r2[t + 1U])) {
    t++;
    while (t % 8U == 0U && t <= last && ncc->tops[t / 8U] == 0U) {
      t += 8U;
    }
  }
  return t;
}

uint32_t
dala_pitch_peaks(const DalaNcc* const ncc, const DalaPitchRange* const range,
                 const float held, DalaPitchPeak* const peaks)
{
  const float* const r2    = ncc->fast;
  uint32_t           count = 0U;
  uint32_t           first = range->first;
  while (first < range->last && r2[first] > r2[first + 1U]) {
    first++;
  }
  for (uint32_t t = next_top(ncc, first, range->last);
       t <= range->last && count < DALA_PITCH_CANDIDATES;
       t = next_top(ncc, t + 1U, range->last)) {
    DalaPitchPeak top = top_of(r2, t);
    if (held > 0.0f && dala_pitch_within(top.lag, held, semitone)) {
      top.height += favour;
    }
    peaks[count++] = top;
  }
  return count;
}

/// True if the shorter lag is the pitch rather than the longer.
static bool
wins(const DalaPitchPeak* const shorter, const DalaPitchPeak* const longer,
     const DalaPitchRange* const range)
{
  const float times = floorf(longer->lag / shorter->lag + 0.5f);
  const bool  multiple =
    times >= 2.0f &&
    dala_pitch_within(longer->lag, times * shorter->lag, 1.03f);
  const Margin* margin = &other_margin;
  if (longer->lag > range->low) {
    margin = &low_margin;
  } else if (multiple) {
    margin = times < 2.5f ? &octave_margin : &far_margin;
  }
  const float lack = 1.0f - fminf(longer->height, 1.0f);
  return 1.0f - shorter->height <= margin->slack * lack + margin->base;
}

/// The shortest of the candidates in `left`, a bit each, that wins over all
/// longer ones; `count` if there is none.
static uint32_t
shortest(const DalaPitchPeak* const peaks, const uint32_t count,
         const uint32_t left, const DalaPitchRange* const range)
{
  for (uint32_t i = 0; i < count; i++) {
    bool best = (left >> i & 1U) != 0U;
    for (uint32_t j = i + 1U; j < count && best; j++) {
      best = (left >> j & 1U) == 0U || wins(&peaks[i], &peaks[j], range);
    }
    if (best) {
      return i;
    }
  }
  return count;
}

const DalaPitchPeak*
dala_pitch_choose(const DalaNcc* const ncc, const DalaPitchPeak* const peaks,
                  const uint32_t count, const DalaPitchRange* const range,
                  const float settled)
{
  uint32_t left = (1U << count) - 1U;
  for (;;) {
    const uint32_t best = shortest(peaks, count, left, range);
    if (best == count) {
      return NULL;
    }
    bool common = false;
    for (uint32_t i = 0; i < best && !common; i++) {
      common =
        (left >> i & 1U) != 0U &&
        dala_pitch_is_common(ncc, peaks[i].lag, peaks[best].lag, settled);
    }
    if (!common) {
      return &peaks[best];
    }
    left &= ~(1U << best);
  }
}

float
dala_pitch_height(const DalaNcc* const ncc, const float lag)
{
  const float* const r2 = ncc->fast;
  const uint32_t     at = (uint32_t)lag;
  return dala_pitch_root(r2[at] > r2[at + 1U] ? r2[at] : r2[at + 1U]);
}

float
dala_pitch_slow_height(const DalaNcc* const ncc, const float lag)
{
  const uint32_t at = (uint32_t)lag;
  const float    a  = dala_ncc_slow(ncc, at);
  const float    b  = dala_ncc_slow(ncc, at + 1U);
  return dala_pitch_root(a > b ? a : b);
}

/// The top near `guess`.
static DalaPitchPeak
climb(const float* const r2, const float guess)
{
  uint32_t at = (uint32_t)(guess + 0.5f);
  if (r2[at + 1U] > r2[at]) {
    at++;
  } else if (r2[at - 1U] > r2[at]) {
    at--;
  }
  return top_of(r2, at);
}

/// From multiple to multiple, each found by the one before.
static float
sharpen(const DalaNcc* const ncc, const float lag, const float limit)
{
  const float most   = floorf(limit / lag);
  const float height = dala_pitch_height(ncc, lag);
  float       period = lag;
  float       times  = 1.0f;
  while (times < most) {
    const float         next  = fminf(2.0f * times + 1.0f, most);
    const float         guess = next * period;
    const DalaPitchPeak top   = climb(ncc->fast, guess);
    if (top.height < 0.9f * height || fabsf(top.lag - guess) > 0.25f * period) {
      break;
    }
    period = top.lag / next;
    times  = next;
  }
  return period;
}

/// Correlation at a lag over a window of so many blocks.
static float
correlate(const DalaNcc* const ncc, const uint32_t lag, const uint32_t blocks)
{
  float    c   = 0.0f;
  float    e   = 0.0f;
  float    e0  = 0.0f;
  uint32_t row = ncc->head;
  for (uint32_t b = 0U; b < blocks; b++) {
    c += ncc->ring[row * ncc->lags + lag];
    e += ncc->energy[lag + b * DALA_NCC_BLOCK];
    e0 += ncc->energy[b * DALA_NCC_BLOCK];
    row = row == 0U ? DALA_NCC_MAX_BLOCKS - 1U : row - 1U;
  }
  return c / sqrtf(e * e0 + 1e-30f);
}

float
dala_pitch_measure(const DalaNcc* const ncc, const DalaPitchRange* const range,
                   const float lag, const float rate)
{
  const float    last   = (float)range->last - 2.0f;
  const float    rough  = sharpen(ncc, lag, fminf(climb_s * rate, last));
  const float    limit  = fminf(multiple_s * rate, last);
  const float    times  = fmaxf(floorf(limit / rough), 1.0f);
  const uint32_t at     = (uint32_t)(times * rough + 0.5f);
  const uint32_t blocks = (uint32_t)fminf(
    ceilf(window_s * rate / (float)DALA_NCC_BLOCK), (float)DALA_NCC_MAX_BLOCKS);
  const float off =
    top_offset(correlate(ncc, at - 1U, blocks), correlate(ncc, at, blocks),
               correlate(ncc, at + 1U, blocks));
  return off == 0.0f || fabsf(off) > 1.5f ? rough : ((float)at + off) / times;
}

float
dala_pitch_lasting(const DalaNcc* const ncc, const DalaPitchRange* const range,
                   const float lag, const uint32_t blocks)
{
  const uint32_t last = range->last;
  uint32_t       at   = (uint32_t)fminf(lag + 0.5f, (float)last - 1.0f);
  float          a    = correlate(ncc, at - 1U, blocks);
  float          b    = correlate(ncc, at, blocks);
  float          c    = correlate(ncc, at + 1U, blocks);
  for (int i = 0; i < 2 && c > b && at < last; i++) {
    a = b;
    b = c;
    c = correlate(ncc, ++at + 1U, blocks);
  }
  for (int i = 0; i < 2 && a > b && at > range->first; i++) {
    c = b;
    b = a;
    a = correlate(ncc, --at - 1U, blocks);
  }
  const float off = fminf(fmaxf(top_offset(a, b, c), -0.5f), 0.5f);
  return fminf(b - 0.25f * (a - c) * off, 1.0f);
}
