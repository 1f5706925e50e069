/**
   What happens while Dala is bypassed is nothing afterwards.
*/
#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/violin.h"
#include "tests/support/pulse_rig.h"

#include <lv2/atom/util.h>
#include <lv2/state/state.h>

#include <stdlib.h>

#define RATE 48000U
#define BLOCK 64U
#define FRAMES (4U * RATE)

static float x[FRAMES];

/// The engine plays a gallop, is bypassed in the second second and on again in
/// the third.
static void
play_around_a_bypass(void)
{
  pulse_rig_open(1U, BLOCK);
  pulse_rig.in = x;
  dala_engine_set(pulse_rig.engine, DALA_PORT_ENABLED, 1.0f);
  pulse_rig_run_to(RATE);
  dala_engine_set(pulse_rig.engine, DALA_PORT_ENABLED, 0.0f);
  pulse_rig_run_to(2U * RATE);
}

/// Ears that begin anew count from nothing, which is no note either.
static void
test_bypass_is_no_note(void** const state)
{
  (void)state;
  for (size_t at = 0; at < RATE; at += 12000U) {
    test_steady_note(x + at, 10000U, RATE, at % 24000U ? 293.66 : 392.0,
                     12000.0, 0.3);
  }
  play_around_a_bypass();
  const DalaBeat* const beat  = &pulse_rig.engine->beat;
  const uint32_t        count = beat->count;
  assert_in_range(count, 3U, 6U);
  dala_engine_set(pulse_rig.engine, DALA_PORT_ENABLED, 1.0f);
  pulse_rig_run_to(3U * RATE);
  assert_int_equal(beat->count, count);
  pulse_rig_close();
}

/// The pulse goes on, so that it is in time afterwards; nobody is struck.
static void
test_bypass_strikes_nobody(void** const state)
{
  (void)state;
  test_steady_note(x, FRAMES, RATE, 440.0, 12000.0, 0.3);
  play_around_a_bypass();
  assert_true(pulse_rig.n_fallen > 5U);
  assert_true(pulse_rig.engine->partner.swing.open == 0.0f);
  pulse_rig_close();
}

static bool
tells_a_tone(const TestPlug* const plug)
{
  bool                           told     = false;
  const LV2_Atom_Sequence* const sequence = &plug->notify.head;
  LV2_ATOM_SEQUENCE_FOREACH(sequence, event)
  {
    const LV2_Atom_Object* const object = (const LV2_Atom_Object*)&event->body;
    told |= object->body.otype == test_urid(LV2_STATE__StateChanged);
  }
  return told;
}

/// True if an ornament and a tone come, asked for while `enabled` is this.
static bool
gives(const float enabled)
{
  static float    l[BLOCK];
  static float    r[BLOCK];
  TestPlug* const plug     = test_plug_open(false, RATE, true);
  bool            ornament = false;
  bool            tone     = false;
  for (size_t at = 0; at < FRAMES; at += BLOCK) {
    const bool asks = at > 3U * RATE / 2U && at < 7U * RATE / 4U;
    plug->value[DALA_PORT_ORNAMENT]         = 0.0f;
    plug->value[DALA_PORT_ENABLED]          = at / RATE == 1U ? enabled : 1.0f;
    plug->value[DALA_PORT_ORNAMENT_TRIGGER] = asks ? 1.0f : 0.0f;
    plug->value[DALA_PORT_DRONE_CAPTURE]    = asks ? 1.0f : 0.0f;
    test_plug_run(plug, x + at, NULL, l, r, BLOCK);
    ornament |= plug->value[DALA_PORT_ORNAMENT_CENTS] != 0.0f;
    tone |= tells_a_tone(plug);
  }
  test_plug_close(plug);
  assert_int_equal(ornament, tone);
  return tone;
}

static void
test_bypass_keeps_nothing_that_is_asked_for(void** const state)
{
  (void)state;
  test_steady_note(x, FRAMES, RATE, 440.0, 12000.0, 0.3);
  assert_true(gives(1.0f));
  assert_false(gives(0.0f));
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_bypass_is_no_note),
    cmocka_unit_test(test_bypass_strikes_nobody),
    cmocka_unit_test(test_bypass_keeps_nothing_that_is_asked_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
