#include "plugin/dsp/pitch.h"

#include "plugin/dsp/kernels/kernels.h"
#include "plugin/dsp/pitch_decide.h"

#include <math.h>
#include <string.h>

static const double highest_hz = 4200.0; // A7 and a third
static const double lowest_hz  = 118.0;  // C3 and a tone
static const double violin_hz  = 188.0;  // G3 and a semitone
static const double windy_hz   = 1500.0; // wind whistles no higher

// Windows: DSP notes, section 1, 2.7 to 4 ms, and 20 ms for the slow one, which
// here fades: 15 ms of time constant served best (measured 2026-11).
static const double window_s = 0.0033;
static const double slow_s   = 0.015;

static uint32_t
lag_count(const double rate)
{
  const uint32_t needed = (uint32_t)(rate / lowest_hz) + 4U;
  return (needed + 7U) / 8U * 8U;
}

static uint32_t
reach_of(const uint32_t lags)
{
  return lags + (DALA_NCC_MAX_BLOCKS + 1U) * DALA_NCC_BLOCK;
}

DalaStatus
dala_pitch_layout(DalaPitch* const self, const DalaConfig* const cfg,
                  DalaArena* const arena)
{
  const double   rate = cfg->rate / dala_pitch_decimation(cfg->rate);
  const uint32_t lags = lag_count(rate);
  dala_pitch_input_layout(&self->input, reach_of(lags), arena);
  self->blocks   = (uint8_t*)dala_arena_take(arena, lags / 8U, 1U);
  self->ncc.ring = (float*)dala_arena_take(
    arena, (size_t)DALA_NCC_MAX_BLOCKS * lags, sizeof(float));
  self->ncc.slow_c = (float*)dala_arena_take(arena, lags, sizeof(float));
  self->ncc.slow_e = (float*)dala_arena_take(arena, lags, sizeof(float));
  self->ncc.fast   = (float*)dala_arena_take(arena, lags, sizeof(float));
  self->ncc.tops   = (uint8_t*)dala_arena_take(arena, lags / 8U, 1U);
  return dala_arena_status(arena);
}

void
dala_pitch_prepare(DalaPitch* const self, const DalaConfig* const cfg)
{
  const double   rate = cfg->rate / dala_pitch_decimation(cfg->rate);
  const uint32_t lags = lag_count(rate);
  dala_pitch_input_prepare(&self->input, cfg->rate, reach_of(lags));
  self->kernel      = cfg->kernels->ncc;
  self->rate        = (float)rate;
  self->hop_s       = (float)(DALA_NCC_BLOCK / rate);
  self->ncc.lags    = lags;
  self->ncc.blocks  = self->blocks;
  self->ncc.least   = DALA_PITCH_LEAST * DALA_PITCH_LEAST;
  self->ncc.keep    = (float)exp(-(double)self->hop_s / slow_s);
  self->range.first = (uint32_t)fmax(2.0, rate / highest_hz);
  self->range.last  = lags - 3U;
  self->range.low   = (float)(rate / violin_hz);
  self->range.high  = (float)(rate / windy_hz);
  for (uint32_t group = 0; group < lags / 8U; group++) {
    // A whole period at least, else octaves are mistaken
    const double longest = fmax(8.0 * group + 7.0, window_s * rate);
    self->blocks[group] =
      (uint8_t)fmin(ceil(longest / DALA_NCC_BLOCK), DALA_NCC_MAX_BLOCKS);
  }
  dala_pitch_reset(self);
}

void
dala_pitch_reset(DalaPitch* const self)
{
  const size_t lags = self->ncc.lags;
  dala_pitch_input_reset(&self->input);
  memset(self->ncc.ring, 0, DALA_NCC_MAX_BLOCKS * lags * sizeof(float));
  memset(self->ncc.slow_c, 0, lags * sizeof(float));
  memset(self->ncc.slow_e, 0, lags * sizeof(float));
  memset(self->ncc.fast, 0, lags * sizeof(float));
  memset(self->ncc.tops, 0, lags / 8U);
  memset(&self->reading, 0, sizeof self->reading);
  self->ncc.head = 0U;
  self->deaf     = 0.0f;
  self->voiced   = false;
  self->period   = 0.0f;
  self->loud     = 0.0f;
  self->age      = 0U;
  self->left     = 0.0f;
  self->pending  = 0.0f;
  self->agreed   = 0U;
  self->spared   = false;
  self->evidence = 0.0f;
  self->sure     = 0.0f;
  self->rest     = UINT32_MAX;
}

bool
dala_pitch_healthy(const DalaPitch* const self)
{
  return isfinite(self->reading.level) && isfinite(self->reading.f0_hz) &&
         isfinite(self->reading.drift) && isfinite(self->loud) &&
         isfinite(self->sure);
}

static void
hop(DalaPitch* const self)
{
  DalaNcc* const ncc = &self->ncc;
  dala_pitch_input_block(&self->input);
  ncc->head   = (ncc->head + 1U) % DALA_NCC_MAX_BLOCKS;
  ncc->sound  = self->input.sound + self->input.newest;
  ncc->energy = self->input.energy + self->input.newest;
  self->kernel(ncc);
  dala_pitch_decide(self);
}

uint32_t
dala_pitch_process(DalaPitch* const self, const float* const x,
                   const uint32_t n, bool* const hopped)
{
  const uint32_t taken = dala_pitch_input_take(&self->input, x, n);
  *hopped              = dala_pitch_input_ready(&self->input);
  if (*hopped) {
    hop(self);
  }
  return taken;
}
