#ifndef HOST_CHILD_H
#define HOST_CHILD_H

#include "host/plan.h"
#include "host/progress.h"
#include "host/render.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/** A process that renders one file. */
typedef struct {
  pid_t      pid; /* 0: this place is free */
  HostJob*   job;
  double     begin_s; /* host_now_s() at the start */
  HostMeter* meter;   /* in memory that both processes see */
  int        pipe;    /* brings the report */
  HostOutput sound;
  HostOutput log;
  bool       has_log;
} HostChild;

/**
   Fork a process that renders `job`, or measures again what is current, and
   tells `meter` how far it is, in memory that both share; it unblocks the
   signals in `blocked`.

   Fails with HOST_EXIT_NO_MEMORY; then `self` is free.
*/
HostExit
host_child_start(HostChild* self, const HostSetup* setup, HostJob* job,
                 HostMeter* meter, const sigset_t* blocked, HostError* error);

/**
   Take the result of a child that has ended with wait status `status`, and
   remove what it left unfinished. Fills `report` and frees the place.

   Returns the code in `report`: HOST_EXIT_PLUGIN_CRASHED if there is no
   report.
*/
HostExit
host_child_finish(HostChild* self, int status, HostReport* report);

/** Stop a child and remove what it has written. */
void
host_child_kill(HostChild* self);

#endif
