/**
   Buzz of strings over a flat bridge: their crests, less what they were a
   moment ago. That takes the even part away and leaves what is bright.

   Shape:   adds to stereo rows of n <= DALA_TICK frames.
   Thread:  prepare: instantiation; everything else: audio, real-time safe.
   Cost:    that of the crests; nothing if no string of the bank buzzes.
   Source:  crests.h.
*/
#ifndef DALA_DSP_STRINGS_BUZZ_H
#define DALA_DSP_STRINGS_BUZZ_H

#include "plugin/dsp/config.h"
#include "plugin/dsp/kernels/crests.h"
#include "plugin/dsp/kernels/loops.h"

#include <stdbool.h>
#include <stdint.h>

/// Most frames of the past that one frame asks for, at DALA_MAX_RATE.
#define DALA_STRINGS_BUZZ_PAST 40U

typedef struct {
  DalaCrestsFn kernel;
  uint32_t     delay; ///< Frames of that moment.
  uint32_t     apart; ///< Frames between the three of the mean.
  uint32_t     past;  ///< Frames of the past that a frame asks for.
  uint32_t     rest;  ///< Frames till nothing of the past sounds.
  float        past_l[DALA_STRINGS_BUZZ_PAST];
  float        past_r[DALA_STRINGS_BUZZ_PAST];
} DalaStringsBuzz;

/// One call's crests, each row behind the frames before it.
typedef struct {
  float l[DALA_STRINGS_BUZZ_PAST + DALA_TICK + DALA_LOOPS_PAD];
  float r[DALA_STRINGS_BUZZ_PAST + DALA_TICK + DALA_LOOPS_PAD];
} DalaStringsCrests;

/// Set what depends on the rate, then reset.
void
dala_strings_buzz_prepare(DalaStringsBuzz* self, const DalaConfig* cfg);

/// Silence.
DALA_RT
void
dala_strings_buzz_reset(DalaStringsBuzz* self);

/// Before the loops run: what their rings hold. False: there is nothing to add.
DALA_RT
bool
dala_strings_buzz_hear(DalaStringsBuzz* self, const DalaLoopBank* bank,
                       const float* weight, DalaStringsCrests* crests,
                       uint32_t n);

/// After them: their buzz to what they gave.
DALA_RT
void
dala_strings_buzz_add(const DalaStringsBuzz*   self,
                      const DalaStringsCrests* crests, float* out_l,
                      float* out_r, uint32_t n);

#endif // DALA_DSP_STRINGS_BUZZ_H
