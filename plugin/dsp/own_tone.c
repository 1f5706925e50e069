#include "plugin/dsp/own_tone.h"

#include "plugin/dsp/hash.h"
#include "plugin/dsp/kernels/kernels.h"
#include "plugin/dsp/own_tone_tables.h"
#include "plugin/dsp/smooth.h"

#include <math.h>
#include <string.h>

#define NONE DALA_OWN_TONE_SLOTS
#define HALF_PI 1.5707963F
#define TWO_PI 6.283185307179586

#define POINTS DALA_WAVES_POINTS

/// As dsp/drone.h: range, and how a string glides.
#define LOWEST_HZ 30.0F
#define HIGHEST_HZ 1200.0F
#define GLIDE_S 0.015F
#define GLIDE_END 1.0e-5F
#define SMOOTH_S 0.01F

/// A crossfade of tables, s (the DSP notes: 100 to 200 ms).
#define FADE_S 0.1F

/// Tables stay on a side for so long, s, and are there after this part of the
/// time.
#define STAY_S 0.7F
#define STAY_MORE_S 0.8F
#define CROSSING 0.3F

/// They come at least so far.
#define LEAST_SWAY 0.7F

/// Noise that comes and goes with the wave: -28 dB, up to 1.5 kHz beside the
/// partials, so that it falls as they do.
#define NOISE 0.04F
#define NOISE_HZ 1500.0F

/// The colour tilts the treble by 12 dB a unit.
#define COLOUR_OCTAVES 2.0F
#define MIDDLE_COLOUR 0.4F

// -------------------------------------------------------------- preparation

DalaStatus
dala_own_tone_layout(DalaOwnTone* const self, const DalaConfig* const cfg,
                     DalaArena* const arena)
{
  if (!dala_rate_fits(cfg->rate)) {
    return DALA_STATUS_BAD_RATE;
  }
  self->sine = (float*)dala_arena_take(arena, POINTS, sizeof(float));
  for (uint32_t s = 0U; s < DALA_OWN_TONE_SLOTS; s++) {
    for (uint32_t t = 0U; t < DALA_WAVES_TABLES; t++) {
      self->slots[s].wave.table[t] =
        (float*)dala_arena_take(arena, DALA_WAVES_ROOM, sizeof(float));
    }
  }
  return dala_arena_status(arena);
}

/// What a low-pass keeps per frame.
static float
keep_of(const DalaOwnTone* const self, const float hz)
{
  return expf(-(float)TWO_PI * hz / self->rate);
}

static void
prepare_waves(DalaOwnTone* const self)
{
  DalaWaves* const waves = &self->waves;
  const float      keep  = keep_of(self, NOISE_HZ);
  const float      lost  = 1.0F - keep * keep;
  const float      in    = (1.0F - keep) * (1.0F - keep);
  // Of white noise, whose mean square is 1/3, and of two equal low-passes
  waves->noise =
    NOISE * sqrtf(3.0F * lost * lost * lost / (1.0F + keep * keep)) / in;
  waves->hiss[0].keep = keep;
  waves->hiss[1].keep = keep;
  waves->low[0].keep  = keep_of(self, DALA_OWN_TONE_COLOUR_HZ);
  waves->low[1].keep  = keep_of(self, DALA_OWN_TONE_COLOUR_HZ);
}

static void
reset_waves(DalaOwnTone* const self)
{
  DalaWaves* const waves = &self->waves;
  for (uint32_t i = 0U; i < DALA_BANK_LANES; i++) {
    waves->chances[i] = dala_hash(i + 1U);
  }
  for (uint32_t i = 0U; i < 2U; i++) {
    waves->hiss[i] = (DalaWavesLowPass){ .keep = waves->hiss[i].keep };
    waves->low[i]  = (DalaWavesLowPass){ .keep = waves->low[i].keep };
  }
}

void
dala_own_tone_prepare(DalaOwnTone* const self, const DalaConfig* const cfg)
{
  self->kernels = cfg->kernels;
  self->rate    = (float)cfg->rate;
  self->ticks   = self->rate / (float)DALA_TICK;
  self->per_hz  = 4294967296.0 / cfg->rate;
  self->fade    = 1.0F / (FADE_S * self->ticks);
  self->glide   = dala_smooth_share(GLIDE_S, self->ticks);
  self->smooth  = dala_smooth_share(SMOOTH_S, self->ticks);
  prepare_waves(self);
  for (uint32_t i = 0U; i < POINTS; i++) {
    self->sine[i] = (float)sin(TWO_PI * i / POINTS);
  }
  memset(self->want, 0, sizeof self->want);
  memset(&self->tone, 0, sizeof self->tone);
  self->tones  = 0U;
  self->on     = false;
  self->gain   = 1.0F;
  self->colour = MIDDLE_COLOUR;
  for (uint32_t s = 0U; s < DALA_OWN_TONE_SLOTS; s++) {
    dala_own_tone_clear(&self->slots[s]);
  }
  dala_own_tone_reset(self);
}

