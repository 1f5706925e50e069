/**
   Fits what the network needs to a place, at one rate.

   Each line's absorption is two first-order shelves in series, made parallel:
   the highs at a corner near 10 kHz, the bass near 110 Hz in a hall. Their
   corners are chosen for the place from a grid, their gains for each line by
   Gauss-Newton, so that the reverberation time fits in every octave band.

   Thread:  instantiation: calls libm, some ms for all places.
   Source:  Jot, Chaigne 1991 (loss per round from T60); the fit is our own.
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
