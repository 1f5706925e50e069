#include "host/stress.h"

#include "host/guard.h"
#include "host/json.h"
#include "host/stress_checks.h"
#include "host/suggest.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/** One promise and how it is tried. */
typedef struct {
  const char* name;
  const char* promise;
  void (*run)(const HostStress* self);
} Check;

static const Check checks[] = {
  { "blocks", "the same output for every division into blocks",
    host_check_blocks },
  { "in-place", "inputs and outputs may share memory", host_check_in_place },
  { "zero-length", "a run of 0 frames changes nothing",
    host_check_zero_length },
  { "reactivation", "activated again it is as fresh", host_check_reactivation },
  { "instances", "two instances do not hear each other",
    host_check_two_instances },
  { "state", "a state is restored as it was saved", host_check_state },
  { "latency", "the latency is what it says", host_check_latency },
  { "bypass", "bypassed it is a wire, without a click", host_check_bypass },
  { "clicks", "every control may jump under a note", host_check_clicks },
  { "faults", "NaN, infinity and 1e30 do not come out or stay",
    host_check_faults },
  { "extremes", "both ends of every control are safe", host_check_extremes },
  { "wild-values", "any control value is safe", host_check_wild_values },
  { "automation", "all controls may move all the time", host_check_automation },
  { "rates", "works from 8 to 384 kHz", host_check_rates },
  { "silence", "silence and denormals cost no more than sound",
    host_check_silence },
  { "real-time", "run() does not allocate, lock or enter the kernel",
    host_check_real_time },
  { "leaks", "what is freed is gone", host_check_leaks },
};

#define N_CHECKS (sizeof(checks) / sizeof(checks[0]))

/** What a child is given. */
typedef struct {
  HostStress   stress;
  const Check* check;
} Task;

static void
run_check(void* data, void* shared)
{
  Task* task          = (Task*)data;
  task->stress.result = (HostStressResult*)shared;
  task->check->run(&task->stress);
  if (task->stress.result->verdict == HOST_STRESS_RUNNING) {
    task->stress.result->verdict = HOST_STRESS_HOLDS;
  }
  _exit(0); /* before anything else of the plugin can go wrong */
}

/** Run one check; the plugin may end it as it likes. */
static void
try_check(Task* task, double limit_s, HostStressResult* result)
{
  HostGuard guard = { run_check, task, result, limit_s, 0 };
  char      what[100];
  memset(result, 0, sizeof(*result));
  const HostGuardEnd end      = host_guard_run(&guard);
  const bool         was_fine = end == HOST_GUARD_LEFT && guard.number == 0 &&
                        result->verdict != HOST_STRESS_RUNNING;
  if (was_fine || result->verdict == HOST_STRESS_SKIPPED) {
    return;
  }
  host_guard_describe(&guard, end, what, sizeof(what));
  result->verdict =
    (end == HOST_GUARD_NO_PROCESS) ? HOST_STRESS_SKIPPED : HOST_STRESS_BROKEN;
  snprintf(result->text, sizeof(result->text), "%s%s%s", what,
           *result->doing ? ", at: " : "", result->doing);
}

static const char*
word(HostStressVerdict verdict)
{
  return verdict == HOST_STRESS_HOLDS    ? "holds"
         : verdict == HOST_STRESS_BROKEN ? "BROKEN"
                                         : "skipped";
}

static void
print_check(const Check* check, const HostStressResult* result, HostJson* json)
{
  if (json) {
    host_json_open(json, NULL, '{');
    host_json_text(json, "name", check->name);
    host_json_text(json, "promise", check->promise);
    host_json_text(
      json, "verdict",
      result->verdict == HOST_STRESS_BROKEN ? "broken" : word(result->verdict));
    host_json_text(json, "detail", *result->text ? result->text : NULL);
    host_json_close(json, '}');
  } else {
    printf("%-8s %-13s %s%s%s\n", word(result->verdict), check->name,
           check->promise, *result->text ? ": " : "", result->text);
    fflush(stdout);
  }
}

/** All names that were given must be known. */
static HostExit
check_names(const HostStressOptions* options, HostError* error)
{
  for (size_t i = 0; i < options->n_names; ++i) {
    HostSuggestion near_by;
    bool           is_known = false;
    host_suggest_begin(&near_by, options->names[i]);
    for (size_t k = 0; k < N_CHECKS; ++k) {
      is_known = is_known || !strcmp(checks[k].name, options->names[i]);
      host_suggest_offer(&near_by, checks[k].name);
    }
    if (!is_known) {
      const char* best = host_suggest_result(&near_by);
      return host_fail(error, HOST_EXIT_USAGE,
                       "'%s' is no check of stress%s%s%s; see 'dala-host "
                       "stress --help'",
                       options->names[i], best ? ", did you mean " : "",
                       best ? best : "", best ? "?" : "");
    }
  }
  return HOST_EXIT_OK;
}

static bool
is_wanted(const HostStressOptions* options, const char* name)
{
  bool wanted = !options->n_names;
  for (size_t i = 0; i < options->n_names; ++i) {
    wanted = wanted || !strcmp(options->names[i], name);
  }
  return wanted;
}

/** How many of each verdict. */
typedef struct {
  size_t tried;
  size_t broken;
  size_t skipped;
} Counts;

static Counts
run_all(Task* task, const HostStressOptions* options, HostStressResult* result,
        HostJson* json)
{
  Counts counts = { 0, 0, 0 };
  for (size_t i = 0; i < N_CHECKS; ++i) {
    if (is_wanted(options, checks[i].name)) {
      task->check = &checks[i];
      try_check(task, options->limit_s, result);
      ++counts.tried;
      counts.broken += result->verdict == HOST_STRESS_BROKEN;
      counts.skipped += result->verdict == HOST_STRESS_SKIPPED;
      print_check(&checks[i], result, json);
    }
  }
  return counts;
}

HostExit
host_stress_run(const HostWorld* world, const HostPlugin* plugin,
                const HostSettings* settings, const HostStressOptions* options,
                HostError* error)
{
  Task     task = { { world, plugin, settings, NULL }, NULL };
  HostJson json;
  Counts   counts;
  if (check_names(options, error)) {
    return error->code;
  }
  HostStressResult* result =
    (HostStressResult*)host_guard_share(sizeof(HostStressResult));
  if (!result) {
    return host_fail_memory(error);
  }
  host_json_init(&json, stdout);
  if (options->json) {
    host_json_open(&json, NULL, '{');
    host_json_text(&json, "plugin", plugin->uri);
    host_json_open(&json, "checks", '[');
    counts = run_all(&task, options, result, &json);
    host_json_close(&json, ']');
    host_json_number(&json, "broken", (double)counts.broken);
    host_json_number(&json, "skipped", (double)counts.skipped);
    host_json_close(&json, '}');
  } else {
    counts = run_all(&task, options, result, NULL);
    printf("<%s>: %zu of %zu promises hold, %zu broken, %zu skipped\n",
           plugin->uri, counts.tried - counts.broken - counts.skipped,
           counts.tried, counts.broken, counts.skipped);
  }
  host_guard_unshare(result, sizeof(*result));
  return counts.broken ? HOST_EXIT_DIFFERENT : HOST_EXIT_OK;
}
