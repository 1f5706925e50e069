/**
   Jingles: small metal plates on the head of the kobyz.

   Accents and bow changes shake the head: the level rises by 2.3 dB over what
   was usual, and is within 12 dB of the loudest of the last seconds. A
   few plates then strike, the first 5 to 15 ms after the accent began, each
   strike at random on the left or the right one of two clusters of four modes.
   Chance is hashed from a count: the same playing rattles the same way.

   Shape:   stereo out; the clusters lean to their sides.
   Units:   at a gain of 1 a whole strike is as loud, in the 5 ms after it, as
            the playing that caused it (rms).
   Range:   8 kHz to 384 kHz; modes above 0.45 of the rate are mute.
   Thread:  prepare: instantiation; the rest: audio, real-time safe.
   Cost:    3 ns a frame while plates ring, all of it in tick().
   Fails:   never.
   Source:  reference/steppe-violin.md 1.3: 6 to 10 modes of 2.2 to 9 kHz, Q 80
            to 300, 30 to 40 dB under the playing, 5 to 15 ms late (C, GK).
*/
#ifndef DALA_DSP_JINGLES_H
#define DALA_DSP_JINGLES_H

#include "plugin/dsp/config.h"
#include "plugin/dsp/heard.h"

#include <stdbool.h>
#include <stdint.h>

#define DALA_JINGLES_SIDES 2U   ///< Clusters, left and right.
#define DALA_JINGLES_MODES 4U   ///< Of each.
#define DALA_JINGLES_STRIKES 4U ///< At most on one accent.

typedef struct {
  uint32_t wait; ///< Ticks until it comes.
  uint32_t side;
  float    size; ///< Of the playing's level; 0: none.
} DalaJingleStrike;

/// Modes in rotation form, as in kernels/modal.h, heard in quadrature: a
/// strike begins at 0.
typedef struct {
  float rc[DALA_JINGLES_MODES]; ///< R cos w and R sin w,
  float rs[DALA_JINGLES_MODES];
  float half_rc[DALA_JINGLES_MODES]; ///< and these of half a tick.
  float half_rs[DALA_JINGLES_MODES];
  float gain[DALA_JINGLES_MODES]; ///< Of a strike.
  float u[DALA_JINGLES_MODES];
  float z[DALA_JINGLES_MODES];
} DalaJingleCluster;

typedef struct {
  // Accents
  float    usual;  ///< Mean square of what sounded just before.
  float    rise;   ///< Share of it kept per tick, rising
  float    fall;   ///< and falling.
  uint32_t calm;   ///< Ticks until another accent can be.
  uint32_t pause;  ///< Ticks between accents.
  uint32_t listen; ///< Ticks from a reset until what sounds is usual.
  uint32_t fresh;  ///< Of these, still to come.
  uint32_t draws;  ///< Random numbers taken.
  uint32_t quiet;  ///< Ticks since the last accent.
  uint32_t end;    ///< Of these, until nothing rings.
  bool     awake;  ///< Something rings or will.

  DalaJingleStrike  strikes[DALA_JINGLES_STRIKES];
  float             tick_s;
  DalaJingleCluster clusters[DALA_JINGLES_SIDES];
  float             sound[DALA_JINGLES_SIDES][DALA_TICK]; ///< Of this tick.
} DalaJingles;

/// Fill the tables for this rate, then reset.
void
dala_jingles_prepare(DalaJingles* self, double rate);

/// Silence, and nothing about to strike.
DALA_RT
void
dala_jingles_reset(DalaJingles* self);

/// Once per DALA_TICK frames, before them: what is heard now.
DALA_RT
void
dala_jingles_tick(DalaJingles* self, const DalaHeard* heard);

/// True if the plates are silent through this tick.
DALA_RT
bool
dala_jingles_idle(const DalaJingles* self);

/// The plates' sound from `frame` of the tick on; overwrites the outputs.
DALA_RT
void
dala_jingles_process(const DalaJingles* self, float* out_l, float* out_r,
                     uint32_t frame, uint32_t n);

/// False once a state is not finite; dala_jingles_reset() mends it.
DALA_RT
bool
dala_jingles_healthy(const DalaJingles* self);

#endif // DALA_DSP_JINGLES_H
