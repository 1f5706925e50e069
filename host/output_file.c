#include "host/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

HostExit
host_output_fail(const char* path, int reason, HostError* error)
{
  if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG) {
    return host_fail(error, HOST_EXIT_DISK_FULL,
                     "no room left to write '%s' (%s); free some space", path,
                     strerror(reason));
  }
  return host_fail(error, HOST_EXIT_CANNOT_WRITE,
                   "'%s' cannot be written: %s; check the folder, its owner "
                   "and its permissions",
                   path, strerror(reason));
}

/** Length of the folder part of `path`, with the slash; 0 if it has none. */
static size_t
folder_length(const char* path)
{
  const char* slash = strrchr(path, '/');
  return slash ? (size_t)(slash - path) + 1u : 0u;
}

HostExit
host_output_plan(HostOutput* self, const char* path, HostError* error)
{
  // Random, as several machines may write into one folder
  uint64_t number = 0;
  if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number)) {
    number = (uint64_t)getpid();
  }
  self->fd        = -1;
  self->path      = strdup(path);
  self->temporary = NULL;
  if (!self->path ||
      asprintf(&self->temporary, "%.*s.dala-host-%016" PRIx64 ".part",
               (int)folder_length(path), path, number) < 0) {
    free(self->path);
    self->path      = NULL;
    self->temporary = NULL;
    return host_fail_memory(error);
  }
  return HOST_EXIT_OK;
}

/** Make all folders above `path` that are missing. */
static int
make_folders_above(const char* path)
{
  char* folder = strdup(path);
  int   reason = folder ? 0 : ENOMEM;
  for (char* c = folder; c && *c && !reason; ++c) {
    if (*c == '/' && c != folder) {
      *c     = '\0';
      reason = (mkdir(folder, 0777) && errno != EEXIST) ? errno : 0;
      *c     = '/';
    }
  }
  free(folder);
  return reason;
}

HostExit
host_output_begin(HostOutput* self, bool make_folders, HostError* error)
{
  const int reason = make_folders ? make_folders_above(self->path) : 0;
  if (reason) {
    return host_output_fail(self->path, reason, error);
  }
  self->fd = open(self->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  return (self->fd < 0) ? host_output_fail(self->path, errno, error)
                        : HOST_EXIT_OK;
}

HostExit
host_output_end(HostOutput* self, HostError* error)
{
  // Network file systems tell only now that the disk was full
  const int fd = self->fd;
  self->fd     = -1;
  return (fd >= 0 && close(fd)) ? host_output_fail(self->path, errno, error)
                                : HOST_EXIT_OK;
}

HostExit
host_output_commit(HostOutput* self, bool force, HostError* error)
{
  int failed = force ? rename(self->temporary, self->path)
                     : renameat2(AT_FDCWD, self->temporary, AT_FDCWD,
                                 self->path, RENAME_NOREPLACE);
  if (failed && !force && (errno == EINVAL || errno == ENOSYS)) {
    // This file system cannot: look, then rename
    struct stat status;
    failed = lstat(self->path, &status) ? rename(self->temporary, self->path)
                                        : (errno = EEXIST, -1);
  }
  if (failed && errno == EEXIST) {
    return host_fail(error, HOST_EXIT_OUTPUT_EXISTS,
                     "'%s' exists; choose another name, or --force to "
                     "replace it",
                     self->path);
  }
  if (failed) {
    return host_output_fail(self->path, errno, error);
  }
  free(self->temporary);
  self->temporary = NULL;
  return HOST_EXIT_OK;
}

void
host_output_discard(HostOutput* self)
{
  if (self->fd >= 0) {
    close(self->fd);
    self->fd = -1;
  }
  if (self->temporary) {
    unlink(self->temporary);
  }
  free(self->temporary);
  free(self->path);
  self->temporary = NULL;
  self->path      = NULL;
}
