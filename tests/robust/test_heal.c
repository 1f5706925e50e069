/**
   A module that loses itself begins anew. Nothing that comes through a port
   makes one lose itself, so the harm is done from within: to the engine that
   the plugin wraps, whose state is spoilt in one module at a time.
*/
#include "plugin/engine/engine.h"
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/lv2/violin.h"
#include "tests/support/module.h"
#include "tests/support/signals.h"

#include <stdlib.h>
#include <string.h>

#define RATE 48000U
#define SECOND RATE
#define FRAMES (4U * SECOND)

static float violin[FRAMES];
static float out_l[FRAMES];
static float out_r[FRAMES];

static int
make_sound(void** const state)
{
  (void)state;
  test_violin(violin, FRAMES, RATE);
  return 0;
}

static DalaEngine*
open_engine(void** const memory)
{
  DalaEngine* const engine = (DalaEngine*)calloc(1U, sizeof *engine);
  *memory                  = test_engine_open(engine, RATE);
  dala_engine_set(engine, DALA_PORT_BODY, 100.0f);
  dala_engine_set(engine, DALA_PORT_STRINGS_LEVEL, -6.0f);
  dala_engine_set(engine, DALA_PORT_DRONE_LEVEL, 0.0f);
  dala_engine_set(engine, DALA_PORT_JINGLE_LEVEL, -20.0f);
  return engine;
}

static void
spoil_nothing(DalaEngine* const engine)
{
  (void)engine;
}

static void
spoil_body(DalaEngine* const engine)
{
  engine->body.bank.u[7] = NAN;
}

static void
spoil_strings(DalaEngine* const engine)
{
  DalaLoopBank* const bank = &engine->strings.bank;
  for (size_t i = 0; i < bank->ring_len; i++) {
    bank->rings[i] = INFINITY;
  }
}

static void
spoil_drone(DalaEngine* const engine)
{
  for (size_t i = 0; i < DALA_DRONE_SLOTS; i++) {
    DalaBowedString* const string = &engine->partner.kobyz.bank.strings[i];
    for (size_t k = 0; k < string->size; k++) {
      string->to_bridge[k] = NAN;
      string->to_nut[k]    = NAN;
    }
  }
}

static void
spoil_ceiling(DalaEngine* const engine)
{
  engine->limiter.envelope = INFINITY;
}

static void
spoil_ears(DalaEngine* const engine)
{
  engine->ears.pitch.loud   = NAN;
  engine->ears.notes.middle = NAN;
}

static void
spoil_horsehair(DalaEngine* const engine)
{
  engine->horsehair.z = NAN;
}

static void
spoil_jingles(DalaEngine* const engine)
{
  engine->jingles.clusters[0].u[0] = INFINITY;
  engine->jingles.clusters[1].z[1] = NAN;
}

static void
spoil_space(DalaEngine* const engine)
{
  DalaFdnRings* const far = &engine->space.rooms[engine->space.open].fdn.far;
  for (size_t i = 0; i < far->len; i++) {
    far->base[i] = NAN;
  }
}

static void
spoil_shifter(DalaEngine* const engine)
{
  engine->shifter.busy  = true;
  engine->shifter.delay = NAN;
}

/// A second, the harm, three seconds more; the level of the last one.
static double
play(void (*const spoil)(DalaEngine*), float* const faults)
{
  void*             memory;
  DalaEngine* const engine = open_engine(&memory);
  dala_engine_process(engine, violin, NULL, out_l, out_r, SECOND);
  spoil(engine);
  dala_engine_process(engine, violin + SECOND, NULL, out_l + SECOND,
                      out_r + SECOND, FRAMES - SECOND);
  *faults = dala_engine_output(engine, DALA_PORT_FAULTS);
  free(memory);
  free(engine);
  return test_rms_db(out_l + 3U * SECOND, SECOND);
}

static void
check_heals(void (*const spoil)(DalaEngine*))
{
  float        faults;
  const double well = play(spoil_nothing, &faults);
  assert_true(faults == 0.0f);
  const double healed = play(spoil, &faults);
  printf("level %.2f dB, undisturbed %.2f dB, %g faults\n", healed, well,
         (double)faults);
  for (size_t i = 0; i < FRAMES; i++) {
    assert_true(isfinite(out_l[i]) && isfinite(out_r[i]));
  }
  assert_true(faults >= 1.0f);
  assert_true(faults <= 4.0f * DALA_TICK); // two ticks of both sides
  check_near(healed, well, 0.5);
}

static void
test_heal_body(void** const state)
{
  (void)state;
  check_heals(spoil_body);
}

static void
test_heal_strings(void** const state)
{
  (void)state;
  check_heals(spoil_strings);
}

static void
test_heal_drone(void** const state)
{
  (void)state;
  check_heals(spoil_drone);
}

static void
test_heal_ceiling(void** const state)
{
  (void)state;
  check_heals(spoil_ceiling);
}

static void
test_heal_ears(void** const state)
{
  (void)state;
  check_heals(spoil_ears);
}

static void
test_heal_horsehair(void** const state)
{
  (void)state;
  check_heals(spoil_horsehair);
}

static void
test_heal_jingles(void** const state)
{
  (void)state;
  check_heals(spoil_jingles);
}

static void
test_heal_space(void** const state)
{
  (void)state;
  check_heals(spoil_space);
}

static void
test_heal_shifter(void** const state)
{
  (void)state;
  check_heals(spoil_shifter);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_heal_body),    cmocka_unit_test(test_heal_strings),
    cmocka_unit_test(test_heal_drone),   cmocka_unit_test(test_heal_ceiling),
    cmocka_unit_test(test_heal_ears),    cmocka_unit_test(test_heal_horsehair),
    cmocka_unit_test(test_heal_jingles), cmocka_unit_test(test_heal_space),
    cmocka_unit_test(test_heal_shifter),
  };
  return cmocka_run_group_tests(tests, make_sound, NULL);
}
