/**
   Nanoseconds per frame of each module by itself, in both vector variants, on
   a recorded violin and on silence after it.

   Times are thread CPU time, read around 32 ticks of 32 frames each, less
   what a reading costs; median and 99th percentile of 1500 such batches (32 s
   of sound, so that silence has time to reach the smallest numbers). As in
   the plugin, subnormal numbers are flushed to zero.
*/
#include "plugin/dsp/body.h"
#include "plugin/dsp/dombra.h"
#include "plugin/dsp/drone.h"
#include "plugin/dsp/ears.h"
#include "plugin/dsp/follower.h"
#include "plugin/dsp/ftz.h"
#include "plugin/dsp/horsehair.h"
#include "plugin/dsp/jingles.h"
#include "plugin/dsp/kernels/kernels.h"
#include "plugin/dsp/limiter.h"
#include "plugin/dsp/own_tone.h"
#include "plugin/dsp/shifter.h"
#include "plugin/dsp/space.h"
#include "plugin/dsp/strings.h"
#include "plugin/dsp/swing.h"
#include "plugin/dsp/zhyrau.h"
#include "plugin/music/beat.h"
#include "plugin/music/string_sets.h"
#include "tests/support/lv2/stopwatch.h"
#include "tests/support/lv2/violin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000.0
#define TICKS 32U
#define BATCH (TICKS * DALA_TICK)
#define BATCHES 1500U
#define SOUND (BATCH * 500U)

static float* violin;
static float* silence;

static DalaEars      ears;
static DalaHorsehair horsehair;
static DalaBody      body;
static DalaStrings   strings;
static DalaDrone     drone;
static DalaDombra    dombra;
static DalaOwnTone   own_tone;
static DalaZhyrau    zhyrau;
static DalaSwing     swing;
static DalaFollower  follower;
static DalaLimiter   limiter;
static DalaSpace     space;
static DalaJingles   jingles;
static DalaShifter   shifter;
static DalaBeat      beat;
static uint32_t      counter;

static DalaStringTuning set[2][DALA_STRINGS_MAX];

// ------------------------------------------------------------ preparation

static void
lay_out(DalaArena* const arena, const DalaConfig* const cfg)
{
  dala_ears_layout(&ears, cfg, arena);
  dala_horsehair_layout(&horsehair, cfg, arena);
  dala_body_layout(&body, cfg, arena);
  dala_strings_layout(&strings, cfg, arena);
  dala_drone_layout(&drone, cfg, arena);
  dala_dombra_layout(&dombra, cfg, arena);
  dala_own_tone_layout(&own_tone, cfg, arena);
  dala_zhyrau_layout(&zhyrau, cfg, arena);
  dala_space_layout(&space, cfg, arena);
  dala_shifter_layout(&shifter, cfg, arena);
}

/// Returns the memory, to be freed.
static void*
prepare(const DalaConfig* const cfg)
{
  DalaArena arena;
  dala_arena_measure(&arena);
  lay_out(&arena, cfg);
  const size_t size  = arena.used;
  void* const  block = aligned_alloc(DALA_ARENA_ALIGN, size);
  memset(block, 0, size);
  dala_arena_init(&arena, block, size);
  lay_out(&arena, cfg);
  dala_ears_prepare(&ears, cfg);
  dala_horsehair_prepare(&horsehair, cfg);
  dala_body_prepare(&body, cfg);
  dala_strings_prepare(&strings, cfg);
  dala_drone_prepare(&drone, cfg);
  dala_jingles_prepare(&jingles, RATE);
  dala_dombra_prepare(&dombra, cfg);
  dala_own_tone_prepare(&own_tone, cfg);
  dala_zhyrau_prepare(&zhyrau, cfg);
  dala_swing_prepare(&swing, cfg->rate);
  dala_space_prepare(&space, cfg);
  dala_shifter_prepare(&shifter, cfg);
  dala_follower_prepare(&follower, RATE);
  dala_limiter_prepare(&limiter, RATE);
  return block;
}

static uint32_t
tune(DalaStringTuning* const to, const double tonic_hz)
{
  DalaSetString  from[DALA_STRING_SET_MAX];
  const uint32_t n = dala_string_set_tune(DALA_STRING_SET_SARANGI, tonic_hz,
                                          DALA_STRING_TUNE_JUST, from);
  for (uint32_t i = 0; i < n; i++) {
    to[i].freq_hz    = from[i].freq_hz;
    to[i].t60_factor = from[i].t60_factor;
    to[i].gain       = from[i].gain;
    to[i].buzz       = from[i].buzz;
  }
  return n;
}

