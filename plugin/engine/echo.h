/**
   Dala's own sound that comes back through the microphone.

   What comes back is what went out some tens of ms ago, softer. So input that
   lies far enough under the loudest output of the last 60 ms is nobody's
   playing. How far is learnt from the drone, which no player's wave follows:
   its correlation with the input, up to 70 ms later, says how much of it comes
   back. Each 0.8 s of drone give a measurement, in which soft moments of the
   input count most; the least of the last three counts, for playing in tune
   with the drone looks like an echo, but seldom lasts. Before there are three
   nothing is taken for an echo; what was learnt is forgotten when no drone was
   there for 10 s. More than -24 dB is never believed, so that soft playing
   beside a loud drone is heard.

   Units:   mean squares, linear.
   Thread:  audio, real-time safe; tick() once per DALA_TICK frames. The same
            for every division.
   Cost:    about 2 ns a frame at 48 kHz.
   Fails:   never. At rates under 16 kHz the drone's partials are too high for
            it, and nothing is taken for an echo.
   Source:  our own; measured with the output fed back 5 and 30 ms late.
*/
#ifndef DALA_ENGINE_ECHO_H
#define DALA_ENGINE_ECHO_H

#include <stdbool.h>
#include <stdint.h>

/// Spans that are remembered, the present one among them.
#define DALA_ECHO_SPANS 7U

/// Lags of the correlation, and measurements that are remembered.
#define DALA_ECHO_LAGS 104U
#define DALA_ECHO_MEASURES 3U

/// The mean of some frames, and of those before: a coarse low-pass.
typedef struct {
  float sum;
  float before;
} DalaEchoMean;

typedef struct {
  uint32_t span;                     ///< Ticks of a span.
  uint32_t ticks;                    ///< Of the present one.
  float    sum[2];                   ///< Squares of the tick: left, right.
  float    loudest[DALA_ECHO_SPANS]; ///< Louder side, the present one first.

  uint32_t     step;   ///< Ticks of a step of the correlation.
  uint32_t     waited; ///< Ticks since the last one.
  uint32_t     whole;  ///< Steps of a measurement.
  uint32_t     steps;  ///< Of the present one.
  DalaEchoMean input;
  DalaEchoMean drone;
  bool         droning;                   ///< It was there, at the last tick.
  uint32_t     at;                        ///< Newest in `past`.
  float        past[2U * DALA_ECHO_LAGS]; ///< Drone, newest first, twice.
  float        cross[DALA_ECHO_LAGS];
  float        energy[DALA_ECHO_LAGS];
  float        sounded;                      ///< Energy of the drone.
  float        measured[DALA_ECHO_MEASURES]; ///< Input over drone.
  uint32_t     next;                         ///< To be measured.
  uint32_t     silent;   ///< Measurements running in which no drone was.
  float        coupling; ///< Input over output, of an echo; 0: none.
} DalaEcho;

void
dala_echo_prepare(DalaEcho* self, double rate);

void
dala_echo_reset(DalaEcho* self);

/// What comes in: x[n].
void
dala_echo_hear(DalaEcho* self, const float* x, uint32_t n);

/// The drone in what goes out: l[n], r[n]. Left out where there is none.
void
dala_echo_drone(DalaEcho* self, const float* l, const float* r, float gain,
                uint32_t n);

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
