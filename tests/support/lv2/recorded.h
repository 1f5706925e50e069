/**
   Recorded notes of a violin for tests of ornaments: $DALA_SHARED/audio.

   Units:   s, Hz; sounds at 48 kHz.
*/
#ifndef DALA_TESTS_SUPPORT_LV2_RECORDED_H
#define DALA_TESTS_SUPPORT_LV2_RECORDED_H

#include <stddef.h>

/// Most recordings.
#define TEST_MOST_RECORDED 64U

typedef struct {
  char   name[64];
  double hz; ///< As its name says.
} TestRecorded;

/// The recordings of single notes, by name; 0 where there are none.
size_t
test_recorded_notes(TestRecorded found[TEST_MOST_RECORDED]);

/**
   A note after `rest` frames of silence, with 0.3 s of silence after it:
   `pitch` times higher, `gain` times louder, `most` frames long at most; the
   bow leaves over its last 0.3 s. To be freed.
*/
float*
test_recorded_note(const TestRecorded* note, double pitch, float gain,
                   size_t rest, size_t most, size_t* n);

#endif // DALA_TESTS_SUPPORT_LV2_RECORDED_H
