#include "tests/support/body_probe.h"

#include "tests/support/module.h"

#include <complex.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846

void
body_probe_open(BodyProbe* const self, const double rate,
                const char* const variant)
{
  memset(self, 0, sizeof *self);
  self->cfg = test_config(rate, variant);
  test_lay_out(body, &self->body, &self->cfg, self->memory);
  dala_body_prepare(&self->body, &self->cfg);
}

void
body_probe_close(BodyProbe* const self)
{
  free(self->memory);
}

void
body_probe_run(BodyProbe* const self, const float* const in, float* const out,
               const size_t n, const uint64_t seed)
{
  TestRng rng = test_rng(seed);
  for (size_t at = 0; at < n;) {
    if (!self->frame) {
      dala_body_tick(&self->body);
    }
    const uint32_t piece = test_piece(self->frame, n - at, seed ? &rng : NULL);
    dala_body_process(&self->body, in + at, out + at, piece);
    self->frame = (self->frame + piece) % DALA_TICK;
    at += piece;
  }
}

void
body_probe_impulse(const double rate, const DalaBodySource source,
                   const float amount, float* const out, const size_t n)
{
  BodyProbe probe;
  body_probe_open(&probe, rate, NULL);
  dala_body_set_source(&probe.body, source);
  dala_body_set_amount(&probe.body, amount);
  memset(out, 0, n * sizeof *out);
  out[0] = 1.0f;
  body_probe_run(&probe, out, out, n, 0U);
  body_probe_close(&probe);
}

double
body_probe_db(const float* const x, const size_t n, const double rate,
              const double f)
{
  double complex       sum  = 0.0;
  double complex       turn = 1.0;
  const double complex step = cexp(-2.0 * PI * I * f / rate);
  for (size_t i = 0; i < n; i++) {
    sum += (double)x[i] * turn;
    turn *= step;
  }
  return 20.0 * log10(cabs(sum) + 1e-20);
}
