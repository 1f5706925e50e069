/**
   What keeps a bowed drone alive: one bow arm for all strings, a slow wander
   of pitch for each, and the grit of the hair.

   The arm's speed and force wander, and every few seconds the bow changes
   direction: a short dip of force and level. All of it comes from a seeded
   generator that steps on a fixed grid, so equal runs give equal bits.

   Units:   factors; pitch cents; times s.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
   Cost:    about 50 ns every 2.5 ms; a few additions a tick.
   Fails:   layout: through the arena.
   Source:  bowed-string practice (speed +-3 % at 0.3 to 2 Hz, a change every
            1.5 to 4 s); amounts by ear and by the level they may move.
*/
#ifndef DALA_DSP_BOW_LIFE_H
#define DALA_DSP_BOW_LIFE_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"

#include <stdbool.h>
#include <stdint.h>

/// Strings that wander in pitch.
#define DALA_BOW_LIFE_STRINGS 4U

/// What the arm does, as factors.
typedef enum {
  DALA_ARM_SPEED = 0,
  DALA_ARM_FORCE,
  DALA_ARM_LEVEL,
  DALA_ARM_VALUES
} DalaArmValue;

/// A smoothed random walk of unit variance.
typedef struct {
  float coef; ///< Smoothing per step.
  float gain; ///< Makes up for it.
} DalaWander;

typedef struct {
  // Per-rate values
  uint32_t   step_ticks; ///< Ticks between steps of the generator.
  float      step_s;     ///< The same, s.
  DalaWander arm;        ///< Of speed and force.
  DalaWander drift;      ///< Of a string's pitch.

  // State
  uint32_t random;                 ///< Generator.
  uint32_t tick;                   ///< Ticks since the last step.
  float    speed;                  ///< Wander of speed.
  float    force;                  ///< Wander of force.
  float    stroke_s;               ///< Since the last bow change.
  float    change_s;               ///< When the next one begins.
  float    dip_s;                  ///< How long it takes.
  float    dip_depth;              ///< Part of the force that it takes away.
  float    now[DALA_ARM_VALUES];   ///< In this tick.
  float    slope[DALA_ARM_VALUES]; ///< Per tick.
  float    cents[DALA_BOW_LIFE_STRINGS]; ///< Pitch of each string.

  float* grit; ///< Factors of the force, read from anywhere.
} DalaBowLife;

/// Take the memory of the grit.
void
dala_bow_life_layout(DalaBowLife* self, DalaArena* arena);

/// Fill the grit and the values for `tick_rate` ticks per second, and reset.
void
dala_bow_life_prepare(DalaBowLife* self, double tick_rate);

/// Back to the first stroke of the seed.
DALA_RT
void
dala_bow_life_reset(DalaBowLife* self);

/// At the start of a tick: makes `now` hold for it. True if `cents` have
/// moved.
DALA_RT
bool
dala_bow_life_tick(DalaBowLife* self);

/// DALA_BOWED_GRIT factors for one string and tick.
DALA_RT
const float*
dala_bow_life_grit(DalaBowLife* self);

#endif // DALA_DSP_BOW_LIFE_H
