/**
   A plucked string: one delay loop, struck by what the body makes of a nail.

   x[n] = loss * (fraction * x)[n - period] + e[n]

   The fraction is a third-order Lagrange filter, the loss a symmetric FIR, so
   the period is exact. The excitation e is a table, the sound of the body
   when the bridge is struck: a linear string and a linear body may change
   places, so the body costs nothing while the string rings. A comb for the
   place of the stroke shapes it, and a mix of a dark and a bright table the
   force. The nail that
   strikes a sounding string first takes some of its sound away.

   Everything runs along time in chunks no longer than the loop allows, each
   frame with the same arithmetic whatever the division.

   Shape:   out[n]; n <= DALA_TICK, no piece across the grid.
   Units:   Hz, s, gains linear.
   Range:   30 to 1200 Hz, 8 to 384 kHz.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
   Cost:    about 2 ns a frame at 48 kHz, 4 in a glide; 2 more in the first
            80 ms of a stroke.
   Fails:   layout: through the arena's status.
   Source:  Karplus, Strong, Digital synthesis of plucked-string and drum
            timbres, CMJ 1983; Jaffe, Smith, CMJ 1983; Smith, Efficient
            synthesis of stringed musical instruments, ICMC 1993 (body and
            string change places).
*/
#ifndef DALA_DSP_PLUCKED_H
#define DALA_DSP_PLUCKED_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"

#include <stdbool.h>
#include <stdint.h>

#define DALA_PLUCKED_MIN_HZ 30.0F
#define DALA_PLUCKED_MAX_HZ 1200.0F

/// Half of the loss filter: its taps on either side of the middle, at most.
#define DALA_PLUCKED_REACH 4U

/// What all strings of an instrument share at one rate.
typedef struct {
  float    rate;
  uint32_t reach;                        ///< Taps of the loss on either side,
  uint32_t stride;                       ///< so many frames apart.
  float    loss[DALA_PLUCKED_REACH + 1]; ///< Its taps, the middle first.
  uint32_t ring_len;                     ///< A power of two.
  float*   dark;                         ///< [body_len] The excitation of a
  float*   bright;                       ///< soft nail and of a hard one.
  uint32_t body_len;
} DalaPluckedRate;

/// A read of the loop.
typedef struct {
  uint32_t delay;   ///< Frames to the newest tap of the fraction.
  float    taps[4]; ///< Of the fraction, gain included; newest first.
} DalaPluckedTuning;

typedef struct {
  const DalaPluckedRate* shared;
  float*                 ring; ///< [ring_len]
  uint32_t               pos;  ///< Next frame to write.
  uint32_t               held; ///< Frames written since the stroke, or all.
  DalaPluckedTuning      now;
  DalaPluckedTuning      next;
  bool                   gliding; ///< From `now` to `next` in this tick.
  float                  hz;

  // The stroke, on its way through the body
  uint32_t wait; ///< Frames until it begins.
  uint32_t at;   ///< In the tables.
  uint32_t comb; ///< Frames from the bridge to the nail and back.
  float    dark; ///< Gains of the tables.
  float    bright;
} DalaPlucked;

/// Lengths for this rate, and the table; its contents are prepare()'s.
void
dala_plucked_rate_layout(DalaPluckedRate* self, double rate, DalaArena* arena);

/// The loss filter and the body's sound.
void
dala_plucked_rate_prepare(DalaPluckedRate* self);

void
dala_plucked_layout(DalaPlucked* self, const DalaPluckedRate* shared,
                    DalaArena* arena);

/// A string that lies still.
void
dala_plucked_prepare(DalaPlucked* self, const DalaPluckedRate* shared);

/**
   A string at hz that is about to be struck. What the ring held is forgotten.

   @param wait    Frames from the next one on.
   @param gain    Amplitude.
   @param bright  0 soft .. 1 hard.
*/
DALA_RT
void
dala_plucked_strike(DalaPlucked* self, float hz, uint32_t wait, float gain,
                    float bright);

/// Glide to hz over the next tick; call it every tick while it moves.
DALA_RT
void
dala_plucked_tick(DalaPlucked* self, float hz);

/// out[n] = the string; `frame` counts within the tick.
DALA_RT
void
dala_plucked_process(DalaPlucked* self, float* out, uint32_t frame, uint32_t n);

#endif // DALA_DSP_PLUCKED_H
