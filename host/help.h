#ifndef HOST_HELP_H
#define HOST_HELP_H

#include "host/options.h"

/** Print the page about `topic`, or the overview for HOST_COMMAND_NONE. */
void
host_help_print(HostCommand topic);

/** Print the versions of the host and of the library for sound files. */
void
host_version_print(void);

#endif
