#include "host/options.h"

#include "host/option_values.h"
#include "host/suggest.h"

#include <getopt.h>
#include <stdlib.h>
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
  { NULL, 0, NULL, 0 },
};

static const struct option compare_options[] = {
  { "help", no_argument, NULL, 'h' },
  { "version", no_argument, NULL, 'V' },
  { NULL, 0, NULL, 0 },
};

static const struct {
  const char*          name;
  HostCommand          command;
  const struct option* options;
} commands[] = {
  { "list", HOST_COMMAND_LIST, list_options },
  { "info", HOST_COMMAND_INFO, info_options },
  { "render", HOST_COMMAND_RENDER, render_options },
  { "compare", HOST_COMMAND_COMPARE, compare_options },
};

static const size_t n_commands = sizeof(commands) / sizeof(commands[0]);

static HostExit
apply_option(HostOptions* self, int option, const char* text, HostError* error)
{
  switch (option) {
    case 'h':
      self->topic   = self->command;
      self->command = HOST_COMMAND_HELP;
      return HOST_EXIT_OK;
    case 'V':
      self->command = HOST_COMMAND_VERSION;
      return HOST_EXIT_OK;
    case 'o':
      self->out_file = text;
      return HOST_EXIT_OK;
    case 'd':
      self->out_folder = text;
      return HOST_EXIT_OK;
    case OPT_PLUGIN:
      self->plugin = text;
      return HOST_EXIT_OK;
    case OPT_PRESET:
      self->preset = text;
      return HOST_EXIT_OK;
    case OPT_SET:
      self->sets[self->n_sets++] = text;
      return HOST_EXIT_OK;
    case OPT_BLOCK:
      return host_option_block(self, text, error);
    case OPT_TAIL:
      return host_option_tail(self, text, error);
    case OPT_LOG:
      self->control_log = text;
      return HOST_EXIT_OK;
    case OPT_FORMAT:
      return host_option_format(self, text, error);
    case OPT_BITS:
      return host_option_bits(self, text, error);
    case OPT_CHANNEL:
      return host_option_channel(self, text, error);
    case OPT_NO_COMPENSATE:
      self->compensate = false;
      return HOST_EXIT_OK;
    case OPT_FORCE:
      self->force = true;
      return HOST_EXIT_OK;
    case OPT_QUIET:
      self->quiet = true;
      return HOST_EXIT_OK;
    case OPT_JOBS:
      return host_option_jobs(self, text, error);
    default:
      self->json = true;
      return HOST_EXIT_OK;
  }
}

/** Why getopt stopped at `text`. */
static HostExit
fail_option(const char* command, const struct option* options, const char* text,
            bool lacks_value, HostError* error)
{
  if (lacks_value) {
    return host_fail(error, HOST_EXIT_USAGE,
                     "'%s' needs a value; see 'dala-host %s --help'", text,
                     command);
  }
  HostSuggestion near_by;
  host_suggest_begin(&near_by, text + strspn(text, "-"));
  for (const struct option* o = options; o->name; ++o) {
    host_suggest_offer(&near_by, o->name);
  }
  const char* best = host_suggest_result(&near_by);
  return host_fail(error, HOST_EXIT_USAGE,
                   "'%s' is no option of %s that can stand so%s%s%s; see "
                   "'dala-host %s --help'",
                   text, command, best ? ", did you mean --" : "",
                   best ? best : "", best ? "?" : "", command);
}

/** Read the options of one command; argv[0] is its name. */
static HostExit
parse_command(HostOptions* self, const struct option* options, int argc,
              char** argv, HostError* error)
{
  const char* letters = (options == render_options) ? ":ho:d:" : ":h";
  HostExit    code    = HOST_EXIT_OK;
  int         option  = 0;
  opterr              = 0;
  optind              = 1;
  while (!code &&
         (option = getopt_long(argc, argv, letters, options, NULL)) != -1) {
    if (option == '?' || option == ':') {
      return fail_option(argv[0], options, argv[optind - 1], option == ':',
                         error);
    }
    code = apply_option(self, option, optarg, error);
    if (self->command == HOST_COMMAND_HELP ||
        self->command == HOST_COMMAND_VERSION) {
      return code;
    }
  }
  self->inputs   = argv + optind;
  self->n_inputs = (size_t)(argc - optind);
  return code;
}

