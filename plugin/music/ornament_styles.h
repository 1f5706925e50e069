/**
   The chances of each gesture in each style, and the intervals it takes.

   Units:   chances 0..1 where the gesture belongs and `ornament` is at 100 %;
            notes as MIDI numbers, cents.
   Thread:  any, real-time safe.
   Source:  the reference's notes on steppe ornaments, 2.2 and 2.3: counts
            and intervals; what they leave open is ours.
*/
#ifndef DALA_MUSIC_ORNAMENT_STYLES_H
#define DALA_MUSIC_ORNAMENT_STYLES_H

#include "plugin/music/ornament_rules.h"

/// Chance of a gesture where it belongs; 0 on a note that does not bear it.
float
dala_style_chance(uint32_t style, DalaGestureKind kind, float note);

/// The gesture that stands for a style when the player asks for one now; on
/// notes that do not bear it, a slide.
DalaGestureKind
dala_style_own(uint32_t style, float note);

/**
   The interval of a gesture on a note.

   @param draw  0..1, chooses within the range.
*/
float
dala_style_cents(DalaGestureKind kind, const DalaOrnamentWish* wish, float note,
                 float draw);

#endif // DALA_MUSIC_ORNAMENT_STYLES_H
