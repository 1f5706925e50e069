#include "tests/support/ears_rig.h"

#include "plugin/dsp/kernels/kernels.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
ears_rig_open(EarsRig* const rig, const double rate, const char* const variant)
{
  DalaArena arena;
  memset(rig, 0x55, sizeof *rig);
  rig->cfg.rate = rate;
  rig->cfg.kernels =
    variant ? dala_kernels_by_name(variant) : dala_kernels_select();
  assert_non_null(rig->cfg.kernels);
  dala_arena_measure(&arena);
  dala_ears_layout(&rig->ears, &rig->cfg, &arena);
  const size_t size = arena.used;
  rig->memory       = aligned_alloc(DALA_ARENA_ALIGN, size);
  assert_non_null(rig->memory);
  memset(rig->memory, 0x55, size);
  dala_arena_init(&arena, rig->memory, size);
  assert_int_equal(dala_ears_layout(&rig->ears, &rig->cfg, &arena),
                   DALA_STATUS_OK);
  dala_ears_prepare(&rig->ears, &rig->cfg);
}

void
ears_rig_close(EarsRig* const rig)
{
  free(rig->memory);
}

void
ears_rig_hear(EarsRig* const rig, const float* const x, const size_t n,
              const uint32_t piece, const uint64_t seed, const EarsWatch watch,
              void* const user)
{
  TestRng rng = test_rng(seed);
  for (size_t at = 0; at < n;) {
    uint32_t take = seed ? 1U + test_rng_u32(&rng) % DALA_TICK : piece;
    take          = n - at < take ? (uint32_t)(n - at) : take;
    dala_ears_process(&rig->ears, x + at, take);
    at += take;
    if (watch) {
      watch(&rig->ears, at, user);
    }
  }
}

void
ears_tone(float* const x, const size_t n, const double rate, const double hz,
          const float level)
{
  for (unsigned k = 1U; k * hz < fmin(7000.0, 0.45 * rate); k++) {
    const double gain =
      0.5 * (double)level / k * (k == 1U && hz < 230.0 ? 0.1 : 1.0);
    const double step = 6.283185307179586 * k * hz / rate;
    for (size_t i = 0; i < n; i++) {
      x[i] += (float)(gain * sin(step * (double)i));
    }
  }
}
