/**
   Tunes as players of the steppe make them, drawn at random: notes to hear.

   Nothing here knows how the tonic is sought. A tune is a kui or a song. Its
   sixth and seventh degrees go by register as in Adai and Balbyrauyn; a kui
   runs in gallop cells and strikes the open string (tonic or fifth) between
   its notes, a song moves in longer ones; sections lie low, in the middle,
   high, and low again; phrases are said again, end on the tonic two times in
   three when low and one in two when high, and then the player breathes or
   does not. How often each happens is a guess, the rest is in the source.

   Units:   s; pitch as a MIDI note number with fraction.
   Source:  steppe violin, sections 2.2, 3.1 to 3.4 and 4.
*/
#ifndef DALA_TESTS_SUPPORT_TUNES_H
#define DALA_TESTS_SUPPORT_TUNES_H

#include <stddef.h>
#include <stdint.h>

#define TEST_TUNE_NOTES 1024U

typedef struct {
  double at_s;
  double length_s; ///< To the next note, or to a breath.
  double pitch;
} TestTuneNote;

typedef struct {
  unsigned     tonic; ///< 0 C .. 11 B.
  double       off;   ///< Of the player's tuning, semitones from A 440.
  const char*  kind;
  size_t       n;
  TestTuneNote notes[TEST_TUNE_NOTES];
} TestTune;

/// The tune of this seed, `seconds` long.
void
test_tune_compose(TestTune* tune, uint64_t seed, double seconds);

/**
   A gallop on few notes: an eighth and two sixteenths to the beat, each 8 ms
   off (standard deviation), beats from `from_s` on; then one note on the next
   beat.

   @return When the note after the last beat is due.
*/
double
test_tune_gallop(TestTune* tune, uint64_t seed, double from_s, double bpm,
                 unsigned beats);

#endif // DALA_TESTS_SUPPORT_TUNES_H
