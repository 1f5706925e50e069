/**
   The network's constants for a place, at one rate: delays, reflections,
   levels, filters.

   Thread:  instantiation: calls libm, some ms for all places.
   Source:  absorption.h; delays and levels are our own.
*/
#ifndef DALA_DSP_ROOM_FIT_H
#define DALA_DSP_ROOM_FIT_H

#include "plugin/dsp/kernels/fdn.h"
#include "plugin/dsp/places.h"

/// Longest delays that any place needs, ms, by kind of ring.
#define DALA_ROOM_EARLY_MS 75.0
#define DALA_ROOM_NEAR_MS 305.0
#define DALA_ROOM_FAR_MS 440.0
#define DALA_ROOM_DIFFUSER_MS 12.0

/// Length of a ring for a delay of `ms`: a multiple of DALA_TICK.
uint32_t
dala_room_ring_len(double ms, double rate);

/// All constants of a place.
void
dala_room_fit(DalaFdnSet* set, const DalaPlace* place, double rate);

/// Time until nothing above -180 dB is left of full scale, s.
double
dala_room_end_s(const DalaPlace* place);

#endif // DALA_DSP_ROOM_FIT_H
