#ifndef HOST_OPTION_TABLE_H
#define HOST_OPTION_TABLE_H

#include "host/options.h"

#include <getopt.h>

/** One command and the options that can stand with it. */
typedef struct {
  const char*          name;
  HostCommand          command;
  const char*          letters; /* short options, as getopt wants them */
  const struct option* options;
} HostCommandInfo;

/** The command called `name`, or NULL. */
const HostCommandInfo*
host_command_find(const char* name);

/**
   Put one option that getopt found into `options`.

   Fails with HOST_EXIT_USAGE if its text is not understood.
*/
HostExit
host_option_apply(HostOptions* options, int option, const char* text,
                  HostError* error);

#endif
