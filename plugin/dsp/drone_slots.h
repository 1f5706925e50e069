/**
   Inside of the drone: which string sounds from which slot, and its ramps.

   Thread:  audio, real-time safe.
   Cost:    about 40 ns a string and tick; a string that is being strung
            under 1 ns a frame, at most 512 frames a tick.
   Fails:   never.
*/
#ifndef DALA_DSP_DRONE_SLOTS_H
#define DALA_DSP_DRONE_SLOTS_H

#include "plugin/dsp/config.h"
#include "plugin/dsp/drone.h"

#include <stdbool.h>

/// Before a tick inside: start, glide, stop; then the ramps of the kernel.
DALA_RT
void
dala_drone_slots_before(DalaDrone* self);

/// After it: free what has faded out.
DALA_RT
void
dala_drone_slots_after(DalaDrone* self);

/// False if the last tick of a string was not finite.
DALA_RT
bool
dala_drone_slots_healthy(const DalaDrone* self);

#endif // DALA_DSP_DRONE_SLOTS_H
