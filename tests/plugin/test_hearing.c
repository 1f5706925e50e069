#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/violin.h"

#include <lv2/atom/util.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ------------------------------------------------------------- the notify port

/// Notes heard in one sound, by whatever blocks, as frames and URIDs.
typedef struct {
  size_t   n;
  size_t   frame[64];
  uint32_t type[64];
  float    hz[64];
} Told;

static void
read_notify(const TestPlug* const plug, const size_t at, Told* const told)
{
  const LV2_Atom_Sequence* const sequence = &plug->notify.head;
  LV2_ATOM_SEQUENCE_FOREACH(sequence, event)
  {
    const LV2_Atom_Object* const object = (const LV2_Atom_Object*)&event->body;
    const LV2_Atom*              hz     = NULL;
    assert_int_equal(object->atom.type, test_urid(LV2_ATOM__Object));
    lv2_atom_object_get(object, test_urid("urn:dala:violin#hz"), &hz, 0);
    assert_non_null(hz);
    assert_true(told->n < 64U);
    told->frame[told->n] = at + (size_t)event->time.frames;
    told->type[told->n]  = object->body.otype;
    told->hz[told->n++]  = ((const LV2_Atom_Float*)hz)->body;
  }
}

static Told
tell(const float* const x, const size_t n, const uint32_t block)
{
  static float    l[TEST_MAX_BLOCK];
  static float    r[TEST_MAX_BLOCK];
  TestPlug* const plug  = test_plug_open(false, 48000.0, true);
  Told            told  = { 0 };
  float           count = 0.0f;
  for (size_t at = 0; at < n;) {
    const uint32_t now = n - at < block ? (uint32_t)(n - at) : block;
    test_plug_run(plug, x + at, NULL, l, r, now);
    read_notify(plug, at, &told);
    count = plug->value[DALA_PORT_ONSETS];
    at += now;
  }
  test_plug_close(plug);
  assert_true(count >= 3.0f);
  return told;
}

static void
test_hearing_tells_notes_at_their_frames_whatever_the_blocks(void** const state)
{
  (void)state;
  const size_t n = 144000U;
  float* const x = test_floats(n);
  test_steady_note(x + 4800, 43200U, 48000.0, 293.66, 5000.0, 0.3);
  test_steady_note(x + 48000, 38400U, 48000.0, 440.0, 5000.0, 0.3);
  test_steady_note(x + 96000, 38400U, 48000.0, 659.26, 5000.0, 0.3);
  const Told want = tell(x, n, 64U);
  assert_int_equal(want.type[0], test_urid("urn:dala:violin#note"));
  assert_in_range(want.frame[0], 4800U, 6000U);
  check_near(want.hz[0], 293.66, 5.0);
  assert_int_equal(want.type[1], test_urid("urn:dala:violin#legato"));
  assert_in_range(want.frame[1], 48000U, 48700U);
  check_near(want.hz[1], 440.0, 8.0);
  assert_int_equal(want.type[2], test_urid("urn:dala:violin#noteEnd"));
  assert_in_range(want.frame[2], 86400U, 90000U);
  assert_int_equal(want.type[3], test_urid("urn:dala:violin#note"));
  static const uint32_t blocks[] = { 1U, 33U, 1000U, 8192U };
  for (size_t i = 0; i < 4U; i++) {
    const Told told = tell(x, n, blocks[i]);
    assert_int_equal(told.n, want.n);
    assert_memory_equal(told.frame, want.frame, sizeof told.frame);
    assert_memory_equal(told.type, want.type, sizeof told.type);
    assert_memory_equal(told.hz, want.hz, sizeof told.hz);
  }
  free(x);
}

// ------------------------------------------------------------------- tonic

static void
test_hearing_a_long_open_string_sets_the_tonic(void** const state)
{
  (void)state;
  const size_t    n = 96000U;
  float* const    x = test_floats(n);
  static float    l[1024];
  static float    r[1024];
  TestPlug* const plug = test_plug_open(false, 48000.0, true);
  test_steady_note(x, n, 48000.0, 440.0, 5000.0, 0.3);
  test_plug_run(plug, x, NULL, l, r, 1024U);
  assert_true(plug->value[DALA_PORT_TONIC_OUT] == 3.0f); // D till it knows
  for (size_t at = 1024U; at + 1024U <= n; at += 1024U) {
    test_plug_run(plug, x + at, NULL, l, r, 1024U);
  }
  assert_true(plug->value[DALA_PORT_TONIC_OUT] == 10.0f);
  assert_true(fabsf(plug->value[DALA_PORT_PITCH_CENTS]) < 16.0f); // vibrato
  plug->value[DALA_PORT_TONIC] = 8.0f; // the port decides at once
  test_plug_run(plug, x, NULL, l, r, 64U);
  assert_true(plug->value[DALA_PORT_TONIC_OUT] == 8.0f);
  for (size_t at = 0U; at + 1024U <= n; at += 1024U) {
    test_plug_run(plug, x + at, NULL, l, r, 1024U);
  }
  assert_true(plug->value[DALA_PORT_TONIC_OUT] == 8.0f);
  test_plug_close(plug);
  free(x);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(
      test_hearing_tells_notes_at_their_frames_whatever_the_blocks),
    cmocka_unit_test(test_hearing_a_long_open_string_sets_the_tonic),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
