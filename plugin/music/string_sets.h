/**
   Sets of sympathetic strings, as intervals from the tonic.

   Range:   tonic 16..2000 Hz; the sets are laid out for a tonic in C3..B3
            (131..247 Hz), where they span 65 to 1111 Hz.
   Thread:  any, real-time safe: constant tables, no state.
   Cost:    some 50 ns for the largest set.
   Source:  reference/steppe-violin.md; the grades A to C beside each set are
            those of that page.
*/
#ifndef DALA_MUSIC_STRING_SETS_H
#define DALA_MUSIC_STRING_SETS_H

#include <stdint.h>

/// Most strings that a set has.
#define DALA_STRING_SET_MAX 24U

/// In the order of the port `strings_set`.
typedef enum {
  DALA_STRING_SET_HALO = 0,  ///< Kobyz halo: the one thick tone.
  DALA_STRING_SET_STEPPE,    ///< Zhetygen strings and the thick tone.
  DALA_STRING_SET_HARDANGER, ///< Understrings of the Hardanger fiddle.
  DALA_STRING_SET_SARANGI,   ///< Choirs of the sarangi.
  DALA_STRING_SET_COUNT
} DalaStringSet;

/// In the order of the port `intonation`.
typedef enum {
  DALA_STRING_TUNE_JUST = 0,
  DALA_STRING_TUNE_EQUAL
} DalaStringTune;

/// One string, ready to sound.
typedef struct {
  float freq_hz;    ///< Fundamental.
  float t60_factor; ///< Its decay time over that of the set.
  float gain;       ///< Its part of the bridge, 0..1.
  float buzz;       ///< How much it buzzes there, 0..1.
} DalaSetString;

/// Strings in a set; 0 if the set is unknown.
uint32_t
dala_string_set_size(uint32_t set);

/**
   The strings of `set` on `tonic_hz` into out[DALA_STRING_SET_MAX]; returns how
   many. Neighbours in the list are apart in the stereo picture, so the list
   begins with what should stand in the middle.
*/
uint32_t
dala_string_set_tune(uint32_t set, double tonic_hz, uint32_t intonation,
                     DalaSetString* out);

#endif // DALA_MUSIC_STRING_SETS_H
