#include "plugin/dsp/two_notes.h"

#include "plugin/dsp/combs.h"
#include "plugin/dsp/kernels/kernels.h"

#include <math.h>
#include <string.h>

#define WINDOW DALA_DOTS_WINDOW
#define LAGS DALA_TWO_NOTES_LAGS
#define SPAN DALA_TWO_NOTES_SPAN
#define MADE (DALA_TWO_NOTES_BLOCK / 2U) ///< Samples that a block brings.

/// Corner of the low-pass, of the tracker's rate: 2.6 kHz at 24. Above it a
/// comb of whole samples leaves too much.
#define CORNER 0.108

/// Periods that are looked for: 190 Hz to 2 kHz at 12 kHz.
#define LEAST 6U
#define MOST 62U

/// Blocks of a cycle that correlate, and those that search.
#define DOT_BLOCKS 10U
#define DOTS_A_BLOCK 13U // 10 of them make 130 >= LAGS
#define SEARCH_BLOCKS 4U
#define ROWS_A_BLOCK 15U // 4 of them make 60 >= MOST - LEAST + 1

// Where no source is given: chosen on double stops of a sampled violin and on
// recordings of single notes and lines (measured 2026-11).
static const float    single        = 0.90f; // one note is enough
static const float    pair_leaves   = 0.08f;
static const float    pair_gains    = 0.30f; // of what the best single leaves
static const float    common_leaves = 0.02f;
static const uint32_t on_after      = 3U; // verdicts in a row
static const uint32_t off_after     = 3U;
static const float    room_s        = 0.300f; // the last note rings on so long
static const uint32_t on_in_room    = 12U;
static const float    silent        = 1e-9f; // mean square

void
dala_two_notes_prepare(DalaTwoNotes* const self, const DalaConfig* const cfg,
                       const double rate)
{
  const double middle = 0.5 * (DALA_TWO_NOTES_TAPS - 1U);
  double       sum    = 0.0;
  double       taps[DALA_TWO_NOTES_TAPS];
  for (uint32_t i = 0; i < DALA_TWO_NOTES_TAPS; i++) {
    const double x    = i - middle;
    const double w    = 6.283185307179586 * CORNER * x;
    const double sinc = x == 0.0 ? 1.0 : sin(w) / w;
    taps[i] = sinc * (0.54 + 0.46 * cos(3.141592653589793 * x / (middle + 1)));
    sum += taps[i];
  }
  for (uint32_t i = 0; i < DALA_TWO_NOTES_TAPS; i++) {
    self->taps[i] = (float)(taps[i] / sum);
  }
  self->kernel  = cfg->kernels->dots;
  self->cycle_s = (float)(DALA_TWO_NOTES_CYCLE * DALA_TWO_NOTES_BLOCK / rate);
  dala_two_notes_reset(self);
}

void
dala_two_notes_reset(DalaTwoNotes* const self)
{
  self->on        = false;
  self->block     = 0U;
  self->end       = SPAN;
  self->search    = false;
  self->energy    = 0.0f;
  self->changed_s = 1.0f;
  self->agreed    = 0U;
  self->denied    = 0U;
  memset(self->past, 0, sizeof self->past);
  memset(self->sound, 0, sizeof self->sound);
  memset(self->r, 0, sizeof self->r);
}

void
dala_two_notes_changed(DalaTwoNotes* const self)
{
  self->changed_s = 0.0f;
}

// ------------------------------------------------------------------- search

/// From products to a correlation of height 1 at most: each by the energies of
/// both windows.
static void
normalise(DalaTwoNotes* const self)
{
  const float* const x    = self->sound;
  const float        here = self->r[0];
  float              then = here;
  self->energy            = here / (float)WINDOW;
  for (uint32_t k = 1U; k < LAGS; k++) {
    const float in  = x[LAGS - k];
    const float out = x[LAGS - k + WINDOW];
    then            = fmaxf(then + in * in - out * out, 0.0f);
    self->r[k] /= sqrtf(here * then) + 1e-12f;
  }
  self->r[0] = 1.0f;
}

/// All pairs whose shorter period is `a`.
static void
search_row(DalaTwoNotes* const self, const uint32_t a)
{
  const float* const r = self->r;
  float              left[MOST + 1U];
  if (r[a] > DALA_COMBS_EXPLAINS) {
    return;
  }
  const float base = 1.0f - r[a];
  for (uint32_t b = a + 1U; b <= MOST; b++) {
    const float both = base - r[b] + 0.5f * (r[a + b] + r[b - a]);
    left[b]          = r[b] > DALA_COMBS_EXPLAINS ? 9.0f : both;
  }
  for (uint32_t b = a + 1U; b <= MOST; b++) {
    if (left[b] < self->left) {
      self->left   = left[b];
      self->first  = a;
      self->second = b;
    }
  }
}

