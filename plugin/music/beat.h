/**
   Tempo and beat of a player, from when the notes begin.

   A period counts when nearly every note of the last few seconds has another
   one period later, for three beats; the shortest such period within the
   range is the beat. It is then drawn through all notes. The note that is
   followed by the longest wait begins the beat, as in a gallop. Once found it
   follows the notes that fall on it, though others are missed or doubled;
   another tempo must be told by several notes running. It is held when the
   player stops.

   Units:   s; beats per minute.
   Range:   40 to 200 BPM.
   Thread:  audio, real-time safe; one writer.
   Cost:    about 1 us a note.
   Fails:   never.
   Source:  our own; that a long note carries the beat is the agogic accent.
*/
#ifndef DALA_MUSIC_BEAT_H
#define DALA_MUSIC_BEAT_H

#include <stdbool.h>
#include <stdint.h>

/// Notes that are remembered.
#define DALA_BEAT_NOTES 16U

typedef struct {
  double   at_s[DALA_BEAT_NOTES]; ///< Oldest first.
  uint32_t count;
  double   period_s; ///< 0: none found yet.
  double   beat_s;   ///< When a beat began.
  double   hit_s;    ///< When a note last fell on one.
  uint32_t n_rivals; ///< Notes running that told another tempo.
} DalaBeat;

void
dala_beat_reset(DalaBeat* self);

/// A note begins; times never go back.
void
dala_beat_note(DalaBeat* self, double at_s);

/// Tempo, 0 while none has been found.
float
dala_beat_bpm(const DalaBeat* self);

/// Place within the beat, 0..1, at a time not before the last note.
float
dala_beat_place(const DalaBeat* self, double at_s);

#endif // DALA_MUSIC_BEAT_H
