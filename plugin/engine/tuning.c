#include "plugin/engine/tuning.h"

#include "plugin/music/string_sets.h"

#include <math.h>
#include <string.h>

_Static_assert(DALA_STRING_SET_MAX <= DALA_STRINGS_MAX,
               "the bank holds the largest set");

/// The tonic in the octave C3..B3, Hz.
static double
tonic_hz(const DalaEngine* const self)
{
  const double semitones = (double)self->pitch_class - 9.0; // from A
  return 0.5 * (double)self->params.a4_hz * exp2(semitones / 12.0);
}

void
dala_tuning_tick(DalaEngine* const self)
{
  DalaSetString    set[DALA_STRING_SET_MAX];
  DalaStringTuning strings[DALA_STRING_SET_MAX];
  const uint32_t   count = dala_string_set_tune(
    self->params.strings_set, tonic_hz(self), self->params.equal, set);
  for (uint32_t i = 0; i < count; i++) {
    strings[i].freq_hz    = set[i].freq_hz;
    strings[i].t60_factor = set[i].t60_factor;
    strings[i].gain       = set[i].gain;
  }
  dala_strings_set_set(&self->strings, strings, count);
}
