/**
   The voice source of a pressed throat: one pulse per period, in tables.

   The flow opens for a part of the period as t^2 (q - t); a table holds its
   derivative, which drives the tract, summed from as many harmonics as fit
   under 6.5 kHz at the top of its half octave. Between the pulses it is 0.

   Shape:   tables[DALA_GLOTTIS_TABLES][DALA_GLOTTIS_POINTS + 1]
   Units:   Hz; linear, harmonics scaled so that low ones fall from about 1.
   Range:   30 to 1200 Hz.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
   Fails:   layout: through the arena's status.
   Source:  Klatt, Klatt, Analysis, synthesis and perception of voice quality,
            JASA 1990 (the flow); open quotient: the reference's section 5, C.
*/
#ifndef DALA_DSP_GLOTTIS_H
#define DALA_DSP_GLOTTIS_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"

#include <stdint.h>

#define DALA_GLOTTIS_BITS 11U
#define DALA_GLOTTIS_POINTS (1U << DALA_GLOTTIS_BITS)
#define DALA_GLOTTIS_TABLES 11U ///< Half octaves from the lowest pitch.
#define DALA_GLOTTIS_MIN_HZ 30.0F
#define DALA_GLOTTIS_MAX_HZ 1200.0F

typedef struct {
  double rate;
  float* tables;
} DalaGlottis;

void
dala_glottis_layout(DalaGlottis* self, double rate, DalaArena* arena);

void
dala_glottis_prepare(DalaGlottis* self);

/// Amplitude of harmonic k, 1 and up.
double
dala_glottis_harmonic(uint32_t k);

/// Highest frequency in the tables, Hz.
double
dala_glottis_top_hz(const DalaGlottis* self);

/// The table for a pitch.
DALA_RT
const float*
dala_glottis_table(const DalaGlottis* self, float hz);

/// A table at a phase of 2^32 to the period.
static inline float
dala_glottis_at(const float* const table, const uint32_t phase)
{
  const uint32_t i = phase >> (32U - DALA_GLOTTIS_BITS);
  const float    f = (float)(phase & ((1U << (32U - DALA_GLOTTIS_BITS)) - 1U)) *
                  (1.0F / (float)(1U << (32U - DALA_GLOTTIS_BITS)));
  return table[i] + f * (table[i + 1U] - table[i]);
}

#endif // DALA_DSP_GLOTTIS_H
