#ifndef HOST_BATCH_REPORT_H
#define HOST_BATCH_REPORT_H

#include "host/json.h"
#include "host/output_file.h"
#include "host/plan.h"
#include "host/render.h"

/** Numbers of a run. */
typedef struct {
  size_t rendered;
  size_t current;
  size_t failed;
  double sound_s;
  double elapsed_s;
} HostBatchCounts;

/** The report of a run as JSON; kept in memory until the end. */
typedef struct {
  bool        is_wanted;
  const char* path; /* or NULL: standard output */
  FILE*       stream;
  char*       text;
  size_t      size;
  HostJson    json;
} HostBatchReport;

/**
   Begin the report, if options ask for one, with the settings.

   Fails with HOST_EXIT_NO_MEMORY.
*/
HostExit
host_batch_report_begin(HostBatchReport* self, const HostSetup* setup,
                        HostError* error);

/** Add a file that was rendered, measured again or failed. */
void
host_batch_report_add(HostBatchReport* self, const HostJob* job,
                      const HostReport* report);

/** Add a file that was not even tried. */
void
host_batch_report_fail(HostBatchReport* self, const HostJob* job,
                       const HostError* error);

/**
   Complete the report and write it; `is_interrupted` if a signal ends the run.

   Fails with HOST_EXIT_CANNOT_WRITE or HOST_EXIT_DISK_FULL.
*/
HostExit
host_batch_report_end(HostBatchReport* self, const HostBatchCounts* counts,
                      bool is_interrupted, HostError* error);

#endif
