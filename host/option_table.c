#include "host/option_table.h"

#include "host/option_values.h"

#include <string.h>

enum {
  OPT_PLUGIN = 256,
  OPT_PRESET,
  OPT_SET,
  OPT_BLOCK,
  OPT_TAIL,
  OPT_LOG,
  OPT_FORMAT,
  OPT_BITS,
  OPT_CHANNEL,
  OPT_NO_COMPENSATE,
  OPT_FORCE,
  OPT_QUIET,
  OPT_JOBS,
  OPT_JSON
};

/** What is understood after each command; `h` and `V` everywhere. */
static const struct option list_options[] = {
  { "help", no_argument, NULL, 'h' },
  { "version", no_argument, NULL, 'V' },
  { "json", no_argument, NULL, OPT_JSON },
  { NULL, 0, NULL, 0 },
};

static const struct option info_options[] = {
  { "help", no_argument, NULL, 'h' },
  { "version", no_argument, NULL, 'V' },
  { "json", no_argument, NULL, OPT_JSON },
  { "plugin", required_argument, NULL, OPT_PLUGIN },
  { NULL, 0, NULL, 0 },
};

static const struct option render_options[] = {
  { "help", no_argument, NULL, 'h' },
  { "version", no_argument, NULL, 'V' },
  { "output", required_argument, NULL, 'o' },
  { "directory", required_argument, NULL, 'd' },
  { "plugin", required_argument, NULL, OPT_PLUGIN },
  { "preset", required_argument, NULL, OPT_PRESET },
  { "set", required_argument, NULL, OPT_SET },
  { "block", required_argument, NULL, OPT_BLOCK },
  { "tail", required_argument, NULL, OPT_TAIL },
  { "control-log", required_argument, NULL, OPT_LOG },
  { "format", required_argument, NULL, OPT_FORMAT },
  { "bits", required_argument, NULL, OPT_BITS },
  { "channel", required_argument, NULL, OPT_CHANNEL },
  { "no-compensate", no_argument, NULL, OPT_NO_COMPENSATE },
  { "force", no_argument, NULL, OPT_FORCE },
  { "quiet", no_argument, NULL, OPT_QUIET },
  { "jobs", required_argument, NULL, OPT_JOBS },
  { "json", no_argument, NULL, OPT_JSON },
  HOST_RENDER_OPTIONS,
  HOST_BATCH_OPTIONS,
  { NULL, 0, NULL, 0 },
};

static const struct option compare_options[] = {
  { "json", no_argument, NULL, OPT_JSON },
  { "help", no_argument, NULL, 'h' },
  { "version", no_argument, NULL, 'V' },
  { NULL, 0, NULL, 0 },
};

static const struct option stress_options[] = {
  { "help", no_argument, NULL, 'h' },
  { "version", no_argument, NULL, 'V' },
  { "json", no_argument, NULL, OPT_JSON },
  { "plugin", required_argument, NULL, OPT_PLUGIN },
  { "preset", required_argument, NULL, OPT_PRESET },
  { "set", required_argument, NULL, OPT_SET },
  HOST_BATCH_OPTION_TIMEOUT,
  { NULL, 0, NULL, 0 },
};

static const struct option bench_options[] = {
  { "help", no_argument, NULL, 'h' },
  { "version", no_argument, NULL, 'V' },
  { "json", no_argument, NULL, OPT_JSON },
  { "plugin", required_argument, NULL, OPT_PLUGIN },
  HOST_BATCH_OPTION_TIMEOUT,
  { NULL, 0, NULL, 0 },
};

static const HostCommandInfo commands[] = {
  { "list", HOST_COMMAND_LIST, ":h", list_options },
  { "info", HOST_COMMAND_INFO, ":h", info_options },
  { "render", HOST_COMMAND_RENDER, ":ho:d:", render_options },
  { "compare", HOST_COMMAND_COMPARE, ":h", compare_options },
  { "stress", HOST_COMMAND_STRESS, ":h", stress_options },
  { "bench", HOST_COMMAND_BENCH, ":h", bench_options },
};

const HostCommandInfo*
host_command_find(const char* name)
{
  for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); ++i) {
    if (!strcmp(commands[i].name, name)) {
      return &commands[i];
    }
  }
  return NULL;
}

HostExit
host_option_apply(HostOptions* options, int option, const char* text,
                  HostError* error)
{
  if (option >= HOST_BATCH_OPTION_FIRST) {
    return host_batch_option_apply(&options->batch, option, text, error);
  }
  if (option >= HOST_RENDER_OPTION_FIRST) {
    return host_render_option_apply(&options->render, option, text, error);
  }
  switch (option) {
    case 'h':
      options->topic   = options->command;
      options->command = HOST_COMMAND_HELP;
      return HOST_EXIT_OK;
    case 'V':
      options->command = HOST_COMMAND_VERSION;
      return HOST_EXIT_OK;
    case 'o':
      options->out_file = text;
      return HOST_EXIT_OK;
    case 'd':
      options->out_folder = text;
      return HOST_EXIT_OK;
    case OPT_PLUGIN:
      options->plugin                        = text;
      options->plugins[options->n_plugins++] = text;
      return HOST_EXIT_OK;
    case OPT_PRESET:
      options->preset = text;
      return HOST_EXIT_OK;
    case OPT_SET:
      options->sets[options->n_sets++] = text;
      return HOST_EXIT_OK;
    case OPT_BLOCK:
      return host_option_block(options, text, error);
    case OPT_TAIL:
      return host_option_tail(options, text, error);
    case OPT_LOG:
      options->control_log = text;
      return HOST_EXIT_OK;
    case OPT_FORMAT:
      return host_option_format(options, text, error);
    case OPT_BITS:
      return host_option_bits(options, text, error);
    case OPT_CHANNEL:
      return host_option_channel(options, text, error);
    case OPT_NO_COMPENSATE:
      options->compensate = false;
      return HOST_EXIT_OK;
    case OPT_FORCE:
      options->force = true;
      return HOST_EXIT_OK;
    case OPT_QUIET:
      options->quiet = true;
      return HOST_EXIT_OK;
    case OPT_JOBS:
      return host_option_jobs(options, text, error);
    default:
      options->json = true;
      return HOST_EXIT_OK;
  }
}
