#include "host/bench.h"

#include "host/bench_measure.h"
#include "host/features.h"
#include "host/guard.h"
#include "host/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Block sizes in frames. */
static const uint32_t sizes[] = { 16, 32, 64, 128, 256, 512, 1024 };

#define N_SIZES (sizeof(sizes) / sizeof(sizes[0]))

/** One plugin and what was measured of it. */
typedef struct {
  HostPlugin    plugin;
  HostSettings  settings;
  double        start_s;
  double        bytes;
  double        rate;
  HostBenchCost costs[N_SIZES];
} Subject;

/** Run one measurement in a child. */
static HostExit
measure(const HostWorld* world, const HostBenchOptions* options,
        Subject* subject, uint32_t block, HostBenchAnswer* answer,
        HostError* error)
{
  HostBenchTask task = { { world, &subject->plugin, &subject->settings, NULL },
                         options->input,
                         block };
  HostGuard guard = { host_bench_measure, &task, answer, options->limit_s, 0 };
  char      what[100];
  memset(answer, 0, sizeof(*answer));
  const HostGuardEnd end = host_guard_run(&guard);
  if (end == HOST_GUARD_LEFT && guard.number == 0) {
    *error = answer->error;
    return (answer->result.verdict == HOST_STRESS_BROKEN && !error->code)
             ? host_fail(error, HOST_EXIT_PLUGIN_REFUSED,
                         "the plugin <%s> %s; choose another rate",
                         subject->plugin.uri, answer->result.text)
             : error->code;
  }
  host_guard_describe(&guard, end, what, sizeof(what));
  return host_fail(error,
                   end == HOST_GUARD_HUNG         ? HOST_EXIT_TIMEOUT
                   : end == HOST_GUARD_NO_PROCESS ? HOST_EXIT_NO_MEMORY
                                                  : HOST_EXIT_PLUGIN_CRASHED,
                   "the plugin <%s> %s; report it to its author",
                   subject->plugin.uri, what);
}

static HostExit
open_subject(const HostWorld* world, const char* uri, Subject* subject,
             HostError* error)
{
  HostExit code = host_plugin_find(world, uri, &subject->plugin, error);
  if (!code) {
    code = host_features_check(world, &subject->plugin, error);
  }
  return code ? code
              : host_settings_make(&subject->settings, world, &subject->plugin,
                                   NULL, NULL, 0, error);
}

/** All sizes of all plugins; size by size, so that all meet the same machine.
 */
static HostExit
measure_all(const HostWorld* world, const HostBenchOptions* options,
            Subject* subjects, HostBenchAnswer* answer, HostError* error)
{
  HostExit code = HOST_EXIT_OK;
  for (size_t i = 0; i < options->n_uris && !code; ++i) {
    code = open_subject(world, options->uris[i], &subjects[i], error);
  }
  for (size_t i = 0; i < options->n_uris && !code; ++i) {
    code = measure(world, options, &subjects[i], 0, answer, error);
    subjects[i].start_s = answer->start_s;
    subjects[i].bytes   = answer->bytes;
    subjects[i].rate    = answer->rate;
  }
  for (size_t k = 0; k < N_SIZES; ++k) {
    for (size_t i = 0; i < options->n_uris && !code; ++i) {
      code = measure(world, options, &subjects[i], sizes[k], answer, error);
      subjects[i].costs[k] = answer->cost;
    }
  }
  return code;
}

static void
print_plain(const Subject* subjects, size_t count)
{
  printf("block  median us  p99 us  worst us  of real time: median  p99  "
         "worst   x real time\n");
  for (size_t i = 0; i < count; ++i) {
    const Subject* s = &subjects[i];
    printf("<%s> at %.0f Hz: starts in %.2f ms, %.1f MiB\n", s->plugin.uri,
           s->rate, 1e3 * s->start_s, s->bytes / 1048576.0);
    for (size_t k = 0; k < N_SIZES; ++k) {
      const HostBenchCost* c    = &s->costs[k];
      const double         span = sizes[k] / s->rate;
      printf("%5u  %9.2f  %6.2f  %8.2f  %13.2f %% %6.2f %% %6.2f %%  %8.0f",
             sizes[k], 1e6 * c->median_s, 1e6 * c->p99_s, 1e6 * c->worst_s,
             100.0 * c->median_s / span, 100.0 * c->p99_s / span,
             100.0 * c->worst_s / span, span / c->mean_s);
      if (i) {
        printf("  %.2f times the first",
               c->mean_s / subjects[0].costs[k].mean_s);
      }
      printf("\n");
    }
  }
}

static void
write_cost(HostJson* json, const Subject* subject, size_t k,
           const Subject* first)
{
  const HostBenchCost* cost = &subject->costs[k];
  host_json_open(json, NULL, '{');
  host_json_number(json, "frames", sizes[k]);
  host_json_number(json, "median_us", 1e6 * cost->median_s);
  host_json_number(json, "p99_us", 1e6 * cost->p99_s);
  host_json_number(json, "worst_us", 1e6 * cost->worst_s);
  host_json_number(json, "mean_us", 1e6 * cost->mean_s);
  host_json_number(json, "times_real_time",
                   sizes[k] / subject->rate / cost->mean_s);
  host_json_number(json, "times_first", cost->mean_s / first->costs[k].mean_s);
  host_json_close(json, '}');
}

static void
print_json(const Subject* subjects, size_t count)
{
  HostJson json;
  host_json_init(&json, stdout);
  host_json_open(&json, NULL, '[');
  for (size_t i = 0; i < count; ++i) {
    host_json_open(&json, NULL, '{');
    // There are `count` subjects
    // NOLINTNEXTLINE(clang-analyzer-core.*)
    host_json_text(&json, "plugin", subjects[i].plugin.uri);
    host_json_number(&json, "rate", subjects[i].rate);
    host_json_number(&json, "start_ms", 1e3 * subjects[i].start_s);
    host_json_number(&json, "memory_bytes", subjects[i].bytes);
    host_json_open(&json, "blocks", '[');
    for (size_t k = 0; k < N_SIZES; ++k) {
      write_cost(&json, &subjects[i], k, &subjects[0]);
    }
    host_json_close(&json, ']');
    host_json_close(&json, '}');
  }
  host_json_close(&json, ']');
}

HostExit
host_bench_run(const HostWorld* world, const HostBenchOptions* options,
               HostError* error)
{
  Subject* subjects = (Subject*)calloc(options->n_uris, sizeof(Subject));
  HostBenchAnswer* answer =
    (HostBenchAnswer*)host_guard_share(sizeof(HostBenchAnswer));
  HostExit code = HOST_EXIT_OK;
  if (!subjects || !answer) {
    code = host_fail_memory(error);
  } else {
    code = measure_all(world, options, subjects, answer, error);
  }
  if (!code && options->json) {
    print_json(subjects, options->n_uris);
  } else if (!code) {
    print_plain(subjects, options->n_uris);
  }
  for (size_t i = 0; subjects && i < options->n_uris; ++i) {
    host_settings_clear(&subjects[i].settings);
    host_plugin_clear(&subjects[i].plugin);
  }
  free(subjects);
  host_guard_unshare(answer, sizeof(*answer));
  return code;
}
