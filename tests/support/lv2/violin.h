/**
   Sound of a violin for tests: recordings where there are any.
*/
#ifndef DALA_TESTS_SUPPORT_LV2_VIOLIN_H
#define DALA_TESTS_SUPPORT_LV2_VIOLIN_H

#include <stdbool.h>
#include <stddef.h>

/**
   Fill out[n] with recordings from $DALA_SHARED/audio, one after the other
   and again from the start, left channel, as they are; without them with
   test_violin(), and print a word about it.

   @return True if the sound is recorded.
*/
bool
test_recorded_violin(float* out, size_t n, double rate);

/// One steady note of `hz` with vibrato (5.5 Hz, 15 cents) and partials up to
/// `top_hz`, peak about `level`.
void
test_steady_note(float* out, size_t n, double rate, double hz, double top_hz,
                 double level);

/// Zeroed floats; ends the program if there is no memory.
float*
test_floats(size_t n);

/// A length, or a tenth of it under the sanitizers, with a printed word.
size_t
test_scaled(size_t length);

#endif // DALA_TESTS_SUPPORT_LV2_VIOLIN_H