/// The best pair between the lags.
static float
refine(const DalaTwoNotes* const self)
{
  float              a       = (float)self->first;
  float              b       = (float)self->second;
  float              best    = self->left;
  static const float steps[] = { 0.5f, 0.25f, 0.125f };
  for (uint32_t s = 0U; s < sizeof steps / sizeof steps[0]; s++) {
    const float a0 = a;
    const float b0 = b;
    for (int k = 0; k < 9; k++) {
      const int   across = k % 3 - 1;
      const int   down   = k / 3 - 1;
      const float u      = a0 + steps[s] * (float)across;
      const float v      = b0 + steps[s] * (float)down;
      const float left   = dala_combs_leave(self->r, LAGS, u, v);
      if (left < best) {
        best = left;
        a    = u;
        b    = v;
      }
    }
  }
  return best;
}

/// The period that explains most after the descent from lag 0; 0 if none.
static uint32_t
best_single(const float* const r)
{
  uint32_t k = 1U;
  while (k < MOST && r[k] >= 0.5f) {
    k++;
  }
  uint32_t best = k < MOST ? k : 0U;
  for (; k < MOST + 3U; k++) {
    best = best != 0U && r[k] > r[best] ? k : best;
  }
  return best;
}

static bool
hears_two(const DalaTwoNotes* const self)
{
  if (self->single == 0U || self->energy < silent) {
    return false;
  }
  if (!self->search) {
    return self->single > 12U &&
           dala_combs_common(self->r, LAGS, self->single, common_leaves);
  }
  const float height = self->r[self->single];
  const float enough = fminf(pair_leaves, pair_gains * (1.0f - height));
  return self->left < 4.0f * pair_leaves && refine(self) < enough;
}

static void
decide(DalaTwoNotes* const self)
{
  const bool two  = hears_two(self);
  self->changed_s = fminf(self->changed_s + self->cycle_s, 1.0f);
  self->agreed    = two ? self->agreed + 1U : 0U;
  self->denied    = two ? 0U : self->denied + 1U;
  const bool room = self->changed_s < room_s;
  if (self->agreed >= (room ? on_in_room : on_after)) {
    self->on = true;
  } else if (self->denied >= off_after) {
    self->on = false;
  }
}

// ------------------------------------------------------------------- blocks

/// The block under the low-pass, every second sample.
static void
take(DalaTwoNotes* const self, const float* const sound)
{
  if (self->end + MADE > SPAN + DALA_TWO_NOTES_ROOM) {
    const float* const from = self->past + self->end - SPAN;
    memmove(self->past, from, SPAN * sizeof *self->past);
    self->end = SPAN;
  }
  float* const to = self->past + self->end;
  self->end += MADE;
  for (uint32_t i = 0; i < MADE; i++) {
    const float* const newest = sound + DALA_TWO_NOTES_BLOCK - 2U - 2U * i;
    float              y      = 0.0f;
    for (uint32_t k = 0; k < DALA_TWO_NOTES_TAPS; k++) {
      y += self->taps[k] * newest[k];
    }
    to[i] = y;
  }
}

void
dala_two_notes_block(DalaTwoNotes* const self, const float* const sound)
{
  const uint32_t block = self->block;
  take(self, sound);
  if (block == 0U) {
    memcpy(self->sound, self->past + self->end - SPAN, sizeof self->sound);
  }
  if (block < DOT_BLOCKS) {
    const uint32_t lag  = block * DOTS_A_BLOCK;
    const uint32_t room = LAGS - lag;
    self->kernel(self->sound + LAGS, lag,
                 room < DOTS_A_BLOCK ? room : DOTS_A_BLOCK, self->r + lag);
  } else if (block < DOT_BLOCKS + SEARCH_BLOCKS) {
    const uint32_t row = LEAST + (block - DOT_BLOCKS) * ROWS_A_BLOCK;
    if (block == DOT_BLOCKS) {
      normalise(self);
      self->left   = 9.0f;
      self->single = best_single(self->r);
      self->search = self->single != 0U && self->r[self->single] <= single;
    }
    const uint32_t rows = self->search ? ROWS_A_BLOCK : 0U;
    for (uint32_t a = row; a < row + rows && a < MOST; a++) {
      search_row(self, a);
    }
  } else {
    decide(self);
  }
  self->block = (block + 1U) % DALA_TWO_NOTES_CYCLE;
}
