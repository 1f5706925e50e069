/**
   The whole plugin as a host runs it: nanoseconds per frame at 64 frames, for
   the defaults and with everything on, on a recorded violin and on silence
   after it; and what an instance costs.

   Times are thread CPU time, read around 16 blocks, less what a reading
   costs; median and 99th percentile of 1500 such batches (32 s of sound).
*/
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/stopwatch.h"
#include "tests/support/lv2/traps.h"
#include "tests/support/lv2/violin.h"

#include <stdio.h>
#include <stdlib.h>

#define RATE 48000U
#define BLOCK 64U
#define BATCH (16U * BLOCK)
#define BATCHES 1500U
#define SOUND (BATCH * 500U)

static float* violin;
static float* silence;

static TestPlug*
open_variant(const char* const variant, const double rate)
{
  setenv("DALA_VARIANT", variant, 1);
  return test_plug_open(false, rate, true);
}

static void
leave_alone(TestPlug* const plug)
{
  (void)plug;
}

static TestSpread
measure(TestPlug* const plug, const float* const in)
{
  static double times[BATCHES];
  float         l[BLOCK];
  float         r[BLOCK];
  for (size_t at = 0; at < 100U * BATCH; at += BLOCK) {
    test_plug_run(plug, violin + at, NULL, l, r, BLOCK);
  }
  for (size_t i = 0; i < BATCHES; i++) {
    const float* const from   = in + i * BATCH % SOUND;
    const double       before = test_now_ns();
    for (size_t k = 0; k < BATCH; k += BLOCK) {
      test_plug_run(plug, from + k, NULL, l, r, BLOCK);
    }
    times[i] = (test_now_ns() - before - test_reading_ns()) / BATCH;
  }
  return test_spread(times, BATCHES);
}

static void
bench_variant(const char* const variant)
{
  static const struct {
    const char* name;
    void (*set_up)(TestPlug*);
  } settings[] = { { "defaults", leave_alone },
                   { "everything on", test_plug_all_on },
                   { "everything off", test_plug_all_off } };
  printf("\nns per frame, %s        violin: median    99 %%   silence: median "
         "   99 %%\n",
         variant);
  for (size_t i = 0; i < 3U; i++) {
    TestSpread spread[2];
    for (unsigned quiet = 0; quiet < 2U; quiet++) {
      TestPlug* const plug = open_variant(variant, RATE);
      settings[i].set_up(plug);
      spread[quiet] = measure(plug, quiet ? silence : violin);
      test_plug_close(plug);
    }
    printf("%-28s %12.2f %8.2f %16.2f %8.2f\n", settings[i].name,
           spread[0].median, spread[0].p99, spread[1].median, spread[1].p99);
  }
}

static void
bench_instance(const double rate)
{
  double times[21];
  for (size_t i = 0; i < 21U; i++) {
    const double    before = test_now_ns();
    TestPlug* const plug   = test_plug_open(false, rate, true);
    times[i]               = test_now_ns() - before;
    test_plug_close(plug);
  }
  test_traps_enter();
  TestPlug* const      plug   = test_plug_open(false, rate, true);
  const TestTrapCounts counts = test_traps_leave();
  const TestSpread     spread = test_spread(times, 21U);
  printf("instance at %6.0f Hz: %.2f ms, %llu KiB\n", rate,
         1e-6 * spread.median,
         (unsigned long long)(counts.bytes - 64U * 1024U) / 1024U);
  test_plug_close(plug);
}

int
main(void)
{
  static const double rates[] = { 8000.0, 48000.0, 96000.0, 384000.0 };
  violin                      = test_floats(SOUND);
  silence                     = test_floats(SOUND);
  test_recorded_violin(violin, SOUND, RATE);
  printf("plugin at %u Hz in blocks of %u; a clock reading of %.0f ns is taken "
         "off\n",
         RATE, BLOCK, test_reading_ns());
  bench_variant("w8");
  bench_variant("w4");
  printf("\n");
  for (size_t i = 0; i < 4U; i++) {
    bench_instance(rates[i]);
  }
  free(violin);
  free(silence);
  return 0;
}
