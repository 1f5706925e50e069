#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"

#include <lv2/midi/midi.h>
#include <lv2/time/time.h>

#define BLOCK 512U

static const double rate = 48000.0;

static float silence[BLOCK];
static float violin[BLOCK];
static float out_l[BLOCK];
static float out_r[BLOCK];

static int
make_sound(void** const state)
{
  (void)state;
  test_violin(violin, BLOCK, rate);
  return 0;
}

static void
run_block(TestPlug* const plug, const float* const in)
{
  test_plug_run(plug, in, in, out_l, out_r, BLOCK);
}

static float
tonic(TestPlug* const plug)
{
  run_block(plug, silence);
  return plug->value[DALA_PORT_TONIC_OUT];
}

static void
test_atoms_unknown_or_odd_sized_are_ignored(void** const state)
{
  (void)state;
  TestRng         rng  = test_rng(61U);
  TestPlug* const plug = test_plug_open(false, rate, true);
  test_plug_all_off(plug);
  const LV2_URID types[] = {
    test_urid(LV2_MIDI__MidiEvent),
    test_urid(LV2_ATOM__Object),
    test_urid(LV2_ATOM__Blank),
    test_urid(LV2_ATOM__Chunk),
    test_urid(LV2_ATOM__Float),
    0U,
    999U,
    test_urid(LV2_ATOM__Sequence),
  };
  for (unsigned round = 0; round < 2000U; round++) {
    uint8_t body[64];
    for (size_t i = 0; i < sizeof body; i++) {
      body[i] = (uint8_t)(test_rng_u32(&rng) & 0x7FU);
    }
    // Too short for a note or a position; longer ones are of no known type
    body[0]             = 0x90U;
    const unsigned kind = test_rng_u32(&rng) % 8U;
    const uint32_t size = test_rng_u32(&rng) % (kind < 3U ? 3U : 64U);
    test_sequence_add(&plug->control, (int64_t)(round % BLOCK), types[kind],
                      body, size);
    run_block(plug, violin);
    assert_memory_equal(out_l, violin, sizeof out_l);
    assert_true(plug->value[DALA_PORT_TONIC_OUT] == 3.0f);
    assert_true(plug->value[DALA_PORT_TEMPO_OUT] == 126.0f);
  }
  test_plug_close(plug);
}

static void
test_atoms_sequence_of_another_type_or_size_is_left_alone(void** const state)
{
  (void)state;
  TestPlug* const plug = test_plug_open(false, rate, true);
  test_plug_all_off(plug);
  const LV2_URID types[] = { 0U, test_urid(LV2_ATOM__Chunk),
                             test_urid(LV2_ATOM__Object) };
  for (unsigned i = 0; i < 3U; i++) {
    test_sequence_midi(&plug->control, 0, 0x90, 60, 64, 3U);
    plug->control.head.atom.type = types[i];
    assert_true(tonic(plug) == 3.0f);
  }
  for (uint32_t size = 0; size < 8U; size++) { // no room for a body
    plug->control.head.atom.size = size;
    assert_true(tonic(plug) == 3.0f);
  }
  test_plug_close(plug);
}

/// A position object whose property claims to be longer than the object.
static void
add_lying_position(TestPlug* const plug, const uint32_t claimed)
{
  const uint32_t body[] = { 0U,
                            test_urid(LV2_TIME__Position),
                            test_urid(LV2_TIME__beatsPerMinute),
                            0U,
                            claimed,
                            test_urid(LV2_ATOM__Float),
                            0x42C80000U, // 100
                            0U };
  test_sequence_add(&plug->control, 0, test_urid(LV2_ATOM__Object), body,
                    sizeof body);
}

