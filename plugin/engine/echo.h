/**
   Dala's own sound that comes back through the microphone.

   What comes back is what went out some tens of ms ago, softer. So input that
   lies far enough under the loudest output of the last 50 ms is nobody's
   playing. How far is learnt from the rests: in a rest the input is the echo at
   most, so the least ratio of input to the output before it, each at its
   loudest, bounds it from above. Until a rest has been heard, a coupling of -24
   dB is assumed; more is never assumed, so that soft playing beside a loud
   drone is not lost, and what was learnt is forgotten within a minute.

   Units:   mean squares, linear.
   Thread:  audio, real-time safe; tick() once per DALA_TICK frames. The same
            for every division.
   Cost:    about 1 ns a frame.
   Fails:   never.
   Source:  our own; measured with the output fed back 5 and 30 ms late.
*/
#ifndef DALA_ENGINE_ECHO_H
#define DALA_ENGINE_ECHO_H

#include <stdbool.h>
#include <stdint.h>

/// Spans that are remembered, the present one among them.
#define DALA_ECHO_SPANS 7U

/// The loudest of each span, the present one first.
typedef struct {
  float span[DALA_ECHO_SPANS];
} DalaEchoPeak;

typedef struct {
  uint32_t     span;     ///< Ticks of a span.
  uint32_t     ticks;    ///< Of the present one.
  float        forget;   ///< Growth of `coupling` per tick.
  float        sum[3];   ///< Squares of the tick: left, right, middle.
  DalaEchoPeak own;      ///< Louder side of the output,
  DalaEchoPeak middle;   ///< and the middle.
  DalaEchoPeak heard;    ///< Input.
  float        coupling; ///< Input over output, of an echo.
} DalaEcho;

void
dala_echo_prepare(DalaEcho* self, double rate);

void
dala_echo_reset(DalaEcho* self);

/// What goes out: l[n], r[n].
void
dala_echo_own(DalaEcho* self, const float* l, const float* r, uint32_t n);

/// A tick is over; `level` is the input's.
void
dala_echo_tick(DalaEcho* self, float level);

/// Input under this level may be an echo.
float
dala_echo_level(const DalaEcho* self);

#endif // DALA_ENGINE_ECHO_H
