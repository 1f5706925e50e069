/**
   Every control changes what comes out.
*/
#include "plugin/ports.h"
#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/signals.h"

#include <lv2/atom/atom.h>

#include <stdbool.h>
#include <string.h>

#define BLOCK 512U
#define PLAYED 281U // blocks: 3 s of violin
#define SILENT 188U // blocks: 2 s of rest
#define N ((size_t)(PLAYED + SILENT) * BLOCK)

static const double rate = 48000.0;
static float        left_in[N];
static float        right_in[N];

typedef struct {
  float left[N];
  float right[N];
  float outputs[PLAYED + SILENT][DALA_N_PORTS]; ///< After each block.
} Heard;

static Heard usual;
static Heard moved;

/// Everything on, at values that leave room to move.
static void
set_base(TestPlug* const plug)
{
  plug->value[DALA_PORT_DRONE_LEVEL]   = -12.0f;
  plug->value[DALA_PORT_STRINGS_LEVEL] = -12.0f;
  plug->value[DALA_PORT_SPACE_LEVEL]   = -12.0f;
  plug->value[DALA_PORT_TONIC]         = 5.0f;
  plug->value[DALA_PORT_OUTPUT_LEVEL]  = 12.0f; // the ceiling works
  plug->value[DALA_PORT_TEMPO_SOURCE]  = 1.0f;  // the knob counts
  plug->value[DALA_PORT_PULSE]         = 1.0f;
  plug->value[DALA_PORT_DRONE_VOICE]   = 3.0f; // sounds what is captured
}

/// Another value: the minimum, or the maximum if that is the base. Of the
/// drone's voices the dombra: until a tone is captured, the kobyz sings for it.
static float
another(const uint32_t port, const float base)
{
  if (port == DALA_PORT_DRONE_VOICE) {
    return 2.0f;
  }
  const float least = (float)dala_ports[port].minimum;
  return least != base ? least : (float)dala_ports[port].maximum;
}

/// Render with `port` moved, or with none if it is DALA_N_PORTS.
static void
render(const uint32_t port, Heard* const heard)
{
  TestPlug* const plug = test_plug_open(true, rate, true);
  set_base(plug);
  test_sequence_tempo(&plug->control, 0, LV2_ATOM__Float, 90.0);
  if (port < DALA_N_PORTS) {
    plug->value[port] = another(port, plug->value[port]);
  }
  // A trigger acts when it rises: let it be seen low first
  const bool trigger =
    port < DALA_N_PORTS && (dala_ports[port].flags & DALA_FLAG_TRIGGER);
  for (size_t at = 0; at < N; at += BLOCK) {
    if (trigger) {
      plug->value[port] = at / BLOCK == PLAYED / 2U ? 1.0f : 0.0f;
    }
    test_plug_run(plug, left_in + at, right_in + at, heard->left + at,
                  heard->right + at, BLOCK);
    for (uint32_t i = 0; i < DALA_N_PORTS; i++) {
      const bool output             = dala_ports[i].kind == DALA_KIND_OUTPUT;
      heard->outputs[at / BLOCK][i] = output ? plug->value[i] : 0.0f;
    }
  }
  test_plug_close(plug);
}

static bool
same(void)
{
  return !memcmp(moved.left, usual.left, sizeof usual.left) &&
         !memcmp(moved.right, usual.right, sizeof usual.right) &&
         !memcmp(moved.outputs, usual.outputs, sizeof usual.outputs);
}

static void
test_effect_is_there(void** const state)
{
  (void)state;
  unsigned wrong = 0U;
  for (uint32_t i = 0; i < DALA_N_PORTS; i++) {
    if (dala_ports[i].kind == DALA_KIND_PARAM) {
      render(i, &moved);
      if (same()) {
        print_error("%s changes nothing\n", dala_ports[i].symbol);
        wrong++;
      }
    }
  }
  assert_int_equal(wrong, 0);
}

static int
set_up(void** const state)
{
  (void)state;
  test_violin(left_in, (size_t)PLAYED * BLOCK, rate);
  for (size_t i = 0; i < (size_t)PLAYED * BLOCK; i++) {
    right_in[i] = 0.5f * left_in[i]; // the sides differ
  }
  render(DALA_N_PORTS, &usual);
  return 0;
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_effect_is_there),
  };
  return cmocka_run_group_tests(tests, set_up, NULL);
}
