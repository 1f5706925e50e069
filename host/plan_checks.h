#ifndef HOST_PLAN_CHECKS_H
#define HOST_PLAN_CHECKS_H

#include "host/plan.h"

/**
   Look, before anything is rendered, at what would be overwritten.

   Notes with each job: an input that is missing or may not be read, an output
   that exists without `force`, that is no plain file, that is one of the
   inputs (under whatever name), or that another job would write as well.
   Fails with HOST_EXIT_NO_MEMORY.
*/
HostExit
host_plan_check(HostPlan* self, bool force, HostError* error);

/** The same for one more output that belongs to `job`. */
void
host_plan_check_extra(const HostPlan* self, HostJob* job, const char* path,
                      bool force);

#endif
