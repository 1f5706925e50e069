/**
   The places of the journey, as data.

   Times are those of the room with its audience in; reverberation per octave
   band is the mid time by `band`. Early reflections are measured from the
   direct sound; their levels stand among themselves, `early` says how much of
   the whole they are. `strength_db` is against a hall of 15 000 m3.

   Units:   ms, s, Hz, dB, shares 0..1.
   Thread:  any, real-time safe: constant tables.
   Source:  reference/steppe-violin.md, section 6: mid times and first gaps
            with the grade of each (A measured and read, B read, C memory or
            our own); reflection patterns follow the hall's shape, by eye and
            ear (C): narrow and high in Vienna and Moscow, terraces in Berlin
            and Paris, late and from above in London.
*/
#ifndef DALA_DSP_PLACES_H
#define DALA_DSP_PLACES_H

#include <stdint.h>

#define DALA_PLACES 9U
#define DALA_PLACE_BANDS 7U ///< Octaves from 125 Hz to 8 kHz.
#define DALA_PLACE_TAPS 8U  ///< Early reflections per side.

/// In the order of the port `space`.
typedef enum {
  DALA_PLACE_STEPPE = 0,
  DALA_PLACE_YURT,
  DALA_PLACE_GORGE,
  DALA_PLACE_CAFE,
  DALA_PLACE_MOSCOW,
  DALA_PLACE_PARIS,
  DALA_PLACE_BERLIN,
  DALA_PLACE_VIENNA,
  DALA_PLACE_LONDON
} DalaPlaceName;

/// Shortest and longest of four lines of the network, ms.
typedef struct {
  float shortest;
  float longest;
} DalaPlaceSpan;

typedef struct {
  const char*   name;
  char          grade; ///< Of mid_s and gap_ms: A, B or C.
  float         mid_s; ///< Reverberation time at 500 Hz and 1 kHz; 0: none.
  float         band[DALA_PLACE_BANDS];
  float         gap_ms; ///< From the direct sound to the first reflection.
  float         strength_db;
  float         envelopment; ///< 1: the sides have nothing in common.
  float         early;       ///< Share of the energy in the reflections below.
  float         left_ms[DALA_PLACE_TAPS];
  float         right_ms[DALA_PLACE_TAPS];
  float         tap_db[DALA_PLACE_TAPS]; ///< Of both sides.
  uint32_t      taps;                    ///< In use, per side; even.
  float         pre_ms;                  ///< Direct sound to the diffuse sound.
  float         cluster;   ///< Diffuse sound before the first round, 0 or 1.
  float         diffusion; ///< Coefficient of the allpasses, below 1.
  float         scale;     ///< Length of the allpasses, 1 in a hall.
  DalaPlaceSpan near;
  DalaPlaceSpan far;
  float         low_cut_hz;
  float         air_hz;     ///< First-order loss of highs of all that is heard.
  float         flutter_db; ///< Slow swing of the level by wind.
  float         duck_db;    ///< How far it steps back under the bow.
  float         duck_s;     ///< In what time it does, and
  float         bloom_s;    ///< in what time it comes out again in a rest.
} DalaPlace;

/// Centre of an octave band, Hz.
extern const float dala_place_band_hz[DALA_PLACE_BANDS];

/// The nine places.
extern const DalaPlace dala_places[DALA_PLACES];

#endif // DALA_DSP_PLACES_H
