#ifndef HOST_OUTPUT_FILE_H
#define HOST_OUTPUT_FILE_H

#include "host/errors.h"

#include <stdbool.h>

/**
   A file that appears under its name only when it is whole.

   The parent plans the names, the child that renders writes and commits; the
   parent discards what a child that died has left. Each knows the temporary
   name, so that either can clean up after the death of the other.
*/
typedef struct {
  char* path;
  char* temporary; /* in the same folder */
  int   fd;        /* -1 unless begun in this process */
} HostOutput;

/** Choose the temporary name. Fails with HOST_EXIT_NO_MEMORY. */
HostExit
host_output_plan(HostOutput* self, const char* path, HostError* error);

/**
   Make the temporary file, and with `make_folders` the folders above it.

   Fails with HOST_EXIT_CANNOT_WRITE or HOST_EXIT_DISK_FULL.
*/
HostExit
host_output_begin(HostOutput* self, bool make_folders, HostError* error);

/** Close the finished temporary file. Fails as host_output_begin(). */
HostExit
host_output_end(HostOutput* self, HostError* error);

/**
   Give the temporary file its name; an existing file is replaced only with
   `force`. Fails with HOST_EXIT_OUTPUT_EXISTS or HOST_EXIT_CANNOT_WRITE.
*/
HostExit
host_output_commit(HostOutput* self, bool force, HostError* error);

/** Remove the temporary file, if it is there, and free the names. */
void
host_output_discard(HostOutput* self);

/** Explain a system error that happened on writing `path`. */
HostExit
host_output_fail(const char* path, int reason, HostError* error);

#endif
