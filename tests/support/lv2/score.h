/**
   Plays a timeline of control changes and MIDI, divided into blocks at will.

   A control change holds from its frame on, so every division ends a block
   there; MIDI is put at its frame within the block.

   Thread:  one.
*/
#ifndef DALA_TESTS_SUPPORT_LV2_SCORE_H
#define DALA_TESTS_SUPPORT_LV2_SCORE_H

#include "tests/support/lv2/plug.h"

#include <stddef.h>
#include <stdint.h>

typedef struct {
  size_t   frame;
  DalaPort port;  ///< Control to set, or DALA_PORT_CONTROL: a MIDI message.
  float    value; ///< Of the control.
  uint8_t  midi[3];
} TestCue;

/// One MIDI message as a cue.
#define TEST_CUE_MIDI(frame_, a, b, c)                                         \
  {                                                                            \
    .frame = (frame_), .port = DALA_PORT_CONTROL, .midi = {(a), (b), (c) }     \
  }

/// Sound in and out; in_r may be NULL for the mono plugin.
typedef struct {
  const float* in;
  const float* in_r;
  float*       out_l;
  float*       out_r;
  size_t       frames;
} TestSound;

/**
   Play `cues`, ascending in frame, over the sound.

   @param block  Frames per block, or 0: random lengths from `rng`, 0 included.
*/
void
test_score_play(TestPlug* plug, const TestCue* cues, size_t n_cues,
                const TestSound* sound, uint32_t block, TestRng* rng);

#endif // DALA_TESTS_SUPPORT_LV2_SCORE_H
