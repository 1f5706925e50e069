/**
   Where a gesture that sounds gives way to what the player does.
*/
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/lv2/dress.h"
#include "tests/support/lv2/hear.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/violin.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define RATE 48000.0
#define FRAMES 192000U
#define WOLF 3.0f
#define ASKED_S 0.8
#define GLIDES_S 1.8

/// A note of twelve partials from 0.2 s on, which glides up by `semitones` in
/// 0.4 s under the same bow, or is that much higher at once under the next one.
static float*
glide(const double semitones, const bool bows)
{
  float* const x     = test_floats(FRAMES);
  double       phase = 0.0;
  for (size_t i = 9600U; i < FRAMES; i++) {
    const double t    = (double)i / RATE - GLIDES_S;
    const double way  = fmin(fmax(t / (bows ? 0.05 : 0.4), 0.0), 1.0);
    const double loud = bows && t > -0.04 && t < 0.0 ? 0.25 : 1.0;
    phase = fmod(phase + 293.66 * exp2(way * semitones / 12.0) / RATE, 1.0);
    for (unsigned k = 1; k <= 12U; k++) {
      x[i] += (float)(0.1 * loud / k * sin(6.283185307179586 * k * phase));
    }
  }
  return x;
}

typedef struct {
  double before; ///< Most cents of the howl before the glide,
  double after;  ///< and from a quarter of a second after it began.
} Howl;

/// A howl asked for on that note.
static Howl
howl_on(const double semitones, const bool bows)
{
  float* const    x    = glide(semitones, bows);
  TestPlug* const plug = test_dress_plug(0.0f, 0.0f);
  Howl            made = { 0.0, 0.0 };

  plug->value[DALA_PORT_ORNAMENT_STYLE] = WOLF;
  for (size_t at = 0; at + TEST_DRESS_BLOCK <= FRAMES; at += TEST_DRESS_BLOCK) {
    const double now_s = (double)at / RATE;
    float        l[TEST_DRESS_BLOCK];
    float        r[TEST_DRESS_BLOCK];
    plug->value[DALA_PORT_ORNAMENT_TRIGGER] = now_s > ASKED_S ? 1.0f : 0.0f;
    test_plug_run(plug, x + at, NULL, l, r, TEST_DRESS_BLOCK);
    const double cents = fabs((double)plug->value[DALA_PORT_ORNAMENT_CENTS]);
    made.before = now_s < GLIDES_S ? fmax(made.before, cents) : made.before;
    made.after = now_s > GLIDES_S + 0.25 ? fmax(made.after, cents) : made.after;
  }
  test_plug_close(plug);
  free(x);
  return made;
}

static void
test_ornaments_howl_gives_way_to_a_glide(void** const state)
{
  (void)state;
  const Howl held   = howl_on(0.0, false);
  const Howl glided = howl_on(3.0, false);
  check_at_most(300.0, held.before);
  check_at_most(300.0, held.after); // else it was over anyway
  check_at_most(300.0, glided.before);
  check_at_most(glided.after, 0.0);
}

static void
test_ornaments_howl_gives_way_to_a_note_under_another_bow(void** const state)
{
  (void)state;
  const Howl held  = howl_on(0.0, true);
  const Howl moved = howl_on(-1.0, true);
  check_at_most(300.0, held.after); // the bow turns, the howl goes on
  check_at_most(300.0, moved.before);
  check_at_most(moved.after, 0.0);
}

/// Most cents of a vibrato half a second into a slide of two octaves in three.
static double
vibrato_in_slide(const bool slides)
{
  float* const    x    = test_floats(FRAMES);
  TestPlug* const plug = test_dress_plug(0.0f, 0.0f);
  double          most = 0.0;
  double          turn = 0.0;
  for (size_t i = 9600U; i < FRAMES; i++) {
    const double t = fmax((double)i / RATE - 1.0, 0.0);
    turn += 196.0 * (slides ? exp2(2.0 / 3.0 * t) : 1.0) / RATE;
    for (unsigned k = 1; k <= 12U; k++) {
      x[i] += (float)(0.1 / k * sin(6.283185307179586 * k * fmod(turn, 1.0)));
    }
  }
  plug->value[DALA_PORT_VIBRATO] = 40.0f;
  for (size_t at = 0; at + TEST_DRESS_BLOCK <= FRAMES; at += TEST_DRESS_BLOCK) {
    float l[TEST_DRESS_BLOCK];
    float r[TEST_DRESS_BLOCK];
    test_plug_run(plug, x + at, NULL, l, r, TEST_DRESS_BLOCK);
    const double cents = fabs((double)plug->value[DALA_PORT_ORNAMENT_CENTS]);
    most               = at > 1.6 * RATE ? fmax(most, cents) : most;
  }
  test_plug_close(plug);
  free(x);
  return most;
}