static HostExit
check_render(const HostOptions* self, HostError* error)
{
  const char* problem = NULL;
  if (!self->n_inputs) {
    problem = "no input; name the files or folders to render";
  } else if (self->out_file && self->out_folder) {
    problem = "-o and -d together; use -o for one file, -d for many";
  } else if (!self->out_file && !self->out_folder) {
    problem = "no output; use -o FILE for one file, -d FOLDER for many";
  } else if (self->out_file && self->n_inputs > 1) {
    problem = "several inputs and one -o; use -d FOLDER";
  } else if (self->control_log && !self->out_file) {
    problem = "--control-log is for one file; use it with -o";
  }
  return problem ? host_fail(error, HOST_EXIT_USAGE, "%s", problem)
                 : HOST_EXIT_OK;
}

static HostExit
check(const HostOptions* self, HostError* error)
{
  switch (self->command) {
    case HOST_COMMAND_RENDER:
      return check_render(self, error);
    case HOST_COMMAND_COMPARE:
      return (self->n_inputs == 2)
               ? HOST_EXIT_OK
               : host_fail(error, HOST_EXIT_USAGE,
                           "compare needs two files, not %zu; write "
                           "'dala-host compare A B'",
                           self->n_inputs);
    case HOST_COMMAND_LIST:
    case HOST_COMMAND_INFO:
      return self->n_inputs ? host_fail(error, HOST_EXIT_USAGE,
                                        "'%s' is one word too many; see --help",
                                        self->inputs[0])
                            : HOST_EXIT_OK;
    default:
      return HOST_EXIT_OK;
  }
}

/** Options before any command: help and version only. */
static HostExit
parse_bare(HostOptions* self, const char* word, HostError* error)
{
  if (!strcmp(word, "--help") || !strcmp(word, "-h") || !strcmp(word, "help")) {
    self->command = HOST_COMMAND_HELP;
    return HOST_EXIT_OK;
  }
  if (!strcmp(word, "--version")) {
    self->command = HOST_COMMAND_VERSION;
    return HOST_EXIT_OK;
  }
  return host_fail(error, HOST_EXIT_USAGE,
                   "'%s' is no command; use list, info, render or compare, "
                   "or see 'dala-host --help'",
                   word);
}

HostExit
host_options_parse(HostOptions* self, int argc, char** argv, HostError* error)
{
  HostExit code = HOST_EXIT_OK;
  memset(self, 0, sizeof(*self));
  self->plugin     = HOST_DEFAULT_PLUGIN;
  self->compensate = true;
  self->tail_auto  = true;
  self->jobs       = 1;
  host_blocks_fixed(&self->blocks, HOST_DEFAULT_BLOCK);
  if (argc < 2) {
    return host_fail(error, HOST_EXIT_USAGE,
                     "no command; use list, info, render or compare, or see "
                     "'dala-host --help'");
  }
  const struct option* options = NULL;
  for (size_t i = 0; i < n_commands; ++i) {
    if (!strcmp(commands[i].name, argv[1])) {
      self->command = commands[i].command;
      options       = commands[i].options;
    }
  }
  if (!options) {
    return parse_bare(self, argv[1], error);
  }
  // Never more settings than words
  self->sets = (const char**)calloc((size_t)argc, sizeof(char*));
  code = self->sets ? parse_command(self, options, argc - 1, argv + 1, error)
                    : host_fail_memory(error);
  if (!code) {
    code = check(self, error);
  }
  if (code) {
    host_options_clear(self);
  }
  return code;
}

void
host_options_clear(HostOptions* self)
{
  free(self->sets);
  memset(self, 0, sizeof(*self));
}
