/**
   The tone of a violin: how loud its partials are, as an envelope over
   frequency.

   Units:   Hz; amplitudes linear.
   Thread:  any: plain data.
*/
#ifndef DALA_DSP_TONE_H
#define DALA_DSP_TONE_H

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

#endif // DALA_DSP_TONE_H
