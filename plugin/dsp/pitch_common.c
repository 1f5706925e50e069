#include "plugin/dsp/pitch_common.h"

#include "plugin/dsp/pitch_peaks.h"

#include <math.h>
#include <stdint.h>

// Of notes up to A7 and down to where a common period may be
#define MOST_TIMES 12U
#define SHORTEST 6U ///< Lags; any sound correlates with less.

// Correlation of what is left, from which on it is another sound. 0.78 takes
// some low notes for two, 0.86 leaves a tenth of the mistakes in rooms that
// 0.82 takes away (measured 2026-11).
static const float other = 0.82f;

// How far to both sides of the longer period what is left is looked at, in
// steps, both as parts of it. A step in the middle counts as the period itself.
#define STEPS 6
static const float reach = 0.033f;
static const float still = 0.0125f;

// It has another period if it correlates so well there and so much better.
// Shares of what is left; 0.6 to 0.9 and 0.03 to 0.1 serve alike (measured
// 2026-11).
static const float clear  = 0.75f;
static const float better = 0.05f;

// A note beside the one that is held: what a comb of that leaves repeats so
// well, and nearly as well as at the common period. With common periods of two
// of the note held, too, rooms have as many mistakes as are mended (measured
// 2026-11).
#define MOST_LAGS 256U
static const float least_times = 3.0f;
static const float little      = 1e-3f; // of the power: nothing is left
static const float repeats     = 0.80f;
static const float nearly      = 0.10f;

static inline float
root(const DalaNcc* const ncc, const uint32_t lag)
{
  return dala_pitch_root(dala_ncc_slow(ncc, lag));
}

/// A cubic through a..d at -1, 0, 1 and 2.
static inline float
cubic(const float a, const float b, const float c, const float d, const float x)
{
  const float third = 3.0f * (b - c) + d - a;
  return b + 0.5f * x *
               (c - a + x * (2.0f * a - 5.0f * b + 4.0f * c - d + x * third));
}

/// Correlation between two lags.
static float
between(const DalaNcc* const ncc, const float lag)
{
  const float    place = fabsf(lag);
  const uint32_t at    = (uint32_t)place;
  return cubic(root(ncc, at == 0U ? 1U : at - 1U), root(ncc, at),
               root(ncc, at + 1U), root(ncc, at + 2U), place - (float)at);
}

/// The same of the slow products, which are not divided by any energy.
static float
product(const DalaNcc* const ncc, const float lag)
{
  const float* const c     = ncc->slow_c;
  const float        place = fabsf(lag);
  const uint32_t     at    = (uint32_t)place;
  return cubic(c[at == 0U ? 1U : at - 1U], c[at], c[at + 1U], c[at + 2U],
               place - (float)at);
}

/// Product of what a comb leaves with itself, a lag earlier.
static float
left(const DalaNcc* const ncc, const float comb, const float lag)
{
  return 2.0f * product(ncc, lag) - product(ncc, lag - comb) -
         product(ncc, lag + comb);
}

/// True if what a comb leaves, `all` in power, has a period beside `longer`.
static bool
repeats_beside(const DalaNcc* const ncc, const float comb, const float longer,
               const float all)
{
  const float farthest = longer * (1.0f + ((float)STEPS + 0.5f) * reach);
  if (farthest + comb + 2.0f > (float)(ncc->lags - 1U)) {
    return false;
  }
  const float here   = fmaxf(left(ncc, comb, longer),
                             fmaxf(left(ncc, comb, longer * (1.0f - still)),
                                   left(ncc, comb, longer * (1.0f + still))));
  const float enough = fmaxf(clear * all, here + better * all);
  if (enough > all) {
    return false;
  }
  for (int step = -STEPS; step <= STEPS; step++) {
    const float off = ((float)step + (step < 0 ? -0.5f : 0.5f)) * reach;
    if (step != 0 && left(ncc, comb, longer * (1.0f + off)) > enough) {
      return true;
    }
  }
  return false;
}

