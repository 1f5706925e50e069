/**
   The worst block: per block the least thread CPU time of 5 identical passes,
   each by a fresh instance; the largest of these over their median. In turn
   nothing moves; tonic, tuning, sets, chords, decay, body and place do; bypass
   and strings are switched too. What a clock reading costs is taken off each
   block.
*/
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/stopwatch.h"
#include "tests/support/lv2/violin.h"

#include <stdio.h>
#include <stdlib.h>

#define RATE 48000U
#define SECONDS 40U
#define FRAMES (SECONDS * RATE)
#define PASSES 5U
#define MAX_BLOCKS (FRAMES / 16U)

static float*  violin;
static double* least;

typedef enum { STILL, RETUNED, SWITCHED, N_MOVES } Moves;

static const char* const move_names[] = { "still", "retuned", "switched too" };

/// One change, some fifty in a second; the same ones in each pass.
static void
move(TestPlug* const plug, const Moves moves, TestRng* const rng)
{
  float* const   value = plug->value;
  const uint32_t dice  = test_rng_u32(rng) >> 8U;
  const double   place = test_rng_range(rng, 0.0, 1.0);
  switch (test_rng_u32(rng) % (moves == SWITCHED ? 11U : 9U)) {
    case 0:
      value[DALA_PORT_TONIC] = (float)(dice % 13U);
      break;
    case 1:
      value[DALA_PORT_STRINGS_SET] = (float)(dice % 4U);
      break;
    case 2:
      value[DALA_PORT_DRONE_CHORD] = (float)(dice % 5U);
      break;
    case 3:
      value[DALA_PORT_STRINGS_DECAY] = (float)(0.2 + 7.8 * place);
      break;
    case 4:
      test_sequence_midi(&plug->control, 3, 0x90, dice % 128U, 64, 3U);
      break;
    case 5:
      value[DALA_PORT_DRONE_OCTAVE] = (float)(dice % 4U) - 2.0f;
      break;
    case 6:
      value[DALA_PORT_A4] = (float)(415.0 + 51.0 * place);
      break;
    case 7:
      value[DALA_PORT_BODY] = (float)(100.0 * place);
      break;
    case 8:
      value[DALA_PORT_SPACE] = (float)(dice % 9U);
      break;
    case 9:
      value[DALA_PORT_ENABLED] = dice % 4U ? 1.0f : 0.0f;
      break;
    default:
      value[DALA_PORT_STRINGS_LEVEL] = dice % 4U ? -12.0f : -60.0f;
      break;
  }
}

/// One pass; keeps the least time of each block.
static void
pass(const uint32_t block, const bool first, const Moves moves)
{
  TestRng         rng  = test_rng(121U);
  TestPlug* const plug = test_plug_open(false, RATE, true);
  float           l[64];
  float           r[64];
  test_plug_all_on(plug);
  for (size_t k = 0; k < FRAMES / block; k++) {
    if (moves && test_rng_u32(&rng) % 1000U < block) {
      move(plug, moves, &rng);
    }
    const double before = test_now_ns();
    test_plug_run(plug, violin + k * block, NULL, l, r, block);
    const double time = test_now_ns() - before - test_reading_ns();
    least[k]          = first || time < least[k] ? time : least[k];
  }
  test_plug_close(plug);
}

static void
bench(const char* const variant, const uint32_t block, const Moves moves)
{
  const size_t n = FRAMES / block;
  setenv("DALA_VARIANT", variant, 1);
  for (unsigned i = 0; i < PASSES; i++) {
    pass(block, i == 0U, moves);
  }
  const TestSpread spread = test_spread(least, n);
  printf("%-3s %-14s %6u %12.2f %10.2f %10.2f %10.2f %8.2f %%\n", variant,
         move_names[moves], block, 1e-3 * spread.median, 1e-3 * spread.p99,
         1e-3 * spread.largest, spread.largest / spread.median,
         100.0 * spread.largest * 1e-9 * RATE / block);
}

int
main(void)
{
  static const char* const variants[] = { "w8", "w4" };
  violin                              = test_floats(FRAMES);
  least = (double*)calloc(MAX_BLOCKS, sizeof *least);
  if (!least) {
    return 1;
  }
  test_recorded_violin(violin, FRAMES, RATE);
  printf("worst block of %u s, least of %u passes, us; a clock reading of %.0f "
         "ns is taken off\n",
         SECONDS, PASSES, test_reading_ns());
  printf("                    block       median       99 %%    largest  over "
         "median  of period\n");
  for (unsigned v = 0; v < 2U; v++) {
    for (unsigned moves = STILL; moves < N_MOVES; moves++) {
      bench(variants[v], 64U, (Moves)moves);
      bench(variants[v], 16U, (Moves)moves);
    }
  }
  free(violin);
  free(least);
  return 0;
}
