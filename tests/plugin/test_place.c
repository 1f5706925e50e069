#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"

#include <string.h>

#define BLOCK 512U
#define RATE 48000.0
#define PLACES 9U

static float silence[BLOCK];
static float violin[16U * BLOCK];
static float out_l[BLOCK];
static float out_r[BLOCK];

static int
make_sound(void** const state)
{
  (void)state;
  test_violin(violin, 16U * BLOCK, RATE);
  return 0;
}

/// Run `seconds` of violin or silence.
static void
run_for(TestPlug* const plug, const double seconds, const bool playing)
{
  const size_t blocks = (size_t)(seconds * RATE / BLOCK) + 1U;
  for (size_t i = 0; i < blocks; i++) {
    const float* const in = playing ? violin + i % 16U * BLOCK : silence;
    test_plug_run(plug, in, in, out_l, out_r, BLOCK);
  }
}

/// Voice and place alone, after a second of violin.
static TestPlug*
open_place(const float place)
{
  TestPlug* const plug = test_plug_open(false, RATE, true);
  test_plug_all_off(plug);
  plug->value[DALA_PORT_SPACE]       = place;
  plug->value[DALA_PORT_SPACE_LEVEL] = 0.0f;
  run_for(plug, 1.0, true);
  return plug;
}

static void
check_silent(void)
{
  assert_memory_equal(out_l, silence, sizeof out_l);
  assert_memory_equal(out_r, silence, sizeof out_r);
}

static void
test_place_rings_on_after_the_violin(void** const state)
{
  (void)state;
  for (float place = 3.0f; place < PLACES; place++) {
    TestPlug* const plug = open_place(place);
    run_for(plug, 0.2, false);
    assert_true(test_rms_db(out_l, BLOCK) > -60.0);
    assert_true(test_rms_db(out_r, BLOCK) > -60.0);
    test_plug_close(plug);
  }
}

static void
test_place_falls_silent_on_cc_120_and_123(void** const state)
{
  (void)state;
  static const uint8_t controllers[] = { 120U, 123U };
  for (size_t i = 0; i < 2U; i++) {
    TestPlug* const plug = open_place(5.0f);
    test_sequence_midi(&plug->control, 5, 0xB0, controllers[i], 0, 3U);
    run_for(plug, 0.2, false);
    check_silent();
    run_for(plug, 0.5, true); // and sounds again with the violin
    run_for(plug, 0.2, false);
    assert_true(test_rms_db(out_l, BLOCK) > -60.0);
    test_plug_close(plug);
  }
}

static void
test_place_falls_silent_when_turned_off_or_bypassed(void** const state)
{
  (void)state;
  for (unsigned bypass = 0; bypass < 2U; bypass++) {
    TestPlug* const plug = open_place(5.0f);
    const uint32_t  port = bypass ? DALA_PORT_ENABLED : DALA_PORT_SPACE_LEVEL;
    const float     back = plug->value[port];
    plug->value[port]    = bypass ? 0.0f : -60.0f;
    run_for(plug, 0.2, false);
    check_silent();
    plug->value[port] = back;
    run_for(plug, 0.2, false); // nothing of the old tail comes back
    check_silent();
    test_plug_close(plug);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_place_rings_on_after_the_violin),
    cmocka_unit_test(test_place_falls_silent_on_cc_120_and_123),
    cmocka_unit_test(test_place_falls_silent_when_turned_off_or_bypassed),
  };
  return cmocka_run_group_tests(tests, make_sound, NULL);
}
