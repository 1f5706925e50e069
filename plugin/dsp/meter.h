/**
   Peak meter that holds its reading for 300 ms.

   The hold is counted in ticks, so the reading after a frame does not depend
   on how the host divides its blocks.

   Units:   in linear, out dBFS (-120 for less).
   Thread:  audio, real-time safe.
*/
#ifndef DALA_DSP_METER_H
#define DALA_DSP_METER_H

#include <stdint.h>

typedef struct {
  float    held;  ///< Largest peak still held.
  float    now;   ///< Peak of the present tick so far.
  uint32_t age;   ///< Ticks since `held` was reached.
  uint32_t ticks; ///< Ticks of a hold.
} DalaMeter;

void
dala_meter_prepare(DalaMeter* self, double rate);

void
dala_meter_reset(DalaMeter* self);

/// End of a tick: age what is held.
void
dala_meter_tick(DalaMeter* self);

/// Take in x[n].
void
dala_meter_process(DalaMeter* self, const float* x, uint32_t n);

/// The reading, dBFS.
float
dala_meter_db(const DalaMeter* self);

#endif // DALA_DSP_METER_H
