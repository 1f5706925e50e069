/**
   Horsehair: what a bundle of hairs does to a bowed string's sound.

   A bundle is unevenly tense and rough. Four traces of that, all of them on
   the player's own sound and none of them late:

     grit      noise in bursts, one a period, in phase with the slip of the
               string; its size follows the bow
     jitter    the period wanders by 0.4 % rms at amount 1: the sound plus its
               slope times a small time, which is a shift to first order and
               needs no delay
     softness  a rounder corner of the motion: highs above 3 kHz are lower, a
               little more so under a light bow
     thin      the fundamental of a stopped note is weaker, since a nail or pad
               stops it from the side; open strings keep theirs

   The slip is found in the sound itself: the slope of a bowed sound bursts
   when the string slips, and a phase that runs with the pitch is locked to
   these bursts. Without a pitch there is no noise and nothing is thin: no
   hiss, in rests or in noise.

   Shape:   in[n], out[n], n <= DALA_TICK, in == out allowed.
   Units:   amount 0..1.
   Range:   8 kHz to 384 kHz; the same bits for every division into pieces.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
   Cost:    see README; nothing at amount 0, less without a pitch.
   Fails:   layout: DALA_STATUS_NO_MEM, DALA_STATUS_BAD_RATE.
   Source:  reference/steppe-violin.md 0.5, 1.2, 1.5: period-gated noise of
            0.8 to 6 kHz, 18 to 28 dB under the tone at mf; jitter of 0.2 to
            0.6 %; H1 3 to 6 dB lower on stopped notes (C, GK).
*/
#ifndef DALA_DSP_HORSEHAIR_H
#define DALA_DSP_HORSEHAIR_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/hair_cycle.h"
#include "plugin/dsp/heard.h"
#include "plugin/dsp/smooth.h"

#include <stdbool.h>
#include <stdint.h>

/// Open strings of violins and violas of five: C3 G3 D4 A4 E5.
#define DALA_HORSEHAIR_OPEN 5U

typedef struct {
  // Told
  float amount;
  float open_hz[DALA_HORSEHAIR_OPEN];

  // Gains, on the grid
  DalaSmooth soft;   ///< Share of the slope that is taken away.
  DalaSmooth jitter; ///< Share of it that jitter 1 adds.
  DalaSmooth grit;   ///< Gain of the noise.
  DalaSmooth thin;   ///< Share of the fundamental that is taken away.
  bool       wire;   ///< Settled at amount 0: out is in.
  bool       bowed;  ///< A pitch sounds, or fades.

  // Per rate
  float    rate;
  float    corner;    ///< Of the slope's filter, per frame.
  float    keep;      ///< Of the slope's level, per tick.
  float*   noise;     ///< Bursts are cut from here.
  uint32_t noise_len; ///< A burst begins before this.

  // State
  DalaHairCycle cycle;
  float         low;         ///< Of the slope's filter.
  float         slope_sum;   ///< Its energy in this tick so far.
  float         slope_level; ///< Its mean square.
  float         rc;          ///< Fundamental's filter: R cos w, R sin w,
  float         rs;
  float         peak; ///< its gain,
  float         u;    ///< and its state.
  float         z;
} DalaHorsehair;

/// Take memory for the noise from the arena.
DalaStatus
dala_horsehair_layout(DalaHorsehair* self, const DalaConfig* cfg,
                      DalaArena* arena);

/// Make the noise, then reset; amount 0, A4 = 440 Hz.
void
dala_horsehair_prepare(DalaHorsehair* self, const DalaConfig* cfg);

/// Silence; the amount last set holds from the next tick.
DALA_RT
void
dala_horsehair_reset(DalaHorsehair* self);

/// Steel 0 .. horsehair 1, clamped.
DALA_RT
void
dala_horsehair_set_amount(DalaHorsehair* self, float amount);

/// The open strings, in just fifths from their A.
DALA_RT
void
dala_horsehair_set_a4(DalaHorsehair* self, float hz);

/// Once per DALA_TICK frames, before them: what is heard now.
DALA_RT
void
dala_horsehair_tick(DalaHorsehair* self, const DalaHeard* heard);

/// One piece of at most a tick.
DALA_RT
void
dala_horsehair_process(DalaHorsehair* self, const float* in, float* out,
                       uint32_t frame, uint32_t n);

/// False once a state is not finite; dala_horsehair_reset() mends it.
DALA_RT
bool
dala_horsehair_healthy(const DalaHorsehair* self);

#endif // DALA_DSP_HORSEHAIR_H
