#include "plugin/dsp/drone_slots.h"

#include <math.h>

#define NO_SLOT DALA_DRONE_SLOTS

/// Reference level of a string at gain 1, RMS: -16 dBFS.
#define REFERENCE_RMS 0.158489F

/// Bow force over twice the impedance and the bow speed, at colour 0 and 1:
/// below 2 the slip doubles, above 10 the string rattles, and from 7 on the
/// period of high strings is tied to whole frames, 2 cents off (measured).
#define FORCE_SOFT 3.0F
#define FORCE_HARSH 6.0F

/// Corner of the lift of low strings, Hz: the fourth root of 1 + (it / f)^2 is
/// half, in dB, of what K-weighted loudness takes from them (measured), so
/// that loudness and RMS both stay within 3 dB from C1 to B5.
#define LIFT_HZ 39.0F

/// A string glides up to this ratio from where it was strung: a semitone.
#define GLIDE_RATIO 1.06F

/// A glide ends within this ratio of its pitch, 0.02 cents.
#define GLIDE_END 1.0e-5F

/// Strings of fewer frames per period run at twice the rate: 200 Hz at
/// 48 kHz. Above, the residue between the partials would be over -40 dB.
#define SHORT_PERIOD 240.0F

/// Rate from which they do not, Hz.
#define FAST_RATE 60000.0

/// Frames of a first state that are written in a tick.
#define FILL_FRAMES 512U

/// ln 2 / 1200.
#define PER_CENT 5.776227e-4F

_Static_assert(DALA_BOW_LIFE_STRINGS >= DALA_DRONE_SLOTS,
               "each slot has a wander of its own");

static float
force_at(const float colour)
{
  const float c = colour < 0.0F ? 0.0F : colour > 1.0F ? 1.0F : colour;
  return FORCE_SOFT + c * (FORCE_HARSH - FORCE_SOFT);
}

static float
lift(const float hz)
{
  const float x = LIFT_HZ / hz;
  return sqrtf(sqrtf(1.0F + x * x));
}

static bool
is_far(const DalaDroneSlot* const slot, const float hz)
{
  return hz > GLIDE_RATIO * slot->hz_born || hz * GLIDE_RATIO < slot->hz_born;
}

static bool
is_wanted(const DalaDrone* const self, const uint32_t string)
{
  const DalaDroneString* const want = &self->want[string];
  return self->on && want->gain[0] + want->gain[1] > 0.0F && want->hz > 0.0F;
}

static void
release(DalaDrone* const self, uint32_t* const index)
{
  if (*index != NO_SLOT) {
    DalaDroneSlot* const slot = &self->slots[*index];
    slot->state =
      slot->state == DALA_SLOT_SOUNDING ? DALA_SLOT_LEAVING : DALA_SLOT_FREE;
    *index = NO_SLOT;
  }
}

static void
begin(DalaDrone* const self, const uint32_t index, const float hz)
{
  DalaDroneSlot* const slot     = &self->slots[index];
  const float          short_hz = (float)self->rate.inside / SHORT_PERIOD;
  const bool           twice = self->rate.inside < FAST_RATE && hz > short_hz;
  dala_bow_start(&slot->bow, &self->bank.strings[index], self->rate.inside,
                 twice ? DALA_BOWED_OVER : 1U, hz);
  slot->state   = DALA_SLOT_STRINGING;
  slot->hz      = hz;
  slot->hz_born = hz;
}

// The new string sounds, the one it replaces leaves
static void
take_over(DalaDrone* const self, const uint32_t string)
{
  DalaDroneSlot* const         slot = &self->slots[self->next_of[string]];
  const DalaDroneString* const want = &self->want[string];
  release(self, &self->slot_of[string]);
  slot->state   = DALA_SLOT_SOUNDING;
  slot->level   = REFERENCE_RMS * lift(slot->hz) / dala_bow_rms(&slot->bow);
  slot->fade    = 0.0F;
  slot->gain[0] = want->gain[0];
  slot->gain[1] = want->gain[1];
  slot->out[0]  = 0.0F;
  slot->out[1]  = 0.0F;
  slot->dc      = dala_bow_mean(force_at(self->colour_now));
  slot->bow.string->mean = slot->dc;
  self->slot_of[string]  = self->next_of[string];
  self->next_of[string]  = NO_SLOT;
}

static void
string_up(DalaDrone* const self, const uint32_t string)
{
  const float     hz   = self->want[string].hz;
  uint32_t* const next = &self->next_of[string];
  if (*next == NO_SLOT) {
    uint32_t i = 0U;
    while (i < DALA_DRONE_SLOTS && self->slots[i].state != DALA_SLOT_FREE) {
      i++;
    }
    if (i == DALA_DRONE_SLOTS) {
      return; // one that leaves will be free soon
    }
    *next = i;
    begin(self, i, hz);
  } else if (is_far(&self->slots[*next], hz)) {
    begin(self, *next, hz);
  }
  if (dala_bow_fill(&self->slots[*next].bow,
                    DALA_BOW_SPEED * force_at(self->colour_now), FILL_FRAMES)) {
    take_over(self, string);
  }
}

