#include "plugin/music/gestures.h"
#include "tests/support/check.h"

#include <stdbool.h>

static DalaGestureCurve
shaped(const DalaGestureKind kind, const float cents, const float pace)
{
  const DalaOrnament what = { kind, cents, pace, 0.0f, false };
  DalaGestureCurve   curve;
  dala_gesture_shape(&what, &curve);
  return curve;
}

/// How long the curve stays beyond half of `cents`, on its side.
static double
half_width_ms(const DalaGestureCurve* const curve, const float cents)
{
  unsigned count = 0U;
  for (float t = 0.0f; t < curve->end_s; t += 0.0001f) {
    count += dala_gesture_at(curve, t).cents / cents > 0.5f ? 1U : 0U;
  }
  return 0.1 * count;
}

/// Times that the curve goes up through `cents`.
static unsigned
crossings(const DalaGestureCurve* const curve, const float cents)
{
  unsigned count  = 0U;
  float    before = dala_gesture_at(curve, 0.0f).cents;
  for (float t = 0.0f; t < curve->end_s; t += 0.001f) {
    const float now = dala_gesture_at(curve, t).cents;
    count += before < cents && now >= cents ? 1U : 0U;
    before = now;
  }
  return count;
}

static void
test_gestures_last_as_long_as_the_reference_says(void** const state)
{
  (void)state;
  static const struct {
    DalaGestureKind kind;
    float           cents;
    double          quick_ms;
    double          slow_ms;
  } want[] = {
    { DALA_GESTURE_UPPER_GRACE, 204.0f, 40.0, 120.0 },
    { DALA_GESTURE_LOWER_GRACE, -200.0f, 50.0, 90.0 },
    { DALA_GESTURE_MORDENT, 204.0f, 2.0 * 45.0, 2.0 * 65.0 + 24.0 },
    { DALA_GESTURE_SLIDE_IN, 150.0f, 60.0, 180.0 + 12.0 },
    { DALA_GESTURE_SHAKE, 204.0f, 3.0 / 8.0 * 1e3, 1e3 },
    { DALA_GESTURE_CRY, 500.0f, 250.0, 612.0 },
    { DALA_GESTURE_HOWL, 500.0f, 2700.0, 6500.0 },
    { DALA_GESTURE_CALLS, 300.0f, 360.0, 510.0 },
  };
  for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
    for (float pace = 0.0f; pace <= 1.0f; pace += 0.25f) {
      const DalaGestureCurve curve = shaped(want[i].kind, want[i].cents, pace);
      const double           ms    = 1e3 * (double)curve.end_s;
      if (ms < want[i].quick_ms - 0.1 || ms > want[i].slow_ms + 0.1) {
        print_error("kind %u at pace %.2f: %.1f ms\n", want[i].kind,
                    (double)pace, ms);
        fail();
      }
    }
  }
}

/// A jump is heard as a click: no gesture moves faster than its soft edges.
static void
test_gestures_begin_and_end_softly_on_the_note(void** const state)
{
  (void)state;
  for (unsigned kind = 0; kind < DALA_N_GESTURES; kind++) {
    for (float pace = 0.0f; pace <= 1.0f; pace += 0.5f) {
      const DalaGestureCurve curve  = shaped(kind, 300.0f, pace);
      DalaGesturePoint       before = dala_gesture_at(&curve, 0.0f);
      check_near(before.cents, 0.0, 1e-3);
      for (float t = 0.0f; t <= curve.end_s + 0.01f; t += 0.0005f) {
        const DalaGesturePoint now = dala_gesture_at(&curve, t);
        check_at_most(fabsf(now.cents - before.cents), 30.0f);
        check_at_most(fabsf(now.level_db - before.level_db), 1.0f);
        check_at_most(fabsf(now.touch - before.touch), 0.05f);
        check_at_most(fabsf(now.cents), 600.0f);
        before = now;
      }
      check_near(before.cents, 0.0, 1e-3);
      check_near(before.level_db, 0.0, 1e-3);
      check_near(before.touch, 0.0, 1e-3);
    }
  }
}

