#include "plugin/dsp/own_tone.h"

#include "plugin/dsp/hash.h"
#include "plugin/dsp/own_tone_sound.h"

#include <math.h>
#include <string.h>

#define NONE DALA_OWN_TONE_SLOTS
#define HALF_PI 1.5707963F
#define TWO_PI 6.283185307179586

#define TABLE DALA_OWN_TONE_TABLE

/// Harmonics of a table, and the part of the rate they stay under.
#define HARMONICS 100U
#define BAND 0.45F

/// As dsp/drone.h: range, and how far a string glides before it is replaced.
#define LOWEST_HZ 30.0F
#define HIGHEST_HZ 1200.0F
#define GLIDE_RATIO 1.06F
#define GLIDE_S 0.015F
#define GLIDE_END 1.0e-5F
#define SMOOTH_S 0.01F

/// A crossfade of tables, s (the DSP notes: 100 to 200 ms).
#define FADE_S 0.1F

/// Reference level: -16 dBFS RMS.
#define REFERENCE 0.1584893F

/// Each copy wanders at most 4 cents, towards a new place two or three times a
/// second.
#define WANDER_LEAST 1.5F
#define WANDER_MOST 4.0F
#define WANDER_S 0.25F
#define WANDER_MORE_S 0.45F

/// The colour tilts the treble by 12 dB a unit.
#define COLOUR_OCTAVES 2.0F
#define MIDDLE_COLOUR 0.4F

// -------------------------------------------------------------- preparation

DalaStatus
dala_own_tone_layout(DalaOwnTone* const self, const DalaConfig* const cfg,
                     DalaArena* const arena)
{
  if (!(cfg->rate >= DALA_MIN_RATE && cfg->rate <= DALA_MAX_RATE)) {
    return DALA_STATUS_BAD_RATE;
  }
  self->sine = (float*)dala_arena_take(arena, TABLE, sizeof(float));
  for (uint32_t s = 0U; s < DALA_OWN_TONE_SLOTS; s++) {
    self->slots[s].table = (DalaOwnTonePoint*)dala_arena_take(
      arena, TABLE, sizeof(DalaOwnTonePoint));
  }
  return dala_arena_status(arena);
}

static float
approach(const float time_s, const float rate)
{
  return 1.0F - expf(-1.0F / (time_s * rate));
}

