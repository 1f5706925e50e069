#include "plugin/dsp/space.h"

#include "plugin/dsp/blockops.h"
#include "plugin/dsp/kernels/kernels.h"
#include "plugin/dsp/room_fit.h"

#include <math.h>
#include <string.h>

#define FEED_S 0.040 // the send moves to the next room; no click, by test
#define FADE_S 0.060 // a room that is in the way
/// Less than this of a send is silence, as the end of a tail is: -180 dBFS.
#define FLOOR 1.0e-9F
#define GUARD 64U // frames cleared before a room's time begins
/// Wind: two swings that never meet, reference 6.1: 0.1 to 0.5 Hz.
static const double wind_hz[2] = { 0.13, 0.37 };

// ------------------------------------------------------------------- rooms

static void
take_rings(DalaFdnRings* const rings, const uint32_t count, const double ms,
           const double rate, DalaArena* const arena)
{
  rings->stride = dala_room_ring_len(ms, rate) + DALA_FDN_EXTRA;
  rings->base   = (float*)dala_arena_take(arena, (size_t)count * rings->stride,
                                          sizeof(float));
}

static void
clear_rings(const DalaFdnRings* const rings, const uint32_t count)
{
  memset(rings->base, 0, (size_t)count * rings->stride * sizeof(float));
}

/// Begin at `pos` of rings of `len`, with silence just before it.
DALA_RT
static void
open_rings(DalaFdnRings* const rings, const uint32_t count, const uint32_t len,
           const uint32_t pos)
{
  rings->len = len;
  rings->pos = pos;
  for (uint32_t i = 0; i < count; i++) {
    float* const ring = rings->base + (size_t)i * rings->stride;
    memset(ring, 0, pos * sizeof *ring);
    memset(ring + len - GUARD, 0, (GUARD + DALA_FDN_MIRROR) * sizeof *ring);
  }
}

/// Silence in a room that begins `frame` frames into the tick.
DALA_RT
static void
open_room(DalaRoom* const room, const DalaFdnSet* const set,
          const uint32_t frame)
{
  DalaFdn* const fdn = &room->fdn;
  open_rings(&fdn->early, 2U, set->early_len, frame);
  open_rings(&fdn->near, 4U, set->near_len, frame);
  open_rings(&fdn->far, 4U, set->far_len, frame);
  open_rings(&fdn->diffusers, 2U * DALA_FDN_DIFFUSERS, set->diffuser_len,
             frame);
  fdn->age = 0U;
  fdn->set = set;
  memset(fdn->send, 0, sizeof fdn->send);
  memset(fdn->state, 0, sizeof fdn->state);
  room->awake       = true;
  room->quiet_ticks = 0U;
}

/// Count the silence of a room, and cut it off in the end.
DALA_RT
static void
tick_room(DalaRoom* const room, const uint32_t end_ticks)
{
  dala_smooth_tick(&room->feed);
  dala_smooth_tick(&room->fade);
  room->quiet_ticks = room->fed ? 0U : room->quiet_ticks + 1U;
  room->fed         = false;
  if (room->quiet_ticks >= end_ticks || dala_smooth_rests_at(&room->fade, 0)) {
    room->awake       = false;
    room->quiet_ticks = 0U;
  }
}

/// The room's share of the send; returns whether there is anything in it.
DALA_RT
static bool
hear(const DalaRoom* const room, const float* const in, float* const x,
     const uint32_t frame, const uint32_t n)
{
  uint32_t heard = 0U;
  memcpy(x, in, n * sizeof *x);
  dala_smooth_scale(&room->feed, x, frame, n);
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t loud = fabsf(x[i]) < FLOOR ? 0U : 1U; // NaN goes through
    x[i]                = loud ? x[i] : 0.0F;
    heard |= loud;
  }
  return heard != 0U;
}

// ------------------------------------------------------------------- space

DalaStatus
dala_space_layout(DalaSpace* const self, const DalaConfig* const cfg,
                  DalaArena* const arena)
{
  if (!dala_rate_fits(cfg->rate)) {
    return DALA_STATUS_BAD_RATE;
  }
  for (uint32_t r = 0; r < DALA_SPACE_ROOMS; r++) {
    DalaFdn* const fdn = &self->rooms[r].fdn;
    take_rings(&fdn->early, 2U, DALA_ROOM_EARLY_MS, cfg->rate, arena);
    take_rings(&fdn->near, 4U, DALA_ROOM_NEAR_MS, cfg->rate, arena);
    take_rings(&fdn->far, 4U, DALA_ROOM_FAR_MS, cfg->rate, arena);
    take_rings(&fdn->diffusers, 2U * DALA_FDN_DIFFUSERS, DALA_ROOM_DIFFUSER_MS,
               cfg->rate, arena);
  }
  return dala_arena_status(arena);
}

