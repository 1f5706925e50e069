/**
   Pitch of a violin: lag-adaptive normalised cross-correlation.

   Every DALA_NCC_BLOCK samples of the decimated input (32 frames at 48 kHz,
   0.67 ms) the correlation with the past is brought forward at all lags, its
   tops become candidates, and one of them is heard as the pitch. A note
   begins after a few agreeing hops and, so that wind and waves do not sing,
   only if a slower correlation agrees. At a change the note is held until the
   new one is sure, then it jumps; the slower correlation keeps it from jumping
   to its own harmonics. It ends when its period is heard no more. Nothing here
   looks at absolute level, but for the last bits of a converter: the floor is
   learnt from the player.

   Shape:   mono.
   Units:   Hz, mean squares (linear squared).
   Range:   C3 (five strings) to A7; at rates under 16 kHz what they carry.
   Thread:  layout, prepare: instantiation; everything else: audio, real-time
            safe. Hops fall on fixed frames, whatever the pieces.
   Cost:    most of that of dsp/ears.h, the same in each tick.
   Fails:   layout: DALA_STATUS_NO_MEM; others cannot.
   Source:  DSP notes, section 1; window sums by blocks, margins that follow
            the best height and jumps by evidence are ours.
*/
#ifndef DALA_DSP_PITCH_H
#define DALA_DSP_PITCH_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/kernels/ncc.h"
#include "plugin/dsp/pitch_input.h"
#include "plugin/dsp/pitch_peaks.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  float f0_hz;      ///< 0: no pitch.
  float confidence; ///< 0..1, of what is heard now.
  float plain;      ///< The same, the note that sounds not favoured.
  float level;      ///< Mean square of the newest 5 ms.
  float floor;      ///< Mean square of the room, as learnt.
  float drift;      ///< Relative change of the period per hop.
  bool  jumped;     ///< This hop began a note or changed to another.
} DalaPitchReading;

typedef struct {
  DalaPitchReading reading; ///< After the newest hop.

  DalaPitchInput input;
  DalaPitchRange range;
  DalaNcc        ncc;
  DalaNccFn      kernel;
  uint8_t*       blocks; ///< The windows that `ncc` reads.
  float          rate;   ///< Of the decimated input, Hz.
  float          hop_s;

  float    deaf; ///< Nothing sounds under it, mean square.
  bool     voiced;
  float    period;   ///< Of the note that sounds, samples.
  float    sure;     ///< How well it was heard lately.
  float    loud;     ///< Loudest of the last seconds, mean square.
  uint32_t age;      ///< Hops since the note began, at most some.
  float    left;     ///< Period before the last jump; 0: none.
  float    pending;  ///< Period of a note not yet believed.
  uint32_t agreed;   ///< Hops that heard it.
  bool     spared;   ///< The last one did not, and does not count.
  float    evidence; ///< How much more of it they heard than of the note.
  uint32_t rest;     ///< Hops since a note ended, at most some.
} DalaPitch;

/// Take histories and correlations: some 50 KB at 48 kHz.
DalaStatus
dala_pitch_layout(DalaPitch* self, const DalaConfig* cfg, DalaArena* arena);

/// Set what depends on the rate, then reset.
void
dala_pitch_prepare(DalaPitch* self, const DalaConfig* cfg);

/// Nothing heard yet, no floor learnt. Clears some 40 KB.
DALA_RT
void
dala_pitch_reset(DalaPitch* self);

/**
   Take in frames of x up to the end of a hop.

   @param hopped  Set to whether the reading is new.
   @return        How many of n were taken, at least 1 if n is.
*/
DALA_RT
uint32_t
dala_pitch_process(DalaPitch* self, const float* x, uint32_t n, bool* hopped);

/// False if a state is not finite: reset, and count it.
DALA_RT
bool
dala_pitch_healthy(const DalaPitch* self);

#endif // DALA_DSP_PITCH_H
