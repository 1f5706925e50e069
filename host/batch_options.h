#ifndef HOST_BATCH_OPTIONS_H
#define HOST_BATCH_OPTIONS_H

#include "host/errors.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>

/** Options about a run as a whole. Texts are borrowed. */
typedef struct {
  double      timeout_s; /* for one file or check; 0: not given */
  bool        resume;
  bool        dry_run;
  const char* report; /* JSON file, or NULL */
  uint32_t    shard;  /* this one, from 1; 0: not given */
  uint32_t    shards; /* of so many */
  uint64_t    mark;   /* of all options that the output depends on */
} HostBatchOptions;

/** Numbers of these options for getopt. */
enum {
  HOST_BATCH_OPTION_FIRST = 2000,
  HOST_BATCH_TIMEOUT      = HOST_BATCH_OPTION_FIRST,
  HOST_BATCH_RESUME,
  HOST_BATCH_DRY_RUN,
  HOST_BATCH_REPORT,
  HOST_BATCH_SHARD
};

/** Their rows for the table of getopt_long(). */
#define HOST_BATCH_OPTION_TIMEOUT                                              \
  {                                                                            \
    "timeout", required_argument, NULL, HOST_BATCH_TIMEOUT                     \
  }
#define HOST_BATCH_OPTIONS                                                     \
  HOST_BATCH_OPTION_TIMEOUT,                                                   \
    { "resume", no_argument, NULL, HOST_BATCH_RESUME },                        \
    { "dry-run", no_argument, NULL, HOST_BATCH_DRY_RUN },                      \
    { "report", required_argument, NULL, HOST_BATCH_REPORT },                  \
  {                                                                            \
    "shard", required_argument, NULL, HOST_BATCH_SHARD                         \
  }

/**
   Take one of these options.

   Fails with HOST_EXIT_USAGE if its text is not understood.
*/
HostExit
host_batch_option_apply(HostBatchOptions* self, int option, const char* text,
                        HostError* error);

/**
   Mix an option into the mark, unless the output cannot depend on it. Of an
   option that names a file, its size and time count as well.
*/
void
host_batch_options_note(HostBatchOptions* self, const struct option* option,
                        const char* text);

/** Mix a text into a mark (FNV-1a). */
uint64_t
host_batch_mark(uint64_t mark, const char* text);

#endif
