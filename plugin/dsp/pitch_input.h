/**
   What the pitch tracker listens to: the violin at about 24 kHz, newest first.

   A low-pass and a decimation by a power of two bring every rate above 32 kHz
   to between 16 and 32 kHz; a high-pass takes DC and rumble. Samples come in
   blocks of DALA_NCC_BLOCK; both histories are readable up to `reach`.

   Shape:   sound[k] is k samples old, energy[k] the energy of the 16 samples
            that end there.
   Units:   linear; out_rate Hz.
   Thread:  layout, prepare: instantiation; everything else: audio, real-time
            safe.
   Cost:    about 1.5 ns a frame at 48 kHz, less than 3 at any rate; every
            90th block moves 5 KB.
   Fails:   layout: DALA_STATUS_NO_MEM through the arena; others cannot.
*/
#ifndef DALA_DSP_PITCH_INPUT_H
#define DALA_DSP_PITCH_INPUT_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"

#include <stdbool.h>
#include <stdint.h>

/// Largest decimation: 384 to 24 kHz.
#define DALA_PITCH_MAX_DECIMATION 16U

/// Taps of the low-pass per step of decimation.
#define DALA_PITCH_TAPS 8U

typedef struct {
  double   out_rate;   ///< Hz after decimation.
  uint32_t decimation; ///< 1, 2, 4, 8 or 16.
  uint32_t reach;      ///< Samples of history that may be read.
  uint32_t size;       ///< Of the histories.
  uint32_t newest;     ///< Index of the newest sample in them.
  uint32_t filled;     ///< Frames of the present block that are there.
  float    pole;       ///< Of the high-pass.
  float    x1;         ///< High-pass: last input.
  float    y1;         ///< High-pass: last output.
  float*   sound;      ///< [size + 16]
  float*   energy;     ///< [size + 16]

  /// Low-pass, [phase][tap].
  float taps[DALA_PITCH_MAX_DECIMATION][DALA_PITCH_TAPS];
  /// Input by phase, oldest first: the past of the filter, then the block.
  float phase[DALA_PITCH_MAX_DECIMATION][DALA_PITCH_TAPS + 16U];
} DalaPitchInput;

/// The decimation for a sample rate.
uint32_t
dala_pitch_decimation(double rate);

/// Take the histories; `reach` samples will be readable.
void
dala_pitch_input_layout(DalaPitchInput* self, uint32_t reach, DalaArena* arena);

/// Design the filters, then reset. `reach` as in layout.
void
dala_pitch_input_prepare(DalaPitchInput* self, double rate, uint32_t reach);

/// Silence: clears the histories.
DALA_RT
void
dala_pitch_input_reset(DalaPitchInput* self);

/// Take in frames of x up to the end of a block; returns how many of n.
DALA_RT
uint32_t
dala_pitch_input_take(DalaPitchInput* self, const float* x, uint32_t n);

/// True when a block is whole: then dala_pitch_input_block() must follow.
static inline bool
dala_pitch_input_ready(const DalaPitchInput* const self)
{
  return self->filled == 16U * self->decimation;
}

/// Filter the block into the histories.
DALA_RT
void
dala_pitch_input_block(DalaPitchInput* self);

#endif // DALA_DSP_PITCH_INPUT_H
