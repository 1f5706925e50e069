#ifndef HOST_OUTPUT_FILE_H
#define HOST_OUTPUT_FILE_H

#include "host/errors.h"

#include <stdbool.h>

/**
   A file that appears under its name only when it is whole.

   Until then it has no name at all, so that nothing is left of it however
   the process ends. Where the file system knows no such files (NFS, FAT), or
   with DALA_HOST_TEMPORARY=named in the environment, it has a temporary name
   in its folder: the parent plans the names, the child that renders writes
   and commits, and either can clean up after the death of the other.
*/
typedef struct {
  char* path;
  char* temporary; /* in the same folder */
  int   fd;        /* -1 unless begun in this process */
  bool  is_nameless;
} HostOutput;

/** Choose the temporary name. Fails with HOST_EXIT_NO_MEMORY. */
HostExit
host_output_plan(HostOutput* self, const char* path, HostError* error);

/** A file without a name where `path` is to be, or -1 if that cannot be had. */
int
host_output_nameless(const char* path);

/**
   Make the temporary file, and with `make_folders` the folders above it.

   Fails with HOST_EXIT_CANNOT_WRITE or HOST_EXIT_DISK_FULL.
*/
HostExit
host_output_begin(HostOutput* self, bool make_folders, HostError* error);

/**
   All is written; with `lasting`, wait until it is on the disk, so that a
   power cut finds it whole. Fails as host_output_begin().
*/
HostExit
host_output_end(HostOutput* self, bool lasting, HostError* error);

/** What a finished file can be read by until it is committed, to be freed. */
char*
host_output_contents(const HostOutput* self);

/**
   Give the temporary file its name; an existing file is replaced only with
   `force`. Fails with HOST_EXIT_OUTPUT_EXISTS or HOST_EXIT_CANNOT_WRITE.
*/
HostExit
host_output_commit(HostOutput* self, bool force, HostError* error);

/** Remove the temporary file, to begin again. */
void
host_output_drop(HostOutput* self);

/** Remove the temporary file, if it is there, and free the names. */
void
host_output_discard(HostOutput* self);

/** Explain a system error that happened on writing `path`. */
HostExit
host_output_fail(const char* path, int reason, HostError* error);

#endif
