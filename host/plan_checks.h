#ifndef HOST_PLAN_CHECKS_H
#define HOST_PLAN_CHECKS_H

#include "host/plan.h"

#include <sys/stat.h>

/**
   Look, before anything is rendered, at what would be overwritten.

   Notes with each job: an input that is missing or may not be read, an output
   that exists without `force`, that is no plain file, that is one of the
   inputs (under whatever name), or that another job would write as well.
   Fails with HOST_EXIT_NO_MEMORY.
*/
HostExit
host_plan_check(HostPlan* self, bool force, HostError* error);

/**
   Refuse to write `path`, which exists as `status` says.

   Fails with HOST_EXIT_OUTPUT_IS_INPUT, CANNOT_WRITE if it is no plain file,
   or, without `force`, OUTPUT_EXISTS.
*/
HostExit
host_plan_check_existing(const char* path, const struct stat* status,
                         bool is_input, bool force, HostError* error);

#endif
