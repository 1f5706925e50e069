#include "tests/support/check.h"
#include "tests/support/lv2/preset.h"
#include "tests/support/lv2/score.h"
#include "tests/support/lv2/violin.h"

#include <float.h>
#include <string.h>

static const double   rates[]  = { 44100.0, 48000.0,  88200.0,
                                   96000.0, 176400.0, 192000.0 };
static const uint32_t blocks[] = { 1U, 7U, 16U, 64U, 1000U, 8192U, 0U, 0U };

#define FRAMES 60000U
#define N_RATES (sizeof rates / sizeof rates[0])
#define N_BLOCKS (sizeof blocks / sizeof blocks[0])

static float left[FRAMES];
static float right[FRAMES];
static float out_l[FRAMES];
static float out_r[FRAMES];

/// Violin, then samples of every size that a float may have.
static int
make_sound(void** const state)
{
  (void)state;
  TestRng rng = test_rng(21U);
  test_recorded_violin(left, FRAMES, 48000.0);
  test_noise(right, FRAMES, 22U, 1.0f);
  for (size_t i = FRAMES / 2U; i < FRAMES; i++) {
    left[i] =
      ldexpf(test_rng_bipolar(&rng), (int)(test_rng_u32(&rng) % 131U) - 125);
    left[i]  = fabsf(left[i]) < FLT_MIN ? 0.0f : left[i];
    right[i] = i % 3U ? right[i] : -0.0f;
  }
  return 0;
}

/// First frame where the two are not equal as numbers, or FRAMES.
static size_t
first_unequal(const float* const got, const float* const want)
{
  size_t i = 0U;
  while (i < FRAMES && got[i] == want[i]) {
    i++;
  }
  return i;
}

/// Through the Neutral preset; both sides must be `want`.
static void
check_wire(const char* const uri, const float channel, const float* const in,
           const float* const in_r, const float* const want, const double rate,
           const uint32_t block)
{
  const bool       stereo = !strcmp(uri, DALA_URI_STEREO);
  const TestPreset preset = test_preset(uri, "Neutral");
  const TestSound  sound  = { in, in_r, out_l, out_r, FRAMES };
  TestRng          rng    = test_rng(23U);
  TestPlug* const  plug   = test_plug_open(stereo, rate, true);
  assert_non_null(plug);
  test_preset_apply(plug, &preset);
  plug->value[DALA_PORT_INPUT_CHANNEL] = channel;
  memset(out_l, 1, sizeof out_l);
  memset(out_r, 1, sizeof out_r);
  test_score_play(plug, NULL, 0U, &sound, block, &rng);
  assert_int_equal(first_unequal(out_l, want), FRAMES);
  assert_int_equal(first_unequal(out_r, want), FRAMES);
  assert_true(plug->value[DALA_PORT_FAULTS] == 0.0f);
  test_plug_close(plug);
}

/// Every rate with every division.
static void
check_wires(const char* const uri, const float channel, const float* const in,
            const float* const in_r, const float* const want)
{
  for (size_t i = 0; i < N_RATES; i++) {
    for (size_t k = 0; k < N_BLOCKS; k++) {
      check_wire(uri, channel, in, in_r, want, rates[i], blocks[k]);
    }
  }
}

static void
test_neutral_is_a_wire_at_every_rate_and_division(void** const state)
{
  (void)state;
  check_wires(DALA_URI_MONO, 0.0f, left, NULL, left);
}

static void
test_neutral_stereo_is_a_wire_from_either_side(void** const state)
{
  (void)state;
  check_wires(DALA_URI_STEREO, 1.0f, left, right, left);
  check_wires(DALA_URI_STEREO, 2.0f, left, right, right);
}

static void
test_neutral_stereo_sum_of_equal_sides_is_that_side(void** const state)
{
  (void)state;
  check_wires(DALA_URI_STEREO, 0.0f, left, left, left);
}

/// Whatever else is set: body, horsehair and ornaments at 0, levels at -60.
static void
test_neutral_is_what_is_turned_down_not_how(void** const state)
{
  (void)state;
  static const DalaPort kept[] = { DALA_PORT_ENABLED, DALA_PORT_INPUT_TRIM,
                                   DALA_PORT_VOICE_LEVEL,
                                   DALA_PORT_OUTPUT_LEVEL };
  const TestSound       sound  = { left, NULL, out_l, out_r, FRAMES };
  for (uint64_t seed = 1U; seed <= 12U; seed++) {
    TestRng         rng  = test_rng(seed);
    TestPlug* const plug = test_plug_open(false, 48000.0, true);
    test_plug_scramble(plug, &rng, 1.0);
    test_plug_all_off(plug);
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
      plug->value[kept[i]] = (float)dala_ports[kept[i]].standard;
    }
    test_score_play(plug, NULL, 0U, &sound, 64U, &rng);
    assert_int_equal(first_unequal(out_l, left), FRAMES);
    assert_int_equal(first_unequal(out_r, left), FRAMES);
    test_plug_close(plug);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_neutral_is_a_wire_at_every_rate_and_division),
    cmocka_unit_test(test_neutral_stereo_is_a_wire_from_either_side),
    cmocka_unit_test(test_neutral_stereo_sum_of_equal_sides_is_that_side),
    cmocka_unit_test(test_neutral_is_what_is_turned_down_not_how),
  };
  return cmocka_run_group_tests(tests, make_sound, NULL);
}
