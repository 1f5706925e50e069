#include "tests/support/body_probe.h"

#include "plugin/dsp/kernels/kernels.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <complex.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846

void
body_probe_open(BodyProbe* const self, const double rate,
                const char* const variant)
{
  DalaArena arena;
  memset(self, 0, sizeof *self);
  self->cfg.rate = rate;
  self->cfg.kernels =
    variant ? dala_kernels_by_name(variant) : dala_kernels_select();
  dala_arena_measure(&arena);
  assert_int_equal(dala_body_layout(&self->body, &self->cfg, &arena), 0);
  const size_t bytes = arena.used;
  self->memory       = aligned_alloc(DALA_ARENA_ALIGN, bytes);
  assert_non_null(self->memory);
  memset(self->memory, 0xA5, bytes);
  dala_arena_init(&arena, self->memory, bytes);
  assert_int_equal(dala_body_layout(&self->body, &self->cfg, &arena), 0);
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
    uint32_t     piece = DALA_TICK - self->frame;
    const size_t left  = n - at;
    if (seed) {
      piece = 1U + test_rng_u32(&rng) % piece;
    }
    piece = left < piece ? (uint32_t)left : piece;
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
