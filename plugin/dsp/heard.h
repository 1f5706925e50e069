/**
   What the analysis knows of the player, as plain data.

   Units:   Hz, cents, s, mean squares (linear squared).
   Thread:  audio.
*/
#ifndef DALA_DSP_HEARD_H
#define DALA_DSP_HEARD_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
  DALA_HEARD_NOTE,   ///< A note began after silence or noise.
  DALA_HEARD_LEGATO, ///< The note became another.
  DALA_HEARD_BOW,    ///< The bow turned on the same note.
  DALA_HEARD_END,    ///< The note ended.
  DALA_HEARD_TWO,    ///< A double stop began.
  DALA_HEARD_ONE,    ///< The double stop ended.
  DALA_HEARD_TONIC,  ///< The tonic in use became another.
  DALA_HEARD_TONE    ///< The own tone was taken: the session has changed.
} DalaHeardKind;

/// Something that happened.
typedef struct {
  DalaHeardKind kind;
  uint32_t      frame; ///< Frames from where the receiver counts.
  float         f0_hz; ///< Of the note that sounds after it, or sounded last;
                       ///< of a tonic, in the octave from C3; of a tone, its.
} DalaHeardEvent;

/// The state after the newest hop.
typedef struct {
  float    f0_hz;         ///< 0: no pitch.
  float    confidence;    ///< 0..1.
  float    level;         ///< Mean square of the newest 5 ms.
  float    loud;          ///< Loudest of the last seconds, mean square.
  float    floor;         ///< Mean square of the room, as learnt.
  float    slope;         ///< Of the pitch, cents per second.
  float    vibrato_hz;    ///< Rate; 0 without vibrato.
  float    vibrato_cents; ///< Depth to either side of the middle.
  float    note_s;        ///< How long the note has sounded.
  uint32_t notes;         ///< Notes and bow changes told so far.
  uint32_t onsets;        ///< Onsets so far, told sooner: dsp/onset.h.
  bool     alone;         ///< The note is known to sound alone, since it began.
  bool     two_notes;     ///< A double stop sounds; f0 holds what came before.
} DalaHeard;

#endif // DALA_DSP_HEARD_H
