#ifndef HOST_RECORD_H
#define HOST_RECORD_H

#include "host/plan.h"
#include "host/render.h"

/**
   What has been rendered into a folder, for `--resume`.

   A text file `.dala-host-record` in the folder (with `.IofN` for a shard, so
   that machines do not share one). A line says `begin` before a file is
   rendered and `done` after it has its name: with the mark of all settings,
   size and time of the input, size and time of the output. Lines are appended
   each in one piece; what a crash leaves is still true.

   An output whose last line is `done` and that has that size and time is
   whole; if mark and input are the same too, it is current. One whose last
   line is `begin` was being replaced: ours as well. Any other is not touched.
*/
typedef struct HostRecord HostRecord;

/** Read what is there. Fails with HOST_EXIT_NO_MEMORY. */
HostExit
host_record_open(HostRecord** self, const HostSetup* setup, HostError* error);

void
host_record_close(HostRecord* self);

/**
   Decide about every job whose output exists: current, to be replaced, or
   refused with HOST_EXIT_OUTPUT_EXISTS.
*/
void
host_record_judge(const HostRecord* self, HostPlan* plan);

/** Note that `job` is about to be rendered. */
void
host_record_begin(HostRecord* self, const HostJob* job);

/** Note that the output of `job` has its name. */
void
host_record_done(HostRecord* self, const HostJob* job);

#endif
