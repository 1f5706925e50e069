/**
   An engine whose strokes are watched from within: each block tells which fell
   in it, and blocks of one frame tell the frame. There is one at a time.

   Units:   frames; quarters; BPM in quarters.
   Fails:   what cannot be laid out fails the test.
*/
#ifndef DALA_TESTS_SUPPORT_PULSE_RIG_H
#define DALA_TESTS_SUPPORT_PULSE_RIG_H

#include "plugin/engine/engine.h"
#include "tests/support/signals.h"

#include <stdbool.h>
#include <stdint.h>

#define PULSE_RATE 48000.0
#define PULSE_MOST_STROKES 4096U

/// A stroke that fell, and the block that it fell in.
typedef struct {
  DalaPulseStroke stroke;
  uint64_t        from;
  uint64_t        to;
} PulseFallen;

typedef struct {
  DalaEngine*  engine;
  void*        memory;
  TestRng      rng;
  uint32_t     block;   ///< Longest block; blocks are of random length.
  const float* in;      ///< What the player plays, or NULL,
  uint64_t     in_from; ///< from this frame on.
  uint64_t     frame;
  PulseFallen  fallen[PULSE_MOST_STROKES];
  uint32_t     n_fallen;
} PulseRig;

extern PulseRig pulse_rig;

/// With this pattern, in bypass: the pulse keeps time there too, and nothing
/// else costs any.
void
pulse_rig_open(uint32_t pattern, uint32_t block);

void
pulse_rig_close(void);

/// Run to a frame; strokes from the one that was next on are noted.
void
pulse_rig_run_to(uint64_t frame);

/// The host tells a tempo, a place if `placed`, and its speed.
void
pulse_rig_tell(double bpm, double quarters, bool placed, float speed);

/// Strokes that are written in so many quarters of a cycle's start.
uint32_t
pulse_rig_strokes_in(uint32_t pattern, double quarters);

#endif // DALA_TESTS_SUPPORT_PULSE_RIG_H
