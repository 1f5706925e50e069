#include "host/audio_file_stream.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static sf_count_t
get_length(void* user)
{
  const HostAudioStream* self = (const HostAudioStream*)user;
  struct stat            status;
  return fstat(self->fd, &status) ? 0 : (sf_count_t)status.st_size;
}

static sf_count_t
seek(sf_count_t offset, int whence, void* user)
{
  HostAudioStream* self = (HostAudioStream*)user;
  const int64_t    base = whence == SEEK_SET   ? 0
                          : whence == SEEK_CUR ? self->position
                                               : get_length(user);
  if (base + offset < 0) {
    return -1;
  }
  self->position = base + offset;
  return self->position;
}

static sf_count_t
tell(void* user)
{
  return ((const HostAudioStream*)user)->position;
}

static sf_count_t
read_bytes(void* bytes, sf_count_t count, void* user)
{
  HostAudioStream* self = (HostAudioStream*)user;
  sf_count_t       done = 0;
  while (done < count) {
    const ssize_t n = pread(self->fd, (char*)bytes + done,
                            (size_t)(count - done), (off_t)self->position);
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n < 0 && !self->failure) {
      self->failure = errno;
    }
    if (n <= 0) {
      break;
    }
    self->position += n;
    done += n;
  }
  return done;
}

static sf_count_t
write_bytes(const void* bytes, sf_count_t count, void* user)
{
  HostAudioStream* self = (HostAudioStream*)user;
  sf_count_t       done = 0;
  while (done < count) {
    const ssize_t n = pwrite(self->fd, (const char*)bytes + done,
                             (size_t)(count - done), (off_t)self->position);
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n <= 0) {
      if (!self->failure) {
        self->failure = n ? errno : EIO;
      }
      break;
    }
    self->position += n;
    done += n;
  }
  return done;
}

SF_VIRTUAL_IO
host_audio_stream_io(void)
{
  const SF_VIRTUAL_IO io = {
    get_length, seek, read_bytes, write_bytes, tell,
  };
  return io;
}

const char*
host_audio_library(void)
{
  return sf_version_string();
}
