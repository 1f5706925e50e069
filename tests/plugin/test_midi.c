#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/violin.h"

#define BLOCK 512U

static const double rate = 48000.0;

static float silence[BLOCK];
static float violin[16U * BLOCK];
static float out_l[BLOCK];
static float out_r[BLOCK];

static int
make_sound(void** const state)
{
  (void)state;
  test_violin(violin, 16U * BLOCK, rate);
  return 0;
}

static void
run_block(TestPlug* const plug, const float* const in)
{
  test_plug_run(plug, in, in, out_l, out_r, BLOCK);
}

/// Run `seconds` of violin or silence; returns the last block's level in dB.
static double
run_for(TestPlug* const plug, const double seconds, const bool playing)
{
  const size_t blocks = (size_t)(seconds * rate / BLOCK) + 1U;
  for (size_t i = 0; i < blocks; i++) {
    run_block(plug, playing ? violin + i % 16U * BLOCK : silence);
  }
  return test_rms_db(out_l, BLOCK);
}

/// The drone alone can be heard.
static TestPlug*
open_drone(void)
{
  TestPlug* const plug = test_plug_open(false, rate, true);
  test_plug_all_off(plug);
  plug->value[DALA_PORT_VOICE_LEVEL] = -60.0f;
  plug->value[DALA_PORT_DRONE_LEVEL] = 0.0f;
  return plug;
}

static float
tonic(TestPlug* const plug)
{
  run_block(plug, silence);
  return plug->value[DALA_PORT_TONIC_OUT];
}

static void
test_midi_note_sets_the_tonic_until_the_port_moves(void** const state)
{
  (void)state;
  TestPlug* const plug = test_plug_open(false, rate, true);
  assert_true(tonic(plug) == 3.0f); // auto: D
  for (unsigned note = 0; note < 128U; note++) {
    test_sequence_midi(&plug->control, 100, 0x90 | (note & 15U), (uint8_t)note,
                       64, 3U);
    assert_true(tonic(plug) == (float)(note % 12U + 1U));
  }
  plug->value[DALA_PORT_TONIC] = 10.0f; // A
  assert_true(tonic(plug) == 10.0f);
  test_sequence_midi(&plug->control, 100, 0x90, 64, 64, 3U);
  assert_true(tonic(plug) == 5.0f); // E
  plug->value[DALA_PORT_TONIC] = 0.0f;
  assert_true(tonic(plug) == 3.0f);
  test_plug_close(plug);
}

static void
test_midi_note_off_and_zero_velocity_set_nothing(void** const state)
{
  (void)state;
  TestPlug* const plug = test_plug_open(false, rate, true);
  test_sequence_midi(&plug->control, 0, 0x80, 60, 64, 3U);
  test_sequence_midi(&plug->control, 9, 0x90, 61, 0, 3U);
  assert_true(tonic(plug) == 3.0f);
  test_plug_close(plug);
}

static void
test_midi_cc_64_holds_the_drone(void** const state)
{
  (void)state;
  TestPlug* const plug = open_drone();
  run_for(plug, 1.0, true);
  test_sequence_midi(&plug->control, 5, 0xB3, 64, 127, 3U);
  const double held = run_for(plug, 6.0, false);
  test_sequence_midi(&plug->control, 5, 0xB3, 64, 0, 3U);
  const double freed = run_for(plug, 8.0, false);
  printf("drone in silence: held %.1f dB, freed %.1f dB\n", held, freed);
  assert_true(held > -50.0);
  assert_true(freed < -80.0);
  test_plug_close(plug);
}

static void
test_midi_cc_120_and_123_silence_drone_and_strings(void** const state)
{
  (void)state;
  for (uint8_t controller = 120U; controller <= 123U; controller += 3U) {
    TestPlug* const plug                 = open_drone();
    plug->value[DALA_PORT_STRINGS_LEVEL] = 0.0f;
    plug->value[DALA_PORT_DRONE_HOLD]    = 1.0f;
    const double before                  = run_for(plug, 2.0, true);
    test_sequence_midi(&plug->control, 0, 0xB0, controller, 0, 3U);
    const double after = run_for(plug, 0.3, false);
    printf("CC %u: %.1f dB, then %.1f dB\n", controller, before, after);
    assert_true(before > -40.0);
    assert_true(after < -80.0);
    test_plug_close(plug);
  }
}

static void
test_midi_out_of_order_or_range_are_taken_in_turn(void** const state)
{
  (void)state;
  static const int64_t frames[] = { 400, 20, -5, 511, 512, 100000, 3 };
  TestPlug* const      plug     = test_plug_open(false, rate, true);
  test_plug_all_off(plug);
  for (unsigned i = 0; i < 7U; i++) {
    test_sequence_midi(&plug->control, frames[i], 0x90, (uint8_t)(60U + i), 9,
                       3U);
  }
  run_block(plug, violin);
  assert_memory_equal(out_l, violin, sizeof out_l);
  assert_true(plug->value[DALA_PORT_TONIC_OUT] == 7.0f); // the last told
  test_plug_close(plug);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_midi_note_sets_the_tonic_until_the_port_moves),
    cmocka_unit_test(test_midi_note_off_and_zero_velocity_set_nothing),
    cmocka_unit_test(test_midi_cc_64_holds_the_drone),
    cmocka_unit_test(test_midi_cc_120_and_123_silence_drone_and_strings),
    cmocka_unit_test(test_midi_out_of_order_or_range_are_taken_in_turn),
  };
  return cmocka_run_group_tests(tests, make_sound, NULL);
}
