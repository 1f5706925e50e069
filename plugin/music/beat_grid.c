#include "plugin/music/beat_grid.h"

#include <math.h>

// A hand is 8 ms off, ears as much, and the first note of a slide more
static const float spread_s   = 0.014f;
static const float near_lines = 3.0f; // spreads from a line: is on it
static const float astray     = 0.1f; // of the notes are on no grid
static const float root_2pi   = 2.5066283f;

static const uint32_t least_notes = 5U;
static const float    least_beats = 2.5f; // three, if one end was not heard

// What a like neighbour is worth, and the one after it, against a factor of e
// in how well notes are explained; three to a beat; and a tempo an octave
// from the middle of what the steppe plays
static const float likeness = 0.2f;
static const float likewise = 0.3f;
static const float by_three = 0.45f;
static const float strange  = 1.9f;
static const float usual_s  = 0.505f; // 119 BPM: the middle of 84 to 168

// Where the beat is: what it is worth that a beat has a note there, that a
// long wait follows, and that the tune began there
static const float wait_worth  = 0.45f;
static const float first_worth = 0.85f;

/// Lines of the grid that notes lie on; bit k: k lines before the newest note.
typedef uint64_t Lines;

#define MAX_LINES 64

static uint32_t
count(Lines lines)
{
  uint32_t n = 0U;
  for (; lines; lines &= lines - 1U) {
    n++;
  }
  return n;
}

/// floorf(x) for |x| < 2^31, without a call where the machine has no rounding.
static float
floor_of(const float x)
{
  const float whole = (float)(int32_t)x;
  return whole > x ? whole - 1.0f : whole;
}

/// Distance from the nearest line in lines, and which it is.
static float
stray(const float at, const float line, const float step, int* const k)
{
  const float x    = (line - at) / step;
  const float near = floor_of(x + 0.5f);
  *k               = (int)near;
  return near - x;
}

/// The mean place of the notes between lines.
static float
centre(const DalaBeatNotes* const notes, const float step)
{
  float c = 0.0f;
  float s = 0.0f;
  for (uint32_t i = 0; i < notes->n; i++) {
    // Parabolas for sine and cosine
    const float x = notes->at[i] / step;
    const float u = x - floor_of(x + 0.5f);
    const float y = x + 0.25f - floor_of(x + 0.75f);
    s += u * (0.5f - fabsf(u));
    c += y * (0.5f - fabsf(y));
  }
  return atan2f(s, c) * 0.15915494f * step;
}

/// How much more likely the notes are on a grid than anywhere, in e-folds for
/// each; sets the lines they are on and moves the grid to them.
static float
explain(const DalaBeatNotes* const notes, const float step, float* const line,
        Lines* const lines, float* const used)
{
  const float gain = logf((1.0f - astray) * step / (root_2pi * spread_s));
  const float cap  = gain - logf(astray);
  float       cost = 0.0f;
  float       off  = 0.0f;
  float       n    = 0.0f;
  for (uint32_t pass = 0; pass < 2U; pass++) {
    cost   = 0.0f;
    off    = 0.0f;
    n      = 0.0f;
    *used  = 0.0f;
    *lines = 0U;
    for (uint32_t i = 0; i < notes->n; i++) {
      int         k;
      const float e = stray(notes->at[i], *line, step, &k) * step / spread_s;
      const float lacks = 0.5f * e * e;
      if (k < 0 || k >= MAX_LINES) {
        continue;
      }
      *used += 1.0f;
      cost += lacks < cap ? lacks : cap;
      if (lacks < cap) {
        *lines |= (Lines)1U << (unsigned)k;
        off -= e * spread_s;
        n += 1.0f;
      }
    }
    if (pass == 0U && n > 0.0f) {
      *line += off / n;
    }
  }
  return *used > 0.0f ? gain - cost / *used : 0.0f;
}

/// How alike the beats are that lie next to each other, 0..1.
static float
compare(const Lines lines, const uint32_t parts)
{
  uint32_t last = 0U;
  while (last + 1U < MAX_LINES && lines >> (last + 1U)) {
    last++;
  }
  if (last < parts) {
    return 0.0f;
  }
  const Lines both = ((Lines)1U << (last - parts)) * 2U - 1U;
  const Lines next = lines >> parts;
  const float any  = (float)count((lines | next) & both);
  return any > 0.0f ? (float)count(lines & next & both) / any : 0.0f;
}