void
dala_own_tone_reset(DalaOwnTone* const self)
{
  for (uint32_t s = 0U; s < DALA_OWN_TONE_SLOTS; s++) {
    self->slots[s].state = DALA_OWN_TONE_FREE;
  }
  for (uint32_t i = 0U; i < DALA_OWN_TONE_STRINGS; i++) {
    self->slot_of[i] = NONE;
    self->next_of[i] = NONE;
  }
  reset_waves(self);
  self->sway    = (DalaOwnToneSway){ .at = 1.0F };
  self->taken   = DALA_TICK;
  self->edge_to = 1.0F;
  self->probe   = 0.0F;
}

// ------------------------------------------------------------------ targets

void
dala_own_tone_set_tone(DalaOwnTone* const self, const DalaTone* const tone)
{
  self->tone = *tone;
  self->tones++;
}

void
dala_own_tone_set_on(DalaOwnTone* const self, const bool on)
{
  self->on = on;
}

void
dala_own_tone_set_string(DalaOwnTone* const self, const uint32_t string,
                         const float hz, const float gain, const float pan)
{
  if (string < DALA_OWN_TONE_STRINGS) {
    DalaOwnToneString* const want  = &self->want[string];
    const float              right = 1.0F + fminf(fmaxf(pan, -1.0F), 1.0F);
    const bool               heard = hz > 0.0F && gain > 0.0F;
    want->hz      = heard ? fminf(fmaxf(hz, LOWEST_HZ), HIGHEST_HZ) : 0.0F;
    want->gain[0] = heard ? gain * sqrtf(2.0F - right) : 0.0F;
    want->gain[1] = heard ? gain * sqrtf(right) : 0.0F;
  }
}

void
dala_own_tone_set_gain(DalaOwnTone* const self, const float gain)
{
  self->gain = gain;
}

void
dala_own_tone_set_colour(DalaOwnTone* const self, const float colour)
{
  self->colour = fminf(fmaxf(colour, 0.0F), 1.0F);
}

// --------------------------------------------------------------------- tick

static uint32_t
free_slot(const DalaOwnTone* const self)
{
  uint32_t s = 0U;
  while (s < NONE && self->slots[s].state != DALA_OWN_TONE_FREE) {
    s++;
  }
  return s;
}

/// As long and as far on one side as on the other, whichever comes first.
static float
sway(DalaOwnTone* const self)
{
  DalaOwnToneSway* const sway = &self->sway;
  sway->at += sway->speed;
  if (sway->at >= 1.0F) {
    const uint32_t pair = sway->turn >> 1U;
    const float    far =
      LEAST_SWAY + (1.0F - LEAST_SWAY) * dala_hash_share(2U * pair);
    const float time = STAY_S + STAY_MORE_S * dala_hash_share(2U * pair + 1U);
    sway->from       = sway->to;
    sway->to         = (sway->turn ^ dala_hash(pair)) & 1U ? far : -far;
    sway->at         = 0.0F;
    sway->speed      = 1.0F / (time * self->ticks);
    sway->turn++;
  }
  const float way = fminf(sway->at * (1.0F / CROSSING), 1.0F);
  return sway->from + (sway->to - sway->from) * way * way * (3.0F - 2.0F * way);
}

static void
set_pitch(const DalaOwnTone* const self, DalaOwnToneSlot* const slot,
          const float place)
{
  const float side = slot->string & 1U ? -place : place;
  float       beside[DALA_WAVES_TABLES];
  dala_own_tone_detune(slot->hz, beside);
  for (uint32_t t = 0U; t < DALA_WAVES_TABLES; t++) {
    const double hz   = (double)slot->hz * (1.0 + (double)(side * beside[t]));
    slot->wave.inc[t] = (uint32_t)(hz * self->per_hz);
  }
}

/// Bring a string's slots towards what is wanted of it.
static void
follow(DalaOwnTone* const self, const uint32_t i, bool* const busy)
{
  const DalaOwnToneString* const want = &self->want[i];
  const bool     wanted = self->on && want->hz > 0.0F && self->tone.count > 0U;
  const uint32_t now    = self->slot_of[i];
  const uint32_t next   = self->next_of[i];
  const uint32_t newest = next != NONE ? next : now;
  bool           fits   = false;
  if (newest != NONE) {
    const float born = self->slots[newest].hz_born;
    fits             = wanted && self->slots[newest].tone == self->tones &&
           want->hz <= DALA_OWN_TONE_GLIDE * born &&
           want->hz * DALA_OWN_TONE_GLIDE >= born;
  }
  if (next != NONE && !fits) {
    self->slots[next].state = DALA_OWN_TONE_FREE;
    self->next_of[i]        = NONE;
  } else if (next != NONE && !*busy) {
    *busy = true;
    if (dala_own_tone_grow(self, &self->slots[next])) {
      self->slots[next].state = DALA_OWN_TONE_SOUNDING;
      self->slot_of[i]        = next;
      self->next_of[i]        = NONE;
      if (now != NONE) {
        self->slots[now].state = DALA_OWN_TONE_LEAVING;
      }
    }
  } else if (wanted && !fits && !*busy && free_slot(self) != NONE) {
    *busy            = true;
    self->next_of[i] = free_slot(self);
    dala_own_tone_begin(self, i, self->next_of[i]);
  } else if (!wanted && now != NONE) {
    self->slots[now].state = DALA_OWN_TONE_LEAVING;
    self->slot_of[i]       = NONE;
  }
}

