/**
   On what the plugin puts no ornaments: noise, and what the player does
   already.
*/
#include "tests/support/check.h"
#include "tests/support/lv2/dress.h"
#include "tests/support/lv2/hear.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/sampled.h"
#include "tests/support/lv2/violin.h"
#include "tests/support/signals.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000.0

/// None as FluidSynth 2.3 plays the stops; one is left for other versions,
/// which play them otherwise.
#define OTHER_FLUIDSYNTH 1U

/// Ornaments on a sound with everything asked for.
static size_t
ornaments_on(const float* const x, const size_t n, const float kind)
{
  TestPlug* const plug           = test_dress_plug(100.0f, kind);
  plug->value[DALA_PORT_VIBRATO] = 40.0f;
  TestDressed  made              = test_dress(plug, x, n, NULL);
  TestGesture  found[64];
  const size_t count = test_gestures(&made, found, 64U);
  for (size_t i = 0; i < count && i < 64U; i++) {
    printf("  kind %.0f: %.3f..%.3f s %.0f..%.0f c\n", (double)kind,
           found[i].from_s, found[i].to_s, found[i].least, found[i].most);
  }
  test_dressed_free(&made);
  test_plug_close(plug);
  return count;
}

static void
test_ornaments_none_on_noise(void** const state)
{
  (void)state;
  const size_t n     = 240000U;
  float* const x     = test_floats(n);
  size_t       count = 0U;
  test_noise(x, n, 7U, 0.3f);
  for (size_t i = 0; i < n; i++) { // gusts, steps of the wind
    x[i] *= (i / 12000U) % 3U ? 1.0f : 0.01f;
  }
  for (float kind = 0.0f; kind <= 8.0f; kind += 1.0f) {
    count += ornaments_on(x, n, kind);
  }
  free(x);
  char path[4096];
  snprintf(path, sizeof path, "%s/audio/noise_ocean.flac",
           getenv("DALA_SHARED") ? getenv("DALA_SHARED") : ".");
  size_t       length = 0U;
  float* const ocean  = test_sound_48k(path, &length);
  for (float kind = 0.0f; ocean && kind <= 8.0f; kind += 1.0f) {
    count += ornaments_on(ocean, length, kind);
  }
  free(ocean);
  assert_int_equal(count, 0);
}

/// Blocks in which an ornament begins, and those of them in which the port says
/// two notes, on x[n] from 2 s on.
static size_t
begun_on_stops(const float* const x, const size_t n, const float kind,
               size_t* const with)
{
  TestPlug* const plug           = test_dress_plug(100.0f, kind);
  size_t          count          = 0U;
  bool            busy           = false;
  plug->value[DALA_PORT_VIBRATO] = 40.0f;
  for (size_t at = 0; at + TEST_DRESS_BLOCK <= n; at += TEST_DRESS_BLOCK) {
    float l[TEST_DRESS_BLOCK];
    float r[TEST_DRESS_BLOCK];
    test_plug_run(plug, x + at, NULL, l, r, TEST_DRESS_BLOCK);
    const bool now = memcmp(l, x + at, sizeof l) != 0;
    if (now && !busy && at > 96000U) {
      count++;
      *with += plug->value[DALA_PORT_TWO_NOTES] > 0.0f ? 1U : 0U;
    }
    busy = now;
  }
  test_plug_close(plug);
  return count;
}

/// Ornaments on double stops `apart_s` from each other, of 0.8 s, in 9 kinds;
/// the very first stop has no say. The most of a kind.
static size_t
most_on_double_stops(const double apart_s)
{
  enum { STOPS = 40 };
  static TestNote notes[2 * STOPS];
  TestRng         rng  = test_rng(5U);
  size_t          n    = 0U;
  size_t          with = 0U;
  size_t          most = 0U;
  for (unsigned i = 0; i < STOPS; i++) {
    const unsigned wide = 3U + i % 9U; // thirds to sevenths
    const unsigned low  = (unsigned)test_rng_range(&rng, 55.0, 83.0 - wide);
    for (unsigned k = 0; k < 2U; k++) {
      notes[2U * i + k] = (TestNote){ low + k * wide, 0.5 + apart_s * i, 0.8 };
    }
  }
  float* const x = test_sampled_violin(notes, 2U * STOPS, &n);
  if (!x) {
    skip();
  }
  for (float kind = 0.0f; kind <= 8.0f; kind += 1.0f) {
    const size_t begun = begun_on_stops(x, n, kind, &with);
    printf("kind %.0f: %zu ornaments on %u double stops\n", (double)kind, begun,
           (unsigned)STOPS - 2U);
    most = begun > most ? begun : most;
  }
  free(x);
  assert_int_equal(with, 0);
  return most;
}

