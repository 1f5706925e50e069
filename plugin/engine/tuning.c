#include "plugin/engine/tuning.h"

#include "plugin/music/drone_chords.h"
#include "plugin/music/string_sets.h"

#include <math.h>
#include <string.h>

_Static_assert(DALA_STRING_SET_MAX <= DALA_STRINGS_MAX,
               "the bank holds the largest set");
_Static_assert(DALA_CHORD_STRINGS == DALA_PARTNER_STRINGS,
               "each string of a chord has one of the partner's");

static void
tune_strings(DalaEngine* const self)
{
  const DalaTuning* const to = &self->tuning;
  DalaSetString           set[DALA_STRING_SET_MAX];
  DalaStringTuning        strings[DALA_STRING_SET_MAX];
  const double            tonic_hz =
    (double)dala_drone_tonic_hz(to->pitch_class, 0, to->a4_hz);
  const uint32_t count =
    dala_string_set_tune(to->strings_set, tonic_hz, to->equal, set);
  for (uint32_t i = 0; i < count; i++) {
    strings[i].freq_hz    = set[i].freq_hz;
    strings[i].t60_factor = set[i].t60_factor;
    strings[i].gain       = set[i].gain;
    strings[i].buzz       = set[i].buzz;
  }
  dala_strings_set_set(&self->strings, strings, count);
}

static void
tune_drone(DalaEngine* const self)
{
  const DalaTuning* const           to    = &self->tuning;
  const DalaDroneChordString* const chord = dala_drone_chord(to->drone_chord);
  const float                       tonic_hz =
    dala_drone_tonic_hz(to->pitch_class, to->drone_octave, to->a4_hz);
  for (uint32_t i = 0; i < DALA_CHORD_STRINGS; i++) {
    const float ratio = dala_drone_ratio(to->drone_chord, i, to->equal);
    dala_partner_set_string(&self->partner, i, tonic_hz * ratio, chord[i].gain,
                            chord[i].pan);
  }
}

void
dala_tuning_tick(DalaEngine* const self)
{
  const DalaParams* const p = &self->params;
  const DalaTuning to = { .a4_hz = p->a4_hz * exp2f(self->fine_cents / 1200.0f),
                          .pitch_class  = self->pitch_class,
                          .equal        = p->equal,
                          .strings_set  = p->strings_set,
                          .drone_chord  = p->drone_chord,
                          .drone_octave = dala_pulsing_octave(
                            &self->pulsing, p->drone_octave) };
  if (memcmp(&to, &self->tuning, sizeof to) != 0) {
    const bool both     = self->fresh || self->strings_stale;
    self->tuning        = to;
    self->strings_stale = true;
    tune_drone(self);
    if (!both) {
      return; // the strings in the next tick: no block bears both
    }
  }
  if (self->strings_stale) {
    self->strings_stale = false;
    tune_strings(self);
  }
}
