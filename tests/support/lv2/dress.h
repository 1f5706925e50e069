/**
   What the plugin adds to a sound, as a track of its ornament port, and what
   shape that has.

   Units:   s, cents; sounds at 48 kHz, blocks of 64 frames.
   Thread:  one.
*/
#ifndef DALA_TESTS_SUPPORT_LV2_DRESS_H
#define DALA_TESTS_SUPPORT_LV2_DRESS_H

#include "tests/support/lv2/plug.h"

#include <stddef.h>

#define TEST_DRESS_BLOCK 64U

/// The ports after each block.
typedef struct {
  size_t n;
  float* cents; ///< ornament_cents.
  float* onset; ///< onsets.
} TestDressed;

/// A plugin with nothing on but ornaments, over the tonic D.
TestPlug*
test_dress_plug(float amount, float kind);

/// Play x[n] through a plugin as it is set up; out[n] may be NULL.
TestDressed
test_dress(TestPlug* plug, const float* x, size_t n, float* out);

void
test_dressed_free(TestDressed* dressed);

/// One ornament of a track.
typedef struct {
  double   from_s;
  double   to_s;
  double   most;      ///< Highest cents, 0 at least.
  double   least;     ///< Lowest cents, 0 at most.
  unsigned peaks;     ///< Times that it goes beyond half of its extreme.
  double   extreme_s; ///< When its extreme is reached.
  double   held;      ///< Share of its time within a tenth of it.
} TestGesture;

/// Ornaments apart by more than 150 ms; returns how many, at most `room`.
size_t
test_gestures(const TestDressed* dressed, TestGesture* found, size_t room);

/// The name of its shape: "grace up", "grace down", "slide", "fall", "shake",
/// "wave" or "?".
const char*
test_gesture_shape(const TestGesture* gesture);

#endif // DALA_TESTS_SUPPORT_LV2_DRESS_H
