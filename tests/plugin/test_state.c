/**
   What a session keeps: the captured own tone, and nothing that is not sound.
*/
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/sequence.h"

#include <lv2/atom/atom.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>

// cmocka needs these four before it
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#define FLOATS 4U

/// A store of one property.
typedef struct {
  LV2_Atom_Vector_Body head;
  float                values[FLOATS];
  uint32_t             key;
  uint32_t             type;
  size_t               size;
} Store;

static LV2_State_Status
keep(LV2_State_Handle handle, const uint32_t key, const void* const value,
     const size_t size, const uint32_t type, const uint32_t flags)
{
  Store* const store = (Store*)handle;
  (void)flags;
  assert_true(size <= sizeof store->head + sizeof store->values);
  memcpy(store, value, size);
  store->key  = key;
  store->type = type;
  store->size = size;
  return LV2_STATE_SUCCESS;
}

static const void*
give(LV2_State_Handle handle, const uint32_t key, size_t* const size,
     uint32_t* const type, uint32_t* const flags)
{
  const Store* const store = (const Store*)handle;
  if (store->key != key) {
    return NULL;
  }
  *size  = store->size;
  *type  = store->type;
  *flags = LV2_STATE_IS_POD;
  return store;
}

static uint32_t
id(const char* const uri)
{
  const LV2_URID_Map* const map = test_map();
  return map->map(map->handle, uri);
}

static Store
good(void)
{
  const Store store = {
    .head   = { sizeof(float), id(LV2_ATOM__Float) },
    .values = { 440.0f, 0.1f, 0.05f, 0.02f },
    .key    = id("urn:dala:violin#tone"),
    .type   = id(LV2_ATOM__Vector),
    .size   = sizeof(LV2_Atom_Vector_Body) + FLOATS * sizeof(float),
  };
  return store;
}

/// Restore `from` into a new instance, activate, and save to `to`.
static LV2_State_Status
round_trip(const Store* const from, Store* const to)
{
  TestPlug* const                  plug = test_plug_open(false, 48000.0, true);
  const LV2_State_Interface* const state =
    (const LV2_State_Interface*)plug->descriptor->extension_data(
      LV2_STATE__interface);
  assert_non_null(state);
  const LV2_State_Status status =
    state->restore(plug->handle, give, (void*)from, 0U, NULL);
  test_plug_restart(plug);
  memset(to, 0, sizeof *to);
  assert_int_equal(state->save(plug->handle, keep, to, 0U, NULL),
                   LV2_STATE_SUCCESS);
  test_plug_close(plug);
  return status;
}

static void
test_state_comes_back_as_it_was_kept(void** const state)
{
  (void)state;
  const Store from = good();
  Store       to;
  assert_int_equal(round_trip(&from, &to), LV2_STATE_SUCCESS);
  assert_memory_equal(&from, &to, sizeof from);
}

static void
test_state_without_a_tone_is_none(void** const state)
{
  (void)state;
  Store from = good();
  Store to;
  from.key = id("urn:dala:violin#other");
  assert_int_equal(round_trip(&from, &to), LV2_STATE_SUCCESS);
  assert_int_equal(to.size, 0U);
}

static void
test_state_that_is_not_sound_is_refused(void** const state)
{
  (void)state;
  Store bad[7];
  for (uint32_t i = 0; i < 7U; i++) {
    bad[i] = good();
  }
  bad[0].type            = id(LV2_ATOM__Float);
  bad[1].head.child_type = id(LV2_ATOM__Int);
  bad[2].size            = 3U;
  bad[3].size            = 100000U;
  bad[4].values[0]       = NAN;
  bad[5].values[2]       = -1.0f;
  bad[6].values[3]       = INFINITY;
  for (uint32_t i = 0; i < 7U; i++) {
    Store to;
    assert_int_equal(round_trip(&bad[i], &to), LV2_STATE_ERR_BAD_TYPE);
    assert_int_equal(to.size, 0U);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_state_comes_back_as_it_was_kept),
    cmocka_unit_test(test_state_without_a_tone_is_none),
    cmocka_unit_test(test_state_that_is_not_sound_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
