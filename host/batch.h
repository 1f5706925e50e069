#ifndef HOST_BATCH_H
#define HOST_BATCH_H

#include "host/plan.h"
#include "host/render.h"

/**
   Render all jobs of `plan`, each in a process of its own, up to
   `setup->options->jobs` at a time, and print reports, errors and a summary.

   Returns the code of the file if there is one file, HOST_EXIT_BATCH if some
   of several failed. Ends the program by the same signal if SIGINT, SIGTERM
   or SIGHUP comes, after removing what is not whole.
*/
HostExit
host_batch_run(const HostSetup* setup, HostPlan* plan);

#endif
