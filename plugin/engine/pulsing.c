#include "plugin/engine/pulsing.h"

#include "plugin/engine/engine.h"
#include "plugin/engine/listening.h"

#include <math.h>
#include <string.h>

// What was written so little ago is struck after a jump, quarters: positions
// are rounded
static const double just_now = 0.0005;

// The furthest place that counts, quarters: a week at 120 BPM
static const double far_place = 1e6;

// Ticks that hosts count in a beat
static const double ticks_per_beat = 1920.0;

// Tempo that any source may ask for, quarters per minute
static const double slowest = 10.0;
static const double fastest = 960.0;

// The grid leans towards the player's beat with this time constant, quarters:
// in phase within two beats; never more than so much slower or faster.
static const double lean_quarters = 0.35;
static const double lean_slower   = -0.75;
static const double lean_faster   = 1.0;

// Where the high register ends again, against A4: a semitone below
static const float high_end = 0.944f;

// A phrase is over, s
static const float phrase_rest_s = 0.25f;

// Strokes reach the next string after 14 ms when soft, 6 ms when loud, and
// fade within part of the time to the next stroke (steppe reference, 4.2)
static const float spread_soft_s = 0.014f;
static const float spread_loud_s = 0.006f;
static const float decay_part    = 0.6f;
static const float shortest_s    = 0.07f;
static const float longest_s     = 0.16f;

// ------------------------------------------------------------------- grid

/// When the next stroke falls, as the grid is.
static void
aim(DalaPulsing* const self, const double frame_rate)
{
  const DalaPulseStroke* const s     = &self->stroke;
  const bool                   alone = self->mode == DALA_PULSING_FREE;
  const double strays                = alone ? dala_pulse_drift(s->place) : 0.0;
  const double at =
    dala_grid_frames_to(&self->grid, s->place + (double)s->late + strays) +
    (double)s->delay_s * frame_rate;
  // A place that is a whole number of frames off falls on that frame
  self->due = at > 0.0 ? (uint64_t)ceil(at - 1e-3) : 0U;
}

static void
take(DalaPulsing* const self, const int64_t cycle, const uint32_t index)
{
  self->cycle  = cycle;
  self->index  = index;
  self->stroke = dala_pulse_stroke(self->pattern, cycle, index);
}

static void
take_next(DalaPulsing* const self)
{
  if (self->index + 1U < dala_pulse_count(self->pattern, self->cycle)) {
    take(self, self->cycle, self->index + 1U);
  } else {
    take(self, self->cycle + 1, 0U);
  }
}

/// The next stroke from here: what is written here sounds, even if the hand
/// would have been early.
static void
seek(DalaPulsing* const self, const double frame_rate)
{
  const double here   = dala_grid_place(&self->grid);
  const double length = dala_pulse_length(self->pattern);
  take(self, (int64_t)floor(here / length - 0.5), 0U);
  aim(self, frame_rate);
  while (self->due <= self->grid.frames &&
         (self->stroke.place < here - just_now || self->stroke.grace)) {
    take_next(self);
    aim(self, frame_rate);
  }
}

// ------------------------------------------------------------------ source

static double
clamp(const double x, const double low, const double high)
{
  return fmin(fmax(x, low), high);
}

static double
per_frame(const DalaEngine* const engine, const double quarters_per_minute)
{
  return clamp(quarters_per_minute, slowest, fastest) /
         (60.0 * engine->cfg.rate);
}

static bool
host_rolls(const DalaEngine* const engine)
{
  const DalaPosition* const p = &engine->position;
  return engine->params.tempo_from_host && p->bpm > 0.0f && p->speed > 0.0f;
}

/// The tempo in use, while no transport rolls.
static double
rate_of(const DalaEngine* const engine)
{
  const DalaPosition* const p   = &engine->position;
  const double              bpm = (double)dala_listening_tempo(engine);
  const bool host = engine->params.tempo_from_host && p->bpm > 0.0f;
  return per_frame(engine, host ? bpm * 4.0 / (double)p->beat_unit : bpm);
}

static DalaPulsingMode
mode_of(const DalaEngine* const engine)
{
  if (host_rolls(engine)) {
    return DALA_PULSING_HOST;
  }
  return engine->params.tempo_from_player && dala_beat_bpm(&engine->beat) > 0.0f
           ? DALA_PULSING_PLAYER
           : DALA_PULSING_FREE;
}

/// The rate that brings the grid into phase with the player.
static double
lean(const DalaEngine* const engine, const double rate)
{
  const double now_s =
    (double)engine->ticks_heard * DALA_TICK / engine->cfg.rate;
  const double place = dala_grid_place(&engine->pulsing.grid);
  const double off =
    (double)dala_beat_place(&engine->beat, now_s) - (place - floor(place));
  const double nearest = off - floor(off + 0.5);
  return rate *
         (1.0 + clamp(nearest / lean_quarters, lean_slower, lean_faster));
}

// ------------------------------------------------------------------ outside

void
dala_pulsing_reset(DalaPulsing* const self)
{
  memset(self, 0, sizeof *self);
}

