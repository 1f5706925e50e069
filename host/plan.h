#ifndef HOST_PLAN_H
#define HOST_PLAN_H

#include "host/errors.h"
#include "host/options.h"

#include <stdbool.h>
#include <stddef.h>

/** One file to render. */
typedef struct {
  char*    input;
  char*    output;
  HostExit code;        /* not 0: this file cannot be rendered */
  char*    problem;     /* why, or NULL */
  bool     is_current;  /* the output is there and need not be rendered */
  bool     may_replace; /* the output is ours */
  double   bytes;       /* of the input */
} HostJob;

/** All files of a run, in the order they will be rendered in. */
typedef struct {
  HostJob* jobs;
  size_t   count;
  size_t   room;
  size_t   skipped; /* files in folders that are not sound by their name */
} HostPlan;

/**
   Find the inputs, walking folders, and name their outputs.

   What is wrong with one file is noted with its job. Fails, for the whole,
   with HOST_EXIT_MISSING_INPUT if folders hold no sound, NO_MEMORY.
*/
HostExit
host_plan_make(HostPlan* self, const HostOptions* options, HostError* error);

/** Free all; an empty (zeroed) plan is fine. */
void
host_plan_clear(HostPlan* self);

/** Note with a job what is wrong, unless something is noted already. */
void
host_job_refuse(HostJob* job, const HostError* error);

#endif
