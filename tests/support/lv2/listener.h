/**
   What the engine makes of gallops and tunes that a sampled violin plays: tempo
   and beat, tonic, tuning. From sound, with every effect off.

   Units:   s, Hz; sounds at 48 kHz, blocks of 64 frames.
   Thread:  one.
   Fails:   false where nothing can render the sound, with a printed word.
*/
#ifndef DALA_TESTS_SUPPORT_LV2_LISTENER_H
#define DALA_TESTS_SUPPORT_LV2_LISTENER_H

#include "plugin/engine/engine.h"
#include "tests/support/tunes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TestListener TestListener;

TestListener*
test_listener_open(void);

void
test_listener_close(TestListener* listener);

/// Called after each block; `now_s` is its end.
typedef void (*TestListen)(const DalaEngine* engine, double now_s, void* user);

/// Hear x[n] with an engine that has heard nothing yet.
void
test_listen(TestListener* listener, const float* x, size_t n, TestListen listen,
            void* user);

/// How the notes of a gallop are played.
typedef enum {
  TEST_TOUCH_CHANGES, ///< Other notes, a tenth of each left out.
  TEST_TOUCH_LEGATO,  ///< Other notes under one bow.
  TEST_TOUCH_MIXED,   ///< Every second note another.
  TEST_TOUCH_SHORT,   ///< The same note, short.
  TEST_TOUCH_REPEATS, ///< The same note, a tenth left out.
  TEST_N_TOUCHES
} TestTouch;

#define TEST_N_RHYTHMS 7U

typedef struct {
  // Asked for
  unsigned  rhythm; ///< 0 .. TEST_N_RHYTHMS - 1.
  TestTouch touch;
  double    bpm;
  uint64_t  seed;
  // Heard of three beats and the note after them, 0.2 s after that is due
  double tempo;  ///< tempo_out over the right one; 0 if none was found.
  double away_s; ///< The beat from the right one.
} TestGallop;

/// Gallops of all rhythms and touches, 84 to 168 BPM, hands 8 ms off.
void
test_gallops_ask(TestGallop* gallops, size_t count, uint64_t seed);

/// Play and hear them.
bool
test_gallops_listen(TestListener* listener, TestGallop* gallops, size_t count);

typedef struct {
  // Asked for
  TestTune tune;
  double   cents; ///< By which it is played higher than written.
  // Heard
  bool     right_10; ///< tonic_out after 10 s.
  bool     right_20;
  unsigned changes; ///< Of a tonic found to a wrong one, in 21 s.
  double   off;     ///< Tuning in use after 20 s, cents from the player's.
} TestHeardTune;

/// Play and hear 21 s of tunes.
bool
test_tunes_listen(TestListener* listener, TestHeardTune* tunes, size_t count);

#endif // DALA_TESTS_SUPPORT_LV2_LISTENER_H
