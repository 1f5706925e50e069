#include "tests/support/check.h"
#include "tests/support/lv2/score.h"
#include "tests/support/lv2/violin.h"

#define FRAMES 9000U

static float in[FRAMES];
static float out_l[FRAMES];
static float out_r[FRAMES];

static const size_t   places[] = { 0U, 1U, 31U, 32U, 1000U, 4095U, 8999U };
static const uint32_t blocks[] = { 1U, 32U, 64U, 1000U };

static const TestSound sound = { in, in, out_l, out_r, FRAMES };

static void
impulse_at(const size_t place, const float height)
{
  for (size_t i = 0; i < FRAMES; i++) {
    in[i] = i == place ? height : 0.0f;
  }
}

static size_t
first_sound(const float* const x)
{
  size_t i = 0U;
  while (i < FRAMES && x[i] == 0.0f) {
    i++;
  }
  return i;
}

static void
test_latency_dry_impulse_stays_in_its_frame(void** const state)
{
  (void)state;
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    for (size_t b = 0; b < sizeof blocks / sizeof blocks[0]; b++) {
      TestPlug* const plug = test_plug_open(i % 2U, 48000.0, true);
      test_plug_all_off(plug);
      impulse_at(places[i], 0.5f);
      test_score_play(plug, NULL, 0U, &sound, blocks[b], NULL);
      for (size_t k = 0; k < FRAMES; k++) {
        assert_true(out_l[k] == in[k] && out_r[k] == in[k]);
      }
      test_plug_close(plug);
    }
  }
}

static void
test_latency_first_output_with_everything_on_is_in_that_frame(
  void** const state)
{
  (void)state;
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    TestPlug* const plug = test_plug_open(i % 2U, 48000.0, true);
    test_plug_all_on(plug);
    impulse_at(places[i], 0.5f);
    test_score_play(plug, NULL, 0U, &sound, 64U, NULL);
    assert_int_equal(first_sound(out_l), places[i]);
    assert_int_equal(first_sound(out_r), places[i]);
    assert_true(out_l[places[i]] > 0.1f);
    test_plug_close(plug);
  }
}

static void
test_latency_bypassed_impulse_stays_in_its_frame(void** const state)
{
  (void)state;
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    TestPlug* const plug = test_plug_open(false, 48000.0, true);
    test_plug_all_on(plug);
    plug->value[DALA_PORT_ENABLED] = 0.0f;
    impulse_at(places[i], 0.5f);
    test_score_play(plug, NULL, 0U, &sound, 64U, NULL);
    for (size_t k = 0; k < FRAMES; k++) {
      assert_true(out_l[k] == in[k] && out_r[k] == in[k]);
    }
    test_plug_close(plug);
  }
}

static void
test_latency_port_reads_0_in_every_mode(void** const state)
{
  (void)state;
  for (unsigned mode = 0; mode < 8U; mode++) {
    TestPlug* const plug = test_plug_open(mode & 1U, 48000.0, mode & 2U);
    test_plug_all_on(plug);
    plug->value[DALA_PORT_ENABLED] = mode & 4U ? 0.0f : 1.0f;
    for (uint32_t n = 0; n < 100U; n += 33U) {
      plug->value[DALA_PORT_LATENCY] = 99.0f;
      test_plug_run(plug, in, in, out_l, out_r, n);
      assert_true(plug->value[DALA_PORT_LATENCY] == 0.0f);
    }
    test_plug_close(plug);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_latency_dry_impulse_stays_in_its_frame),
    cmocka_unit_test(
      test_latency_first_output_with_everything_on_is_in_that_frame),
    cmocka_unit_test(test_latency_bypassed_impulse_stays_in_its_frame),
    cmocka_unit_test(test_latency_port_reads_0_in_every_mode),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
