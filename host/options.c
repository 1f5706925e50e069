#include "host/options.h"

#include "host/option_table.h"
#include "host/suggest.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/**
   The option that getopt stopped at, in `letter` if it is one. Several letters
   may stand in one word, and that word need not be the last one read.
*/
static const char*
stopped_at(const HostCommandInfo* command, char** argv, char letter[3])
{
  const bool is_letter = optopt > ' ' && optopt < 127;
  if (!is_letter || strchr(command->letters, optopt)) {
    return argv[optind - 1];
  }
  letter[0] = '-';
  letter[1] = (char)optopt;
  letter[2] = '\0';
  return letter;
}

/** Why getopt stopped at `text`. */
static HostExit
fail_option(const HostCommandInfo* command, const char* text, bool lacks_value,
            HostError* error)
{
  if (lacks_value) {
    return host_fail(error, HOST_EXIT_USAGE,
                     "'%s' needs a value; see 'dala-host %s --help'", text,
                     command->name);
  }
  HostSuggestion near_by;
  host_suggest_begin(&near_by, text + strspn(text, "-"));
  for (const struct option* o = command->options; o->name; ++o) {
    host_suggest_offer(&near_by, o->name);
  }
  const char* best = host_suggest_result(&near_by);
  return host_fail(error, HOST_EXIT_USAGE,
                   "'%s' is no option of %s that can stand so%s%s%s; see "
                   "'dala-host %s --help'",
                   text, command->name, best ? ", did you mean --" : "",
                   best ? best : "", best ? "?" : "", command->name);
}

/** Read the options of one command; argv[0] is its name. */
static HostExit
parse_command(HostOptions* self, const HostCommandInfo* command, int argc,
              char** argv, HostError* error)
{
  HostExit code   = HOST_EXIT_OK;
  int      option = 0;
  opterr          = 0;
  optind          = 1;
  self->command   = command->command;
  while (!code && (option = getopt_long(argc, argv, command->letters,
                                        command->options, NULL)) != -1) {
    if (option == '?' || option == ':') {
      char letter[3];
      return fail_option(command, stopped_at(command, argv, letter),
                         option == ':', error);
    }
    code = host_option_apply(self, option, optarg, error);
    for (const struct option* o = command->options; o->name; ++o) {
      if (o->val == option) {
        host_batch_options_note(&self->batch, o, optarg);
      }
    }
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
  } else if (self->out_file && !strcmp(self->out_file, "-")) {
    problem = "sound is not written to standard output; give -o a file name";
  } else if (self->control_log && !self->out_file) {
    problem = "--control-log is for one file; use it with -o";
  } else if (self->render.save_state && !self->out_file) {
    problem = "--save-state is for one file; use it with -o";
  } else if (self->batch.resume && !self->out_folder) {
    problem = "--resume needs the record of a folder; use it with -d";
  } else if (self->batch.shards && !self->out_folder) {
    problem = "--shard is for many files; use it with -d";
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
    case HOST_COMMAND_BENCH:
      return self->n_inputs <= 1
               ? HOST_EXIT_OK
               : host_fail(error, HOST_EXIT_USAGE,
                           "bench takes one sound file, not %zu; see --help",
                           self->n_inputs);
    case HOST_COMMAND_INFO:
      return self->n_inputs
               ? host_fail(error, HOST_EXIT_USAGE,
                           "'%s' is one word too many; name a plugin with "
                           "--plugin URI",
                           self->inputs[0])
               : HOST_EXIT_OK;
    case HOST_COMMAND_LIST:
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
  return host_fail(
    error, HOST_EXIT_USAGE,
    "'%s' is no command; use list, info, render, compare, stress "
    "or bench, or see 'dala-host --help'",
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
  self->words      = argv + 1;
  self->n_words    = argc > 1 ? (size_t)argc - 1u : 0u;
  host_blocks_fixed(&self->blocks, HOST_DEFAULT_BLOCK);
  if (argc < 2) {
    return host_fail(error, HOST_EXIT_USAGE,
                     "no command; use list, info, render, compare, stress "
                     "or bench, or see 'dala-host --help'");
  }
  const HostCommandInfo* command = host_command_find(argv[1]);
  if (!command) {
    return parse_bare(self, argv[1], error);
  }
  // Never more settings or plugins than words
  self->sets    = (const char**)calloc((size_t)argc, sizeof(char*));
  self->plugins = (const char**)calloc((size_t)argc, sizeof(char*));
  code          = (self->sets && self->plugins)
                    ? parse_command(self, command, argc - 1, argv + 1, error)
                    : host_fail_memory(error);
  if (!code && !self->n_plugins) {
    // Without memory there is a code
    // NOLINTNEXTLINE(clang-analyzer-core.*)
    self->plugins[self->n_plugins++] = self->plugin;
  }
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
  free(self->plugins);
  memset(self, 0, sizeof(*self));
}
