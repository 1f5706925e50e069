#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/violin.h"

#include <stdlib.h>
#include <string.h>

#define RATE 48000U
#define BLOCK 512U
#define LOOP (10U * RATE / BLOCK * BLOCK)

static float* loop;
static float  out[2][BLOCK];

static int
prepare(void** const state)
{
  (void)state;
  loop = test_floats(LOOP);
  test_recorded_violin(loop, LOOP, RATE);
  return 0;
}

static int
clean(void** const state)
{
  (void)state;
  free(loop);
  return 0;
}

/// Play the loop once; the mean square of what came out, -1 if not finite.
static double
play_loop(TestPlug* const plug, TestRng* const scramble)
{
  double sum = 0.0;
  for (size_t at = 0; at < LOOP; at += BLOCK) {
    if (scramble) {
      test_plug_scramble(plug, scramble, 0.05);
    }
    test_plug_run(plug, loop + at, loop + at, out[0], out[1], BLOCK);
    for (size_t i = 0; i < BLOCK; i++) {
      if (!isfinite(out[0][i]) || !isfinite(out[1][i])) {
        return -1.0;
      }
      sum += (double)out[0][i] * (double)out[0][i];
    }
  }
  return sum / LOOP;
}

static void
test_long_run_keeps_its_level(void** const state)
{
  (void)state;
  const size_t    third = test_scaled(60U * 10U) / 30U; // rounds of 10 s
  double          parts[3];
  TestPlug* const plug = test_plug_open(false, RATE, true);
  test_plug_all_on(plug);
  plug->value[DALA_PORT_DRONE_HOLD] = 1.0f;
  play_loop(plug, NULL);
  for (size_t part = 0; part < 3U; part++) {
    parts[part] = 0.0;
    for (size_t i = 0; i < third; i++) {
      const double power = play_loop(plug, NULL);
      assert_true(power > 0.0);
      parts[part] += power / (double)third;
    }
  }
  const double drift = 10.0 * log10(parts[2] / parts[0]);
  printf("level in the last third of %zu s: %+.3f dB against the first\n",
         30U * third, drift);
  // The drone breathes by itself, which a short run does not even out
  check_near(drift, 0.0, third < 20U ? 1.0 : 0.25);
  assert_true(plug->value[DALA_PORT_FAULTS] == 0.0f);
  test_plug_close(plug);
}

static void
test_long_random_automation_stays_finite_and_ends_as_begun(void** const state)
{
  (void)state;
  const size_t rounds = test_scaled(60U * 10U) / 10U;
  for (unsigned stereo = 0; stereo < 2U; stereo++) {
    TestRng         rng   = test_rng(111U + stereo);
    TestPlug* const fresh = test_plug_open(stereo, RATE, true);
    TestPlug* const worn  = test_plug_open(stereo, RATE, true);
    for (size_t i = 0; i < rounds; i++) {
      assert_true(play_loop(worn, &rng) >= 0.0);
    }
    for (uint32_t i = 0; i < worn->n_ports; i++) {
      worn->value[i] = (float)dala_ports[i].standard;
    }
    for (unsigned i = 0; i < 2U; i++) { // let what was said before ring out
      play_loop(fresh, NULL);
      play_loop(worn, NULL);
    }
    // What is left to chance swings by 0.1 dB from round to round
    double fresh_power = 0.0;
    double worn_power  = 0.0;
    for (unsigned i = 0; i < 6U; i++) {
      fresh_power += play_loop(fresh, NULL) / 6.0;
      worn_power += play_loop(worn, NULL) / 6.0;
    }
    const double fresh_db = 10.0 * log10(fresh_power);
    const double worn_db  = 10.0 * log10(worn_power);
    printf("level fresh %.3f dB, after automation %.3f dB, %g faults\n",
           fresh_db, worn_db, (double)worn->value[DALA_PORT_FAULTS]);
    check_near(worn_db, fresh_db, 0.3);
    test_plug_close(fresh);
    test_plug_close(worn);
  }
}

static void
test_long_silence_is_silence(void** const state)
{
  (void)state;
  float           silence[BLOCK] = { 0.0f };
  TestPlug* const plug           = test_plug_open(false, RATE, true);
  test_plug_all_on(plug);
  play_loop(plug, NULL);
  for (unsigned i = 0; i < 40U * RATE / BLOCK; i++) {
    test_plug_run(plug, silence, silence, out[0], out[1], BLOCK);
  }
  assert_true(test_peak(out[0], BLOCK) < 1e-6);
  assert_true(test_peak(out[1], BLOCK) < 1e-6);
  test_plug_close(plug);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_long_run_keeps_its_level),
    cmocka_unit_test(
      test_long_random_automation_stays_finite_and_ends_as_begun),
    cmocka_unit_test(test_long_silence_is_silence),
  };
  return cmocka_run_group_tests(tests, prepare, clean);
}
