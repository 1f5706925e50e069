#include "plugin/dsp/bow_life.h"

#include "plugin/dsp/kernels/bowed.h"

#include <math.h>

/// Any odd number; the drone's first stroke is the same in every run.
#define SEED 0x0DA1A5EDU

/// Length of the grit, frames: a power of two; 43 ms at 48 kHz, entered
/// anywhere each tick, so that it is not heard to repeat.
#define GRIT_FRAMES 2048U

/// Greatest change of force from frame to frame: horsehair is rough, 10 % where
/// a violin bow has 2 % (by ear); it also keeps the period of high strings from
/// being tied to whole frames (measured).
#define GRIT_DEPTH 0.1F

/// Time between steps, s; everything here is slower.
#define STEP_S 0.0025F

/// Wander of the arm: corner Hz, and what one standard deviation is. Three
/// make 3 % of speed, which is level.
#define ARM_HZ 0.8F
#define ARM_SPEED 0.01F
#define ARM_FORCE 0.04F

/// Wander of a string's pitch: corner Hz, cents of one standard deviation,
/// and the most. Averages out over seconds.
#define DRIFT_HZ 1.5F
#define DRIFT_CENTS 0.8F
#define DRIFT_CENTS_MAX 2.5F

/// Bow changes: time between them and length, s; part of the force and of
/// the level that they take.
#define STROKE_MIN_S 1.5F
#define STROKE_MAX_S 4.0F
#define DIP_MIN_S 0.04F
#define DIP_MAX_S 0.08F
#define DIP_MIN 0.3F
#define DIP_MAX 0.5F
#define DIP_LEVEL 0.3F // times the part of the force

#define TWO_PI 6.2831853F

// xorshift, Marsaglia 2003
static uint32_t
next_random(DalaBowLife* const self)
{
  uint32_t x = self->random;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  self->random = x;
  return x;
}

// Uniform in lo..hi
static float
draw(DalaBowLife* const self, const float lo, const float hi)
{
  const float unit = (float)(next_random(self) >> 8) * (1.0F / 16777216.0F);
  return lo + (hi - lo) * unit;
}

static DalaWander
make_wander(const float hz, const float step_s)
{
  DalaWander w;
  w.coef = 1.0F - expf(-TWO_PI * hz * step_s);
  w.gain = sqrtf(3.0F * (2.0F - w.coef) / w.coef);
  return w;
}

static float
wander(DalaBowLife* const self, const DalaWander w, const float x)
{
  return x + w.coef * (w.gain * draw(self, -1.0F, 1.0F) - x);
}

static float
limit(const float x, const float most)
{
  return x < -most ? -most : x > most ? most : x;
}

void
dala_bow_life_layout(DalaBowLife* const self, DalaArena* const arena)
{
  self->grit = (float*)dala_arena_take(arena, GRIT_FRAMES + DALA_BOWED_GRIT,
                                       sizeof *self->grit);
}

void
dala_bow_life_prepare(DalaBowLife* const self, const double tick_rate)
{
  const float ticks = (float)tick_rate * STEP_S + 0.5F;
  self->step_ticks  = ticks < 1.0F ? 1U : (uint32_t)ticks;
  self->step_s      = (float)self->step_ticks / (float)tick_rate;
  self->arm         = make_wander(ARM_HZ, self->step_s);
  self->drift       = make_wander(DRIFT_HZ, self->step_s);
  self->random      = SEED;
  for (uint32_t i = 0U; i < GRIT_FRAMES + DALA_BOWED_GRIT; i++) {
    self->grit[i] = 1.0F + draw(self, -GRIT_DEPTH, GRIT_DEPTH);
  }
  dala_bow_life_reset(self);
}

static void
draw_stroke(DalaBowLife* const self)
{
  self->stroke_s  = 0.0F;
  self->change_s  = draw(self, STROKE_MIN_S, STROKE_MAX_S);
  self->dip_s     = draw(self, DIP_MIN_S, DIP_MAX_S);
  self->dip_depth = draw(self, DIP_MIN, DIP_MAX);
}

void
dala_bow_life_reset(DalaBowLife* const self)
{
  self->random = SEED;
  self->tick   = 0U;
  self->speed  = 0.0F;
  self->force  = 0.0F;
  for (uint32_t i = 0U; i < DALA_ARM_VALUES; i++) {
    self->now[i]   = 1.0F;
    self->slope[i] = 0.0F;
  }
  for (uint32_t i = 0U; i < DALA_BOW_LIFE_STRINGS; i++) {
    self->cents[i] = 0.0F;
  }
  draw_stroke(self);
}

// How far a bow change has taken hold now, 0..1
static float
bow_change(DalaBowLife* const self)
{
  self->stroke_s += self->step_s;
  const float x = (self->stroke_s - self->change_s) / self->dip_s;
  if (x >= 1.0F) {
    draw_stroke(self);
  }
  const float bump = 4.0F * x * (1.0F - x);
  return x > 0.0F && x < 1.0F ? bump * bump : 0.0F;
}

static void
step(DalaBowLife* const self)
{
  const float dip    = bow_change(self) * self->dip_depth;
  const float spread = 1.0F / (float)self->step_ticks;
  float       next[DALA_ARM_VALUES];
  self->speed          = wander(self, self->arm, self->speed);
  self->force          = wander(self, self->arm, self->force);
  next[DALA_ARM_SPEED] = 1.0F + ARM_SPEED * limit(self->speed, 3.0F);
  next[DALA_ARM_FORCE] =
    (1.0F + ARM_FORCE * limit(self->force, 3.0F)) * (1.0F - dip);
  next[DALA_ARM_LEVEL] = 1.0F - DIP_LEVEL * dip;
  for (uint32_t i = 0U; i < DALA_ARM_VALUES; i++) {
    self->slope[i] = (next[i] - self->now[i]) * spread;
  }
  for (uint32_t i = 0U; i < DALA_BOW_LIFE_STRINGS; i++) {
    const float unit = wander(self, self->drift, self->cents[i] / DRIFT_CENTS);
    self->cents[i]   = limit(DRIFT_CENTS * unit, DRIFT_CENTS_MAX);
  }
}

bool
dala_bow_life_tick(DalaBowLife* const self)
{
  const bool due = self->tick == 0U;
  for (uint32_t i = 0U; i < DALA_ARM_VALUES; i++) {
    self->now[i] += self->slope[i];
  }
  if (due) {
    step(self);
  }
  self->tick = self->tick + 1U < self->step_ticks ? self->tick + 1U : 0U;
  return due;
}

const float*
dala_bow_life_grit(DalaBowLife* const self)
{
  return self->grit + (next_random(self) & (GRIT_FRAMES - 1U));
}