static void
test_gestures_have_the_shape_of_their_name(void** const state)
{
  (void)state;
  DalaGestureCurve c = shaped(DALA_GESTURE_UPPER_GRACE, 204.0f, 0.0f);
  check_near(dala_gesture_at(&c, 0.020f).cents, 204.0, 0.5);
  check_near(dala_gesture_at(&c, 0.020f).level_db, -3.0, 0.1);
  check_near(half_width_ms(&c, 204.0f), 28.0, 2.0);
  assert_int_equal(crossings(&c, 100.0f), 1);

  c = shaped(DALA_GESTURE_MORDENT, 204.0f, 0.0f); // main, upper, main
  check_near(dala_gesture_at(&c, 0.030f).cents, 0.0, 0.5);
  check_near(dala_gesture_at(&c, 0.065f).cents, 204.0, 0.5);
  assert_int_equal(crossings(&c, 100.0f), 1);

  c = shaped(DALA_GESTURE_SLIDE_IN, 200.0f, 1.0f);
  check_near(dala_gesture_at(&c, 0.012f).cents, -200.0, 4.0);
  check_near(dala_gesture_at(&c, 0.102f).cents, -100.0, 4.0);
  assert_int_equal(crossings(&c, -100.0f), 1);

  c = shaped(DALA_GESTURE_FALL_OFF, 300.0f, 0.5f);
  check_near(dala_gesture_at(&c, 0.30f).cents, -300.0, 1.0);
  check_near(dala_gesture_at(&c, 0.30f).level_db, -12.0, 0.1);

  for (float pace = 0.0f; pace <= 1.0f; pace += 0.1f) {
    c = shaped(DALA_GESTURE_SHAKE, 112.0f, pace);
    assert_in_range(crossings(&c, 56.0f), 3, 6);
    check_near((float)crossings(&c, 56.0f) / c.end_s, 7.0, 1.01);
  }

  for (float pace = 0.0f; pace <= 1.0f; pace += 0.5f) {
    c            = shaped(DALA_GESTURE_BEND, 40.0f, pace);
    float last_s = 0.0f;
    for (float t = 0.0f; t < c.end_s; t += 0.001f) {
      last_s = dala_gesture_at(&c, t).cents > 0.0f ? t : last_s;
      assert_true(dala_gesture_at(&c, t).cents > -8.1f);
    }
    assert_true(last_s > 0.025f && last_s < 0.120f);
    check_near(dala_gesture_drift(&c, 0.0f), 0.0, 3e-5);
  }

  c = shaped(DALA_GESTURE_FLAGEOLET, 0.0f, 0.5f);
  check_near(dala_gesture_at(&c, 0.10f).touch, 1.0, 1e-3);
  check_near(dala_gesture_at(&c, 0.10f).cents, 0.0, 1e-3);

  c = shaped(DALA_GESTURE_CALLS, 316.0f, 0.0f); // a gap, a higher call, a gap
  check_near(dala_gesture_at(&c, 0.04f).level_db, -18.0, 0.1);
  check_near(dala_gesture_at(&c, 0.20f).cents, 316.0, 0.1);
  check_near(dala_gesture_at(&c, 0.20f).level_db, 0.0, 0.1);
  check_near(dala_gesture_at(&c, 0.32f).level_db, -18.0, 0.1);
}

static void
test_gestures_vibrato_grows_and_swells_with_the_beat(void** const state)
{
  (void)state;
  const DalaOrnament what = { DALA_GESTURE_VIBRATO, 40.0f, 0.5f, 1.2f, false };
  DalaGestureCurve   c;
  dala_gesture_shape(&what, &c);
  float early = 0.0f;
  float least = 1e9f;
  float most  = 0.0f;
  for (float t = 0.0f; t < 0.1f; t += 0.001f) {
    early = fmaxf(early, fabsf(dala_gesture_at(&c, t).cents));
  }
  assert_true(dala_gesture_at(&c, 0.03f).cents < 0.0f); // downward first
  for (float from = 0.6f; from < 3.0f; from += 0.1f) {
    float depth = 0.0f;
    for (float t = from; t < from + 0.2f; t += 0.001f) {
      depth = fmaxf(depth, fabsf(dala_gesture_at(&c, t).cents));
    }
    least = fminf(least, depth);
    most  = fmaxf(most, depth);
  }
  check_at_most(early, 20.0f);
  check_near(least, 32.0, 3.0);
  check_near(most, 50.0, 2.0);
  for (float pace = 0.0f; pace <= 1.0f; pace += 0.1f) {
    c = shaped(DALA_GESTURE_VIBRATO, 40.0f, pace);
    assert_true(c.wave_hz >= 4.5f && c.wave_hz <= 6.0f);
  }
}

static void
test_gestures_fall_stays_down_until_told(void** const state)
{
  (void)state;
  const float      fall_s = 0.150f; // at the quickest
  DalaGestureCurve c      = shaped(DALA_GESTURE_FALL_OFF, 300.0f, 0.0f);
  check_near(dala_gesture_at(&c, 5.0f).cents, -300.0, 0.1);
  dala_gesture_return(&c, 0.10f); // on its way down
  dala_gesture_return(&c, fall_s + 0.05f);
  check_near(dala_gesture_at(&c, 5.0f).cents, -300.0, 0.1);
  dala_gesture_return(&c, 2.0f);
  dala_gesture_return(&c, 2.1f);
  check_near(dala_gesture_at(&c, 2.0f).cents, -300.0, 0.1);
  check_near(dala_gesture_at(&c, 2.075f).cents, -150.0, 5.0);
  check_near(c.end_s, 2.15, 1e-4);
}

