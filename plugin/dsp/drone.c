#include "plugin/dsp/drone.h"

#include "plugin/dsp/drone_slots.h"
#include "plugin/dsp/kernels/kernels.h"
#include "plugin/dsp/smooth.h"

#include <math.h>
#include <string.h>

/// Bow attack and release, s: the shorter half of 20 to 50 ms, as hair grips
/// a slack string quickly (by ear).
#define FADE_IN_S 0.035F
#define FADE_OUT_S 0.04F

/// Time constants, s: of a glide (60 ms to 2 %), and of gain, pan, colour.
#define GLIDE_S 0.015F
#define SMOOTH_S 0.01F

/// Corner of the low-cut that takes the mean of the friction away, Hz.
#define DC_HZ 2.0F

/// Rate from which the taps of the low-pass of the mix lie two frames apart,
/// Hz.
#define WIDE_RATE 64000.0

DalaStatus
dala_drone_layout(DalaDrone* const self, const DalaConfig* const cfg,
                  DalaArena* const arena)
{
  if (!dala_rate_fits(cfg->rate)) {
    return DALA_STATUS_BAD_RATE;
  }
  dala_drone_rate_prepare(&self->rate, cfg->rate);
  for (uint32_t i = 0U; i < DALA_DRONE_SLOTS; i++) {
    dala_bow_layout(&self->bank.strings[i], self->rate.inside, arena);
  }
  dala_bow_life_layout(&self->life, arena);
  return dala_arena_status(arena);
}

void
dala_drone_prepare(DalaDrone* const self, const DalaConfig* const cfg)
{
  dala_drone_rate_prepare(&self->rate, cfg->rate);
  const double tick_rate = self->rate.inside / (double)DALA_TICK;
  const float  ticks     = (float)tick_rate;
  for (uint32_t i = 0U; i < DALA_DRONE_SLOTS; i++) {
    dala_bow_prepare(&self->bank.strings[i]);
  }
  dala_bow_life_prepare(&self->life, tick_rate);
  memset(self->want, 0, sizeof self->want);
  self->kernel          = cfg->kernels->bowed;
  self->on              = false;
  self->gain            = 1.0F;
  self->colour          = 0.4F;
  self->fade_in         = 1.0F / (FADE_IN_S * ticks);
  self->fade_out        = 1.0F / (FADE_OUT_S * ticks);
  self->glide           = dala_smooth_share(GLIDE_S, ticks);
  self->smooth          = dala_smooth_share(SMOOTH_S, ticks);
  self->dc_coef         = dala_smooth_share(1.0F / (6.2831853F * DC_HZ), ticks);
  self->bank.mix_stride = self->rate.inside < WIDE_RATE ? 1U : 2U;
  dala_drone_reset(self);
}

void
dala_drone_reset(DalaDrone* const self)
{
  for (uint32_t i = 0U; i < DALA_DRONE_SLOTS; i++) {
    memset(&self->slots[i], 0, sizeof self->slots[i]);
    self->bank.strings[i].over = 0U;
  }
  for (uint32_t i = 0U; i < DALA_DRONE_STRINGS; i++) {
    self->slot_of[i] = DALA_DRONE_SLOTS;
    self->next_of[i] = DALA_DRONE_SLOTS;
  }
  dala_bow_life_reset(&self->life);
  dala_drone_rate_reset(&self->rate);
  memset(self->bank.mix, 0, sizeof self->bank.mix);
  self->snap       = true;
  self->colour_now = self->colour;
  self->idle       = true;
  self->made       = 0U;
  self->taken      = 0U;
}

void
dala_drone_set_on(DalaDrone* const self, const bool on)
{
  self->on = on;
}

static float
clamp_pitch(const float hz)
{
  return hz < DALA_BOW_MIN_HZ   ? DALA_BOW_MIN_HZ
         : hz > DALA_BOW_MAX_HZ ? DALA_BOW_MAX_HZ
                                : hz;
}

void
dala_drone_set_string(DalaDrone* const self, const uint32_t string,
                      const float hz, const float gain, const float pan)
{
  if (string < DALA_DRONE_STRINGS) {
    DalaDroneString* const want = &self->want[string];
    const float right = pan < -1.0F ? 0.0F : pan > 1.0F ? 2.0F : 1.0F + pan;
    want->hz          = hz > 0.0F ? clamp_pitch(hz) : 0.0F;
    want->gain[0]     = gain * sqrtf(2.0F - right);
    want->gain[1]     = gain * sqrtf(right);
  }
}

void
dala_drone_set_gain(DalaDrone* const self, const float gain)
{
  self->gain = gain;
}

void
dala_drone_set_colour(DalaDrone* const self, const float colour)
{
  self->colour = colour;
}

// DALA_TICK frames inside, `frames` outside
static void
run(DalaDrone* const self, const uint32_t at, const uint32_t frames)
{
  float* const out[2]   = { self->out[0] + at, self->out[1] + at };
  const bool   straight = frames == DALA_TICK;
  float        mix[2][DALA_TICK];
  dala_drone_slots_before(self);
  if (self->idle) {
    memset(self->bank.mix, 0, sizeof self->bank.mix);
    memset(out[0], 0, frames * sizeof *out[0]);
    memset(out[1], 0, frames * sizeof *out[1]);
    return;
  }
  self->kernel(&self->bank, 0U, straight ? out[0] : mix[0],
               straight ? out[1] : mix[1], DALA_TICK);
  for (uint32_t c = 0U; c < 2U && !straight; c++) {
    dala_drone_rate_convert(&self->rate, c, mix[c], out[c]);
  }
  dala_drone_slots_after(self);
}

void
dala_drone_tick(DalaDrone* const self)
{
  if (self->taken < self->made) {
    return;
  }
  self->taken = 0U;
  self->made  = 0U;
  if (self->on || !self->idle) {
    const uint32_t frames = DALA_TICK * self->rate.up / self->rate.down;
    for (uint32_t i = 0U; i < self->rate.down; i++) {
      run(self, self->made, frames);
      self->made += frames;
    }
  }
}

void
dala_drone_process(DalaDrone* const self, float* const out_l,
                   float* const out_r, const uint32_t n)
{
  const size_t bytes = n * sizeof(float);
  if (self->made - self->taken >= n) {
    memcpy(out_l, self->out[0] + self->taken, bytes);
    memcpy(out_r, self->out[1] + self->taken, bytes);
    self->taken += n;
  } else {
    memset(out_l, 0, bytes);
    memset(out_r, 0, bytes);
  }
}

bool
dala_drone_idle(const DalaDrone* const self)
{
  return self->idle && !self->on && self->taken >= self->made;
}

bool
dala_drone_healthy(const DalaDrone* const self)
{
  return self->idle || dala_drone_slots_healthy(self);
}