/// The gains that a sounding slot has are those of its string.
static void
aim(DalaOwnTone* const self, const uint32_t i)
{
  const DalaOwnToneString* const want = &self->want[i];
  if (self->slot_of[i] == NONE || !(want->hz > 0.0F)) {
    return;
  }
  DalaOwnToneSlot* const slot  = &self->slots[self->slot_of[i]];
  const bool             fresh = slot->fade <= 0.0F;
  const float goal = fminf(fmaxf(want->hz, slot->hz_born / DALA_OWN_TONE_GLIDE),
                           slot->hz_born * DALA_OWN_TONE_GLIDE);
  const float next = slot->hz + self->glide * (goal - slot->hz);
  slot->hz = fabsf(next - goal) < GLIDE_END * goal || fresh ? goal : next;
  for (uint32_t c = 0U; c < 2U; c++) {
    const float way = want->gain[c] - slot->gain[c];
    slot->gain[c] = fresh ? want->gain[c] : slot->gain[c] + self->smooth * way;
  }
}

/// Fade and gain; false when it has gone.
static bool
move(DalaOwnTone* const self, DalaOwnToneSlot* const slot)
{
  DalaWave* const wave   = &slot->wave;
  const bool      leaves = slot->state == DALA_OWN_TONE_LEAVING;
  const float     to     = slot->fade + (leaves ? -self->fade : self->fade);
  if (leaves && slot->fade <= 0.0F) {
    slot->state = DALA_OWN_TONE_FREE;
    return false;
  }
  slot->fade        = fminf(fmaxf(to, 0.0F), 1.0F);
  const float fade  = slot->fade < 1.0F ? sinf(HALF_PI * slot->fade) : 1.0F;
  const float edge  = self->edge_to * self->edge_to - 1.0F;
  const float level = slot->level / sqrtf(1.0F + slot->bright * edge);
  const float gain  = self->gain * level * fade;
  for (uint32_t c = 0U; c < 2U; c++) {
    wave->gain[c] += wave->step[c] * (float)DALA_TICK;
    wave->step[c] =
      (gain * slot->gain[c] - wave->gain[c]) * (1.0F / (float)DALA_TICK);
  }
  return true;
}

void
dala_own_tone_tick(DalaOwnTone* const self)
{
  DalaWaves* const waves = &self->waves;
  DalaWave*        sounding[DALA_OWN_TONE_SLOTS];
  uint32_t         n    = 0U;
  bool             busy = false;
  for (uint32_t i = 0U; i < DALA_OWN_TONE_STRINGS; i++) {
    follow(self, i, &busy);
    aim(self, i);
  }
  const float edge = exp2f(COLOUR_OCTAVES * (self->colour - MIDDLE_COLOUR));
  waves->edge      = self->edge_to;
  self->edge_to += self->smooth * (edge - self->edge_to);
  waves->edge_step  = (self->edge_to - waves->edge) * (1.0F / (float)DALA_TICK);
  const float place = sway(self);
  for (uint32_t s = 0U; s < DALA_OWN_TONE_SLOTS; s++) {
    DalaOwnToneSlot* const slot = &self->slots[s];
    if (slot->state >= DALA_OWN_TONE_SOUNDING && move(self, slot)) {
      set_pitch(self, slot, place);
      sounding[n++] = &slot->wave;
    }
  }
  self->kernels->waves(waves, sounding, n, self->out[0], self->out[1]);
  self->taken = 0U;
  // 0 y is NaN for NaN and for infinity, and a NaN stays in the sum
  self->probe += 0.0F * (self->out[0][0] + self->out[1][0]);
}

// ------------------------------------------------------------------ process

void
dala_own_tone_process(DalaOwnTone* const self, float* const out_l,
                      float* const out_r, const uint32_t n)
{
  const size_t bytes = n * sizeof(float);
  if (n <= DALA_TICK - self->taken) {
    memcpy(out_l, self->out[0] + self->taken, bytes);
    memcpy(out_r, self->out[1] + self->taken, bytes);
    self->taken += n;
  } else {
    memset(out_l, 0, bytes);
    memset(out_r, 0, bytes);
  }
}

bool
dala_own_tone_ready(const DalaOwnTone* const self)
{
  bool ready = true;
  for (uint32_t i = 0U; i < DALA_OWN_TONE_STRINGS; i++) {
    ready = ready && (self->slot_of[i] != NONE || !(self->want[i].hz > 0.0F));
  }
  return ready;
}

bool
dala_own_tone_idle(const DalaOwnTone* const self)
{
  bool silent = !self->on;
  for (uint32_t s = 0U; s < DALA_OWN_TONE_SLOTS; s++) {
    silent = silent && self->slots[s].state == DALA_OWN_TONE_FREE;
  }
  return silent;
}

bool
dala_own_tone_healthy(const DalaOwnTone* const self)
{
  return isfinite(self->probe);
}
