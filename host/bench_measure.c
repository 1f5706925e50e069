#include "host/bench_measure.h"

#include "host/audio_file.h"
#include "host/channel_map.h"
#include "host/feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/** Times that the plugin is started. */
#define STARTS 5

static double
clock_s(clockid_t clock)
{
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int
by_size(const void* a, const void* b)
{
  const double x = *(const double*)a;
  const double y = *(const double*)b;
  return (x > y) - (x < y);
}

/** What it costs to look at the clock twice. */
static double
cost_of_clock(void)
{
  double least = 1.0;
  for (int i = 0; i < 1000; ++i) {
    const double begin = clock_s(CLOCK_THREAD_CPUTIME_ID);
    const double cost  = clock_s(CLOCK_THREAD_CPUTIME_ID) - begin;
    least              = (cost < least) ? cost : least;
  }
  return least;
}

/** The sound of the input file, spread over the inputs as render does. */
static HostExit
read_input(const HostBenchTask* task, HostSound* sound, double* rate,
           HostError* error)
{
  const uint32_t   inputs = task->stress.plugin->ports.n_audio_in;
  HostAudioReader* reader = NULL;
  HostFeed         feed;
  HostChannelMap   map;
  HostExit         code = host_audio_open(task->input, &reader, error);
  if (code) {
    return code;
  }
  *rate       = host_audio_info(reader)->rate;
  size_t room = (size_t)(HOST_BENCH_SOUND_S * *rate);
  if (host_audio_info(reader)->frames < room) {
    room = (size_t)host_audio_info(reader)->frames;
  }
  code = host_channel_map_make(&map, host_audio_info(reader)->channels, inputs,
                               HOST_CHANNEL_AUTO, task->input, error);
  if (!code) {
    code = host_feed_init(&feed, reader, &map, (uint32_t)*rate, error);
  }
  if (!code) {
    *sound = host_stress_sound(&task->stress, room, *rate, 1);
    code   = host_feed_fill(&feed, sound->channels, room, error);
    host_feed_clear(&feed);
  }
  host_audio_close(reader);
  return code;
}

/** One pass: keep the time of each block if it is the least so far. */
static bool
run_pass(const HostBenchTask* task, const HostSound* in, HostSound* out,
         double rate, double* costs, size_t n_blocks, bool is_first)
{
  HostRig rig;
  if (!host_rig_open(&rig, &task->stress, rate)) {
    return false;
  }
  for (size_t i = 0; i < n_blocks; ++i) {
    const double begin = clock_s(CLOCK_THREAD_CPUTIME_ID);
    host_rig_run(&rig, in, out, i * task->block, task->block);
    const double cost = clock_s(CLOCK_THREAD_CPUTIME_ID) - begin;
    costs[i]          = (is_first || cost < costs[i]) ? cost : costs[i];
  }
  host_rig_close(&rig);
  return true;
}

static void
measure_blocks(const HostBenchTask* task, const HostSound* in, double rate,
               HostBenchAnswer* answer)
{
  const size_t n_blocks = in->frames / task->block;
  HostSound    out      = host_stress_room(&task->stress, in->frames);
  double*      costs =
    (double*)host_stress_memory(&task->stress, n_blocks + 1u, sizeof(double));
  const double clock = cost_of_clock();
  double       sum   = 0.0;
  if (!n_blocks) {
    host_fail(&answer->error, HOST_EXIT_EMPTY_INPUT,
              "'%s' is shorter than a block; choose a longer sound",
              task->input);
    return;
  }
  for (int pass = 0; pass < HOST_BENCH_PASSES; ++pass) {
    if (!run_pass(task, in, &out, rate, costs, n_blocks, pass == 0)) {
      return;
    }
  }
  for (size_t i = 0; i < n_blocks; ++i) {
    costs[i] = (costs[i] > clock) ? costs[i] - clock : 0.0;
    sum += costs[i];
  }
  qsort(costs, n_blocks, sizeof(double), by_size);
  answer->cost.median_s = costs[n_blocks / 2];
  answer->cost.p99_s    = costs[(n_blocks - 1) * 99 / 100];
  answer->cost.worst_s  = costs[n_blocks - 1];
  answer->cost.mean_s   = sum / (double)n_blocks;
  free(costs);
}

static double
resident_bytes(void)
{
  unsigned long size     = 0;
  unsigned long resident = 0;
  FILE*         file     = fopen("/proc/self/statm", "re");
  if (file) {
    // The kernel writes two numbers
    // NOLINTNEXTLINE(cert-err34-c)
    if (fscanf(file, "%lu %lu", &size, &resident) != 2) {
      resident = 0;
    }
    fclose(file);
  }
  return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

static void
measure_start(const HostBenchTask* task, const HostSound* in, double rate,
              HostBenchAnswer* answer)
{
  HostSound    out    = host_stress_room(&task->stress, in->frames);
  const double before = resident_bytes();
  double       times[STARTS];
  for (int i = 0; i < STARTS; ++i) {
    HostRig      rig;
    const double begin = clock_s(CLOCK_MONOTONIC);
    if (!host_rig_open(&rig, &task->stress, rate)) {
      return;
    }
    times[i] = clock_s(CLOCK_MONOTONIC) - begin;
    if (i == 0) {
      for (size_t at = 0; at + 256 <= in->frames && at < 48000; at += 256) {
        host_rig_run(&rig, in, &out, at, 256);
      }
      // Less the output, which was not resident before either
      answer->bytes =
        resident_bytes() - before - (double)out.count * sizeof(float) * 48000.0;
    }
    host_rig_close(&rig);
  }
  qsort(times, STARTS, sizeof(double), by_size);
  answer->start_s = times[STARTS / 2];
}

void
host_bench_measure(void* data, void* shared)
{
  HostBenchTask*   task   = (HostBenchTask*)data;
  HostBenchAnswer* answer = (HostBenchAnswer*)shared;
  HostSound        sound;
  task->stress.result = &answer->result;
  answer->rate        = HOST_STRESS_RATE;
  if (!task->input) {
    sound = host_stress_sound(&task->stress,
                              (size_t)(HOST_BENCH_SOUND_S * answer->rate),
                              answer->rate, 1);
  } else if (read_input(task, &sound, &answer->rate, &answer->error)) {
    _exit(0);
  }
  if (task->block) {
    measure_blocks(task, &sound, answer->rate, answer);
  } else {
    measure_start(task, &sound, answer->rate, answer);
  }
  _exit(0);
}
