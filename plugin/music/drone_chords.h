/**
   What each string of the drone plays: data and pitch arithmetic.

   A kobyz has two strings, so two of the three sound at most. A unison
   double would beat: two strings never agree to the cycle, and their sum may
   vanish. Octave and fifth share partials, so their second string is set so
   soft that the level cannot move by 2 dB whatever the phases.

   Units:   Hz; gains linear, of unit power in sum; pan -1 left .. 1 right.
   Thread:  any, real-time safe.
   Fails:   never; what is out of range is clamped.
   Source:  chords: the tunings of two-stringed fiddles in Utegalieva 2010
            (1:1, 2:1, 3:2, 4:3); gains: worst case of the shared partials of
            two sawtooth waves; pans: by ear.
*/
#ifndef DALA_MUSIC_DRONE_CHORDS_H
#define DALA_MUSIC_DRONE_CHORDS_H

#include <stdint.h>

/// Strings of a chord; those that do not sound have gain 0.
#define DALA_CHORD_STRINGS 3U

typedef enum {
  DALA_CHORD_TONIC = 0,
  DALA_CHORD_FIFTH,      ///< Tonic and 3:2.
  DALA_CHORD_FOURTH,     ///< Tonic and 4:3.
  DALA_CHORD_OCTAVE,     ///< Tonic and 2:1.
  DALA_CHORD_FIFTH_ONLY, ///< 3:2 alone.
  DALA_N_CHORDS
} DalaDroneChordId;

typedef struct {
  float   just;      ///< Ratio to the tonic.
  int32_t semitones; ///< The same in equal temperament.
  float   gain;      ///< 0: does not sound.
  float   pan;
} DalaDroneChordString;

/// The strings of chord 0..4, DALA_CHORD_STRINGS of them.
const DalaDroneChordString*
dala_drone_chord(uint32_t chord);

/// Pitch of the tonic: class 0 C .. 11 B, octave -2..1 (0: C3..B3), at A4 =
/// a4 Hz, in equal temperament to it.
float
dala_drone_tonic_hz(uint32_t pitch_class, int32_t octave, float a4);

/// Ratio of one string of a chord to the tonic; equal: nonzero for equal
/// temperament instead of just.
float
dala_drone_ratio(uint32_t chord, uint32_t string, uint32_t equal);

#endif // DALA_MUSIC_DRONE_CHORDS_H
