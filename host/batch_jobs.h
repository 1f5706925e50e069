#ifndef HOST_BATCH_JOBS_H
#define HOST_BATCH_JOBS_H

#include "host/batch_report.h"
#include "host/child.h"
#include "host/progress.h"
#include "host/record.h"

/** A batch on its way. */
typedef struct {
  const HostSetup* setup;
  HostPlan*        plan;
  HostChild*       children; /* as many places as jobs at a time */
  HostMeter*       meters;   /* of each place, shared with its process */
  unsigned         n_children;
  unsigned         n_running;
  size_t           next; /* job to start next */
  HostBatchCounts  counts;
  HostExit         code;    /* of the last failure */
  sigset_t         signals; /* those that are waited for */
  HostRecord*      record;  /* or NULL */
  HostBatchReport  report;
  HostProgress     progress;
  double           bytes; /* of the inputs that are done with */
} HostBatch;

/** True if lines for a person are wanted on standard output. */
bool
host_batch_is_talking(const HostBatch* self);

/** Start the next job in a free place, or say why there is nothing to do. */
void
host_batch_start_next(HostBatch* self);

/** Take the results of all children that have ended. */
void
host_batch_collect(HostBatch* self);

/** Stop what takes longer than --timeout. */
void
host_batch_stop_overdue(HostBatch* self);

#endif
