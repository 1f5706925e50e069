/**
   Double stops of a sampled violin are found, and single notes are none.
*/
#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/sampled.h"
#include "tests/support/lv2/violin.h"
#include "tests/support/signals.h"

#include <lv2/atom/util.h>

#include <stdlib.h>
#include <string.h>

#define RATE 48000U
#define BLOCK 64U
#define STOPS 60U

static TestNote notes[2U * STOPS];

/// Blocks of a sound in which the port says two, and the events told.
typedef struct {
  unsigned char* two; ///< [blocks]
  size_t         blocks;
  size_t         begun;
  size_t         ended;
} Told;

static Told
hear(const float* const x, const size_t n)
{
  TestPlug* const plug = test_plug_open(false, RATE, true);
  Told            told = { calloc(n / BLOCK, 1U), n / BLOCK, 0U, 0U };
  assert_non_null(told.two);
  for (size_t k = 0; k < told.blocks; k++) {
    float l[BLOCK];
    float r[BLOCK];
    test_plug_run(plug, x + k * BLOCK, NULL, l, r, BLOCK);
    told.two[k] = plug->value[DALA_PORT_TWO_NOTES] > 0.0f;
    LV2_ATOM_SEQUENCE_FOREACH(&plug->notify.head, event)
    {
      const uint32_t type = ((const LV2_Atom_Object*)&event->body)->body.otype;
      told.begun += type == test_urid("urn:dala:violin#doubleStop");
      told.ended += type == test_urid("urn:dala:violin#doubleStopEnd");
    }
  }
  test_plug_close(plug);
  return told;
}

/// Parts of the open strings that ring on for seconds after each touch.
static void
add_open_strings(float* const x, const size_t n)
{
  static const double hz[] = { 196.0, 293.66, 440.0, 659.26 };
  double              sum  = 0.0;
  for (size_t i = 0; i < n; i++) {
    sum += (double)x[i] * (double)x[i];
  }
  // -18 dB of the RMS for all together, of partials that fall by half
  const double peak = 0.125892541 * sqrt(sum / (double)n) * sqrt(2.0 / 4.0);
  for (size_t i = 0; i < n; i++) {
    const double t = (double)i / RATE;
    for (size_t s = 0; s < 4U; s++) {
      for (unsigned k = 1U; k <= 6U; k++) {
        x[i] += (float)(peak * 0.87 * pow(0.5, k - 1.0) *
                        sin(6.283185307 * hz[s] * k * t + k * (double)s));
      }
    }
  }
}

static void
test_double_stops_are_found_within_60_ms(void** const state)
{
  (void)state;
  TestRng rng   = test_rng(5U);
  size_t  n     = 0U;
  size_t  found = 0U;
  for (size_t i = 0; i < STOPS; i++) {
    const unsigned wide = 3U + (unsigned)(i % 9U); // thirds to sevenths
    const unsigned low  = (unsigned)test_rng_range(&rng, 55.0, 83.0 - wide);
    for (unsigned k = 0; k < 2U; k++) {
      notes[2U * i + k].note     = low + k * wide;
      notes[2U * i + k].at_s     = 0.2 + 0.8 * (double)i;
      notes[2U * i + k].length_s = 0.6;
    }
  }
  float* const x = test_sampled_violin(notes, 2U * STOPS, &n);
  if (!x) {
    skip();
  }
  const Told told = hear(x, n);
  for (size_t i = 0; i < STOPS; i++) {
    const size_t from = (size_t)(notes[2U * i].at_s * RATE) / BLOCK;
    const size_t to   = from + (size_t)(0.060 * RATE) / BLOCK;
    int          yes  = 0;
    for (size_t k = from; k < to; k++) {
      yes |= told.two[k];
    }
    found += yes ? 1U : 0U;
  }
  print_message("%zu of %u double stops found within 60 ms\n", found, STOPS);
  assert_true(found * 100U >= 75U * STOPS);
  assert_true(told.begun >= found / 2U);
  assert_true(told.begun == told.ended || told.begun == told.ended + 1U);
  free(told.two);
  free(x);
}

static double
share_of_two(const float* const x, const size_t n)
{
  const Told told = hear(x, n);
  size_t     two  = 0U;
  for (size_t k = 0; k < told.blocks; k++) {
    two += told.two[k];
  }
  free(told.two);
  return 100.0 * (double)two / (double)told.blocks;
}

static void
test_single_notes_are_no_double_stops(void** const state)
{
  (void)state;
  TestRng rng = test_rng(6U);
  size_t  n   = 0U;
  for (size_t i = 0; i < STOPS; i++) {
    notes[i].note     = (unsigned)test_rng_range(&rng, 55.0, 93.0);
    notes[i].at_s     = 0.1 + 0.3 * (double)i;
    notes[i].length_s = 0.3;
  }
  float* const x = test_sampled_violin(notes, STOPS, &n);
  if (!x) {
    skip();
  }
  const double alone = share_of_two(x, n);
  add_open_strings(x, n);
  const double ringing = share_of_two(x, n);
  print_message("called two: %.2f %% of single notes, %.2f %% with the open "
                "strings ringing\n",
                alone, ringing);
  check_at_most(alone, 2.0);
  check_at_most(ringing, 5.0);
  free(x);
}

static void
test_noise_is_no_double_stop(void** const state)
{
  (void)state;
  TestRng      rng = test_rng(7U);
  const size_t n   = 3U * RATE;
  float* const x   = test_floats(n);
  for (size_t i = 0; i < n; i++) {
    x[i] = 0.1f * test_rng_bipolar(&rng);
  }
  check_at_most(share_of_two(x, n), 0.0);
  free(x);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_double_stops_are_found_within_60_ms),
    cmocka_unit_test(test_single_notes_are_no_double_stops),
    cmocka_unit_test(test_noise_is_no_double_stop),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
