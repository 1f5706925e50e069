/**
   What a session keeps: the captured own tone and the player's tuning, and
   nothing that is not sound.
*/
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/sequence.h"
#include "tests/support/lv2/violin.h"

#include <lv2/atom/atom.h>
#include <lv2/atom/util.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000U
#define BLOCK 100U // no multiple of a tick
#define FLOATS 4U
#define ROOM 512U // bytes of a property
#define OWN_TONE 3.0f

typedef struct {
  uint32_t key;
  uint32_t type;
  size_t   size;
  _Alignas(8) unsigned char bytes[ROOM];
} Property;

/// What a host keeps.
typedef struct {
  Property properties[2];
  uint32_t n;
} Store;

static LV2_State_Status
keep(LV2_State_Handle handle, const uint32_t key, const void* const value,
     const size_t size, const uint32_t type, const uint32_t flags)
{
  Store* const store = (Store*)handle;
  assert_true(store->n < 2U && size <= ROOM);
  assert_int_equal(flags, LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
  Property* const property = &store->properties[store->n++];
  property->key            = key;
  property->type           = type;
  property->size           = size;
  memcpy(property->bytes, value, size);
  return LV2_STATE_SUCCESS;
}

static const void*
give(LV2_State_Handle handle, const uint32_t key, size_t* const size,
     uint32_t* const type, uint32_t* const flags)
{
  const Store* const store = (const Store*)handle;
  for (uint32_t i = 0; i < store->n; i++) {
    if (store->properties[i].key == key) {
      *size  = store->properties[i].size;
      *type  = store->properties[i].type;
      *flags = LV2_STATE_IS_POD;
      return store->properties[i].bytes;
    }
  }
  return NULL;
}

typedef struct {
  LV2_Atom_Vector_Body head;
  float                values[FLOATS];
} Tone;

static const float fine = -12.5f;

/// A session with these values.
static Store
session(const Tone* const tone, const float cents)
{
  Store store;
  memset(&store, 0, sizeof store);
  keep(&store, test_urid("urn:dala:violin#tone"), tone, sizeof *tone,
       test_urid(LV2_ATOM__Vector), LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
  keep(&store, test_urid("urn:dala:violin#fineTuning"), &cents, sizeof cents,
       test_urid(LV2_ATOM__Float), LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
  return store;
}

static Tone
good_tone(void)
{
  const Tone tone = {
    .head   = { sizeof(float), test_urid(LV2_ATOM__Float) },
    .values = { 440.0f, 0.1f, 0.05f, 0.02f },
  };
  return tone;
}

static Store
good(void)
{
  const Tone tone = good_tone();
  return session(&tone, fine);
}

static const LV2_State_Interface*
interface_of(const TestPlug* const plug)
{
  const LV2_State_Interface* const state =
    (const LV2_State_Interface*)plug->descriptor->extension_data(
      LV2_STATE__interface);
  assert_non_null(state);
  return state;
}

static LV2_State_Status
restore(const TestPlug* const plug, const Store* const from)
{
  return interface_of(plug)->restore(plug->handle, give, (void*)from, 0U, NULL);
}

static Store
save(const TestPlug* const plug)
{
  Store to;
  memset(&to, 0, sizeof to);
  assert_int_equal(interface_of(plug)->save(plug->handle, keep, &to, 0U, NULL),
                   LV2_STATE_SUCCESS);
  return to;
}

/// The property of a key, NULL if it was not kept.
static const Property*
find(const Store* const store, const char* const uri)
{
  for (uint32_t i = 0; i < store->n; i++) {
    if (store->properties[i].key == test_urid(uri)) {
      return &store->properties[i];
    }
  }
  return NULL;
}

static bool
has_tone(const Store* const store)
{
  return find(store, "urn:dala:violin#tone") != NULL;
}

/// The tuning that is kept, which it always is.
static float
fine_of(const Store* const store)
{
  const Property* const property = find(store, "urn:dala:violin#fineTuning");
  float                 cents    = NAN;
  assert_non_null(property);
  memcpy(&cents, property->bytes, sizeof cents);
  return cents;
}

/// Restore `from` into a new instance, activate, and save to `to`.
static LV2_State_Status
round_trip(const Store* const from, Store* const to)
{
  TestPlug* const        plug   = test_plug_open(false, RATE, true);
  const LV2_State_Status status = restore(plug, from);
  test_plug_restart(plug);
  *to = save(plug);
  test_plug_close(plug);
  return status;
}

/// A steady tone of a violin's kind: ten partials that fall and rise.
static void
bow(float* const x, const size_t n, const double hz)
{
  for (size_t i = 0; i < n; i++) {
    double sum = 0.0;
    for (unsigned k = 1U; k <= 10U; k++) {
      const double amp = k % 3U ? 1.0 / k : 0.3 / k;
      sum +=
        amp * sin(6.283185307179586 * fmod(hz * k * (double)i / RATE, 1.0));
    }
    x[i] = 0.1f * (float)sum;
  }
}

/// Run n frames, a multiple of the block, in from `in` or silence, to `out`.
static void
run(TestPlug* const plug, const float* const in, float* const out,
    const size_t n)
{
  static const float silence[BLOCK];
  float              r[BLOCK];
  float              l[BLOCK];
  for (size_t at = 0; at < n; at += BLOCK) {
    test_plug_run(plug, in ? in + at : silence, NULL, out ? out + at : l, r,
                  BLOCK);
  }
}

/// The drone alone, held, in the own tone.
static void
hold(TestPlug* const plug)
{
  test_plug_all_off(plug);
  plug->value[DALA_PORT_DRONE_VOICE] = OWN_TONE;
  plug->value[DALA_PORT_DRONE_CHORD] = 0.0f;
  plug->value[DALA_PORT_DRONE_LEVEL] = 0.0f;
  plug->value[DALA_PORT_DRONE_HOLD]  = 1.0f;
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
  from.n = 0U;
  assert_int_equal(round_trip(&from, &to), LV2_STATE_SUCCESS);
  assert_false(has_tone(&to));
  assert_true(fine_of(&to) == 0.0f);
}

/// The singer stands in for a tone that was never taken.
static void
test_state_without_a_tone_the_zhyrau_sounds(void** const state)
{
  (void)state;
  const size_t n     = 2U * RATE;
  float* const out[] = { test_floats(n), test_floats(n) };
  for (uint32_t i = 0; i < 2U; i++) {
    TestPlug* const plug = test_plug_open(false, RATE, true);
    hold(plug);
    plug->value[DALA_PORT_DRONE_VOICE] = i == 0U ? 1.0f : OWN_TONE;
    run(plug, NULL, out[i], n);
    test_plug_close(plug);
  }
  assert_true(test_rms_db(out[0] + RATE, RATE) > -50.0);
  assert_memory_equal(out[0], out[1], n * sizeof *out[0]);
  free(out[0]);
  free(out[1]);
}

/// A preset sets ports alone: what was taken and heard stays. The state of a
/// session that had taken nothing clears it.
static void
test_state_stays_under_a_preset(void** const state)
{
  (void)state;
  const Store     from   = good();
  const Store     preset = { .n = 0U };
  TestPlug* const plug   = test_plug_open(false, RATE, true);
  const Store     empty  = save(plug);
  assert_int_equal(restore(plug, &from), LV2_STATE_SUCCESS);
  run(plug, NULL, NULL, BLOCK);
  assert_int_equal(restore(plug, &preset), LV2_STATE_SUCCESS);
  run(plug, NULL, NULL, BLOCK);
  const Store stayed = save(plug);
  assert_memory_equal(&from, &stayed, sizeof from);
  assert_int_equal(restore(plug, &empty), LV2_STATE_SUCCESS);
  run(plug, NULL, NULL, BLOCK);
  const Store cleared = save(plug);
  assert_false(has_tone(&cleared));
  assert_true(fine_of(&cleared) == 0.0f);
  test_plug_close(plug);
}

static atomic_bool done;

/// Runs of one frame, so that most of the time one begins or ends.
static void*
run_often(void* const handle)
{
  static const float silence = 0.0f;
  for (uint32_t i = 0; i < 10U * RATE; i++) {
    float l;
    float r;
    test_plug_run((TestPlug*)handle, &silence, NULL, &l, &r, 1U);
  }
  atomic_store(&done, true);
  return NULL;
}

/// Restored and saved beside run(), one of two states is there, whole. Two
/// threads in the engine show with SAN='-fsanitize=thread -DDALA_SANITIZE'.
static void
test_state_may_be_restored_beside_run(void** const state)
{
  (void)state;
  Store     from[2];
  pthread_t thread;
  for (uint32_t i = 0; i < 2U; i++) {
    Tone tone = good_tone();
    for (uint32_t k = 0; k < FLOATS; k++) {
      tone.values[k] *= i ? 0.5f : 1.0f;
    }
    from[i] = session(&tone, i ? fine : -fine);
  }
  TestPlug* const plug = test_plug_open(false, RATE, true);
  test_plug_all_off(plug);
  atomic_store(&done, false);
  assert_int_equal(pthread_create(&thread, NULL, run_often, plug), 0);
  uint32_t wrong = 0U;
  for (uint32_t i = 0; !atomic_load(&done); i++) {
    wrong += restore(plug, &from[i % 2U]) != LV2_STATE_SUCCESS;
    const Store to = save(plug);
    wrong += memcmp(&to, &from[i % 2U], sizeof to) != 0;
  }
  pthread_join(thread, NULL);
  test_plug_close(plug);
  assert_int_equal(wrong, 0U);
}

static void
test_state_that_is_not_sound_is_refused(void** const state)
{
  (void)state;
  Store bad[7];
  for (uint32_t i = 0; i < 7U; i++) {
    Tone tone = good_tone();
    tone.head.child_type += i == 1U;
    tone.values[0] = i == 4U ? NAN : tone.values[0];
    tone.values[2] = i == 5U ? -1.0f : tone.values[2];
    tone.values[3] = i == 6U ? INFINITY : tone.values[3];
    bad[i]         = session(&tone, fine);
  }
  bad[0].properties[0].type = test_urid(LV2_ATOM__Float);
  bad[2].properties[0].size = 3U;
  bad[3].properties[0].size = 100000U;
  for (uint32_t i = 0; i < 7U; i++) {
    Store to;
    assert_int_equal(round_trip(&bad[i], &to), LV2_STATE_ERR_BAD_TYPE);
    assert_int_equal(to.n, 1U); // the tuning, which is sound
    assert_int_equal(to.properties[0].key, bad[i].properties[1].key);
  }
}

static void
test_state_tuning_that_is_not_sound_is_refused(void** const state)
{
  (void)state;
  static const float bad[] = { NAN, INFINITY, 30.5f, -31.0f };
  const Tone         tone  = good_tone();
  Store              to;
  for (uint32_t i = 0; i < 6U; i++) {
    Store from = session(&tone, i < 4U ? bad[i] : fine);
    if (i == 4U) {
      from.properties[1].type = test_urid(LV2_ATOM__Double);
    } else if (i == 5U) {
      from.properties[1].size = 8U;
    }
    assert_int_equal(round_trip(&from, &to), LV2_STATE_ERR_BAD_TYPE);
    assert_true(has_tone(&to)); // which is sound
    assert_true(fine_of(&to) == 0.0f);
  }
}

/// The kept tuning moves the drone; one of a told tonic stays by A4.
static void
test_state_tuning_is_heard_in_the_drone(void** const state)
{
  (void)state;
  const size_t n   = 2U * RATE;
  float* const out = test_floats(n);
  double       hz[3];
  for (uint32_t i = 0; i < 3U; i++) {
    const Tone      tone = good_tone();
    const Store     from = session(&tone, i == 0U ? 0.0f : 24.0f);
    TestPlug* const plug = test_plug_open(false, RATE, true);
    assert_int_equal(restore(plug, &from), LV2_STATE_SUCCESS);
    test_plug_restart(plug);
    hold(plug);
    plug->value[DALA_PORT_DRONE_VOICE] = 0.0f; // the kobyz: a steady pitch
    plug->value[DALA_PORT_TONIC]       = i == 2U ? 3.0f : 0.0f;
    run(plug, NULL, out, n);
    hz[i] = test_partial_hz(out + RATE / 2U, RATE / 8U, RATE, 146.83);
    hz[i] = test_partial_hz(out + RATE / 2U, RATE, RATE, hz[i]);
    hz[i] = i == 0U ? hz[i] : test_cents(hz[i], hz[0]);
    test_plug_close(plug);
  }
  free(out);
  check_near(hz[1], 24.0, 2.0);
  check_near(hz[2], 0.0, 2.0);
}

/// The tuning that a session saved now would keep.
static float
kept_fine(const TestPlug* const plug)
{
  const Store to = save(plug);
  return fine_of(&to);
}

/// A player who is 12 cents sharp is found out, and the session knows, also
/// after the host has stopped and started the plugin.
static void
test_state_keeps_the_tuning_that_was_heard(void** const state)
{
  (void)state;
  static const double notes[] = { 62, 66, 69, 67, 66, 64, 62 };
  const size_t        n       = RATE;
  float* const        x       = test_floats(n);
  TestPlug* const     plug    = test_plug_open(false, RATE, true);
  for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
    bow(x, n, 440.0 * exp2((notes[i] + 0.12 - 69.0) / 12.0));
    run(plug, x, NULL, n);
  }
  run(plug, NULL, NULL, 2U * RATE);
  const float cents = kept_fine(plug);
  check_near(cents, 12.0, 3.0);
  test_plug_restart(plug);
  run(plug, NULL, NULL, RATE);
  assert_true(kept_fine(plug) == cents);
  test_plug_close(plug);
  free(x);
}

/// A tonic found on notes too short to tell a tuning leaves that of the
/// session.
static void
test_state_tuning_stays_where_no_note_tells_another(void** const state)
{
  (void)state;
  static const double notes[] = { 62, 66, 69, 67, 66, 64, 62 };
  const Store         from    = good();
  const size_t        n       = 3U * RATE / 10U;
  float* const        x       = test_floats(n);
  TestPlug* const     plug    = test_plug_open(false, RATE, true);
  assert_int_equal(restore(plug, &from), LV2_STATE_SUCCESS);
  test_plug_restart(plug);
  for (size_t i = 0; i < 21U; i++) {
    bow(x, n, 440.0 * exp2((notes[i % 7U] - 69.0) / 12.0));
    run(plug, x, NULL, n);
  }
  run(plug, NULL, NULL, RATE);
  assert_true(plug->value[DALA_PORT_TONIC_OUT] == 3.0f); // D was found
  assert_true(kept_fine(plug) == fine);
  test_plug_close(plug);
  free(x);
}

typedef enum { BY_PORT, BY_PORT_SAVED_PRESSED, BY_PEDAL } Capture;

/// Play a tone and take it; the frame of the state:StateChanged that follows,
/// or -1.
static int64_t
capture_by(TestPlug* const plug, const uint32_t block, const Capture how)
{
  const size_t n    = RATE;
  float* const x    = test_floats(n);
  int64_t      when = -1;
  bow(x, n, 293.66);
  for (size_t at = 0; at + block <= n; at += block) {
    float      l[TEST_MAX_BLOCK];
    float      r[TEST_MAX_BLOCK];
    const bool late = at >= n / 2U;
    if (how == BY_PEDAL && late && at < n / 2U + block) {
      test_sequence_midi(&plug->control, 0, 0xB5, 66U, 100U, 3U);
    }
    plug->value[DALA_PORT_DRONE_CAPTURE] =
      how == BY_PORT_SAVED_PRESSED || (how == BY_PORT && late) ? 1.0f : 0.0f;
    test_plug_run(plug, x + at, NULL, l, r, block);
    LV2_ATOM_SEQUENCE_FOREACH(&plug->notify.head, event)
    {
      const LV2_Atom_Object* const told = (const LV2_Atom_Object*)&event->body;
      if (told->body.otype == test_urid(LV2_STATE__StateChanged)) {
        assert_int_equal(told->atom.type, test_urid(LV2_ATOM__Object));
        assert_int_equal(told->atom.size, sizeof told->body);
        assert_int_equal(when, -1); // once
        when = (int64_t)at + event->time.frames;
      }
    }
  }
  free(x);
  return when;
}

static int64_t
capture(TestPlug* const plug, const uint32_t block)
{
  return capture_by(plug, block, BY_PORT);
}

/// As Ardour restores it: it takes nothing until it was let go.
static void
test_state_trigger_that_was_saved_pressed_takes_nothing(void** const state)
{
  (void)state;
  TestPlug* const plug = test_plug_open(false, RATE, true);
  assert_int_equal(capture_by(plug, BLOCK, BY_PORT_SAVED_PRESSED), -1);
  test_plug_restart(plug);
  assert_int_equal(capture_by(plug, BLOCK, BY_PORT_SAVED_PRESSED), -1);
  run(plug, NULL, NULL, RATE); // else it measures more than a second's note
  assert_true(capture(plug, BLOCK) > 0);
  test_plug_close(plug);
}

/// CC 66 takes the tone, and holds the drone until it is let go.
static void
test_state_pedal_takes_the_tone_and_holds_it(void** const state)
{
  (void)state;
  const size_t    n    = 4U * RATE;
  float* const    out  = test_floats(n);
  TestPlug* const plug = test_plug_open(false, RATE, true);
  hold(plug);
  plug->value[DALA_PORT_DRONE_HOLD]   = 0.0f;
  plug->value[DALA_PORT_DRONE_FOLLOW] = 100.0f;
  assert_true(capture_by(plug, BLOCK, BY_PEDAL) > 0);
  const Store to = save(plug);
  assert_true(has_tone(&to));
  run(plug, NULL, out, n);
  const double held = test_rms_db(out + 3U * RATE, RATE);
  test_sequence_midi(&plug->control, 0, 0xB5, 66U, 0U, 3U);
  run(plug, NULL, out, n);
  run(plug, NULL, out, n);
  const double freed = test_rms_db(out + 3U * RATE, RATE);
  printf("drone in silence: held %.1f dB, freed %.1f dB\n", held, freed);
  assert_true(held > -50.0);
  assert_true(freed < -80.0);
  test_plug_close(plug);
  free(out);
}

static void
test_state_changed_is_told_at_the_frame_of_the_capture(void** const state)
{
  (void)state;
  static const uint32_t blocks[] = { 32U, 1000U, 6000U };
  int64_t               when[3];
  for (uint32_t i = 0; i < 3U; i++) {
    TestPlug* const plug = test_plug_open(false, RATE, true);
    when[i]              = capture(plug, blocks[i]);
    const Store to       = save(plug);
    assert_true(has_tone(&to));
    test_plug_close(plug);
  }
  assert_true(when[0] > RATE / 2U && when[0] < RATE);
  assert_int_equal(when[1], when[0]);
  assert_int_equal(when[2], when[0]);
}

/// The drone of the session that took the tone, begun anew, and that of one
/// that restored it: the same sound.
static void
test_state_restored_tone_sounds_as_the_captured(void** const state)
{
  (void)state;
  const size_t    n     = 3U * RATE;
  float* const    first = test_floats(n);
  float* const    then  = test_floats(n);
  TestPlug* const plug  = test_plug_open(false, RATE, true);
  assert_true(capture(plug, BLOCK) > 0);
  const Store     kept  = save(plug);
  TestPlug* const fresh = test_plug_open(false, RATE, true);
  assert_int_equal(restore(fresh, &kept), LV2_STATE_SUCCESS);
  plug->value[DALA_PORT_DRONE_CAPTURE] = 0.0f;
  test_plug_restart(plug);
  test_plug_restart(fresh);
  hold(plug);
  hold(fresh);
  run(plug, NULL, first, n);
  run(fresh, NULL, then, n);
  for (unsigned k = 1U; k <= 10U; k++) {
    const double was =
      test_partial_db(first + RATE, 2U * RATE, RATE, 146.8324 * k);
    const double is =
      test_partial_db(then + RATE, 2U * RATE, RATE, 146.8324 * k);
    assert_true(was > -80.0);
    check_near(is, was, 0.1);
  }
  test_plug_close(plug);
  test_plug_close(fresh);
  free(first);
  free(then);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_state_comes_back_as_it_was_kept),
    cmocka_unit_test(test_state_without_a_tone_is_none),
    cmocka_unit_test(test_state_without_a_tone_the_zhyrau_sounds),
    cmocka_unit_test(test_state_stays_under_a_preset),
    cmocka_unit_test(test_state_may_be_restored_beside_run),
    cmocka_unit_test(test_state_that_is_not_sound_is_refused),
    cmocka_unit_test(test_state_tuning_that_is_not_sound_is_refused),
    cmocka_unit_test(test_state_tuning_is_heard_in_the_drone),
    cmocka_unit_test(test_state_keeps_the_tuning_that_was_heard),
    cmocka_unit_test(test_state_tuning_stays_where_no_note_tells_another),
    cmocka_unit_test(test_state_trigger_that_was_saved_pressed_takes_nothing),
    cmocka_unit_test(test_state_pedal_takes_the_tone_and_holds_it),
    cmocka_unit_test(test_state_changed_is_told_at_the_frame_of_the_capture),
    cmocka_unit_test(test_state_restored_tone_sounds_as_the_captured),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
