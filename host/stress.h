#ifndef HOST_STRESS_H
#define HOST_STRESS_H

#include "host/errors.h"
#include "host/settings.h"
#include "host/world.h"

#include <stdbool.h>
#include <stddef.h>

/** Longest time that one check may take, unless the user says otherwise. */
#define HOST_STRESS_LIMIT_S 60.0

/** What is tried, and how it is told. */
typedef struct {
  double       limit_s; /* for each check */
  bool         json;
  char* const* names; /* of the checks; all if there are none */
  size_t       n_names;
} HostStressOptions;

/**
   Try the promises of a good plugin on `plugin` and print a line for each.

   Each check runs in a process of its own. Returns HOST_EXIT_DIFFERENT if one
   is broken. Fails with HOST_EXIT_USAGE if a name is not that of a check, or
   with NO_MEMORY.
*/
HostExit
host_stress_run(const HostWorld* world, const HostPlugin* plugin,
                const HostSettings* settings, const HostStressOptions* options,
                HostError* error);

#endif
