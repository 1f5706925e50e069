#include "tests/support/lv2/dress.h"

#include "tests/support/lv2/violin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK TEST_DRESS_BLOCK

static const double block_s = BLOCK / 48000.0;

TestPlug*
test_dress_plug(const float amount, const float kind)
{
  TestPlug* const plug = test_plug_open(false, 48000.0, true);
  test_plug_all_off(plug);
  plug->value[DALA_PORT_ORNAMENT]      = amount;
  plug->value[DALA_PORT_ORNAMENT_KIND] = kind;
  plug->value[DALA_PORT_TONIC]         = 3.0f;
  return plug;
}

TestDressed
test_dress(TestPlug* const plug, const float* const x, const size_t n,
           float* const out)
{
  TestDressed made = { n / BLOCK, test_floats(n / BLOCK),
                       test_floats(n / BLOCK) };
  float       l[BLOCK];
  float       r[BLOCK];
  for (size_t i = 0; i < made.n; i++) {
    test_plug_run(plug, x + i * BLOCK, NULL, l, r, BLOCK);
    if (out) {
      memcpy(out + i * BLOCK, l, sizeof l);
    }
    made.cents[i] = plug->value[DALA_PORT_ORNAMENT_CENTS];
    made.onset[i] = plug->value[DALA_PORT_ONSETS];
  }
  return made;
}

void
test_dressed_free(TestDressed* const dressed)
{
  free(dressed->cents);
  free(dressed->onset);
}

/// What lies in blocks [from, to).
static TestGesture
measure(const float* const cents, const size_t from, const size_t to)
{
  TestGesture made = { .from_s = (double)from * block_s,
                       .to_s   = (double)to * block_s };
  for (size_t i = from; i < to; i++) {
    const double now = (double)cents[i];
    if (fabs(now) > fmax(made.most, -made.least)) {
      made.extreme_s = (double)i * block_s;
    }
    made.most  = fmax(made.most, now);
    made.least = fmin(made.least, now);
  }
  const double extreme = made.most > -made.least ? made.most : made.least;
  const double half    = 0.5 * extreme;
  bool         out     = false;
  for (size_t i = from; i < to; i++) {
    const bool beyond = (double)cents[i] / half > 1.0;
    made.peaks += beyond && !out ? 1U : 0U;
    out = beyond;
    made.held +=
      (double)cents[i] / extreme > 0.9 ? 1.0 / (double)(to - from) : 0.0;
  }
  return made;
}

size_t
test_gestures(const TestDressed* const dressed, TestGesture* const found,
              const size_t room)
{
  const size_t apart = (size_t)(0.150 / block_s);
  size_t       count = 0U;
  size_t       i     = 0U;
  while (i < dressed->n) {
    if (dressed->cents[i] == 0.0f) {
      i++;
      continue;
    }
    const size_t from = i;
    size_t       to   = i + 1U;
    for (; i < dressed->n && i < to + apart; i++) {
      to = dressed->cents[i] != 0.0f ? i + 1U : to;
    }
    if (count < room) {
      found[count] = measure(dressed->cents, from, to);
    }
    count++;
  }
  return count;
}

const char*
test_gesture_shape(const TestGesture* const gesture)
{
  const double whole = gesture->to_s - gesture->from_s;
  const double early = (gesture->extreme_s - gesture->from_s) / whole;
  const bool   up    = gesture->most > -8.0 * gesture->least;
  const bool   down  = -gesture->least > 8.0 * gesture->most;
  if (!up && !down) {
    return gesture->peaks >= 2U ? "wave" : "?";
  }
  if (gesture->peaks >= 3U && up) {
    return "shake";
  }
  if (gesture->peaks != 1U) {
    return "?";
  }
  if (whole < 0.150 && gesture->held > 0.35) {
    return up ? "grace up" : "grace down";
  }
  if (down && early < 0.35) {
    return "slide";
  }
  return down ? "fall" : "?";
}