/// As left(), at whole lags, of a comb between `at` + 1 and `at` + 2.
static float
left_at(const float* const c, const uint32_t lag, const uint32_t at,
        const float w[4])
{
  float sum = 2.0f * c[lag];
  for (uint32_t k = 0U; k < 4U; k++) {
    const uint32_t comb = at + k;
    sum -= w[k] * (c[lag + comb] + c[lag > comb ? lag - comb : comb - lag]);
  }
  return sum;
}

/// The first top from `from` on that is `enough`, between the lags; 0 if none.
static float
first_top(const float* const r, const uint32_t from, const uint32_t last,
          const float enough)
{
  for (uint32_t t = from; t <= last; t++) {
    if (r[t] >= enough && r[t] >= r[t - 1U] && r[t] > r[t + 1U]) {
      const float bend = r[t - 1U] - 2.0f * r[t] + r[t + 1U];
      return (float)t + 0.5f * (r[t - 1U] - r[t + 1U]) / bend;
    }
  }
  return 0.0f;
}

float
dala_pitch_beside(const DalaNcc* const ncc, const float held,
                  const float longer, const uint32_t first)
{
  const float times = floorf(longer / held + 0.5f);
  if (times < least_times || !dala_pitch_within(longer, times * held, 1.03f)) {
    return 0.0f;
  }
  const uint32_t at   = (uint32_t)held - 1U;
  const float    part = held - floorf(held);
  const float    w[4] = { cubic(1.0f, 0.0f, 0.0f, 0.0f, part),
                          cubic(0.0f, 1.0f, 0.0f, 0.0f, part),
                          cubic(0.0f, 0.0f, 1.0f, 0.0f, part),
                          cubic(0.0f, 0.0f, 0.0f, 1.0f, part) };
  const float    all  = left_at(ncc->slow_c, 0U, at, w);
  const uint32_t end  = (uint32_t)fminf(fminf(1.02f * longer, MOST_LAGS - 1.0f),
                                        (float)ncc->lags - held - 4.0f);
  if (all <= little * ncc->slow_c[0] || end < first + 2U) {
    return 0.0f;
  }
  float r[MOST_LAGS];
  for (uint32_t t = first - 1U; t <= end; t++) {
    r[t] = left_at(ncc->slow_c, t, at, w) /
           (all * sqrtf(ncc->slow_e[t] / ncc->slow_e[0]) + 1e-30f);
  }
  uint32_t from = first;
  while (from < end && r[from] >= r[from + 1U]) {
    from++;
  }
  float best = 0.0f;
  for (uint32_t t = from; t <= end; t++) {
    best = fmaxf(best, r[t]);
  }
  return first_top(r, from, (uint32_t)fminf(0.9f * longer, (float)end - 1.0f),
                   fmaxf(repeats, best - nearly));
}

bool
dala_pitch_is_common(const DalaNcc* const ncc, const float shorter,
                     const float longer, const float settled)
{
  const uint32_t times = (uint32_t)(longer / shorter + 0.5f);
  if (times < 2U || times > MOST_TIMES ||
      !dala_pitch_within(longer, (float)times * shorter, 1.03f)) {
    return false;
  }
  // x[n] - x[n - comb] correlates as 2 r(t) - r(t - comb) - r(t + comb)
  const float    comb = longer / (float)times;
  const float    all  = 2.0f - 2.0f * between(ncc, comb);
  const uint32_t most =
    (uint32_t)fminf((float)MOST_TIMES, longer / (float)SHORTEST);
  for (uint32_t parts = 2U; parts <= most; parts++) {
    const float lag = longer / (float)parts;
    if (times % parts != 0U && 2.0f * between(ncc, lag) -
                                   between(ncc, lag - comb) -
                                   between(ncc, lag + comb) >
                                 other * all) {
      return true;
    }
  }
  const float scale = sqrtf(ncc->slow_e[0] * ncc->slow_e[(uint32_t)longer]);
  return times <= 3U &&
         (dala_pitch_within(longer, settled, 1.03f) ||
          dala_pitch_within(shorter, settled, 1.03f)) &&
         repeats_beside(ncc, comb, longer, all * scale);
}
