/**
   A sampled violin that plays from MIDI, which is the truth: what tests hear
   where there are no recordings. Needs fluidsynth and MuseScore's soundfont.

   Units:   s, Hz, MIDI notes; sounds at 48 kHz.
*/
#ifndef DALA_TESTS_SUPPORT_LV2_SAMPLED_H
#define DALA_TESTS_SUPPORT_LV2_SAMPLED_H

#include "tests/support/pitch_score.h"

#include <stddef.h>

/// Most notes of a sound.
#define TEST_MOST_NOTES 1024U

/// Changes of the legato table.
#define TEST_SPLICES 200U

typedef struct {
  double note; ///< With fraction.
  double at_s;
  double length_s;
} TestNote;

/// The sound, dry, to be freed; NULL, with a printed word, where nothing can
/// render it.
float*
test_sampled_violin(const TestNote* notes, size_t count, size_t* n);

/// Frequency of a MIDI note.
double
test_note_hz(double note);

/**
   How soon the built plugin's pitch port follows 200 changes from G3 to E6, 1
   to 12 semitones both ways: middles of sampled notes spliced to each other,
   2 ms of crossfade. In ms, from its middle to the end of the first block
   whose port is within 50 cents and stays so for 10 ms; 200 if never.

   @return 0 where nothing can render it, else their count.
*/
size_t
test_legato(double ms[TEST_SPLICES]);

#endif // DALA_TESTS_SUPPORT_LV2_SAMPLED_H