static void
glide(DalaDrone* const self, const uint32_t string, const bool moved)
{
  const uint32_t       index  = self->slot_of[string];
  DalaDroneSlot* const slot   = &self->slots[index];
  const float          target = self->want[string].hz;
  const bool           slides = slot->hz != target;
  if (slides) {
    slot->hz += self->glide * (target - slot->hz);
    if (fabsf(slot->hz - target) < GLIDE_END * target) {
      slot->hz = target;
    }
  }
  if (slides || moved) {
    dala_bow_tune(&slot->bow,
                  slot->hz * (1.0F + PER_CENT * self->life.cents[index]));
  }
}

static void
follow_string(DalaDrone* const self, const uint32_t string, const bool moved)
{
  const uint32_t now = self->slot_of[string];
  if (!is_wanted(self, string)) {
    release(self, &self->slot_of[string]);
    release(self, &self->next_of[string]);
  } else if (now == NO_SLOT) {
    string_up(self, string);
  } else if (is_far(&self->slots[now], self->want[string].hz)) {
    // One that fades in is let finish: without it there would be a hole
    if (self->slots[now].fade >= 1.0F) {
      string_up(self, string);
    }
  } else {
    release(self, &self->next_of[string]);
    glide(self, string, moved);
    for (uint32_t c = 0U; c < 2U; c++) {
      float* const gain = &self->slots[now].gain[c];
      *gain += self->smooth * (self->want[string].gain[c] - *gain);
    }
  }
}

// Without a corner at either end
static float
fade_curve(const float x)
{
  return x * x * (3.0F - 2.0F * x);
}

static void
set_ramps(DalaDrone* const self, const uint32_t index, const float force,
          const float gain)
{
  const float            speed = self->life.now[DALA_ARM_SPEED];
  const float            tick  = 1.0F / (float)DALA_TICK;
  DalaDroneSlot* const   slot  = &self->slots[index];
  DalaBowedString* const s     = &self->bank.strings[index];
  const bool             goes  = slot->state == DALA_SLOT_LEAVING;
  const float fade  = slot->fade + (goes ? -self->fade_out : self->fade_in);
  slot->fade        = fade < 0.0F ? 0.0F : fade > 1.0F ? 1.0F : fade;
  const float whole = gain * slot->level * fade_curve(slot->fade);
  for (uint32_t c = 0U; c < 2U; c++) {
    const float end = whole * slot->gain[c];
    s->gain[c]      = slot->out[c];
    s->gain_step[c] = (end - slot->out[c]) * tick;
    slot->out[c]    = end;
  }
  s->over    = slot->bow.over;
  s->grit    = dala_bow_life_grit(&self->life);
  s->speed   = DALA_BOW_SPEED * speed;
  s->force   = force * s->speed;
  s->dc      = slot->dc;
  s->dc_step = self->dc_coef * (s->mean - slot->dc) * tick;
  slot->dc += self->dc_coef * (s->mean - slot->dc);
}

void
dala_drone_slots_before(DalaDrone* const self)
{
  const bool  moved = dala_bow_life_tick(&self->life);
  const float way   = self->snap ? 1.0F : self->smooth;
  self->colour_now += way * (self->colour - self->colour_now);
  self->snap = false;
  const float force =
    force_at(self->colour_now) * self->life.now[DALA_ARM_FORCE];
  const float gain = self->gain * self->life.now[DALA_ARM_LEVEL];
  for (uint32_t i = 0U; i < DALA_DRONE_STRINGS; i++) {
    follow_string(self, i, moved);
  }
  self->idle = true;
  for (uint32_t i = 0U; i < DALA_DRONE_SLOTS; i++) {
    const DalaSlotState state = self->slots[i].state;
    self->idle                = self->idle && state == DALA_SLOT_FREE;
    if (state == DALA_SLOT_SOUNDING || state == DALA_SLOT_LEAVING) {
      set_ramps(self, i, force, gain);
    } else {
      self->bank.strings[i].over = 0U;
    }
  }
}

void
dala_drone_slots_after(DalaDrone* const self)
{
  for (uint32_t i = 0U; i < DALA_DRONE_SLOTS; i++) {
    DalaDroneSlot* const slot = &self->slots[i];
    if (slot->state == DALA_SLOT_LEAVING && slot->fade <= 0.0F) {
      slot->state = DALA_SLOT_FREE;
    }
  }
}

bool
dala_drone_slots_healthy(const DalaDrone* const self)
{
  bool healthy = true;
  for (uint32_t i = 0U; i < DALA_DRONE_SLOTS; i++) {
    healthy = healthy && (!self->bank.strings[i].over ||
                          isfinite(self->bank.strings[i].mean));
  }
  return healthy;
}
