/**
   What the built plugin hears in a sound, as a track of its pitch port.

   Units:   s, Hz; sounds at 48 kHz, blocks of 64 frames.
   Thread:  one.
*/
#ifndef DALA_TESTS_SUPPORT_LV2_HEAR_H
#define DALA_TESTS_SUPPORT_LV2_HEAR_H

#include "tests/support/pitch_score.h"

#include <stddef.h>

/// Mean of the channels of a sound file at 48 kHz, to be freed; NULL if it
/// cannot be read.
float*
test_sound_48k(const char* path, size_t* n);

/// The pitch port after each block, at the frames consumed by then.
TestTrack
test_hear_pitch(const float* x, size_t n);

#endif // DALA_TESTS_SUPPORT_LV2_HEAR_H