void
dala_own_tone_prepare(DalaOwnTone* const self, const DalaConfig* const cfg)
{
  self->rate   = (float)cfg->rate;
  self->ticks  = self->rate / (float)DALA_TICK;
  self->fade   = 1.0F / (FADE_S * self->ticks);
  self->glide  = approach(GLIDE_S, self->ticks);
  self->smooth = approach(SMOOTH_S, self->ticks);
  dala_own_tone_sound_prepare(self);
  for (uint32_t i = 0U; i < TABLE; i++) {
    self->sine[i] = (float)sin(TWO_PI * i / TABLE);
  }
  memset(self->want, 0, sizeof self->want);
  memset(&self->tone, 0, sizeof self->tone);
  self->tones  = 0U;
  self->on     = false;
  self->gain   = 1.0F;
  self->colour = MIDDLE_COLOUR;
  for (uint32_t s = 0U; s < DALA_OWN_TONE_SLOTS; s++) {
    memset(self->slots[s].table, 0, TABLE * sizeof(DalaOwnTonePoint));
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
  dala_own_tone_sound_reset(self);
  self->taken   = DALA_TICK;
  self->edge    = 1.0F;
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

// ------------------------------------------------------------------- tables

static void
begin(DalaOwnTone* const self, const uint32_t index, const float hz)
{
  DalaOwnToneSlot* const  slot  = &self->slots[index];
  DalaOwnTonePoint* const table = slot->table;
  memset(table, 0, TABLE * sizeof *table);
  memset(slot, 0, sizeof *slot);
  slot->table   = table;
  slot->state   = DALA_OWN_TONE_MAKING;
  slot->hz      = hz;
  slot->hz_born = hz;
  slot->tone    = self->tones;
  slot->partial = 1U;
  for (uint32_t c = 0U; c < DALA_OWN_TONE_COPIES; c++) {
    slot->copies[c].phase = dala_hash(16U * index + c);
    slot->copies[c].turn  = 4096U * (16U * index + c);
    slot->copies[c].at    = 1.0F;
  }
}

/// Add one harmonic; true when the table is whole.
static bool
grow(const DalaOwnTone* const self, DalaOwnToneSlot* const slot)
{
  const uint32_t k   = slot->partial++;
  const float    hz  = (float)k * slot->hz_born;
  const float    amp = k <= HARMONICS && hz * GLIDE_RATIO < BAND * self->rate
                         ? dala_tone_at(&self->tone, hz)
                         : 0.0F;
  if (!(amp > 0.0F)) {
    slot->level =
      slot->power > 0.0F ? REFERENCE / sqrtf(0.5F * slot->power) : 0.0F;
    return true;
  }
  uint32_t at   = dala_hash(k);
  float    here = amp * self->sine[at & (TABLE - 1U)];
  slot->power += amp * amp;
  for (uint32_t i = 0U; i < TABLE; i++) {
    at += k;
    const float next = amp * self->sine[at & (TABLE - 1U)];
    slot->table[i].value += here;
    slot->table[i].rise += next - here;
    here = next;
  }
  return false;
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

/// A wander that is as long and as far below the pitch as above it.
static void
wander(const DalaOwnTone* const self, const DalaOwnToneSlot* const slot,
       DalaOwnToneCopy* const copy)
{
  copy->at += copy->speed;
  if (copy->at >= 1.0F) {
    const uint32_t pair = copy->turn >> 1U;
    const float    far  = dala_hash_share(2U * pair);
    const float    size = WANDER_LEAST + (WANDER_MOST - WANDER_LEAST) * far;
    const float    time =
      WANDER_S + WANDER_MORE_S * dala_hash_share(2U * pair + 1U);
    copy->from  = copy->to;
    copy->to    = (copy->turn ^ dala_hash(pair)) & 1U ? size : -size;
    copy->at    = 0.0F;
    copy->speed = 1.0F / (time * self->ticks);
    copy->turn++;
  }
  const float  ease  = copy->at * copy->at * (3.0F - 2.0F * copy->at);
  const float  cents = copy->from + (copy->to - copy->from) * ease;
  const double hz    = (double)slot->hz * (1.0 + 5.7762e-4 * (double)cents);
  copy->inc          = (uint32_t)(hz / (double)self->rate * 4294967296.0);
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
           want->hz <= GLIDE_RATIO * born && want->hz * GLIDE_RATIO >= born;
  }
  if (next != NONE && !fits) {
    self->slots[next].state = DALA_OWN_TONE_FREE;
    self->next_of[i]        = NONE;
  } else if (next != NONE && !*busy) {
    *busy = true;
    if (grow(self, &self->slots[next])) {
      self->slots[next].state = DALA_OWN_TONE_SOUNDING;
      self->slot_of[i]        = next;
      self->next_of[i]        = NONE;
      if (now != NONE) {
        self->slots[now].state = DALA_OWN_TONE_LEAVING;
      }
    }
  } else if (wanted && !fits && free_slot(self) != NONE) {
    self->next_of[i] = free_slot(self);
    begin(self, self->next_of[i], want->hz);
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
  const float goal = fminf(fmaxf(want->hz, slot->hz_born / GLIDE_RATIO),
                           slot->hz_born * GLIDE_RATIO);
  const float next = slot->hz + self->glide * (goal - slot->hz);
  slot->hz = fabsf(next - goal) < GLIDE_END * goal || fresh ? goal : next;
  for (uint32_t c = 0U; c < 2U; c++) {
    const float way = want->gain[c] - slot->gain[c];
    slot->gain[c] = fresh ? want->gain[c] : slot->gain[c] + self->smooth * way;
  }
}

static void
move(DalaOwnTone* const self, DalaOwnToneSlot* const slot)
{
  const bool  leaves = slot->state == DALA_OWN_TONE_LEAVING;
  const float to     = slot->fade + (leaves ? -self->fade : self->fade);
  for (uint32_t c = 0U; c < 2U; c++) {
    slot->out[c] += slot->step[c] * (float)DALA_TICK;
  }
  if (leaves && slot->fade <= 0.0F) {
    slot->state = DALA_OWN_TONE_FREE;
    return;
  }
  slot->fade       = fminf(fmaxf(to, 0.0F), 1.0F);
  const float gain = self->gain * slot->level * sinf(HALF_PI * slot->fade);
  for (uint32_t c = 0U; c < 2U; c++) {
    slot->step[c] =
      (gain * slot->gain[c] - slot->out[c]) * (1.0F / (float)DALA_TICK);
  }
  for (uint32_t c = 0U; c < DALA_OWN_TONE_COPIES; c++) {
    wander(self, slot, &slot->copies[c]);
  }
}

void
dala_own_tone_tick(DalaOwnTone* const self)
{
  bool busy        = false;
  self->taken      = 0U;
  self->edge       = self->edge_to;
  const float edge = exp2f(COLOUR_OCTAVES * (self->colour - MIDDLE_COLOUR));
  self->edge_to += self->smooth * (edge - self->edge_to);
  for (uint32_t i = 0U; i < DALA_OWN_TONE_STRINGS; i++) {
    follow(self, i, &busy);
    aim(self, i);
  }
  for (uint32_t s = 0U; s < DALA_OWN_TONE_SLOTS; s++) {
    if (self->slots[s].state >= DALA_OWN_TONE_SOUNDING) {
      move(self, &self->slots[s]);
    }
  }
  dala_own_tone_sound_tick(self);
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
