/**
   A drone to test: its memory, its grid, chords, and pitch as measured.

   Units:   rate and frequencies Hz, times s.
   Fails:   a drone that cannot be laid out fails the test.
*/
#ifndef DALA_TESTS_SUPPORT_DRONE_PROBE_H
#define DALA_TESTS_SUPPORT_DRONE_PROBE_H

#include "plugin/dsp/drone.h"

#include <stddef.h>
#include <stdint.h>

typedef struct {
  DalaConfig cfg;
  DalaDrone  drone;
  void*      memory;
  uint32_t   frame; ///< Position in the tick.
} DroneProbe;

/// A prepared drone, on, made in memory full of rubbish; `variant` NULL: the
/// widest.
void
drone_probe_open(DroneProbe* self, double rate, const char* variant);

/// Free the memory.
void
drone_probe_close(DroneProbe* self);

/// Ask for a chord as the engine does; returns the tonic's pitch.
double
drone_probe_chord(DroneProbe* self, uint32_t pitch_class, int32_t octave,
                  uint32_t chord, float a4);

/// Ask for the first string alone, in the middle.
void
drone_probe_string(DroneProbe* self, double hz);

/// n frames, ticking each 32, in pieces of `piece` frames at most (0: whole
/// ticks), or of random length if `seed` is not 0.
void
drone_probe_run(DroneProbe* self, float* out_l, float* out_r, size_t n,
                uint32_t piece, uint64_t seed);

/// Whole ticks, `seconds` of them.
void
drone_probe_seconds(DroneProbe* self, float* out_l, float* out_r,
                    double seconds);

/// Mean frequency of the partial near `guess`, from windows of half a second.
double
drone_probe_mean_hz(const float* x, size_t n, double rate, double guess);

/// Autocorrelation of x at a lag in seconds, 1 at lag 0.
double
drone_probe_likeness(const float* x, size_t n, double rate, double lag_s);

/// Difference in dB between the loudest and the softest 400 ms of x.
double
drone_probe_level_range(const float* x, size_t n, double rate);

#endif // DALA_TESTS_SUPPORT_DRONE_PROBE_H