static void
test_ornaments_vibrato_gives_way_to_a_slide(void** const state)
{
  (void)state;
  check_at_most(30.0, vibrato_in_slide(false));
  check_at_most(vibrato_in_slide(true), 0.0);
}

/// Plays x with a vibrato of 40 cents whose control is turned at `turn_s`; the
/// most cents of it from half a second on after that, and what sounds in y.
static double
turn_vibrato(const float* const x, float* const y, const double turn_s,
             const float cents)
{
  TestPlug* const plug = test_dress_plug(0.0f, 0.0f);
  double          most = 0.0;
  for (size_t at = 0; at + TEST_DRESS_BLOCK <= FRAMES; at += TEST_DRESS_BLOCK) {
    const double t = (double)at / RATE - turn_s;
    float        r[TEST_DRESS_BLOCK];
    plug->value[DALA_PORT_VIBRATO] = t < 0.0 ? 40.0f : cents;
    test_plug_run(plug, x + at, NULL, y + at, r, TEST_DRESS_BLOCK);
    const double now = fabs((double)plug->value[DALA_PORT_ORNAMENT_CENTS]);
    most             = t > 0.5 ? fmax(most, now) : most;
  }
  test_plug_close(plug);
  return most;
}

/// Most cents of a vibrato on a steady note once its control was turned.
static double
vibrato_turned_to(const float cents)
{
  float* const x    = glide(0.0, false);
  float* const y    = test_floats(FRAMES);
  const double most = turn_vibrato(x, y, 1.6, cents);
  free(x);
  free(y);
  return most;
}

static void
test_ornaments_vibrato_follows_its_control(void** const state)
{
  (void)state;
  check_near(vibrato_turned_to(40.0f), 40.0, 0.5);
  check_near(vibrato_turned_to(15.0f), 15.0, 0.5);
  check_near(vibrato_turned_to(60.0f), 60.0, 0.5);
  check_at_most(vibrato_turned_to(0.0f), 0.0);
}

/// Most cents that a steady note is bent by while a vibrato of 40, turned off
/// so late, comes to its end and after.
static double
bent_at_the_end(const double off_s)
{
  float* const x    = glide(0.0, false);
  float* const y    = test_floats(FRAMES);
  double       most = 0.0;
  turn_vibrato(x, y, off_s, 0.0f);
  TestTrack before = test_hear_pitch(x, FRAMES);
  TestTrack after  = test_hear_pitch(y, FRAMES);
  for (size_t i = 0; i < after.n; i++) {
    const double t = after.time_s[i] - off_s;
    if (t > 0.28 && t < 0.4) {
      most = fmax(most, fabs(test_cents(after.hz[i], before.hz[i])));
    }
  }
  test_track_free(&before);
  test_track_free(&after);
  free(x);
  free(y);
  return most;
}

static void
test_ornaments_vibrato_ends_without_a_bend(void** const state)
{
  (void)state;
  for (unsigned i = 0U; i < 12U; i++) {
    check_at_most(bent_at_the_end(1.5 + 0.013 * i), 10.0);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_ornaments_howl_gives_way_to_a_glide),
    cmocka_unit_test(test_ornaments_howl_gives_way_to_a_note_under_another_bow),
    cmocka_unit_test(test_ornaments_vibrato_gives_way_to_a_slide),
    cmocka_unit_test(test_ornaments_vibrato_follows_its_control),
    cmocka_unit_test(test_ornaments_vibrato_ends_without_a_bend),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
