#include "plugin/dsp/body.h"

#include "plugin/dsp/kernels/kernels.h"

#include <math.h>
#include <string.h>

/// Length of a ramp, s: short enough for a switch, long enough not to click.
#define RAMP_S 0.010

/// Modes above this share of the rate are muted.
#define HIGHEST_CYC 0.45f

/// Makes the response the same at every rate, per (cycles per frame)^2. The
/// skirts of sampled modes fall as 1 / tan x instead of 1 / x, so that a sum of
/// them lacks about pi^2 / 3 of it; 3.0 fitted best (44.1 to 192 kHz within
/// 0.4 dB up to 8 kHz; without it 0.7 dB).
#define SKIRT_GAIN 3.0f

#define PI 3.14159265f

DalaStatus
dala_body_layout(DalaBody* const self, const DalaConfig* const cfg,
                 DalaArena* const arena)
{
  if (!dala_rate_fits(cfg->rate)) {
    return DALA_STATUS_BAD_RATE;
  }
  float** const arrays[] = { &self->bank.rc, &self->bank.rs, &self->bank.h,
                             &self->bank.u,  &self->bank.z,  &self->h_target,
                             &self->h_step };
  for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
    *arrays[i] = dala_arena_take(arena, DALA_BODY_MODES, sizeof(float));
  }
  for (size_t i = 0; i < DALA_BODY_RESPONSES; i++) {
    self->h_of[i] = dala_arena_take(arena, DALA_BODY_MODES, sizeof(float));
  }
  return dala_arena_status(arena);
}

/// Coefficients and whole gains of mode i; zero gains if it is muted.
static void
prepare_mode(DalaBody* const self, const uint32_t i, const float rate)
{
  const DalaBodyMode* const mode  = &dala_body_modes[i];
  const float               cyc   = mode->freq_hz / rate;
  const bool                muted = cyc > HIGHEST_CYC;
  const float               decay = PI * cyc / mode->q;
  const float               r     = expf(-decay);
  self->bank.rc[i]                = muted ? 0.0f : r * cosf(2.0f * PI * cyc);
  self->bank.rs[i]                = muted ? 0.0f : r * sinf(2.0f * PI * cyc);
  // 1 - R^2: gain 1 at the peak of the band-pass
  const float unit =
    muted ? 0.0f : -expm1f(-2.0f * decay) * (1.0f + SKIRT_GAIN * cyc * cyc);
  for (uint32_t k = 0U; k < DALA_BODY_RESPONSES; k++) {
    self->h_of[k][i] = unit * mode->gain[k];
    self->dry_of[k] -= 0.5f * self->h_of[k][i];
  }
}

void
dala_body_prepare(DalaBody* const self, const DalaConfig* const cfg)
{
  self->bank.lanes = DALA_BODY_MODES;
  self->kernel     = cfg->kernels->modal;
  self->amount     = 0.0f;
  self->source     = DALA_BODY_MICROPHONE;
  self->ramp_ticks = 1U + (uint32_t)(RAMP_S * cfg->rate / DALA_TICK);
  memset(self->dry_of, 0, sizeof self->dry_of);
  for (uint32_t i = 0U; i < DALA_BODY_MODES; i++) {
    self->h_step[i] = 0.0f;
    prepare_mode(self, i, (float)cfg->rate);
  }
  dala_body_reset(self);
}

/// Where the gains belong for the amount and source asked for.
static void
aim(DalaBody* const self)
{
  const float      m    = self->amount;
  const float      back = DALA_BODY_GIVE_BACK;
  DalaBodyResponse a    = DALA_BODY_FROM_VIOLIN;
  DalaBodyResponse b    = DALA_BODY_FROM_VIOLIN;
  float            wa   = m; // weight of response a
  float            wb   = 0.0f;
  if (self->source == DALA_BODY_PICKUP) {
    a  = DALA_BODY_BARE_VIOLIN;
    b  = DALA_BODY_BARE_KOBYZ;
    wa = m < back ? m / back : (1.0f - m) / (1.0f - back);
    wb = m < back ? 0.0f : (m - back) / (1.0f - back);
  }
  for (uint32_t i = 0U; i < DALA_BODY_MODES; i++) {
    self->h_target[i] = wa * self->h_of[a][i] + wb * self->h_of[b][i];
  }
  self->dry_target =
    (1.0f - wa - wb) + wa * self->dry_of[a] + wb * self->dry_of[b];
}

