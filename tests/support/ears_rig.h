/**
   Ears to test, in memory of their own, and sounds for them.

   Units:   rate and frequencies Hz, times s.
   Fails:   ears that cannot be laid out fail the test.
*/
#ifndef DALA_TESTS_SUPPORT_EARS_RIG_H
#define DALA_TESTS_SUPPORT_EARS_RIG_H

#include "plugin/dsp/ears.h"

#include <stddef.h>
#include <stdint.h>

typedef struct {
  DalaConfig cfg;
  DalaEars   ears;
  void*      memory;
} EarsRig;

/// Called after each piece; `frame` is where it ended.
typedef void (*EarsWatch)(const DalaEars* ears, size_t frame, void* user);

/// Prepared ears in memory full of rubbish; variant NULL: the widest.
void
ears_rig_open(EarsRig* rig, double rate, const char* variant);

void
ears_rig_close(EarsRig* rig);

/// Hear n frames in pieces of `piece`, or of random length if `seed` is not 0.
void
ears_rig_hear(EarsRig* rig, const float* x, size_t n, uint32_t piece,
              uint64_t seed, EarsWatch watch, void* user);

/// Add n frames of a bowed tone that begins at phase 0: partials falling by
/// 1 / k to 7 kHz, the first one 20 dB down under 230 Hz, peak about `level`.
void
ears_tone(float* x, size_t n, double rate, double hz, float level);

#endif // DALA_TESTS_SUPPORT_EARS_RIG_H