/// As fiddlers play with an open string, one bow after another.
static void
test_ornaments_none_on_double_stops(void** const state)
{
  (void)state;
  assert_true(most_on_double_stops(1.0) <= OTHER_FLUIDSYNTH);
}

static void
test_ornaments_none_on_double_stops_out_of_silence(void** const state)
{
  (void)state;
  assert_true(most_on_double_stops(1.6) <= OTHER_FLUIDSYNTH);
}

static void
test_ornaments_none_on_the_players_own_trill(void** const state)
{
  (void)state;
  const size_t n     = 192000U;
  float* const x     = test_floats(n);
  double       phase = 0.0;
  for (size_t i = 9600U; i < n; i++) { // A4 and B4 in turns, 6 pairs a second
    const double at = (double)(i - 9600U) / RATE;
    const double hz = fmod(at * 6.0, 1.0) < 0.5 ? 440.0 : 493.9;
    phase           = fmod(phase + hz / RATE, 1.0);
    for (unsigned k = 1; k <= 12U; k++) {
      x[i] += (float)(0.1 / k * sin(6.283185307179586 * k * phase));
    }
  }
  for (float kind = 0.0f; kind <= 8.0f; kind += 1.0f) {
    TestPlug* const plug           = test_dress_plug(100.0f, kind);
    plug->value[DALA_PORT_VIBRATO] = 40.0f;
    TestDressed  made              = test_dress(plug, x, n, NULL);
    TestGesture  found[8];
    const size_t count = test_gestures(&made, found, 8U);
    for (size_t i = 0; i < count; i++) {
      // No ear knows a trill before its third note
      check_at_most(found[i].from_s, 0.2 + 2.0 * 0.083 + 0.03);
    }
    test_dressed_free(&made);
    test_plug_close(plug);
  }
  free(x);
}

static void
test_ornaments_vibrato_gives_way_to_the_players(void** const state)
{
  (void)state;
  const size_t n      = 192000U;
  float* const x      = test_floats(n);
  double       phase  = 0.0;
  float        before = 0.0f;
  float        after  = 0.0f;
  for (size_t i = 9600U; i < n; i++) { // straight for a second, then 30 cents
    const double at    = (double)(i - 9600U) / RATE;
    const double cents = at < 1.0 ? 0.0 : 30.0 * sin(34.56 * (at - 1.0));
    phase              = fmod(phase + 440.0 * exp2(cents / 1200.0) / RATE, 1.0);
    for (unsigned k = 1; k <= 12U; k++) {
      x[i] += (float)(0.1 / k * sin(6.283185307179586 * k * phase));
    }
  }
  TestPlug* const plug           = test_dress_plug(0.0f, 0.0f);
  plug->value[DALA_PORT_VIBRATO] = 40.0f;
  TestDressed  made              = test_dress(plug, x, n, NULL);
  const size_t per_s             = (size_t)RATE / TEST_DRESS_BLOCK;
  for (size_t i = 0; i < made.n; i++) {
    float* const most = i < per_s * 12U / 10U ? &before
                        : i > per_s * 5U / 2U ? &after
                                              : NULL;
    if (most) {
      *most = fmaxf(*most, fabsf(made.cents[i]));
    }
  }
  check_at_most(20.0, (double)before);
  check_at_most((double)after, 0.0);
  test_dressed_free(&made);
  test_plug_close(plug);
  free(x);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_ornaments_none_on_noise),
    cmocka_unit_test(test_ornaments_none_on_double_stops),
    cmocka_unit_test(test_ornaments_none_on_double_stops_out_of_silence),
    cmocka_unit_test(test_ornaments_none_on_the_players_own_trill),
    cmocka_unit_test(test_ornaments_vibrato_gives_way_to_the_players),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