/// Which pattern, if any; true if it is another.
static bool
choose(DalaEngine* const engine)
{
  DalaPulsing* const      self = &engine->pulsing;
  const DalaParams* const p    = &engine->params;
  const bool              on =
    p->pulse > 0U || p->drone_voice == (uint32_t)DALA_PARTNER_DOMBRA;
  const bool other = on && (!self->on || self->pattern != p->pulse);
  self->on         = on;
  self->pattern    = p->pulse;
  return other;
}

/// Take the tempo in use, or the host's grid while its transport rolls; true
/// if that starts or jumps.
static bool
follow(DalaEngine* const engine)
{
  DalaPulsing* const    self   = &engine->pulsing;
  const DalaPulsingMode mode   = mode_of(engine);
  const bool            host   = mode == DALA_PULSING_HOST;
  const bool            starts = host && mode != self->mode;
  const double          here   = dala_grid_place(&self->grid);
  self->mode                   = mode;
  if (host) {
    self->grid = self->host;
  } else {
    const double rate = rate_of(engine);
    dala_grid_set_rate(&self->grid,
                       mode == DALA_PULSING_PLAYER ? lean(engine, rate) : rate);
  }
  aim(self, engine->cfg.rate);
  return starts || fabs(dala_grid_place(&self->grid) - here) > DALA_GRID_SAME;
}

/// The style of Adai, the first, minds the register.
static bool
minds_register(const DalaEngine* const engine)
{
  return engine->params.raw[DALA_PORT_ORNAMENT_STYLE] == 0.0f;
}

/// Where the melody is, and was when a phrase ended.
static void
watch_register(DalaEngine* const engine)
{
  DalaPulsing* const self = &engine->pulsing;
  const float        hz   = engine->ears.heard.f0_hz;
  const float        a4   = engine->params.a4_hz;
  if (hz > 0.0f) {
    self->rest_s = 0.0f;
    self->high   = hz > (self->high ? high_end * a4 : a4);
    return;
  }
  self->rest_s += (float)(DALA_TICK / engine->cfg.rate);
  if (self->rest_s > phrase_rest_s) {
    self->rest_s = phrase_rest_s;
    self->deep   = self->high && minds_register(engine);
  }
}

void
dala_pulsing_tick(DalaEngine* const engine)
{
  DalaPulsing* const self = &engine->pulsing;
  dala_grid_settle(&self->host);
  const bool moved = follow(engine);
  if (choose(engine) || moved) {
    seek(self, engine->cfg.rate);
  }
  watch_register(engine);
  dala_partner_set_depth(&engine->partner, engine->params.pulse > 0U
                                             ? engine->params.pulse_depth_db
                                             : 0.0f);
}

void
dala_pulsing_told(DalaEngine* const engine)
{
  DalaPulsing* const        self  = &engine->pulsing;
  const DalaPosition* const p     = &engine->position;
  const double              speed = fmin((double)p->speed, 4.0);
  const double              bpm   = (double)p->bpm * 4.0 / (double)p->beat_unit;
  const bool                known = p->placed && fabs(p->quarters) < far_place;
  dala_grid_tell(&self->host, known ? p->quarters : (double)NAN,
                 speed > 0.0 ? per_frame(engine, bpm * speed) : 0.0,
                 4.0 / (double)p->beat_unit / ticks_per_beat);
  if (follow(engine)) {
    seek(self, engine->cfg.rate);
  }
}

int32_t
dala_pulsing_octave(const DalaPulsing* const self, const int32_t octave)
{
  return self->deep && octave > 0 ? 0 : octave;
}

static void
strike(DalaEngine* const engine)
{
  const DalaPulsing* const     self = &engine->pulsing;
  const DalaPulseStroke* const s    = &self->stroke;
  const float      gap_s = s->gap / (float)(self->grid.rate * engine->cfg.rate);
  const float      loud  = s->velocity / DALA_STROKE_LOUDEST;
  const DalaStroke stroke = {
    .velocity = s->velocity,
    .spread_s = spread_soft_s + loud * (spread_loud_s - spread_soft_s),
    .decay_s  = fminf(fmaxf(decay_part * gap_s, shortest_s), longest_s),
    .up       = s->up,
    .grace    = s->grace || s->low,
    .tap      = s->tap
  };
  const bool left_out = s->grace && self->high && minds_register(engine);
  if (!left_out && !engine->bypassed) {
    dala_partner_stroke(&engine->partner, &stroke);
  }
}

uint32_t
dala_pulsing_strike(DalaEngine* const engine, const uint32_t n)
{
  DalaPulsing* const self = &engine->pulsing;
  if (!self->on) {
    return n;
  }
  while (self->due <= self->grid.frames) {
    strike(engine);
    take_next(self);
    aim(self, engine->cfg.rate);
  }
  const uint64_t left = self->due - self->grid.frames;
  return left < n ? (uint32_t)left : n;
}

void
dala_pulsing_advance(DalaPulsing* const self, const uint32_t n)
{
  dala_grid_advance(&self->grid, n);
  dala_grid_advance(&self->host, n);
}
