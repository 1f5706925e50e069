/**
   Sympathetic strings in double precision, one frame at a time: the reference
   that plugin/dsp/strings.c is measured against. Its constants come from libm
   and a search, not from the module's series.

   Units:   frequency Hz, decay s, gains linear, coupling c itself.
*/
#ifndef DALA_TESTS_SUPPORT_STRINGS_MODEL_H
#define DALA_TESTS_SUPPORT_STRINGS_MODEL_H

#include "plugin/dsp/strings.h"

#include <stddef.h>
#include <stdint.h>

typedef struct {
  double rate;
  double decay_s;
  double coupling; ///< c.
  double drive;    ///< Gain of the send.
} StringsModelConfig;

/**
   The strings' answer to in[n]: sum_i pan[i mod 8] a_i y_i into out[n], where
   the send is `in` through a first-order 80 Hz high-pass. Strings outside the
   module's range must not be asked for.
*/
void
strings_model_run(const StringsModelConfig* cfg,
                  const DalaStringTuning* strings, uint32_t count,
                  const float* pan, const float* in, float* out, size_t n);

#endif // DALA_TESTS_SUPPORT_STRINGS_MODEL_H
