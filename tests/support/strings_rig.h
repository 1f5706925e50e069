/**
   A bank of sympathetic strings as the engine runs it, and what the tests of
   it measure.

   Units:   rate and frequencies Hz, times s, levels dB re full scale.
*/
#ifndef DALA_TESTS_SUPPORT_STRINGS_RIG_H
#define DALA_TESTS_SUPPORT_STRINGS_RIG_H

#include "plugin/dsp/strings.h"

#include <stddef.h>
#include <stdint.h>

typedef struct {
  DalaConfig  cfg;
  DalaStrings strings;
  void*       memory;
  size_t      bytes;
  uint32_t    at; // frame of the grid
} StringsRig;

/// Input and both outputs.
typedef struct {
  size_t n;
  float* in;
  float* l;
  float* r;
} StringsSound;

/// A bank in memory that was not zero; variant NULL: the widest.
void
strings_rig_open(StringsRig* rig, double rate, const char* variant);

void
strings_rig_close(StringsRig* rig);

/// The strings of a set of music/string_sets.h, just; returns how many.
uint32_t
strings_of_set(uint32_t set, double tonic, DalaStringTuning* out);

void
strings_rig_set(StringsRig* rig, uint32_t set, double tonic);

/// n frames in pieces of `piece` (0: random), as the engine divides them; an
/// unhealthy bank is reset before the next tick.
void
strings_rig_run(StringsRig* rig, const float* in, float* out_l, float* out_r,
                size_t n, uint32_t piece);

/// The same for a whole sound.
void
strings_rig_sound(StringsRig* rig, const StringsSound* sound, uint32_t piece);

/// Three buffers of n zeros.
StringsSound
strings_sound_new(size_t n);

void
strings_sound_free(const StringsSound* sound);

/// A Hann-shaped burst of `periods` of f: little of any other partial. Returns
/// its length.
size_t
strings_burst(float* out, double f, double rate, double periods);

/// T60 from a line through the levels of the partial at f from -5 to -35 dB
/// under the first, as far as x goes; 0 if that is too short.
double
strings_fit_t60(const float* x, size_t n, double rate, double f, size_t window);

/// DESIGN's click measure on out_l at frame `event`, checked from -80 dB on.
void
strings_check_no_click(const StringsSound* sound, double rate, size_t event);

#endif // DALA_TESTS_SUPPORT_STRINGS_RIG_H
