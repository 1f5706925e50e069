#ifndef HOST_LIST_H
#define HOST_LIST_H

#include "host/errors.h"
#include "host/world.h"

#include <stdbool.h>

/** Print all plugins on standard output. Fails with HOST_EXIT_NO_MEMORY. */
HostExit
host_list_print(const HostWorld* world, bool json, HostError* error);

#endif
