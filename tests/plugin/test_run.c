#include "tests/support/check.h"
#include "tests/support/lv2/score.h"
#include "tests/support/lv2/violin.h"

#include <stdlib.h>
#include <string.h>

#define FRAMES 24576U

static const double rate = 48000.0;

static float in[FRAMES];
static float in_r[FRAMES];
static float want_l[FRAMES];
static float want_r[FRAMES];
static float out_l[FRAMES];
static float out_r[FRAMES];

static const TestSound wanted   = { in, in_r, want_l, want_r, FRAMES };
static const TestSound rendered = { in, in_r, out_l, out_r, FRAMES };

static int
make_sound(void** const state)
{
  (void)state;
  test_violin(in, FRAMES, rate);
  test_noise(in_r, FRAMES, 41U, 0.2f);
  return 0;
}

static TestPlug*
open_all_on(const bool stereo)
{
  TestPlug* const plug = test_plug_open(stereo, rate, true);
  assert_non_null(plug);
  test_plug_all_on(plug);
  return plug;
}

static void
check_as_wanted(void)
{
  assert_int_equal(test_first_difference(out_l, want_l, FRAMES), FRAMES);
  assert_int_equal(test_first_difference(out_r, want_r, FRAMES), FRAMES);
}

static void
test_run_takes_blocks_of_any_length_before_any_event(void** const state)
{
  (void)state;
  static const uint32_t lengths[] = { 0U, 1U, 31U, 32U, 33U, 8192U };
  for (size_t i = 0; i < 6U; i++) {
    TestPlug* const plug = open_all_on(i % 2U);
    const float     mark = 12345.0f;
    for (size_t k = 0; k < FRAMES; k++) {
      out_l[k] = out_r[k] = mark;
    }
    test_plug_run(plug, in, in_r, out_l, out_r, lengths[i]);
    for (size_t k = 0; k < FRAMES; k++) {
      assert_true((out_l[k] == mark) == (k >= lengths[i]));
      assert_true((out_r[k] == mark) == (k >= lengths[i]));
    }
    test_plug_close(plug);
  }
}

static void
test_run_of_no_frames_changes_nothing(void** const state)
{
  (void)state;
  TestPlug* plug = open_all_on(false);
  test_score_play(plug, NULL, 0U, &wanted, 100U, NULL);
  test_plug_close(plug);
  plug = open_all_on(false);
  for (size_t at = 0; at < FRAMES; at += 96U) {
    test_plug_run(plug, NULL, NULL, NULL, NULL, 0U);
    test_plug_run(plug, in + at, NULL, out_l + at, out_r + at, 96U);
  }
  test_plug_close(plug);
  check_as_wanted();
}

/// Play in blocks of 256 with input and output in the same memory where asked.
static void
play_aliased(const bool stereo, const unsigned l_is, const unsigned r_is)
{
  float           buffers[4][256]; // in, in_r, and two of their own
  TestPlug* const plug = open_all_on(stereo);
  for (size_t at = 0; at < FRAMES; at += 256U) {
    memcpy(buffers[0], in + at, sizeof buffers[0]);
    memcpy(buffers[1], in_r + at, sizeof buffers[1]);
    test_plug_run(plug, buffers[0], buffers[1], buffers[l_is], buffers[r_is],
                  256U);
    memcpy(out_l + at, buffers[l_is], sizeof buffers[0]);
    memcpy(out_r + at, buffers[r_is], sizeof buffers[0]);
  }
  test_plug_close(plug);
}

static void
test_run_in_place_gives_the_same_output(void** const state)
{
  (void)state;
  static const unsigned pairs[][2] = { { 0U, 3U }, { 2U, 0U }, { 1U, 3U },
                                       { 2U, 1U }, { 0U, 1U }, { 1U, 0U } };
  for (unsigned stereo = 0; stereo < 2U; stereo++) {
    TestPlug* const plug = open_all_on(stereo);
    test_score_play(plug, NULL, 0U, &wanted, 256U, NULL);
    test_plug_close(plug);
    for (size_t i = 0; i < (stereo ? 6U : 2U); i++) {
      play_aliased(stereo, pairs[i][0], pairs[i][1]);
      check_as_wanted();
    }
  }
}

static void
test_run_with_one_buffer_for_both_outputs_stays_whole(void** const state)
{
  (void)state;
  for (unsigned stereo = 0; stereo < 2U; stereo++) {
    TestPlug* const plug = open_all_on(stereo);
    test_score_play(plug, NULL, 0U, &wanted, 256U, NULL);
    test_plug_close(plug);
    play_aliased(stereo, 0U, 0U);
    memcpy(out_l, want_l, sizeof out_l); // the right side was written last
    check_as_wanted();
  }
}

static void
test_run_needs_no_port_but_audio(void** const state)
{
  (void)state;
  for (unsigned stereo = 0; stereo < 2U; stereo++) {
    TestPlug* plug = test_plug_open(stereo, rate, true);
    test_score_play(plug, NULL, 0U, &wanted, 256U, NULL);
    test_plug_close(plug);
    plug = test_plug_open(stereo, rate, true);
    for (uint32_t i = 0; i < plug->n_ports; i++) {
      plug->descriptor->connect_port(plug->handle, i, NULL);
    }
    test_score_play(plug, NULL, 0U, &rendered, 256U, NULL);
    test_plug_close(plug);
    check_as_wanted();
  }
}

static void
test_run_after_restart_equals_fresh(void** const state)
{
  (void)state;
  TestPlug* plug = open_all_on(false);
  test_score_play(plug, NULL, 0U, &wanted, 256U, NULL);
  const float peak = plug->value[DALA_PORT_OUTPUT_PEAK];
  for (unsigned round = 0; round < 3U; round++) {
    test_sequence_midi(&plug->control, 3, 0x90, (uint8_t)(62U + round), 90, 3U);
    test_plug_run(plug, in, NULL, out_l, out_r, 777U);
    test_plug_restart(plug);
    if (round == 2U) {
      plug->descriptor->activate(plug->handle); // twice
    }
    test_score_play(plug, NULL, 0U, &rendered, 256U, NULL);
    check_as_wanted();
    assert_true(plug->value[DALA_PORT_OUTPUT_PEAK] == peak);
  }
  test_plug_close(plug);
}

static void
test_run_of_one_instance_is_deaf_to_another(void** const state)
{
  (void)state;
  TestPlug* const one = open_all_on(false);
  test_score_play(one, NULL, 0U, &wanted, 256U, NULL);
  test_plug_close(one);
  TestPlug* const here  = open_all_on(false);
  TestPlug* const there = test_plug_open(true, 96000.0, true);
  float           l[256];
  float           r[256];
  for (size_t at = 0; at < FRAMES; at += 256U) {
    test_plug_run(there, in_r + at, in + at, l, r, 256U);
    test_plug_run(here, in + at, NULL, out_l + at, out_r + at, 256U);
  }
  test_plug_close(here);
  test_plug_close(there);
  check_as_wanted();
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_run_takes_blocks_of_any_length_before_any_event),
    cmocka_unit_test(test_run_of_no_frames_changes_nothing),
    cmocka_unit_test(test_run_in_place_gives_the_same_output),
    cmocka_unit_test(test_run_with_one_buffer_for_both_outputs_stays_whole),
    cmocka_unit_test(test_run_needs_no_port_but_audio),
    cmocka_unit_test(test_run_after_restart_equals_fresh),
    cmocka_unit_test(test_run_of_one_instance_is_deaf_to_another),
  };
  return cmocka_run_group_tests(tests, make_sound, NULL);
}
