/**
   A body to test: its memory, its grid, and its response as measured.

   Units:   rate and frequencies Hz, responses dB.
   Fails:   a body that cannot be laid out fails the test.
*/
#ifndef DALA_TESTS_SUPPORT_BODY_PROBE_H
#define DALA_TESTS_SUPPORT_BODY_PROBE_H

#include "plugin/dsp/body.h"

#include <stddef.h>
#include <stdint.h>

typedef struct {
  DalaConfig cfg;
  DalaBody   body;
  void*      memory;
  uint32_t   frame; ///< Position in the tick.
} BodyProbe;

/// A prepared body in memory full of rubbish; `variant` NULL: the widest.
void
body_probe_open(BodyProbe* self, double rate, const char* variant);

/// Free the memory.
void
body_probe_close(BodyProbe* self);

/// n frames, ticking each 32, in pieces of random length if `seed` is not 0.
void
body_probe_run(BodyProbe* self, const float* in, float* out, size_t n,
               uint64_t seed);

/// Settled impulse response at this source and amount, n frames.
void
body_probe_impulse(double rate, DalaBodySource source, float amount, float* out,
                   size_t n);

/// Level in dB of the spectrum of x at f (no window).
double
body_probe_db(const float* x, size_t n, double rate, double f);

#endif // DALA_TESTS_SUPPORT_BODY_PROBE_H
