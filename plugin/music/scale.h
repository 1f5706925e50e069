/**
   The scales that a tune may be in, and the degree nearest to a pitch.

   Two of them change with the register, as the tunes that they are named
   after do: low they have a flat sixth, or a sharp seventh, high a natural
   sixth, or a flat seventh.

   Units:   cents above the tonic.
   Thread:  any, real-time safe.
   Fails:   never; what is out of range is clamped.
   Source:  the reference's notes on steppe tunes, 3.1 and 3.2: just values,
            what eight scores show of the sixth and the seventh, and A4 as
            the border of the registers (3.3).
*/
#ifndef DALA_MUSIC_SCALE_H
#define DALA_MUSIC_SCALE_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
  DALA_SCALE_DO_PENTATONIC = 0,
  DALA_SCALE_LA_PENTATONIC,
  DALA_SCALE_AEOLIAN,
  DALA_SCALE_DORIAN,
  DALA_SCALE_MIXOLYDIAN,
  DALA_SCALE_IONIAN,
  DALA_SCALE_ADAI,
  DALA_SCALE_BALBYRAUYN,
  DALA_SCALE_CHROMATIC,
  DALA_N_SCALES
} DalaScaleId;

/**
   How far a pitch is from the nearest degree.

   @param cents  The pitch above any tonic of the class.
   @param equal  Equal temperament instead of just.
   @param high   In the register from A4 on.
   @return       -600 .. 600, positive if the pitch is sharp.
*/
float
dala_scale_deviation(uint32_t scale, bool equal, bool high, float cents);

/**
   How far the degree `steps` above (below if negative) the nearest one is.

   It is measured from the nearest degree, so that the player's intonation is
   kept; a pitch more than 40 cents off all of them is a note of its own, and
   is measured from itself.

   @param steps  -12 .. 12.
*/
float
dala_scale_interval(uint32_t scale, bool equal, bool high, float cents,
                    int32_t steps);

#endif // DALA_MUSIC_SCALE_H
