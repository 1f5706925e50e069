#include "tests/support/ears_rig.h"

#include "tests/support/module.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
ears_rig_open(EarsRig* const rig, const double rate, const char* const variant)
{
  memset(rig, 0x55, sizeof *rig);
  rig->cfg = test_config(rate, variant);
  test_lay_out(ears, &rig->ears, &rig->cfg, rig->memory);
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
