#include "plugin/music/drone_chords.h"

#include <math.h>

/// MIDI note numbers of A4, and of the C that octave 0 starts from.
#define NOTE_A4 69
#define NOTE_C3 48

/// Octaves to choose from.
#define MIN_OCTAVE (-2)
#define MAX_OCTAVE 1

// A string that does not sound
#define SILENT                                                                 \
  {                                                                            \
    1.0F, 0, 0.0F, 0.0F                                                        \
  }

// Powers of each pair add to one
static const DalaDroneChordString chords[DALA_N_CHORDS][DALA_CHORD_STRINGS] = {
  [DALA_CHORD_TONIC]      = { { 1.0F, 0, 1.0F, 0.0F }, SILENT, SILENT },
  [DALA_CHORD_FIFTH]      = { { 1.0F, 0, 0.8F, -0.3F },
                              { 3.0F / 2.0F, 7, 0.6F, 0.3F },
                              SILENT },
  [DALA_CHORD_FOURTH]     = { { 1.0F, 0, 0.8F, -0.3F },
                              { 4.0F / 3.0F, 5, 0.6F, 0.3F },
                              SILENT },
  [DALA_CHORD_OCTAVE]     = { { 1.0F, 0, 0.97F, -0.1F },
                              { 2.0F, 12, 0.243F, 0.1F },
                              SILENT },
  [DALA_CHORD_FIFTH_ONLY] = { { 3.0F / 2.0F, 7, 1.0F, 0.0F }, SILENT, SILENT },
};

const DalaDroneChordString*
dala_drone_chord(const uint32_t chord)
{
  return chords[chord < DALA_N_CHORDS ? chord : DALA_N_CHORDS - 1U];
}

float
dala_drone_tonic_hz(const uint32_t pitch_class, const int32_t octave,
                    const float a4)
{
  const int32_t o    = octave < MIN_OCTAVE   ? MIN_OCTAVE
                       : octave > MAX_OCTAVE ? MAX_OCTAVE
                                             : octave;
  const int32_t pc   = pitch_class < 12U ? (int32_t)pitch_class : 11;
  const int32_t note = NOTE_C3 + 12 * o + pc;
  return a4 * exp2f((float)(note - NOTE_A4) / 12.0F);
}

float
dala_drone_ratio(const uint32_t chord, const uint32_t string,
                 const uint32_t equal)
{
  const DalaDroneChordString* const s = &dala_drone_chord(
    chord)[string < DALA_CHORD_STRINGS ? string : DALA_CHORD_STRINGS - 1U];
  return equal ? exp2f((float)s->semitones / 12.0F) : s->just;
}
