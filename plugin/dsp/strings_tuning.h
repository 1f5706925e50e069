/**
   From a string as it is asked for to the constants of its loop.

   Units:   as strings.h.
   Thread:  audio, real-time safe.
   Cost:    about 40 ns a string.
   Source:  dsp-notes section 4; loops: Smith, Physical Audio Signal Processing;
            3rd-order Lagrange: Laakso et al., Splitting the Unit Delay, IEEE
            SP Magazine 1996.
*/
#ifndef DALA_DSP_STRINGS_TUNING_H
#define DALA_DSP_STRINGS_TUNING_H

#include "plugin/dsp/strings.h"

#include <stdint.h>

/// Constants of string i of the target into set->loops[i]; mute if its loop
/// would be too long or too short at this rate, Hz.
void
dala_strings_tune(const DalaStringsTarget* target, double rate,
                  DalaLoopSet* set, uint32_t i);

/// String i is silent.
void
dala_strings_mute(DalaLoopSet* set, uint32_t i);

/// Gain of the send that makes these strings as loud as any others.
float
dala_strings_drive(const DalaStringsTarget* target, const DalaLoopSet* set);

/// cos x for 0 <= x <= pi / 2.
double
dala_strings_cosine(double x);

/// exp(-x) for 0 <= x < 22.
double
dala_strings_decay(double x);

#endif // DALA_DSP_STRINGS_TUNING_H