void
dala_space_prepare(DalaSpace* const self, const DalaConfig* const cfg)
{
  const double tick_s = DALA_TICK / cfg->rate;
  self->kernel        = cfg->kernels->fdn;
  self->tick_s        = (float)tick_s;
  self->target        = DALA_PLACE_YURT;
  for (uint32_t i = 0; i < DALA_PLACES; i++) {
    dala_room_fit(&self->sets[i], &dala_places[i], cfg->rate);
    self->end_ticks[i] =
      (uint32_t)(dala_room_end_s(&dala_places[i]) / tick_s) + 1U;
  }
  for (uint32_t i = 0; i < 2U; i++) {
    self->wind_step[i] = (float)(wind_hz[i] * tick_s);
  }
  for (uint32_t r = 0; r < DALA_SPACE_ROOMS; r++) {
    DalaRoom* const room = &self->rooms[r];
    clear_rings(&room->fdn.early, 2U);
    clear_rings(&room->fdn.near, 4U);
    clear_rings(&room->fdn.far, 4U);
    clear_rings(&room->fdn.diffusers, 2U * DALA_FDN_DIFFUSERS);
    dala_smooth_prepare(&room->feed, cfg->rate, FEED_S, 0.0F);
    dala_smooth_prepare(&room->fade, cfg->rate, FADE_S, 1.0F);
  }
  dala_space_reset(self);
}

void
dala_space_reset(DalaSpace* const self)
{
  for (uint32_t r = 0; r < DALA_SPACE_ROOMS; r++) {
    DalaRoom* const room = &self->rooms[r];
    dala_smooth_set(&room->feed, 0.0F);
    dala_smooth_set(&room->fade, 1.0F);
    dala_smooth_snap(&room->feed);
    dala_smooth_snap(&room->fade);
    memset(room->fdn.probe, 0, sizeof room->fdn.probe);
    room->fed         = false;
    room->awake       = false;
    room->quiet_ticks = 0U;
    room->place       = self->target;
  }
  for (uint32_t i = 0; i < 2U; i++) {
    self->wind[i] = 0.0F;
  }
  self->gust_from = self->gust_to = 0.0F;
  self->duck_from = self->duck_to = 0.0F;
  self->bow                       = 0.0F;
  self->open                      = 0U;
  self->frame                     = 0U;
  self->ready                     = false;
}

void
dala_space_set_place(DalaSpace* const self, const uint32_t place)
{
  self->target = place < DALA_PLACES ? place : DALA_PLACES - 1U;
}

/// Move to the place asked for, or make room for it.
DALA_RT
static void
choose_room(DalaSpace* const self)
{
  DalaRoom* const now  = &self->rooms[self->open];
  DalaRoom* const next = &self->rooms[1U - self->open];
  if (!self->ready) {
    now->place = self->target;
    dala_smooth_set(&now->feed, 1.0F);
    dala_smooth_snap(&now->feed);
    self->ready = true;
  } else if (now->place != self->target) {
    if (next->awake) {
      dala_smooth_set(&next->fade, 0.0F);
      return;
    }
    next->place = self->target;
    dala_smooth_set(&next->fade, 1.0F);
    dala_smooth_snap(&next->fade);
    dala_smooth_set(&next->feed, 1.0F);
    dala_smooth_set(&now->feed, 0.0F);
    self->open = 1U - self->open;
  }
}

/// A smooth wave of -1..1 without libm: two parabolas.
DALA_RT
static float
wave(const float phase)
{
  const float x = 2.0F * phase - 1.0F;
  return -4.0F * x * (1.0F - fabsf(x));
}

DALA_RT
static void
blow(DalaSpace* const self)
{
  for (uint32_t i = 0; i < 2U; i++) {
    const float phase = self->wind[i] + self->wind_step[i];
    self->wind[i]     = phase < 1.0F ? phase : phase - 1.0F;
  }
  self->gust_from = self->gust_to;
  self->gust_to   = 0.6F * wave(self->wind[0]) + 0.4F * wave(self->wind[1]);
}

