#ifndef HOST_INFO_H
#define HOST_INFO_H

#include "host/errors.h"
#include "host/world.h"

#include <stdbool.h>

/**
   Print all that is known of `plugin` on standard output.

   Fails with HOST_EXIT_NO_MEMORY.
*/
HostExit
host_info_print(const HostWorld* world, const HostPlugin* plugin, bool json,
                HostError* error);

#endif
