/**
   Filters of two real poles that lose what a place takes in a round.

   A line's absorption is two first-order shelves in series, made parallel:
   the highs at a corner near 10 kHz, the bass near 110 Hz in a hall. Their
   corners are chosen for the place from a grid, their gains for each line by
   Gauss-Newton, so that the reverberation time fits in every octave band.

   Units:   Hz, s, dB.
   Thread:  instantiation: calls libm.
   Cost:    corners: about 1 ms; a line: 10 us.
   Source:  Jot, Chaigne 1991 (loss per round from T60); the fit is our own.
*/
#ifndef DALA_DSP_ABSORPTION_H
#define DALA_DSP_ABSORPTION_H

#include "plugin/dsp/places.h"

#include <stddef.h>

/// Two shelves: gains in dB, corners in Hz.
typedef struct {
  double db[3]; ///< Level, bass shelf, treble shelf.
  double low_hz;
  double high_hz;
} DalaShelves;

/// A first-order digital section (b0 + b1 / z) / (1 - p / z).
typedef struct {
  double b0;
  double b1;
  double p;
} DalaSection;

/// Two sections in series: direct + sum weight_i / (z - pole_i).
typedef struct {
  double direct;
  double weight[2];
  double pole[2];
} DalaParallel;

/// (s + w a) / (s + w c) by the bilinear transform, exact at the corner.
DalaSection
dala_section(double hz, double a, double c, double rate);

/// Two sections of different poles in series, as a sum.
DalaParallel
dala_parallel(const DalaSection* a, const DalaSection* b);

/// The corners that fit a line of `seconds` best.
DalaShelves
dala_absorption_corners(const DalaPlace* place, double seconds, double rate);

/// The filter of a line of `seconds`, with those corners.
DalaParallel
dala_absorption_line(const DalaPlace* place, DalaShelves shelves,
                     double seconds, double rate);

#endif // DALA_DSP_ABSORPTION_H
