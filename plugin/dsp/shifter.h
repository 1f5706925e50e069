/**
   Shifts the pitch of a voice by cents: a delay line whose reader moves, and
   jumps by whole periods when it has gone too far.

   A wire while idle: exact, no delay, no cost. It is entered and left by a
   crossfade between the voice and the same voice one period ago, which is in
   phase; where a gesture ends is its owner's care: it shifts by a whole number
   of periods in all, or the reader slides to where it is in phase meanwhile. A
   jump is measured anew each time, by correlation around the reader. A slide
   that begins with the sound, before its period is known, reads from no delay
   on and is given up when it lags by 1.5 ms.

   A touch mixes in the voice half a period and a period ago: odd partials, the
   first one among them, go, as under a finger that rests on the middle of the
   string, and much of the bow's noise with them. Most of what that costs in
   level is made up for, by the partials at the bottom: highs as loud would hiss
   where the first partial was most of the note.

   A shift moves all of a spectrum, where a player would have moved the string
   alone under the same body. Of that the highs are set right: a shelf takes
   away what a shift up has too much of them. More of them go where they are
   asked to, as at the top of a howl.

   Shape:   x[n] in place, n <= DALA_TICK.
   Units:   cents, linear gain, Hz; touch and dark 0..1.
   Range:   100 to 4500 Hz; shifts of an octave either way.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
            The same for every division into pieces.
   Cost:    nothing while idle; else see `make bench`.
   Fails:   layout: DALA_STATUS_NO_MEM; others cannot.
   Source:  DSP notes, section 2. The touch is ours. The shelf was fitted to
            28 pairs of recorded notes a semitone to a fifth apart on one
            string, the lower one shifted to the higher: above 4 kHz it was 6 dB
            too bright on average from 4 semitones on, and is within 1 dB now;
            over all third octaves it is 10.1 dB off the real note instead of
            11.0. To keep the body's whole envelope in its place made 11.1. To
            give back what a shift down has lost made 8.9 of 9.3, but the bow's
            noise 1 dB louder: not done.
*/
#ifndef DALA_DSP_SHIFTER_H
#define DALA_DSP_SHIFTER_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/past.h"

#include <stdbool.h>
#include <stdint.h>

/// What is left of the highs above a corner.
typedef struct {
  float way;         ///< Of the corner, per frame.
  float low;         ///< What is under it.
  float share, step; ///< That is taken away.
} DalaShade;

typedef struct {
  DalaPast past;
  float    rate;
  float    follow; ///< Of levels, per frame.

  // Targets, for the end of the next tick
  float cents;
  float gain;
  float touch;
  float dark;

  // State
  bool  busy;
  bool  leaving;  ///< On the way to the wire.
  bool  entered;  ///< It has had its first tick.
  float period;   ///< Frames; 0: not known.
  float period_s; ///< Since it was another one.
  float delay;    ///< Of the reader.
  float from;     ///< Of the reader it takes over from.
  float fade;     ///< 0..1 between them; 1: alone.
  float fade_step;
  float wet; ///< 1: the reader, 0: the wire.
  float wet_step;

  // The present tick
  float     ratio, ratio_step; ///< What the reader falls behind in a frame.
  float     gain_now, gain_step;
  float     whole;     ///< Mean square before the touch, and
  float     touched;   ///< after it.
  float     raise;     ///< Of its first partials, for that.
  float     bottom[2]; ///< What is touched, about its first partials.
  float     touch_now, touch_step;
  DalaShade shelf;  ///< Goes with the shift.
  DalaShade shadow; ///< Is asked for.
} DalaShifter;

DalaStatus
dala_shifter_layout(DalaShifter* self, const DalaConfig* cfg, DalaArena* arena);

/// Make the tables, then reset.
void
dala_shifter_prepare(DalaShifter* self, const DalaConfig* cfg);

/// A wire at once.
DALA_RT
void
dala_shifter_reset(DalaShifter* self);

/// From now on, until dala_shifter_stop(), what is aimed at counts.
DALA_RT
void
dala_shifter_start(DalaShifter* self);

/// Shift, gain, touch and how dark it is, for the end of the next tick.
DALA_RT
void
dala_shifter_aim(DalaShifter* self, float cents, float gain, float touch,
                 float dark);

/// Back to the wire, within max(10 ms, 2 periods).
DALA_RT
void
dala_shifter_stop(DalaShifter* self);

/// Once per DALA_TICK frames, before they are processed; the pitch of the
/// voice, 0 if it is not known.
DALA_RT
void
dala_shifter_tick(DalaShifter* self, float hz);

DALA_RT
void
dala_shifter_process(DalaShifter* self, float* x, uint32_t n);

/// False once a state is not finite; dala_shifter_reset() mends it.
DALA_RT
bool
dala_shifter_healthy(const DalaShifter* self);

/// True while it plays what is aimed at; false once it is on its way out.
static inline bool
dala_shifter_plays(const DalaShifter* const self)
{
  return self->busy && !self->leaving;
}

/// How far the reader lags behind, s.
static inline float
dala_shifter_lag(const DalaShifter* const self)
{
  return self->delay / self->rate;
}

/// What it shifts by now.
static inline float
dala_shifter_cents(const DalaShifter* const self)
{
  return dala_shifter_plays(self) ? self->cents : 0.0f;
}

#endif // DALA_DSP_SHIFTER_H
