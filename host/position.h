#ifndef HOST_POSITION_H
#define HOST_POSITION_H

#include "host/tempo_map.h"
#include "host/urid.h"

#include "lv2/atom/atom.h"

#include <stdint.h>

/** Room for a time:Position with all its properties. */
typedef struct {
  LV2_Atom atom;
  uint8_t  body[504];
} HostPosition;

/**
   Write where the music is at `frame` as a time:Position: bar, barBeat, beat,
   beatsPerBar, beatUnit, beatsPerMinute, frame, framesPerSecond and speed.

   Beats are those of the meter (an eighth note in 6/8), for the tempo too.
*/
void
host_position_write(HostPosition* self, HostUrids* urids,
                    const HostTempoPoint* point, uint64_t frame, double rate);

#endif