/// True if all lines that are used lie 2 `apart` from each other.
static bool
coarser(const Lines lines, const uint32_t apart)
{
  Lines each = 1U;
  for (uint32_t k = 2U * apart; k < MAX_LINES; k *= 2U) {
    each |= each << k;
  }
  Lines other = 0U;
  for (uint32_t k = 0U; k < 2U * apart; k++) {
    other += lines & each << k ? 1U : 0U;
  }
  return other == 1U;
}

DalaBeatGrid
dala_beat_grid_try(const DalaBeatNotes* const notes, const float period,
                   const uint32_t parts)
{
  const float  step  = period / (float)parts;
  DalaBeatGrid grid  = { .period = period, .parts = parts };
  Lines        lines = 0U;
  float        used  = 0.0f;
  if (notes->n < least_notes || -notes->at[0] < least_beats * period) {
    return grid;
  }
  grid.at     = centre(notes, step);
  float score = explain(notes, step, &grid.at, &lines, &used);
  if (used < (float)least_notes || count(lines) < least_notes) {
    return grid;
  }
  grid.evidence    = score * used;
  const float next = compare(lines, parts);
  const float far  = compare(lines, 2U * parts);
  grid.alike       = fmaxf(next, far);
  // Where only every second or fourth line is used, that is the grid
  for (uint32_t apart = 1U; parts % (2U * apart) == 0U && coarser(lines, apart);
       apart *= 2U) {
    score += 0.693147f;
  }
  score += likeness * next + likewise * far;
  score -= parts == 3U ? by_three : 0.0f;
  const float away = log2f(period / usual_s);
  score -= strange * away * away;
  grid.score = fmaxf(score, 0.0f);
  return grid;
}

uint32_t
dala_beat_grid_draw(const DalaBeatNotes* const notes, DalaBeatGrid* const grid)
{
  const float step = grid->period / (float)grid->parts;
  float       n = 0.0f, sk = 0.0f, st = 0.0f, skk = 0.0f, skt = 0.0f;
  for (uint32_t i = 0; i < notes->n; i++) {
    int         k;
    const float e = stray(notes->at[i], grid->at, step, &k) * step;
    if (k >= 0 && k < MAX_LINES && fabsf(e) < near_lines * spread_s) {
      const float x = -(float)k;
      n += 1.0f;
      sk += x;
      st += notes->at[i];
      skk += x * x;
      skt += x * notes->at[i];
    }
  }
  const float det = n * skk - sk * sk;
  if (det > 0.5f) {
    grid->period = (float)grid->parts * (n * skt - sk * st) / det;
    grid->at     = (st * skk - sk * skt) / det;
  }
  return (uint32_t)n;
}

float
dala_beat_grid_beat(const DalaBeatNotes* const notes,
                    const DalaBeatGrid* const  grid)
{
  const float step     = grid->period / (float)grid->parts;
  float       hit[4]   = { 0.0f };
  float       wait[4]  = { 0.0f };
  float       begun[4] = { 0.0f };
  int         last[4]  = { -1, -1, -1, -1 };
  for (uint32_t i = 0; i < notes->n; i++) {
    int         k;
    const float e = stray(notes->at[i], grid->at, step, &k) * step;
    if (k < 0 || fabsf(e) > near_lines * spread_s) {
      continue;
    }
    const uint32_t p     = (uint32_t)k % grid->parts;
    const bool     again = last[p] == k;
    last[p]              = k;
    hit[p] += again ? 0.0f : 1.0f;
    begun[p] = notes->first[i] ? 1.0f : begun[p];
    if (i + 1U < notes->n) {
      wait[p] += fminf((notes->at[i + 1U] - notes->at[i]) / grid->period, 1.0f);
    }
  }
  const float beats = 1.0f - notes->at[0] / grid->period;
  uint32_t    best  = 0U;
  float       most  = -1.0f;
  for (uint32_t p = 0; p < grid->parts; p++) {
    const float worth = hit[p] / beats +
                        wait_worth * wait[p] / fmaxf(hit[p], 1.0f) +
                        first_worth * begun[p];
    if (worth > most) {
      most = worth;
      best = p;
    }
  }
  return grid->at - (float)best * step;
}