static void
clear_state(DalaBody* const self)
{
  memset(self->bank.u, 0, DALA_BODY_MODES * sizeof(float));
  memset(self->bank.z, 0, DALA_BODY_MODES * sizeof(float));
}

/// End of a ramp: exactly on target, and nothing left to do at amount 0.
static void
settle(DalaBody* const self)
{
  memcpy(self->bank.h, self->h_target, DALA_BODY_MODES * sizeof(float));
  self->dry      = self->dry_target;
  self->dry_step = 0.0f;
  self->bank.dh  = NULL;
  // Compared as set, not as computed: exactly 0 means off
  self->wire = !(self->amount > 0.0f);
  if (self->wire) {
    clear_state(self);
  }
}

void
dala_body_reset(DalaBody* const self)
{
  clear_state(self);
  aim(self);
  settle(self);
  self->ticks_left = 0U;
  self->changed    = false;
  self->snap       = true;
}

void
dala_body_set_amount(DalaBody* const self, const float amount)
{
  const float clamped = amount > 0.0f ? (amount < 1.0f ? amount : 1.0f) : 0.0f;
  self->changed =
    self->changed || clamped < self->amount || clamped > self->amount;
  self->amount = clamped;
}

void
dala_body_set_source(DalaBody* const self, const DalaBodySource source)
{
  self->changed = self->changed || source != self->source;
  self->source  = source;
}

void
dala_body_tick(DalaBody* const self)
{
  if (self->changed) {
    self->changed = false;
    aim(self);
    self->ticks_left = self->snap ? 0U : self->ramp_ticks;
    if (self->snap) {
      settle(self);
    }
  } else if (self->ticks_left) {
    self->ticks_left--;
    if (!self->ticks_left) {
      settle(self);
    }
  }
  self->snap = false;
  if (!self->ticks_left) {
    return;
  }

  const float step = 1.0f / (float)(self->ticks_left * DALA_TICK);
  for (uint32_t i = 0U; i < DALA_BODY_MODES; i++) {
    self->h_step[i] = step * (self->h_target[i] - self->bank.h[i]);
  }
  self->dry_step = step * (self->dry_target - self->dry);
  self->bank.dh  = self->h_step;
  self->wire     = false;
}

void
dala_body_process(DalaBody* const self, const float* const in, float* const out,
                  const uint32_t n)
{
  if (self->wire) {
    if (in != out) {
      memcpy(out, in, n * sizeof *out);
    }
    return;
  }
  float wet[DALA_TICK];
  self->kernel(&self->bank, in, wet, n);
  if (!self->ticks_left) {
    for (uint32_t i = 0U; i < n; i++) {
      out[i] = self->dry * in[i] + wet[i];
    }
    return;
  }
  float dry = self->dry;
  for (uint32_t i = 0U; i < n; i++) {
    out[i] = dry * in[i] + wet[i];
    dry += self->dry_step;
  }
  self->dry = dry;
}

bool
dala_body_healthy(const DalaBody* const self)
{
  // A sum of products with 0 is 0 only if every state is finite; eight sums, or
  // each would wait for the one before
  float sums[8] = { 0.0f };
  for (uint32_t i = 0U; i < DALA_BODY_MODES; i += 8U) {
    for (uint32_t k = 0U; k < 8U; k++) {
      sums[k] += 0.0f * self->bank.u[i + k] + 0.0f * self->bank.z[i + k];
    }
  }
  const float half = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  return half + ((sums[4] + sums[5]) + (sums[6] + sums[7])) == 0.0f;
}