static void
start_horsehair(void)
{
  dala_horsehair_set_amount(&horsehair, 1.0f);
}

static void
start_body(void)
{
  dala_body_set_amount(&body, 1.0f);
}

static void
start_strings(void)
{
  const uint32_t n = tune(set[0], 146.83);
  tune(set[1], 164.81);
  dala_strings_set_set(&strings, set[0], n);
}

static void
start_drone(const float* const hz)
{
  for (uint32_t i = 0; i < DALA_DRONE_STRINGS; i++) {
    dala_drone_set_string(&drone, i, hz[i], 0.577f, (float)i - 1.0f);
  }
  dala_drone_set_gain(&drone, 1.0f);
  dala_drone_set_on(&drone, true);
}

static void
start_low_drone(void)
{
  static const float hz[DALA_DRONE_STRINGS] = { 146.83f, 220.25f, 146.83f };
  start_drone(hz);
}

static void
start_high_drone(void)
{
  static const float hz[DALA_DRONE_STRINGS] = { 493.88f, 740.83f, 987.77f };
  start_drone(hz);
}

/// D3 and A3.
static void
start_dombra(void)
{
  dala_dombra_set_string(&dombra, 0U, 146.83f, 0.8f, -0.3f);
  dala_dombra_set_string(&dombra, 1U, 220.25f, 0.6f, 0.3f);
  dala_dombra_set_on(&dombra, true);
}

/// The same, of a tone whose partials fall.
static void
start_own_tone(void)
{
  DalaTone tone = { .hz = 440.0f, .count = 30U };
  for (uint32_t k = 0; k < tone.count; k++) {
    tone.amp[k] = 0.1f / (float)(k + 1U);
  }
  dala_own_tone_set_tone(&own_tone, &tone);
  dala_own_tone_set_string(&own_tone, 0U, 146.83f, 0.8f, -0.3f);
  dala_own_tone_set_string(&own_tone, 1U, 220.25f, 0.6f, 0.3f);
  dala_own_tone_set_on(&own_tone, true);
}

static void
start_limiter(void)
{
  dala_limiter_set_on(&limiter, true);
}

static void
start_steppe(void)
{
  dala_space_set_place(&space, DALA_PLACE_STEPPE);
}

static void
start_hall(void)
{
  dala_space_set_place(&space, DALA_PLACE_VIENNA);
}

static void
start_beat(void)
{
  dala_beat_reset(&beat);
  counter = 0U;
}

static void
start_nothing(void)
{
}

// --------------------------------------------------------------- one tick

/// As if an A sounded all the time.
static void
run_horsehair(const float* const in, float* const l, float* const r)
{
  const DalaHeard heard = { .f0_hz = 440.0f + (float)(counter++ % 8U),
                            .level = 0.01f,
                            .loud  = 0.02f };
  (void)r;
  dala_horsehair_tick(&horsehair, &heard);
  dala_horsehair_process(&horsehair, in, l, 0U, DALA_TICK);
}

static void
run_body(const float* const in, float* const l, float* const r)
{
  (void)r;
  dala_body_tick(&body);
  dala_body_process(&body, in, l, DALA_TICK);
}

static void
run_moving_body(const float* const in, float* const l, float* const r)
{
  dala_body_set_amount(&body, counter++ % 2U ? 0.4f : 0.9f);
  run_body(in, l, r);
}

static void
run_strings(const float* const in, float* const l, float* const r)
{
  dala_strings_tick(&strings);
  dala_strings_process(&strings, in, l, r, DALA_TICK);
}

static void
run_fading_strings(const float* const in, float* const l, float* const r)
{
  dala_strings_set_set(&strings, set[counter++ / 8U % 2U], DALA_STRINGS_MAX);
  run_strings(in, l, r);
}

static void
run_drone(const float* const in, float* const l, float* const r)
{
  (void)in;
  dala_drone_tick(&drone);
  dala_drone_process(&drone, l, r, DALA_TICK);
}

