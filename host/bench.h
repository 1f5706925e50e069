#ifndef HOST_BENCH_H
#define HOST_BENCH_H

#include "host/errors.h"
#include "host/world.h"

#include <stdbool.h>
#include <stddef.h>

/** Longest time for one measurement, unless the user says otherwise. */
#define HOST_BENCH_LIMIT_S 300.0

/** What is measured, and how it is told. */
typedef struct {
  const char* const* uris;
  size_t             n_uris;
  const char*        input; /* sound file, or NULL for a made sound */
  double             limit_s;
  bool               json;
} HostBenchOptions;

/**
   Measure the load of plugins per block size, and print it side by side.

   Fails with HOST_EXIT_UNKNOWN_PLUGIN, PLUGIN_REFUSED, the codes of
   host_audio_open(), HOST_EXIT_CHANNELS, PLUGIN_CRASHED, TIMEOUT, NO_MEMORY.
*/
HostExit
host_bench_run(const HostWorld* world, const HostBenchOptions* options,
               HostError* error);

#endif
