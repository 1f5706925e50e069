#ifndef HOST_BENCH_MEASURE_H
#define HOST_BENCH_MEASURE_H

#include "host/stress_rig.h"

/** Passes over the same sound; of each block the cheapest counts. */
#define HOST_BENCH_PASSES 5

/** Longest sound that is measured with, in seconds. */
#define HOST_BENCH_SOUND_S 4.0

/** The cost of one block size, in thread CPU seconds per block. */
typedef struct {
  double median_s;
  double p99_s;
  double worst_s;
  double mean_s;
} HostBenchCost;

/** What a child answers. */
typedef struct {
  HostStressResult result; /* its verdict is HOLDS if all went well */
  HostError        error;
  HostBenchCost    cost;
  double           start_s; /* to load and instantiate, median */
  double           bytes;   /* of memory it made resident */
  double           rate;    /* Hz */
} HostBenchAnswer;

/** What a child is to do. */
typedef struct {
  HostStress  stress;
  const char* input; /* or NULL */
  uint32_t    block; /* frames; 0: measure the start and the memory */
} HostBenchTask;

/**
   Measure in this process, which the plugin may crash; for host_guard_run():
   `data` is a HostBenchTask, `shared` a HostBenchAnswer.
*/
void
host_bench_measure(void* data, void* shared);

#endif