/// A stroke every 120 ms.
static void
run_dombra(const float* const in, float* const l, float* const r)
{
  static const DalaStroke stroke = { .velocity = 7.0f, .spread_s = 0.01f };
  (void)in;
  dala_dombra_tick(&dombra);
  if (counter++ % 180U == 0U) {
    dala_dombra_stroke(&dombra, &stroke);
  }
  dala_dombra_process(&dombra, l, r, DALA_TICK);
}

static void
start_zhyrau(void)
{
  dala_zhyrau_set_string(&zhyrau, 0U, 146.83f, 0.8f, -0.3f);
  dala_zhyrau_set_string(&zhyrau, 1U, 220.25f, 0.6f, 0.3f);
  dala_zhyrau_set_on(&zhyrau, true);
}

/// The overtone moves twice a second.
static void
run_zhyrau(const float* const in, float* const l, float* const r)
{
  (void)in;
  counter++;
  dala_zhyrau_set_melody(&zhyrau, counter / 750U % 2U ? 440.0f : 587.3f);
  dala_zhyrau_tick(&zhyrau);
  dala_zhyrau_process(&zhyrau, l, r, DALA_TICK);
}

static void
run_own_tone(const float* const in, float* const l, float* const r)
{
  (void)in;
  dala_own_tone_tick(&own_tone);
  dala_own_tone_process(&own_tone, l, r, DALA_TICK);
}

static void
start_swing(void)
{
  dala_swing_set_string(&swing, 0U, 0.8f, -0.3f);
  dala_swing_set_string(&swing, 1U, 0.6f, 0.3f);
  dala_swing_set_depth(&swing, 7.0f);
}

/// A stroke every 120 ms.
static void
run_swing(const float* const in, float* const l, float* const r)
{
  static const DalaStroke stroke = { .velocity = 7.0f,
                                     .spread_s = 0.01f,
                                     .decay_s  = 0.1f };
  (void)in;
  dala_swing_tick(&swing);
  if (counter++ % 180U == 0U) {
    dala_swing_stroke(&swing, &stroke);
  }
  dala_swing_process(&swing, l, r, 0U, DALA_TICK);
}

static void
run_ears(const float* const in, float* const l, float* const r)
{
  (void)l;
  (void)r;
  dala_ears_process(&ears, in, DALA_TICK);
}

/// Sixteenths without end: there is always something to think about.
static void
run_beat(const float* const in, float* const l, float* const r)
{
  (void)in;
  (void)l;
  (void)r;
  if (++counter % 170U == 0U) {
    dala_beat_note(&beat, (double)counter * DALA_TICK / RATE);
  }
  dala_beat_think(&beat);
}

static void
run_follower(const float* const in, float* const l, float* const r)
{
  (void)l;
  (void)r;
  dala_follower_tick(&follower);
  dala_follower_process(&follower, in, DALA_TICK);
}

static void
run_limiter(const float* const in, float* const l, float* const r)
{
  memcpy(l, in, DALA_TICK * sizeof *l);
  memcpy(r, in, DALA_TICK * sizeof *r);
  dala_limiter_tick(&limiter);
  dala_limiter_process(&limiter, l, r, DALA_TICK);
}

static void
start_shifter(void)
{
  dala_shifter_start(&shifter);
}

static void
shift(const float* const in, float* const l, const float cents)
{
  memcpy(l, in, DALA_TICK * sizeof *l);
  dala_shifter_aim(&shifter, cents, 1.0f, 0.0f, 0.0f);
  dala_shifter_tick(&shifter, 440.0f);
  dala_shifter_process(&shifter, l, DALA_TICK);
}

/// A shake without end.
static void
run_shifter(const float* const in, float* const l, float* const r)
{
  (void)r;
  shift(in, l, counter++ % 150U < 75U ? 200.0f : 0.0f);
}

/// The reader hardly moves, so that it seldom takes over from another.
static void
run_one_reader(const float* const in, float* const l, float* const r)
{
  (void)r;
  shift(in, l, 10.0f);
}

/// Held in the middle between two readers.
static void
run_two_readers(const float* const in, float* const l, float* const r)
{
  (void)r;
  shifter.from      = shifter.delay + 100.5f;
  shifter.fade      = 0.5f;
  shifter.fade_step = 0.0f;
  shift(in, l, 10.0f);
}

