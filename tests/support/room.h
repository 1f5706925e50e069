/**
   A space as the engine runs it, and what the tests measure of its response.

   Units:   rate and frequencies Hz, times s, levels dB.
*/
#ifndef DALA_TESTS_SUPPORT_ROOM_H
#define DALA_TESTS_SUPPORT_ROOM_H

#include "plugin/dsp/space.h"

#include <stddef.h>
#include <stdint.h>

typedef struct {
  DalaConfig cfg;
  DalaSpace  space;
  void*      memory;
  size_t     bytes;
  uint32_t   at;     ///< Frame of the grid.
  uint32_t   healed; ///< Resets because it was not healthy.
} RoomRig;

/// Both sides of a response.
typedef struct {
  size_t n;
  float* l;
  float* r;
} RoomSound;

/// A space in memory that was not zero; variant NULL: the widest.
void
room_open(RoomRig* rig, double rate, const char* variant);

void
room_close(RoomRig* rig);

/// n frames in pieces of `piece` (0: random), as the engine divides them; an
/// unhealthy space is reset before the next tick.
void
room_run(RoomRig* rig, const float* in_l, const float* in_r, float* out_l,
         float* out_r, size_t n, uint32_t piece);

/// The response of a fresh room to one sample on both sides.
RoomSound
room_response(RoomRig* rig, uint32_t place, double seconds);

void
room_sound_free(const RoomSound* sound);

/// T60 in the octave around `hz`: line fit to the backward integral (both
/// sides) from -5 to -35 dB, behind Butterworth filters of 6th order.
double
room_t60(const RoomSound* sound, double rate, double hz);

/// Energy in that octave, mean of both sides, dB re one sample's.
double
room_octave_db(const RoomSound* sound, double rate, double hz);

/// First sample within 34 dB of the largest, s.
double
room_gap(const RoomSound* sound, double rate);

/// When the echo density of Abel and Huang (20 ms Hann window) first reaches
/// 0.9: the middle of the window, s.
double
room_mixing(const float* x, size_t n, double rate, double from);

/// Correlation of the sides from `from` on.
double
room_correlation(const RoomSound* sound, double rate, double from);

/// How far the strongest band of 16 Hz, 100 Hz to 4 kHz, in the 1.4 s after
/// `from` stands above the mean of the six on either side of it, dB.
double
room_ringing_db(const float* x, size_t n, double rate, double from);

#endif // DALA_TESTS_SUPPORT_ROOM_H
