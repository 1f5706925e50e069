#include "tests/support/check.h"
#include "tests/support/lv2/score.h"
#include "tests/support/lv2/violin.h"

#include <stdlib.h>
#include <string.h>

static const double rate = 48000.0;

static size_t    frames;
static float*    violin;
static float*    other_side;
static float*    first_l;
static float*    first_r;
static TestSound sound;

/// Everything moves at frames on no grid; MIDI comes in between.
static const TestCue cues[] = {
  { .frame = 1U, .port = DALA_PORT_DRONE_OCTAVE, .value = -1.0f },
  { .frame = 20003U, .port = DALA_PORT_PULSE, .value = 4.0f },
  TEST_CUE_MIDI(48001U, 0x90, 67, 100),
  { .frame = 60001U, .port = DALA_PORT_DRONE_VOICE, .value = 2.0f },
  { .frame = 70007U, .port = DALA_PORT_BODY, .value = 40.0f },
  { .frame = 90011U, .port = DALA_PORT_STRINGS_SET, .value = 1.0f },
  { .frame = 90011U, .port = DALA_PORT_STRINGS_DECAY, .value = 0.7f },
  TEST_CUE_MIDI(110000U, 0xB0, 64, 127),
  { .frame = 130003U, .port = DALA_PORT_TONIC, .value = 10.0f },
  { .frame = 140009U, .port = DALA_PORT_STRINGS_SET, .value = 3.0f },
  TEST_CUE_MIDI(150001U, 0xB1, 123, 0),
  { .frame = 170101U, .port = DALA_PORT_DRONE_CHORD, .value = 3.0f },
  { .frame = 180005U, .port = DALA_PORT_DRONE_VOICE, .value = 1.0f },
  { .frame = 190000U, .port = DALA_PORT_ENABLED, .value = 0.0f },
  { .frame = 200017U, .port = DALA_PORT_ENABLED, .value = 1.0f },
  TEST_CUE_MIDI(200017U, 0x95, 61, 1),
  { .frame = 205003U, .port = DALA_PORT_DRONE_VOICE, .value = 2.0f },
  { .frame = 210000U, .port = DALA_PORT_OUTPUT_LEVEL, .value = 11.0f },
  { .frame = 230005U, .port = DALA_PORT_CEILING, .value = 0.0f },
  { .frame = 240000U, .port = DALA_PORT_CEILING, .value = 1.0f },
  { .frame = 250001U, .port = DALA_PORT_INPUT_TRIM, .value = -9.0f },
  { .frame = 260003U, .port = DALA_PORT_STRINGS_LEVEL, .value = -60.0f },
  { .frame = 262011U, .port = DALA_PORT_DRONE_VOICE, .value = 0.0f },
  { .frame = 270000U, .port = DALA_PORT_STRINGS_LEVEL, .value = 0.0f },
  { .frame = 275009U, .port = DALA_PORT_A4, .value = 442.0f },
  { .frame = 280001U, .port = DALA_PORT_BODY, .value = 100.0f },
};

#define N_CUES (sizeof cues / sizeof cues[0])

static int
prepare(void** const state)
{
  (void)state;
  frames = test_scaled(60U * 48000U);
  printf("%zu frames, every effect on\n", frames);
  violin       = test_floats(frames);
  other_side   = test_floats(frames);
  first_l      = test_floats(frames);
  first_r      = test_floats(frames);
  sound.in     = violin;
  sound.in_r   = other_side;
  sound.out_l  = test_floats(frames);
  sound.out_r  = test_floats(frames);
  sound.frames = frames;
  test_recorded_violin(violin, frames, rate);
  for (size_t i = 0; i < frames; i++) {
    other_side[i] = 0.5f * violin[frames - 1U - i];
  }
  return 0;
}

static int
clean(void** const state)
{
  (void)state;
  free(violin);
  free(other_side);
  free(first_l);
  free(first_r);
  free(sound.out_l);
  free(sound.out_r);
  return 0;
}

/// Play the whole score by a fresh instance of this vector variant.
static void
play(const bool stereo, const char* const variant, const uint32_t block,
     const uint64_t seed)
{
  TestRng rng = test_rng(seed);
  setenv("DALA_VARIANT", variant, 1);
  TestPlug* const plug = test_plug_open(stereo, rate, true);
  unsetenv("DALA_VARIANT");
  assert_non_null(plug);
  test_plug_all_on(plug);
  memset(sound.out_l, 0xFF, frames * sizeof(float)); // not a number
  memset(sound.out_r, 0xFF, frames * sizeof(float));
  test_score_play(plug, cues, N_CUES, &sound, block, &rng);
  test_plug_close(plug);
}

static void
check_same(const char* const variant, const uint32_t block, const uint64_t seed)
{
  const size_t l = test_first_difference(sound.out_l, first_l, frames);
  const size_t r = test_first_difference(sound.out_r, first_r, frames);
  if (l < frames || r < frames) {
    print_error("%s, block %u, seed %llu: differs at frame %zu left, %zu "
                "right\n",
                variant, block, (unsigned long long)seed, l, r);
    fail();
  }
}

static void
keep_as_first(void)
{
  memcpy(first_l, sound.out_l, frames * sizeof(float));
  memcpy(first_r, sound.out_r, frames * sizeof(float));
}

/// The machine runs the eight-lane variant, or a word is printed.
static bool
has_w8(void)
{
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("bmi2")) {
    return true;
  }
#endif
  printf("this machine does not run the w8 variant: skipped\n");
  return false;
}

static void
check_every_division(const bool stereo, const char* const variant)
{
  static const uint32_t blocks[] = { 1U, 7U, 16U, 64U, 1000U, 8192U };
  static const uint64_t seeds[]  = { 31U, 32U, 33U };
  for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
    play(stereo, variant, blocks[i], 0U);
    check_same(variant, blocks[i], 0U);
  }
  for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++) {
    printf("random division, seed %llu\n", (unsigned long long)seeds[i]);
    play(stereo, variant, 0U, seeds[i]);
    check_same(variant, 0U, seeds[i]);
  }
}

static void
test_division_of_any_kind_gives_the_same_bits_in_both_variants(
  void** const state)
{
  (void)state;
  play(false, "w4", 64U, 0U);
  keep_as_first();
  check_every_division(false, "w4");
  if (has_w8()) {
    check_every_division(false, "w8");
  }
}

static void
test_division_of_any_kind_gives_the_same_bits_in_stereo(void** const state)
{
  (void)state;
  play(true, "w4", 100U, 0U);
  keep_as_first();
  play(true, "w4", 7U, 0U);
  check_same("w4", 7U, 0U);
  if (has_w8()) {
    play(true, "w8", 0U, 34U);
    check_same("w8", 0U, 34U);
  }
}

static void
test_division_sound_is_not_that_of_a_wire(void** const state)
{
  (void)state;
  play(false, "w4", 64U, 0U);
  size_t unlike = 0U;
  for (size_t i = 0; i < frames; i++) {
    unlike += sound.out_l[i] != violin[i] && sound.out_l[i] != sound.out_r[i];
  }
  assert_true(unlike > frames / 2U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(
      test_division_of_any_kind_gives_the_same_bits_in_both_variants),
    cmocka_unit_test(test_division_of_any_kind_gives_the_same_bits_in_stereo),
    cmocka_unit_test(test_division_sound_is_not_that_of_a_wire),
  };
  return cmocka_run_group_tests(tests, prepare, clean);
}
