#include "plugin/dsp/config.h"
#include "plugin/engine/touch.h"
#include "tests/support/check.h"

static const double rate = 48000.0;

/// Play a tone of the first `partials` partials, of this RMS; the colour after.
static double
play(DalaTouch* const touch, const double seconds, const double hz,
     const unsigned partials, const double level_db, const float follow)
{
  const double   rms   = pow(10.0, level_db / 20.0);
  const double   part  = rms * sqrt(2.0 / partials);
  const uint32_t ticks = (uint32_t)(seconds * rate / DALA_TICK);
  float          to    = 0.0f;
  for (uint32_t t = 0; t < ticks; t++) {
    float x[DALA_TICK];
    for (uint32_t i = 0; i < DALA_TICK; i++) {
      const double at = 6.283185307179586 * hz * (t * DALA_TICK + i) / rate;
      double       y  = 0.0;
      for (unsigned k = 1; k <= partials; k++) {
        y += part * sin(k * at);
      }
      x[i] = (float)y;
    }
    dala_touch_process(touch, x, 11U);
    dala_touch_process(touch, x + 11, DALA_TICK - 11U);
    to = dala_touch_tick(touch, (float)(rms * rms), follow);
  }
  return (double)to;
}

static void
test_touch_louder_and_brighter_is_harder(void** const state)
{
  (void)state;
  DalaTouch touch;
  dala_touch_prepare(&touch, rate);
  const double usual = play(&touch, 2.0, 440.0, 6U, -20.0, 1.0f);
  check_near(usual, 0.4, 0.01);
  check_at_most(0.47, play(&touch, 0.3, 440.0, 6U, -14.0, 1.0f));
  check_at_most(play(&touch, 0.3, 440.0, 6U, -34.0, 1.0f), 0.21);
  check_at_most(0.5, play(&touch, 0.3, 440.0, 12U, -20.0, 1.0f));
  check_at_most(play(&touch, 0.3, 440.0, 2U, -20.0, 1.0f), 0.2);
}

static void
test_touch_learns_what_is_usual(void** const state)
{
  (void)state;
  DalaTouch touch;
  dala_touch_prepare(&touch, rate);
  play(&touch, 2.0, 220.0, 6U, -20.0, 1.0f);
  play(&touch, 20.0, 880.0, 8U, -20.0, 1.0f); // a high passage
  check_near(play(&touch, 0.3, 880.0, 8U, -20.0, 1.0f), 0.4, 0.02);
}

static void
test_touch_rests_in_the_middle_when_unasked_or_silent(void** const state)
{
  (void)state;
  DalaTouch touch;
  dala_touch_prepare(&touch, rate);
  check_near(play(&touch, 1.0, 440.0, 6U, -10.0, 0.0f), 0.4, 1e-6);
  check_near(play(&touch, 2.0, 440.0, 6U, -90.0, 1.0f), 0.4, 1e-3);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_touch_louder_and_brighter_is_harder),
    cmocka_unit_test(test_touch_learns_what_is_usual),
    cmocka_unit_test(test_touch_rests_in_the_middle_when_unasked_or_silent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