static void
test_gestures_howl_rises_wavers_and_falls(void** const state)
{
  (void)state;
  const DalaGestureCurve c     = shaped(DALA_GESTURE_HOWL, 498.0f, 0.5f);
  float                  least = 1e9f;
  float                  most  = 0.0f;
  check_near(dala_gesture_at(&c, 0.35f).cents, 249.0, 5.0);
  for (float t = 1.0f; t < 2.0f; t += 0.001f) {
    least = fminf(least, dala_gesture_at(&c, t).cents);
    most  = fmaxf(most, dala_gesture_at(&c, t).cents);
  }
  check_near(most - least, 44.0, 4.0); // 1 to 2 % to either side
  check_near(0.5f * (most + least), 498.0, 3.0);
  // Fewer highs at the top
  assert_true(dala_gesture_at(&c, 1.5f).dark > 0.5f);
  check_near(dala_gesture_at(&c, 0.0f).dark, 0.0, 1e-3);
  check_near(dala_gesture_at(&c, c.end_s - 0.001f).dark, 0.0, 1e-3);
}

static void
test_gestures_vibrato_dies_away_when_told(void** const state)
{
  (void)state;
  DalaGestureCurve c       = shaped(DALA_GESTURE_VIBRATO, 40.0f, 0.5f);
  float            most[2] = { 0.0f, 0.0f };
  dala_gesture_fade(&c, 2.0f);
  dala_gesture_fade(&c, 2.1f); // told again, it takes no longer
  check_near(c.end_s, 2.3, 1e-3);
  for (float t = 1.5f; t < 2.3f; t += 0.001f) {
    float* const peak = &most[t > 2.15f];
    *peak             = fmaxf(*peak, fabsf(dala_gesture_at(&c, t).cents));
  }
  assert_true(most[0] > 30.0f && most[1] < 0.6f * most[0]);
}

/// The sum of what was added, step by step.
static double
drift_from(const DalaGestureCurve* const curve, const float from)
{
  double sum = 0.0;
  for (double t = (double)from; t < (double)curve->end_s; t += 5e-5) {
    const float cents = dala_gesture_at(curve, (float)(t + 2.5e-5)).cents;
    sum += 5e-5 * (1.0 - exp2((double)cents / 1200.0));
  }
  return sum;
}

static void
test_gestures_drift_is_what_the_voice_falls_behind(void** const state)
{
  (void)state;
  static const float cents[] = { 112.0f, 204.0f, 500.0f };
  for (unsigned kind = 1; kind <= DALA_GESTURE_CALLS; kind++) {
    for (unsigned i = 0; i < 3U; i++) {
      DalaGestureCurve c = shaped(kind, cents[i], 0.3f);
      c.wave_hz          = 0.0f;
      if (kind == DALA_GESTURE_FALL_OFF) {
        dala_gesture_return(&c, 1.0f);
      }
      for (float from = 0.0f; from < fminf(c.end_s, 2.0f); from += 0.137f) {
        const double want = drift_from(&c, from);
        check_near(dala_gesture_drift(&c, from), want,
                   1e-4 + 1e-3 * fabs(want));
      }
    }
  }
}

static void
test_gestures_slide_may_begin_with_the_sound(void** const state)
{
  (void)state;
  const DalaOrnament what = { DALA_GESTURE_SLIDE_IN, 100.0f, 0.5f, 0.0f, true };
  DalaGestureCurve   c;
  dala_gesture_shape(&what, &c);
  check_near(dala_gesture_at(&c, 0.0f).cents, -100.0, 0.1);
  check_near(dala_gesture_at(&c, c.end_s).cents, 0.0, 0.1);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_gestures_last_as_long_as_the_reference_says),
    cmocka_unit_test(test_gestures_begin_and_end_softly_on_the_note),
    cmocka_unit_test(test_gestures_have_the_shape_of_their_name),
    cmocka_unit_test(test_gestures_vibrato_grows_and_swells_with_the_beat),
    cmocka_unit_test(test_gestures_vibrato_dies_away_when_told),
    cmocka_unit_test(test_gestures_fall_stays_down_until_told),
    cmocka_unit_test(test_gestures_howl_rises_wavers_and_falls),
    cmocka_unit_test(test_gestures_drift_is_what_the_voice_falls_behind),
    cmocka_unit_test(test_gestures_slide_may_begin_with_the_sound),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
