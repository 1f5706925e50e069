#include "host/batch.h"
#include "host/bench.h"
#include "host/compare.h"
#include "host/errors.h"
#include "host/features.h"
#include "host/help.h"
#include "host/info.h"
#include "host/list.h"
#include "host/options.h"
#include "host/plan.h"
#include "host/score.h"
#include "host/settings.h"
#include "host/state_file.h"
#include "host/stress.h"
#include "host/world.h"

#include <signal.h>
#include <stdio.h>

/** Refuse a plugin that could not be rendered with, before any file. */
static HostExit
check_plugin(const HostWorld* world, const HostPlugin* plugin, HostError* error)
{
  if (!plugin->ports.n_audio_out) {
    return host_fail(error, HOST_EXIT_PLUGIN_REFUSED,
                     "the plugin <%s> has no audio output; choose another",
                     plugin->uri);
  }
  return host_features_check(world, plugin, error);
}

/** Refuse blocks that the plugin says it cannot take. */
static HostExit
check_blocks(const HostOptions* options, const HostPlugin* plugin,
             HostError* error)
{
  return (!plugin->fixed_blocks ||
          host_blocks_are_even(&options->blocks, plugin->pow2_blocks))
           ? HOST_EXIT_OK
           : host_fail(error, HOST_EXIT_BLOCK_SIZE,
                       "the plugin <%s> takes blocks of one length%s only; "
                       "leave out --block, or give such a number",
                       plugin->uri,
                       plugin->pow2_blocks ? ", a power of two," : "");
}

static HostExit
render(const HostOptions* options, const HostWorld* world,
       const HostPlugin* plugin, HostError* error)
{
  HostSettings settings = { 0 };
  HostPlan     plan     = { 0 };
  HostScore    score    = { 0 };
  HostExit     code     = check_plugin(world, plugin, error);
  if (!code) {
    code = host_settings_make(&settings, world, plugin, options->preset,
                              options->sets, options->n_sets, error);
  }
  if (!code && options->render.state) {
    code = host_state_file_load(&settings, world, plugin, options->render.state,
                                error);
  }
  if (!code) {
    code = check_blocks(options, plugin, error);
  }
  if (!code) {
    code = host_score_make(&score, &options->render, plugin, error);
  }
  if (!code) {
    code = host_plan_make(&plan, options, error);
  }
  if (code) {
    host_error_print(error);
  } else {
    const HostSetup setup = { options, world, plugin, &settings, &score };
    code                  = host_batch_run(&setup, &plan);
  }
  host_plan_clear(&plan);
  host_score_clear(&score);
  host_settings_clear(&settings);
  return code;
}

static HostExit
stress(const HostOptions* options, const HostWorld* world,
       const HostPlugin* plugin, HostError* error)
{
  HostSettings settings = { 0 };
  HostExit     code     = check_plugin(world, plugin, error);
  if (!code) {
    code = host_settings_make(&settings, world, plugin, options->preset,
                              options->sets, options->n_sets, error);
  }
  if (!code) {
    const HostStressOptions wanted = { options->batch.timeout_s > 0.0
                                         ? options->batch.timeout_s
                                         : HOST_STRESS_LIMIT_S,
                                       options->json, options->inputs,
                                       options->n_inputs };
    code = host_stress_run(world, plugin, &settings, &wanted, error);
  }
  host_settings_clear(&settings);
  return code;
}

static HostExit
bench(const HostOptions* options, const HostWorld* world, HostError* error)
{
  const HostBenchOptions wanted = {
    options->plugins,
    options->n_plugins,
    options->n_inputs ? options->inputs[0] : NULL,
    options->batch.timeout_s > 0.0 ? options->batch.timeout_s
                                   : HOST_BENCH_LIMIT_S,
    options->json,
  };
  return host_bench_run(world, &wanted, error);
}

/** The commands that need to know plugins. */
static HostExit
run_with_world(const HostOptions* options)
{
  HostWorld  world  = { 0 };
  HostPlugin plugin = { 0 };
  HostError  error  = { HOST_EXIT_OK, "" };
  HostExit   code   = host_world_open(&world, &error);
  if (!code && options->command == HOST_COMMAND_LIST) {
    code = host_list_print(&world, options->json, &error);
  } else if (!code && options->command == HOST_COMMAND_BENCH) {
    code = bench(options, &world, &error);
  } else if (!code) {
    code = host_plugin_find(&world, options->plugin, &plugin, &error);
    if (!code && options->command == HOST_COMMAND_RENDER) {
      code       = render(options, &world, &plugin, &error);
      error.code = HOST_EXIT_OK; /* printed already */
    } else if (!code && options->command == HOST_COMMAND_STRESS) {
      code = stress(options, &world, &plugin, &error);
    } else if (!code) {
      code = host_info_print(&world, &plugin, options->json, &error);
    }
  }
  if (error.code) {
    host_error_print(&error);
  }
  host_plugin_clear(&plugin);
  host_world_close(&world);
  return code;
}

static HostExit
run(const HostOptions* options)
{
  HostError error = { HOST_EXIT_OK, "" };
  HostExit  code  = HOST_EXIT_OK;
  switch (options->command) {
    case HOST_COMMAND_HELP:
      host_help_print(options->topic);
      return HOST_EXIT_OK;
    case HOST_COMMAND_VERSION:
      host_version_print();
      return HOST_EXIT_OK;
    case HOST_COMMAND_COMPARE:
      code = host_compare(options->inputs[0], options->inputs[1], options->json,
                          &error);
      if (error.code) {
        host_error_print(&error);
      }
      return code;
    default:
      return run_with_world(options);
  }
}

int
main(int argc, char** argv)
{
  HostOptions options;
  HostError   error;
  HostExit    code = host_options_parse(&options, argc, argv, &error);
  if (code) {
    host_error_print(&error);
    return (int)code;
  }
  // A limit on file size is to be an error of write(), not our death
  signal(SIGXFSZ, SIG_IGN);
  code = run(&options);
  host_options_clear(&options);
  // What was lost in an earlier flush shows in the mark alone
  if ((fflush(stdout) || ferror(stdout)) && !code) {
    host_fail(&error, HOST_EXIT_CANNOT_WRITE,
              "standard output cannot be written; check where it goes");
    host_error_print(&error);
    code = error.code;
  }
  return (int)code;
}
