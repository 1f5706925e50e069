#include "plugin/dsp/one_note.h"

#include "plugin/dsp/combs.h"
#include "plugin/dsp/pitch_peaks.h"

#include <math.h>

#define MOST_LAGS 256U // of which r is needed: a period and a little

// Chosen on 360 double stops out of silence, of three soundfonts, half of one
// with the notes up to 15 ms apart, and on as many single notes, a third of
// them recorded (measured 2026-11).
static const uint32_t blocks       = 15U;   // 10 ms
static const float    lacks        = 0.05f; // of a height of 1
static const uint32_t enough       = 6U;    // hops, 4 ms
static const float    clean        = 0.006f;
static const float    clean_so_far = 0.25f; // the silence before it counts, too
static const float    combs_leave  = 0.04f;
static const float    combs_gain   = 1.5f; // times what one period leaves

void
dala_one_note_reset(DalaOneNote* const self)
{
  self->on     = false;
  self->agreed = 0U;
}

/// The period of nobody, but of two notes together.
static bool
is_common(const DalaPitch* const pitch)
{
  float                r[MOST_LAGS];
  const DalaNcc* const ncc  = &pitch->ncc;
  uint32_t             lag  = (uint32_t)(pitch->period + 0.5f);
  uint32_t             lags = lag + 4U;
  lags                      = lags < ncc->lags ? lags : ncc->lags;
  lags                      = lags < MOST_LAGS ? lags : MOST_LAGS;
  if (lag < 3U || lags < 6U) { // two notes are lower
    return false;
  }
  // The top may lie one lag on, and its neighbours are looked at
  lag = lag + 3U < lags ? lag : lags - 3U;
  for (uint32_t k = 0U; k < lags; k++) {
    r[k] = dala_pitch_root(dala_ncc_slow(ncc, k));
  }
  lag += r[lag + 1U] > r[lag] ? 1U : 0U;
  lag -= r[lag - 1U] > r[lag] ? 1U : 0U;
  return dala_combs_common(r, lags, lag,
                           fmaxf(combs_leave, combs_gain * (1.0f - r[lag])));
}

void
dala_one_note_hop(DalaOneNote* const self, const DalaPitch* const pitch)
{
  if (self->on || !(pitch->reading.f0_hz > 0.0f)) {
    self->agreed = 0U;
    return;
  }
  const float lack = 1.0f - dala_pitch_lasting(&pitch->ncc, &pitch->range,
                                               pitch->period, blocks);
  const bool  at_once =
    lack < clean_so_far && 1.0f - pitch->reading.plain < clean;
  if ((lack < lacks || at_once) && !is_common(pitch)) {
    self->agreed++;
    self->on = at_once || self->agreed >= enough;
  } else {
    self->agreed = 0U;
  }
}
