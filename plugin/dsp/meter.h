/**
   Peak meter that holds its reading for 300 ms.

   The reading is the largest peak of the last 300 ms, counted in ticks, so it
   does not depend on how the host divides its blocks. Peaks that a later one
   tops are forgotten; should more than DALA_METER_PEAKS fall one after the
   other, the smallest are held a little longer.

   Units:   in linear, out dBFS (-120 for less).
   Thread:  audio, real-time safe.
   Source:  maximum of a sliding window by a monotone queue.
*/
#ifndef DALA_DSP_METER_H
#define DALA_DSP_METER_H

#include <stdint.h>

#define DALA_METER_PEAKS 8U

typedef struct {
  float    peak;
  uint32_t tick; ///< When it was reached.
} DalaMeterPeak;

typedef struct {
  DalaMeterPeak held[DALA_METER_PEAKS]; ///< Falling peaks, oldest first.
  uint32_t      count;                  ///< Of them.
  uint32_t      time;                   ///< Ticks so far; may wrap.
  uint32_t      hold;                   ///< Ticks of a hold.
  float         now;                    ///< Peak of the present tick so far.
} DalaMeter;

void
dala_meter_prepare(DalaMeter* self, double rate);

void
dala_meter_reset(DalaMeter* self);

/// End of a tick: keep its peak, let go of what is too old.
void
dala_meter_tick(DalaMeter* self);

/// Take in x[n].
void
dala_meter_process(DalaMeter* self, const float* x, uint32_t n);

/// The reading, dBFS.
float
dala_meter_db(const DalaMeter* self);

#endif // DALA_DSP_METER_H
