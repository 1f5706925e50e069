#include "host/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static HostExit
fail_to_read(const char* path, int reason, HostError* error)
{
  const HostExit code =
    (reason == ENOENT || reason == ENOTDIR) ? HOST_EXIT_MISSING_INPUT
    : (reason == EACCES || reason == EPERM) ? HOST_EXIT_NO_PERMISSION
                                            : HOST_EXIT_READ_ERROR;
  return host_fail(error, code,
                   "'%s' cannot be read: %s; check its name and permissions",
                   path, strerror(reason));
}

/** Read up to `size` bytes. Returns errno, or 0. */
static int
read_all(int fd, char* bytes, size_t size, size_t* got)
{
  *got = 0;
  while (*got < size) {
    const ssize_t n = read(fd, bytes + *got, size - *got);
    if (n < 0 && errno != EINTR) {
      return errno;
    }
    if (n == 0) {
      break;
    }
    *got += (n > 0) ? (size_t)n : 0u;
  }
  return 0;
}

static HostExit
read_open(int fd, const char* path, HostExit too_large, char** bytes,
          size_t* size, HostError* error)
{
  struct stat status;
  if (fstat(fd, &status)) {
    return fail_to_read(path, errno, error);
  }
  if (!S_ISREG(status.st_mode)) {
    return host_fail(error, HOST_EXIT_NOT_A_FILE,
                     "'%s' is a folder or device; give a file", path);
  }
  if (status.st_size > (off_t)HOST_WHOLE_FILE_MAX) {
    return host_fail(error, too_large,
                     "'%s' is larger than 64 MiB; is it the right file?", path);
  }
  *bytes = (char*)malloc((size_t)status.st_size + 1u);
  if (!*bytes) {
    return host_fail_memory(error);
  }
  const int reason = read_all(fd, *bytes, (size_t)status.st_size, size);
  if (reason) {
    free(*bytes);
    *bytes = NULL;
    return fail_to_read(path, reason, error);
  }
  (*bytes)[*size] = '\0';
  return HOST_EXIT_OK;
}

HostExit
host_whole_file_read(const char* path, HostExit too_large, char** bytes,
                     size_t* size, HostError* error)
{
  *bytes       = NULL;
  *size        = 0;
  const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0) {
    return fail_to_read(path, errno, error);
  }
  const HostExit code = read_open(fd, path, too_large, bytes, size, error);
  close(fd);
  return code;
}
