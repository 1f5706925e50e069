/**
   The kernel of the own tone: its formulas, and the same bits in every variant.
*/
#include "plugin/dsp/kernels/kernels.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <math.h>
#include <string.h>

#define WAVES 2U
#define TICKS 40U
#define FRAMES (TICKS * DALA_TICK)

static const char* const names[] = { "w4", "w8" };

typedef struct {
  DalaWaves waves;
  DalaWave  wave[WAVES];
  float     table[WAVES][DALA_WAVES_TABLES][DALA_WAVES_ROOM];
} Voice;

static void
voice_init(Voice* const self)
{
  TestRng rng = test_rng(5U);
  memset(self, 0, sizeof *self);
  for (uint32_t i = 0; i < DALA_BANK_LANES; i++) {
    self->waves.chances[i] = 77U + 1000003U * i;
  }
  self->waves.noise        = 0.2f;
  self->waves.edge         = 0.7f;
  self->waves.edge_step    = 0.004f;
  self->waves.hiss[0].keep = 0.6f;
  self->waves.hiss[1].keep = 0.7f;
  self->waves.low[0].keep  = 0.89f;
  self->waves.low[1].keep  = 0.89f;
  for (uint32_t w = 0; w < WAVES; w++) {
    DalaWave* const wave = &self->wave[w];
    for (uint32_t t = 0; t < DALA_WAVES_TABLES; t++) {
      wave->table[t] = self->table[w][t];
      wave->phase[t] = 123456789U * (2U * w + t + 1U);
      wave->inc[t]   = 13000000U + 1700000U * w + 31000U * t;
      test_noise(wave->table[t], DALA_WAVES_POINTS, w * 2U + t, 0.5f);
      wave->table[t][DALA_WAVES_POINTS] = wave->table[t][0];
    }
    for (uint32_t c = 0; c < 2U; c++) {
      wave->gain[c] = test_rng_bipolar(&rng);
      wave->step[c] = 0.01f * test_rng_bipolar(&rng);
    }
  }
}

static void
voice_run(const DalaKernels* const kernels, Voice* const self, float* const l,
          float* const r)
{
  DalaWave* waves[WAVES] = { &self->wave[0], &self->wave[1] };
  for (uint32_t at = 0; at < FRAMES; at += DALA_TICK) {
    kernels->waves(&self->waves, waves, WAVES, l + at, r + at);
  }
}

static double
read_point(const DalaWave* const wave, const uint32_t t, const uint32_t frame)
{
  const uint32_t phase = wave->phase[t] + frame * wave->inc[t];
  const double   place = (double)phase / 4294967296.0 * DALA_WAVES_POINTS;
  const uint32_t at    = (uint32_t)place;
  const double   here  = (double)wave->table[t][at];
  return here + (place - at) * ((double)wave->table[t][at + 1U] - here);
}

/// One tick repeats its gains: the caller moves them.
static void
reference(const Voice* const voice, const uint32_t channel, double* const out)
{
  const DalaWaves* const waves = &voice->waves;
  const double           hiss  = (double)waves->hiss[0].keep;
  const double           hiss2 = (double)waves->hiss[1].keep;
  const double           keep  = (double)waves->low[channel].keep;
  uint32_t               chances[DALA_BANK_LANES];
  double                 g   = 0.0;
  double                 h   = 0.0;
  double                 low = 0.0;
  memcpy(chances, waves->chances, sizeof chances);
  for (uint32_t i = 0; i < FRAMES; i++) {
    const double    at = i % DALA_TICK;
    double          x  = 0.0;
    uint32_t* const s  = &chances[i % DALA_BANK_LANES];
    *s ^= *s << 13U;
    *s ^= *s >> 17U;
    *s ^= *s << 5U;
    g = hiss * g + (1.0 - hiss) * (double)(int32_t)*s / 2147483648.0;
    h = hiss2 * h + (1.0 - hiss2) * g;
    for (uint32_t w = 0; w < WAVES; w++) {
      const DalaWave* const wave = &voice->wave[w];
      const double          gain =
        (double)wave->gain[channel] + (double)wave->step[channel] * at;
      x += gain * (read_point(wave, 0U, i) + read_point(wave, 1U, i));
    }
    x *= 1.0 + (double)waves->noise * h;
    low = keep * low + (1.0 - keep) * x;
    out[i] =
      low + ((double)waves->edge + (double)waves->edge_step * at) * (x - low);
  }
}

static void
test_waves_follow_their_formulas(void** const state)
{
  (void)state;
  static Voice  voice;
  static double want[2][FRAMES];
  static float  got[2][FRAMES];
  for (size_t v = 0; v < 2U; v++) {
    const DalaKernels* const kernels = dala_kernels_by_name(names[v]);
    if (kernels) {
      voice_init(&voice);
      reference(&voice, 0U, want[0]);
      reference(&voice, 1U, want[1]);
      voice_run(kernels, &voice, got[0], got[1]);
      for (uint32_t i = 0; i < FRAMES; i++) {
        check_near(got[0][i], want[0][i], 1.0e-5);
        check_near(got[1][i], want[1][i], 1.0e-5);
      }
    }
  }
}

static void
test_waves_are_the_same_in_every_variant(void** const state)
{
  (void)state;
  static Voice voice[2];
  static float out[2][2][FRAMES];
  for (size_t v = 0; v < 2U; v++) {
    const DalaKernels* const kernels = dala_kernels_by_name(names[v]);
    if (kernels) {
      voice_init(&voice[v]);
      voice_run(kernels, &voice[v], out[v][0], out[v][1]);
      assert_memory_equal(out[v], out[0], sizeof out[v]);
      assert_memory_equal(&voice[v].waves, &voice[0].waves,
                          sizeof voice[v].waves);
    }
  }
}

static void
test_partial_is_a_sinusoid_in_every_variant(void** const state)
{
  (void)state;
  static float table[2][DALA_WAVES_ROOM];
  const double step = 6.283185307179586 * 7.0 / DALA_WAVES_POINTS;
  DalaPartial  partial;
  for (uint32_t i = 0; i < DALA_BANK_LANES; i++) {
    partial.re[i] = (float)(0.3 * cos(1.0 + step * i));
    partial.im[i] = (float)(0.3 * sin(1.0 + step * i));
  }
  partial.turn_re = (float)cos(step * DALA_BANK_LANES);
  partial.turn_im = (float)sin(step * DALA_BANK_LANES);
  for (size_t v = 0; v < 2U; v++) {
    const DalaKernels* const kernels = dala_kernels_by_name(names[v]);
    if (kernels) {
      test_noise(table[v], DALA_WAVES_ROOM, 3U, 0.1f);
      kernels->partial(&partial, table[v]);
      assert_memory_equal(table[v], table[0], sizeof table[v]);
    }
  }
  static float before[DALA_WAVES_ROOM];
  test_noise(before, DALA_WAVES_ROOM, 3U, 0.1f);
  for (uint32_t i = 0; i < DALA_WAVES_ROOM; i++) {
    const double added =
      i < DALA_WAVES_POINTS ? 0.3 * sin(1.0 + step * i) : 0.0;
    check_near(table[0][i], (double)before[i] + added, 1.0e-5);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_waves_follow_their_formulas),
    cmocka_unit_test(test_waves_are_the_same_in_every_variant),
    cmocka_unit_test(test_partial_is_a_sinusoid_in_every_variant),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
