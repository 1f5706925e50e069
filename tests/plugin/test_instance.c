#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/traps.h"

#include <sys/mman.h>

#include <stdlib.h>
#include <string.h>

static const double rate = 48000.0;

static float in[512];
static float out_l[512];
static float out_r[512];

static void
test_instance_refuses_rates_that_it_cannot_play(void** const state)
{
  (void)state;
  static const double bad[]  = { 0.0, -48000.0, 7999.0,  384001.0,
                                 1e9, NAN,      INFINITY };
  static const double good[] = { 8000.0, 11025.0, 44100.0, 384000.0 };
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    assert_null(test_plug_open(i % 2U, bad[i], true));
    assert_null(test_plug_open(i % 2U, bad[i], false));
  }
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    TestPlug* const plug = test_plug_open(i % 2U, good[i], true);
    assert_non_null(plug);
    test_plug_close(plug);
  }
}

static void
test_instance_closes_without_ever_running(void** const state)
{
  (void)state;
  const LV2_Feature* const    none[]     = { NULL };
  const LV2_Descriptor* const descriptor = test_plug_descriptor(false);
  for (unsigned i = 0; i < 2U; i++) {
    const LV2_Handle handle =
      descriptor->instantiate(descriptor, rate, NULL, i ? none : NULL);
    assert_non_null(handle);
    descriptor->cleanup(handle);
  }
}

#ifndef DALA_SANITIZE

static LV2_Handle
instantiate_with_failing(const int64_t allocation, TestTrapCounts* const counts)
{
  const LV2_Descriptor* const descriptor = test_plug_descriptor(false);
  const LV2_Feature           map        = { LV2_URID__map, test_map() };
  const LV2_Feature* const    features[] = { &map, NULL };
  test_traps_fail_allocation(allocation);
  test_traps_enter();
  const LV2_Handle handle =
    descriptor->instantiate(descriptor, rate, "", features);
  *counts = test_traps_leave();
  return handle;
}

static void
test_instance_without_memory_is_refused(void** const state)
{
  (void)state;
  TestTrapCounts   counts;
  const LV2_Handle handle = instantiate_with_failing(-1, &counts);
  assert_non_null(handle);
  test_plug_descriptor(false)->cleanup(handle);
  const uint64_t all = counts.allocations;
  assert_true(all > 0U);
  for (uint64_t i = 0; i < all; i++) {
    assert_null(instantiate_with_failing((int64_t)i, &counts));
    assert_int_equal(counts.allocations - 1U, counts.frees);
  }
}

#endif

/// A page that may not be touched: reading or writing it ends the program.
static void*
forbidden_page(void)
{
  void* const page =
    mmap(NULL, 4096U, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  assert_true(page != MAP_FAILED);
  return page;
}

static void
test_instance_without_map_leaves_atom_ports_alone(void** const state)
{
  (void)state;
  void* const     page = forbidden_page();
  TestPlug* const plug = test_plug_open(false, rate, false);
  test_plug_all_off(plug);
  plug->descriptor->connect_port(plug->handle, DALA_PORT_CONTROL, page);
  plug->descriptor->connect_port(plug->handle, DALA_PORT_NOTIFY, page);
  test_noise(in, 512U, 51U, 0.5f);
  for (unsigned i = 0; i < 10U; i++) {
    test_plug_run(plug, in, NULL, out_l, out_r, 512U);
    assert_memory_equal(out_l, in, sizeof in);
  }
  // Garbage that is no sequence: neither obeyed nor overwritten
  TestSequence garbage;
  TestSequence before;
  memset(&garbage, 0x7F, sizeof garbage);
  before = garbage;
  plug->descriptor->connect_port(plug->handle, DALA_PORT_CONTROL, &garbage);
  plug->descriptor->connect_port(plug->handle, DALA_PORT_NOTIFY, &garbage);
  test_plug_run(plug, in, NULL, out_l, out_r, 512U);
  assert_memory_equal(&garbage, &before, sizeof garbage);
  test_plug_close(plug);
  munmap(page, 4096U);
}

static void
test_instance_writes_no_more_than_the_room_in_notify(void** const state)
{
  (void)state;
  static const uint32_t rooms[] = { 0U, 1U, 7U, 8U, 9U, 16U, 24U, 4096U };
  TestPlug* const       plug    = test_plug_open(false, rate, true);
  for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
    TestSequence notify;
    memset(&notify, 0x55, sizeof notify);
    test_sequence_offer(&notify, rooms[i]);
    plug->descriptor->connect_port(plug->handle, DALA_PORT_NOTIFY, &notify);
    plug->descriptor->connect_port(plug->handle, DALA_PORT_IN, in);
    plug->descriptor->connect_port(plug->handle, DALA_PORT_OUT_L, out_l);
    plug->descriptor->connect_port(plug->handle, DALA_PORT_OUT_R, out_r);
    plug->descriptor->run(plug->handle, 512U);
    const uint8_t* const bytes = (const uint8_t*)&notify;
    for (size_t k = sizeof(LV2_Atom) + rooms[i]; k < sizeof notify; k++) {
      assert_int_equal(bytes[k], 0x55);
    }
    if (rooms[i] >= 8U) {
      assert_int_equal(notify.head.atom.type, test_urid(LV2_ATOM__Sequence));
      assert_in_range(notify.head.atom.size, 8U, rooms[i]);
      assert_int_equal(notify.head.body.unit, 0U);
    }
  }
  test_plug_close(plug);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_instance_refuses_rates_that_it_cannot_play),
    cmocka_unit_test(test_instance_closes_without_ever_running),
#ifndef DALA_SANITIZE
    cmocka_unit_test(test_instance_without_memory_is_refused),
#endif
    cmocka_unit_test(test_instance_without_map_leaves_atom_ports_alone),
    cmocka_unit_test(test_instance_writes_no_more_than_the_room_in_notify),
  };
#ifdef DALA_SANITIZE
  printf("sanitizers: no failing malloc\n");
#endif
  return cmocka_run_group_tests(tests, NULL, NULL);
}
