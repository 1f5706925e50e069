#ifndef HOST_OPTIONS_H
#define HOST_OPTIONS_H

#include "host/audio_format.h"
#include "host/batch_options.h"
#include "host/blocks.h"
#include "host/channel_map.h"
#include "host/errors.h"
#include "host/render_options.h"

#include <stdbool.h>
#include <stddef.h>

/** The plugin that is used when none is named. */
#define HOST_DEFAULT_PLUGIN "urn:dala:violin"

typedef enum {
  HOST_COMMAND_NONE,
  HOST_COMMAND_LIST,
  HOST_COMMAND_INFO,
  HOST_COMMAND_RENDER,
  HOST_COMMAND_COMPARE,
  HOST_COMMAND_STRESS,
  HOST_COMMAND_BENCH,
  HOST_COMMAND_HELP, /* print the page of `topic` */
  HOST_COMMAND_VERSION
} HostCommand;

/** The command line, read. Texts point into argv. */
typedef struct {
  HostCommand       command;
  HostCommand       topic; /* what --help is about */
  bool              json;
  bool              quiet;
  bool              force;
  bool              compensate; /* take the latency out */
  bool              tail_auto;
  double            tail_s;
  const char*       plugin;  /* URI */
  const char**      plugins; /* all that were named; owned */
  size_t            n_plugins;
  const char*       preset; /* or NULL */
  const char**      sets;   /* symbol=value; owned */
  size_t            n_sets;
  HostBlocks        blocks;
  const char*       control_log; /* or NULL */
  HostFormat        format;
  HostBits          bits;
  HostChannel       channel;
  unsigned          jobs;
  HostRenderOptions render;
  HostBatchOptions  batch;
  const char*       out_file; /* one of these two for render */
  const char*       out_folder;
  char**            words; /* all of the command line after the program */
  size_t            n_words;
  char**            inputs; /* part of argv */
  size_t            n_inputs;
} HostOptions;

/**
   Read the command line.

   Fails with HOST_EXIT_USAGE or HOST_EXIT_NO_MEMORY; then `self` is empty.
*/
HostExit
host_options_parse(HostOptions* self, int argc, char** argv, HostError* error);

/** Free what `self` owns. */
void
host_options_clear(HostOptions* self);

#endif
