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
  self->fd          = -1;
  self->is_nameless = false;
  self->path        = strdup(path);
  self->temporary   = NULL;
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

int
host_output_nameless(const char* path)
{
  const char* wish = getenv("DALA_HOST_TEMPORARY");
  // Its way to a name leads through /proc, see open(2)
  if ((wish && !strcmp(wish, "named")) || access("/proc/self/fd", X_OK)) {
    return -1;
  }
  const size_t length = folder_length(path);
  char*        folder = length ? strndup(path, length) : strdup(".");
  const int    fd =
    folder ? open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666) : -1;
  free(folder);
  return fd;
}

HostExit
host_output_begin(HostOutput* self, bool make_folders, HostError* error)
{
  const int reason = make_folders ? make_folders_above(self->path) : 0;
  if (reason) {
    return host_output_fail(self->path, reason, error);
  }
  self->fd          = host_output_nameless(self->path);
  self->is_nameless = self->fd >= 0;
  if (!self->is_nameless) {
    self->fd =
      open(self->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  }
  return (self->fd < 0) ? host_output_fail(self->path, errno, error)
                        : HOST_EXIT_OK;
}

HostExit
host_output_end(HostOutput* self, bool lasting, HostError* error)
{
  if (self->fd >= 0 && lasting && fdatasync(self->fd) && errno != EINVAL) {
    return host_output_fail(self->path, errno, error);
  }
  if (self->is_nameless) {
    return HOST_EXIT_OK; /* it would be gone */
  }
  // Network file systems tell only now that the disk was full
  const int fd = self->fd;
  self->fd     = -1;
  return (fd >= 0 && close(fd)) ? host_output_fail(self->path, errno, error)
                                : HOST_EXIT_OK;
}

/** The nameless file by a name that this process alone can use, to be freed. */
static char*
own_name(const HostOutput* self)
{
  char* name = NULL;
  return (asprintf(&name, "/proc/self/fd/%d", self->fd) < 0) ? NULL : name;
}

char*
host_output_contents(const HostOutput* self)
{
  return self->is_nameless ? own_name(self) : strdup(self->temporary);
}

/** Give a nameless file its name. Returns errno, or 0. */
static int
name_it(const HostOutput* self, bool force)
{
  char* own    = own_name(self);
  int   failed = 0;
  if (!own) {
    return ENOMEM;
  }
  failed = linkat(AT_FDCWD, own, AT_FDCWD, self->path, AT_SYMLINK_FOLLOW);
  if (failed && errno == EEXIST && force) {
    // Only a file with a name can take the place of another
    failed =
      linkat(AT_FDCWD, own, AT_FDCWD, self->temporary, AT_SYMLINK_FOLLOW) ||
      rename(self->temporary, self->path);
  }
  const int reason = failed ? errno : 0;
  free(own);
  return reason;
}

/** Give a file its name in place of the temporary one. Returns errno, or 0. */
static int
rename_it(const HostOutput* self, bool force)
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
  return failed ? errno : 0;
}

HostExit
host_output_commit(HostOutput* self, bool force, HostError* error)
{
  const int reason =
    self->is_nameless ? name_it(self, force) : rename_it(self, force);
  if (reason == EEXIST) {
    return host_fail(error, HOST_EXIT_OUTPUT_EXISTS,
                     "'%s' exists; choose another name, or --force to "
                     "replace it",
                     self->path);
  }
  if (reason) {
    return host_output_fail(self->path, reason, error);
  }
  free(self->temporary);
  self->temporary = NULL;
  return HOST_EXIT_OK;
}

void
host_output_drop(HostOutput* self)
{
  if (self->fd >= 0) {
    close(self->fd);
    self->fd = -1;
  }
  if (self->temporary) {
    unlink(self->temporary);
  }
}

void
host_output_discard(HostOutput* self)
{
  host_output_drop(self);
  free(self->temporary);
  free(self->path);
  self->temporary = NULL;
  self->path      = NULL;
}