static void
test_atoms_truncated_positions_are_harmless(void** const state)
{
  (void)state;
  TestPlug* const plug = test_plug_open(false, rate, true);
  add_lying_position(plug, 4U);
  run_block(plug, violin);
  assert_true(plug->value[DALA_PORT_TEMPO_OUT] == 100.0f); // well formed
  test_plug_restart(plug);
  add_lying_position(plug, 0U);
  run_block(plug, violin);
  assert_true(plug->value[DALA_PORT_TEMPO_OUT] == 126.0f);
  for (uint32_t size = 8U; size <= 32U; size += 4U) {
    add_lying_position(plug, size < 32U ? 4U : 4000U);
    LV2_Atom* const event = &((LV2_Atom_Event*)(&plug->control.head + 1))->body;
    plug->control.head.atom.size -= event->size - size;
    event->size = size;
    run_block(plug, violin);
    // All of the number is there in the first 28 bytes
    const float wanted = size == 28U ? 100.0f : 126.0f;
    assert_true(plug->value[DALA_PORT_TEMPO_OUT] == wanted);
    test_plug_restart(plug);
  }
  test_plug_close(plug);
}

static void
test_atoms_events_beyond_the_sequence_are_not_read(void** const state)
{
  (void)state;
  TestPlug* const plug = test_plug_open(false, rate, true);
  test_sequence_midi(&plug->control, 0, 0x90, 64, 64, 3U);
  assert_true(tonic(plug) == 5.0f);
  const uint32_t whole =
    sizeof plug->control.head.body + sizeof(LV2_Atom_Event) + 3U;
  for (uint32_t size = 8U; size < whole; size++) {
    test_sequence_midi(&plug->control, 0, 0x90, 60, 64, 3U);
    plug->control.head.atom.size = size;
    assert_true(tonic(plug) == 5.0f);
  }
  test_plug_close(plug);
}

static void
test_atoms_tempo_is_read_in_every_number_type(void** const state)
{
  (void)state;
  static const char* const types[] = { LV2_ATOM__Float, LV2_ATOM__Double,
                                       LV2_ATOM__Int, LV2_ATOM__Long };
  TestPlug* const          plug    = test_plug_open(true, rate, true);
  for (unsigned i = 0; i < 4U; i++) {
    test_sequence_tempo(&plug->control, 17, types[i], 90.0 + i);
    run_block(plug, silence);
    check_near(plug->value[DALA_PORT_TEMPO_OUT], 90.0 + i, 0.0);
  }
  plug->value[DALA_PORT_TEMPO_SOURCE] = 1.0f;
  plug->value[DALA_PORT_TEMPO]        = 77.0f;
  run_block(plug, silence);
  check_near(plug->value[DALA_PORT_TEMPO_OUT], 77.0, 0.0);
  plug->value[DALA_PORT_TEMPO_SOURCE] = 0.0f;
  run_block(plug, silence);
  check_near(plug->value[DALA_PORT_TEMPO_OUT], 93.0, 0.0);
  test_plug_close(plug);
}

static void
test_atoms_absurd_tempo_stays_in_the_ports_range(void** const state)
{
  (void)state;
  static const double tempos[] = { NAN, INFINITY, -10.0, 0.0, 1e30, 1e-30 };
  TestPlug* const     plug     = test_plug_open(false, rate, true);
  for (unsigned i = 0; i < 6U; i++) {
    test_sequence_tempo(&plug->control, 0, LV2_ATOM__Double, tempos[i]);
    run_block(plug, silence);
    const float told = plug->value[DALA_PORT_TEMPO_OUT];
    assert_true(told >= (float)dala_ports[DALA_PORT_TEMPO_OUT].minimum);
    assert_true(told <= (float)dala_ports[DALA_PORT_TEMPO_OUT].maximum);
  }
  test_plug_close(plug);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_atoms_unknown_or_odd_sized_are_ignored),
    cmocka_unit_test(test_atoms_sequence_of_another_type_or_size_is_left_alone),
    cmocka_unit_test(test_atoms_truncated_positions_are_harmless),
    cmocka_unit_test(test_atoms_events_beyond_the_sequence_are_not_read),
    cmocka_unit_test(test_atoms_tempo_is_read_in_every_number_type),
    cmocka_unit_test(test_atoms_absurd_tempo_stays_in_the_ports_range),
  };
  return cmocka_run_group_tests(tests, make_sound, NULL);
}
