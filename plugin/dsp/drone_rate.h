/**
   The rate at which drone strings run, and the way from there to the host's.

   Strings run between 30 and 120 kHz, where their losses and their chunks
   have sensible lengths; a host rate outside is met by a power of two.

   Shape:   a run is DALA_TICK frames inside and `inside` / `outside` of them
            outside: up to DALA_DRONE_RUN, a multiple of 32 or a part of it.
   Units:   rate Hz.
   Range:   8 kHz to 384 kHz.
   Thread:  prepare: instantiation; the rest: audio, real-time safe.
   Cost:    none at 30 to 120 kHz; else about 10 ns a frame.
   Fails:   never.
*/
#ifndef DALA_DSP_DRONE_RATE_H
#define DALA_DSP_DRONE_RATE_H

#include "plugin/dsp/config.h"

#include <stdint.h>

/// Greatest power of two between the rates.
#define DALA_DRONE_RATE_MAX 4U

/// Taps per frame of the slower rate.
#define DALA_DRONE_RATE_TAPS 12U

#define DALA_DRONE_RATE_FIR (DALA_DRONE_RATE_TAPS * DALA_DRONE_RATE_MAX)

typedef struct {
  uint32_t up;     ///< Host frames per string frame: 1, 2 or 4.
  uint32_t down;   ///< String frames per host frame: 1, 2 or 4.
  double   inside; ///< Rate of the strings, Hz.
  float    taps[DALA_DRONE_RATE_FIR];    ///< Low-pass at the faster rate.
  float    past[2][DALA_DRONE_RATE_FIR]; ///< Per channel, newest last.
} DalaDroneRate;

/// Choose the rate and design the low-pass.
void
dala_drone_rate_prepare(DalaDroneRate* self, double rate);

/// Forget the past.
DALA_RT
void
dala_drone_rate_reset(DalaDroneRate* self);

/// DALA_TICK frames of `channel` at the rate inside make `up` times or one
/// `down`th as many outside.
DALA_RT
void
dala_drone_rate_convert(DalaDroneRate* self, uint32_t channel, const float* in,
                        float* out);

#endif // DALA_DSP_DRONE_RATE_H
