#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"

#include <string.h>

#define BLOCK 64U

static const double rate = 48000.0;

static float in[BLOCK];
static float out_l[BLOCK];
static float out_r[BLOCK];

/// Run a block that is silent but for one sample.
static void
run_with(TestPlug* const plug, const float sample)
{
  memset(in, 0, sizeof in);
  in[40] = sample;
  test_plug_run(plug, in, in, out_l, out_r, BLOCK);
}

/// Silence until a port's reading falls under `db`, in seconds.
static double
time_held(TestPlug* const plug, const DalaPort port, const float db)
{
  size_t blocks = 0U;
  while (plug->value[port] > db && blocks < 100000U) {
    run_with(plug, 0.0f);
    blocks++;
  }
  return (double)blocks * BLOCK / rate;
}

static void
test_meters_read_peaks_and_hold_them_300_ms(void** const state)
{
  (void)state;
  for (unsigned stereo = 0; stereo < 2U; stereo++) {
    TestPlug* const plug = test_plug_open(stereo, rate, true);
    test_plug_all_off(plug);
    plug->value[DALA_PORT_INPUT_TRIM]   = 6.0f;
    plug->value[DALA_PORT_OUTPUT_LEVEL] = -12.0f;
    run_with(plug, 0.0f);
    check_near(plug->value[DALA_PORT_INPUT_PEAK], -120.0, 0.0);
    check_near(plug->value[DALA_PORT_OUTPUT_PEAK], -120.0, 0.0);
    run_with(plug, -0.5f);
    check_near(plug->value[DALA_PORT_INPUT_PEAK], -0.0206, 0.001);
    check_near(plug->value[DALA_PORT_OUTPUT_PEAK], -12.0206, 0.001);
    check_near(time_held(plug, DALA_PORT_INPUT_PEAK, -60.0f), 0.3, 0.003);
    run_with(plug, 0.25f);
    check_near(time_held(plug, DALA_PORT_OUTPUT_PEAK, -60.0f), 0.3, 0.003);
    test_plug_close(plug);
  }
}

static void
test_meters_work_bypassed(void** const state)
{
  (void)state;
  TestPlug* const plug           = test_plug_open(false, rate, true);
  plug->value[DALA_PORT_ENABLED] = 0.0f;
  run_with(plug, 0.5f);
  run_with(plug, 0.5f);
  check_near(plug->value[DALA_PORT_INPUT_PEAK], -6.0206, 0.001);
  check_near(plug->value[DALA_PORT_OUTPUT_PEAK], -6.0206, 0.001);
  test_plug_close(plug);
}

static void
test_meters_count_every_faulty_sample_and_silence_it(void** const state)
{
  (void)state;
  static const float bad[] = { NAN, -INFINITY, INFINITY, 65.0f, -1e30f };
  for (unsigned mode = 0; mode < 4U; mode++) { // mono, stereo; on, bypassed
    TestPlug* const plug = test_plug_open(mode & 1U, rate, true);
    test_plug_all_off(plug);
    plug->value[DALA_PORT_ENABLED] = mode & 2U ? 0.0f : 1.0f;
    for (unsigned i = 0; i < 5U; i++) {
      run_with(plug, bad[i]);
      const float each = mode & 1U ? 2.0f : 1.0f; // on both sides
      assert_true(plug->value[DALA_PORT_FAULTS] == each * (float)(i + 1U));
      assert_true(out_l[40] == 0.0f && out_r[40] == 0.0f);
    }
    test_plug_close(plug);
  }
}

static void
test_meters_count_and_silence_what_comes_out_too_loud(void** const state)
{
  (void)state;
  TestPlug* const plug = test_plug_open(false, rate, true);
  test_plug_all_off(plug);
  plug->value[DALA_PORT_INPUT_TRIM] = 24.0f;
  run_with(plug, 30.0f); // sound, but +53 dBFS after the trim
  assert_true(out_l[40] == 0.0f && out_r[40] == 0.0f);
  assert_true(plug->value[DALA_PORT_FAULTS] >= 1.0f);
  run_with(plug, 0.25f);
  check_near(out_l[40], 0.25 * pow(10.0, 1.2), 1e-5);
  test_plug_close(plug);
}

static void
test_meters_take_36_dbfs_for_sound(void** const state)
{
  (void)state;
  TestPlug* const plug = test_plug_open(false, rate, true);
  test_plug_all_off(plug);
  run_with(plug, 64.0f);
  assert_true(plug->value[DALA_PORT_FAULTS] == 0.0f);
  assert_true(out_l[40] == 64.0f);
  check_near(plug->value[DALA_PORT_INPUT_PEAK], 36.1236, 0.001);
  test_plug_close(plug);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_meters_read_peaks_and_hold_them_300_ms),
    cmocka_unit_test(test_meters_work_bypassed),
    cmocka_unit_test(test_meters_count_every_faulty_sample_and_silence_it),
    cmocka_unit_test(test_meters_count_and_silence_what_comes_out_too_loud),
    cmocka_unit_test(test_meters_take_36_dbfs_for_sound),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
