/**
   Finds the tonic of a tune from the notes played, and how high the player's
   instrument is tuned.

   How long each of the twelve classes sounded and how often phrases ended on
   it, fading over a third of a minute, is weighed by how modal tunes of the
   steppe and its neighbours use the degrees of their scale. The answer moves
   at phrase ends alone: after a rest, or where a note ends that is long, or
   much longer than those before it. An open string that is held long at the
   start of a phrase decides at once: so players give the tonic.

   Units:   s; pitch as a MIDI note number with fraction, at the A4 in use.
   Thread:  audio, real-time safe; one writer.
   Cost:    some ns a call; 2 us where a phrase ends.
   Fails:   never.
   Source:  DSP notes, section 8: what a note weighs, and that the answer moves
            at phrase ends by a margin. Ours: log-linear weights for degrees
            and for last notes of phrases in place of one template.
*/
#ifndef DALA_MUSIC_TONIC_FINDER_H
#define DALA_MUSIC_TONIC_FINDER_H

#include <stdbool.h>
#include <stdint.h>

/// Long notes that the fine tuning is the middle of.
#define DALA_TONIC_LONG_NOTES 15U

typedef struct {
  bool     known;
  bool     given;       ///< By an open string: held the harder.
  uint32_t pitch_class; ///< 0 C .. 11 B; valid if known.
  float    fine_cents;  ///< The player's tuning against A4, as of a phrase end.

  float    heard[12]; ///< Seconds by class, weighted and fading.
  float    ended[12]; ///< Phrases that ended on each class, fading.
  float    note;      ///< Mean pitch of the note that sounds; 0 none.
  float    span[12];  ///< Seconds by class of the note that sounds.
  float    note_s;    ///< How long it has sounded.
  float    rest_s;    ///< How long nothing has.
  float    usual_s;   ///< How long the latest notes were; 0: none was.
  int32_t  last;      ///< Class of the last note; -1 none.
  bool     fresh;     ///< The note began a phrase.
  float    off[DALA_TONIC_LONG_NOTES]; ///< Of long notes, cents.
  uint32_t n_off;                      ///< Notes told to `off` so far.
} DalaTonicFinder;

void
dala_tonic_finder_reset(DalaTonicFinder* self);

/**
   Go on by dt seconds in which `pitch` sounded, or nothing if it is 0.

   @param begins  A note began or changed.
*/
void
dala_tonic_finder_hear(DalaTonicFinder* self, float dt, float pitch,
                       bool begins);

#endif // DALA_MUSIC_TONIC_FINDER_H
