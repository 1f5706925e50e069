/**
   Tunes of another hand than tests/support/tunes.h, to judge what was fitted to
   those: made of lines between anchor notes instead of walks.

   A phrase goes in a line or an arch from one anchor to another, the anchors
   being tonic, fifth, fourth, second and octave; it is filled with steps in the
   written rhythms of the kuis or the free lengths of a song, here and there
   turns to the neighbour note or sounds the pedal string; and it comes to rest
   by a cadence. Which anchors, how often and how long are guesses, made without
   regard to how the tonic is sought; modes, pedals, registers and rhythms are
   from the source.

   Units:   as tests/support/tunes.h.
   Source:  steppe violin, sections 3.1 to 3.4 and 4.
*/
#ifndef DALA_TESTS_SUPPORT_AIRS_H
#define DALA_TESTS_SUPPORT_AIRS_H

#include "tests/support/tunes.h"

#include <stdint.h>

/// The tune of this seed, `seconds` long.
void
test_air_compose(TestTune* tune, uint64_t seed, double seconds);

#endif // DALA_TESTS_SUPPORT_AIRS_H