void
dala_space_set_bow(DalaSpace* const self, const float share)
{
  self->bow = share > 0.0F ? fminf(share, 1.0F) : 0.0F;
}

/// Towards the bow, in the time that the place takes.
DALA_RT
static void
duck(DalaSpace* const self)
{
  const DalaPlace* const place  = &dala_places[self->rooms[self->open].place];
  const float            away   = self->bow - self->duck_to;
  const float            time_s = away > 0.0F ? place->duck_s : place->bloom_s;
  self->duck_from               = self->duck_to;
  self->duck_to += away * fminf(self->tick_s / fmaxf(time_s, 0.01F), 1.0F);
}

void
dala_space_tick(DalaSpace* const self)
{
  choose_room(self);
  blow(self);
  duck(self);
  for (uint32_t r = 0; r < DALA_SPACE_ROOMS; r++) {
    DalaRoom* const room = &self->rooms[r];
    tick_room(room, self->end_ticks[room->place]);
  }
  self->frame = 0U;
}

/// Gain of a room at some gust of wind and share of ducking: near 1, where
/// 0.115 dB are a hundredth.
static float
sway_gain(const DalaPlace* const place, const float gust, const float ducked)
{
  return (1.0F + 0.115F * place->flutter_db * gust) *
         (1.0F - 0.1F * place->duck_db * ducked);
}

/// The wind's and the bow's hands on a room's sound.
DALA_RT
static void
sway(const DalaSpace* const self, const DalaRoom* const room,
     float y[2][DALA_TICK], const uint32_t n)
{
  const DalaPlace* const place = &dala_places[room->place];
  const float from = sway_gain(place, self->gust_from, self->duck_from);
  const float to   = sway_gain(place, self->gust_to, self->duck_to);
  const float step = (to - from) * (1.0F / (float)DALA_TICK);
  if (from == 1.0F && to == 1.0F) {
    return;
  }
  for (uint32_t i = 0; i < n; i++) {
    const float gain = from + step * (float)(self->frame + i);
    y[0][i] *= gain;
    y[1][i] *= gain;
  }
}

/// One room's sound, added to l and r.
DALA_RT
static void
add_room(DalaSpace* const self, DalaRoom* const room, const float* const in_l,
         const float* const in_r, float* const l, float* const r,
         const uint32_t n)
{
  float          x[2][DALA_TICK];
  float          y[2][DALA_TICK];
  const uint32_t frame = self->frame;
  if (!room->awake && dala_smooth_rests_at(&room->feed, 0.0F)) {
    return;
  }
  const bool left  = hear(room, in_l, x[0], frame, n);
  const bool right = hear(room, in_r, x[1], frame, n);
  room->fed        = room->fed || left || right;
  if (!room->awake) {
    if (!left && !right) {
      return;
    }
    open_room(room, &self->sets[room->place], frame);
  }
  self->kernel(&room->fdn, x[0], x[1], y[0], y[1], n);

  dala_smooth_scale(&room->fade, y[0], frame, n);
  dala_smooth_scale(&room->fade, y[1], frame, n);
  sway(self, room, y, n);
  dala_block_add(l, y[0], n);
  dala_block_add(r, y[1], n);
}

void
dala_space_process(DalaSpace* const self, const float* const in_l,
                   const float* const in_r, float* const out_l,
                   float* const out_r, const uint32_t n)
{
  float l[DALA_TICK] = { 0.0F };
  float r[DALA_TICK] = { 0.0F };
  if (self->ready) {
    for (uint32_t k = 0; k < DALA_SPACE_ROOMS; k++) {
      add_room(self, &self->rooms[k], in_l, in_r, l, r, n);
    }
  }
  memcpy(out_l, l, n * sizeof *l);
  memcpy(out_r, r, n * sizeof *r);
  self->frame += n;
}

bool
dala_space_healthy(const DalaSpace* const self)
{
  float sum = 0.0F;
  for (uint32_t r = 0; r < DALA_SPACE_ROOMS; r++) {
    for (uint32_t i = 0; i < 8U; i++) {
      sum += self->rooms[r].fdn.probe[i];
    }
  }
  return sum == 0.0F;
}

bool
dala_space_silent(const DalaSpace* const self)
{
  return !self->rooms[0].awake && !self->rooms[1].awake;
}
