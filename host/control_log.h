#ifndef HOST_CONTROL_LOG_H
#define HOST_CONTROL_LOG_H

#include "host/errors.h"
#include "host/instance.h"
#include "host/ports.h"

#include <stdint.h>
#include <stdio.h>

/**
   Output controls as a table: a row per block.

   First column `time_s`: frames consumed at the end of the block over the
   rate; then every output control by its symbol. Numbers as C prints them.
*/
typedef struct {
  FILE*            file;
  const HostPorts* ports;
  double           rate; /* Hz */
  const char*      path;
  int              failure; /* errno of the first failure, 0 if none */
} HostControlLog;

/**
   Begin in `fd`, which stays the caller's; `path` is for messages.

   Fails as host_output_begin().
*/
HostExit
host_control_log_begin(HostControlLog* self, int fd, const char* path,
                       const HostPorts* ports, double rate, HostError* error);

/** Add the row for a block that ended at frame `position`. */
void
host_control_log_row(HostControlLog* self, const HostInstance* instance,
                     uint64_t position);

/** Close. Fails with HOST_EXIT_DISK_FULL or HOST_EXIT_CANNOT_WRITE. */
HostExit
host_control_log_end(HostControlLog* self, HostError* error);

#endif
