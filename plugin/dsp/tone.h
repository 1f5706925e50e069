/**
   The tone of a violin: how loud its partials are, as an envelope over
   frequency, and how it is taken from what the player just played.

   Every steady stretch of 45 ms is marked as it passes; a capture takes the
   newest, so it reaches backwards from the moment it is asked for. Where none
   is in reach it waits up to a second for one. A partial is measured per tick.

   Shape:   x[n], n <= DALA_TICK, no piece across the grid.
   Units:   Hz; amplitudes linear.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
   Cost:    0.2 ns a frame; while it measures, up to 45 ms, about 100.
   Fails:   layout: through the arena's status.
   Source:  the DSP notes, section 3.B.
*/
#ifndef DALA_DSP_TONE_H
#define DALA_DSP_TONE_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/heard.h"

#include <stdbool.h>
#include <stdint.h>

#define DALA_TONE_PARTIALS 60U

typedef struct {
  float    hz;    ///< Of the first partial.
  uint32_t count; ///< Partials known; 0: no tone.
  float    amp[DALA_TONE_PARTIALS];
} DalaTone;

/// Amplitude at a frequency: straight lines in dB between the partials, level
/// below the first, none above the last.
float
dala_tone_at(const DalaTone* self, float hz);

typedef struct {
  // Per-rate values
  float    rate;
  uint32_t ring_len;
  uint32_t stride;  ///< Of the frames measured: some 44.1 to 88 kHz.
  uint32_t stretch; ///< Ticks of a steady stretch.
  uint32_t wait;    ///< Ticks that a capture waits.
  float*   ring;    ///< [ring_len] What the player played.

  // State
  uint32_t write;  ///< Next frame of the ring.
  uint32_t steady; ///< Ticks of the stretch that passes now,
  float    low;    ///< its lowest,
  float    high;   ///< highest
  float    sum;    ///< and summed pitch.
  uint32_t age;    ///< Frames since the newest whole stretch ended.
  float    hz;     ///< Its pitch; 0: none is in reach.
  uint32_t waits;  ///< Ticks left to wait for one.
  bool     measures;
  uint32_t start;  ///< First frame measured,
  uint32_t points; ///< and how many.
  DalaTone tone;   ///< So far.
} DalaToneCapture;

void
dala_tone_capture_layout(DalaToneCapture* self, const DalaConfig* cfg,
                         DalaArena* arena);

void
dala_tone_capture_prepare(DalaToneCapture* self);

/// Nothing heard, nothing asked.
DALA_RT
void
dala_tone_capture_reset(DalaToneCapture* self);

/// Take the tone that sounds.
DALA_RT
void
dala_tone_capture_ask(DalaToneCapture* self);

/// What the player plays.
DALA_RT
void
dala_tone_capture_process(DalaToneCapture* self, const float* x, uint32_t n);

/// Once per DALA_TICK frames; true if a new tone is whole: self->tone.
DALA_RT
bool
dala_tone_capture_tick(DalaToneCapture* self, const DalaHeard* heard);

#endif // DALA_DSP_TONE_H