/// As if the bow turned every 100 ms.
static void
run_jingles(const float* const in, float* const l, float* const r)
{
  const DalaHeard heard = { .level = counter++ % 150U < 75U ? 0.01f : 0.001f,
                            .loud  = 0.02f };
  (void)in;
  dala_jingles_tick(&jingles, &heard);
  dala_jingles_process(&jingles, l, r, 0U, DALA_TICK);
}

static void
run_space(const float* const in, float* const l, float* const r)
{
  dala_space_tick(&space);
  dala_space_process(&space, in, in, l, r, DALA_TICK);
}

/// Another hall each second, so that two rooms sound all the time.
static void
run_travel(const float* const in, float* const l, float* const r)
{
  dala_space_set_place(&space, DALA_PLACE_MOSCOW + counter++ / 1500U % 5U);
  run_space(in, l, r);
}

typedef struct {
  const char* name;
  void (*start)(void);
  void (*run)(const float* in, float* l, float* r);
} Module;

static const Module modules[] = {
  { "ears", start_nothing, run_ears },
  { "beat", start_beat, run_beat },
  { "horsehair", start_horsehair, run_horsehair },
  { "body, 48 modes", start_body, run_body },
  { "body, moving", start_body, run_moving_body },
  { "strings, 24", start_strings, run_strings },
  { "strings, 24, fading", start_strings, run_fading_strings },
  { "drone, D3 A3 D3", start_low_drone, run_drone },
  { "drone, B4 F#5 B5", start_high_drone, run_drone },
  { "dombra, D3 A3", start_dombra, run_dombra },
  { "zhyrau, D3 A3", start_zhyrau, run_zhyrau },
  { "own tone, D3 A3", start_own_tone, run_own_tone },
  { "swing of the pulse", start_swing, run_swing },
  { "follower", start_nothing, run_follower },
  { "ceiling", start_limiter, run_limiter },
  { "jingles", start_nothing, run_jingles },
  { "shifter, a shake", start_shifter, run_shifter },
  { "shifter, one reader", start_shifter, run_one_reader },
  { "shifter, two readers", start_shifter, run_two_readers },
  { "space, steppe", start_steppe, run_space },
  { "space, a hall", start_hall, run_space },
  { "space, two halls", start_hall, run_travel },
};

// -------------------------------------------------------------- measuring

static TestSpread
measure(const Module* const module, const float* const in)
{
  static double times[BATCHES];
  float         l[DALA_TICK];
  float         r[DALA_TICK];
  for (size_t i = 0; i < 100U * TICKS; i++) {
    module->run(violin + i * DALA_TICK, l, r);
  }
  for (size_t i = 0; i < BATCHES; i++) {
    const float* const from   = in + i * BATCH % SOUND;
    const double       before = test_now_ns();
    for (size_t k = 0; k < BATCH; k += DALA_TICK) {
      module->run(from + k, l, r);
    }
    times[i] = (test_now_ns() - before - test_reading_ns()) / BATCH;
  }
  return test_spread(times, BATCHES);
}

static void
bench_variant(const DalaKernels* const kernels)
{
  const DalaConfig cfg = { .rate = RATE, .kernels = kernels };
  printf("\nns per frame, %s        violin: median    99 %%   silence: median "
         "   99 %%\n",
         kernels->name);
  for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++) {
    TestSpread spread[2];
    for (unsigned quiet = 0; quiet < 2U; quiet++) {
      void* const block = prepare(&cfg);
      modules[i].start();
      spread[quiet] = measure(&modules[i], quiet ? silence : violin);
      free(block);
    }
    printf("%-28s %12.2f %8.2f %16.2f %8.2f\n", modules[i].name,
           spread[0].median, spread[0].p99, spread[1].median, spread[1].p99);
  }
}

int
main(void)
{
  static const char* const names[] = { "w8", "w4" };
  violin                           = test_floats(SOUND);
  silence                          = test_floats(SOUND);
  test_recorded_violin(violin, SOUND, RATE);
  printf("modules at %.0f Hz; a clock reading of %.0f ns is taken off\n", RATE,
         test_reading_ns());
  const uint64_t fpu = dala_ftz_enter();
  for (size_t i = 0; i < 2U; i++) {
    const DalaKernels* const kernels = dala_kernels_by_name(names[i]);
    if (kernels) {
      bench_variant(kernels);
    }
  }
  dala_ftz_leave(fpu);
  free(violin);
  free(silence);
  return 0;
}
