#include "host/audio_file.h"

#include "host/audio_file_stream.h"
#include "host/container.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct HostAudioReader {
  SNDFILE*        file;
  HostAudioStream stream;
  HostAudioInfo   info;
  uint64_t        done; /* frames read */
  char*           path;
};

static HostExit
fail_to_open(const char* path, int reason, HostError* error)
{
  switch (reason) {
    case ENOENT:
    case ENOTDIR:
      return host_fail(error, HOST_EXIT_MISSING_INPUT,
                       "'%s' does not exist; check the name and the folder",
                       path);
    case EACCES:
    case EPERM:
      return host_fail(error, HOST_EXIT_NO_PERMISSION,
                       "'%s' may not be read; ask its owner, or see chmod(1)",
                       path);
    default:
      return host_fail(error, HOST_EXIT_READ_ERROR,
                       "'%s' cannot be opened: %s; try again", path,
                       strerror(reason));
  }
}

/** Open `path` as a plain file that is not empty and, it seems, whole. */
static HostExit
open_whole(const char* path, int* fd, HostError* error)
{
  struct stat status;
  // Not to hang on a named pipe; plain files are not touched by O_NONBLOCK
  *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (*fd < 0 || fstat(*fd, &status)) {
    return fail_to_open(path, errno, error);
  }
  if (S_ISDIR(status.st_mode)) {
    return host_fail(error, HOST_EXIT_NOT_A_FILE,
                     "'%s' is a folder; name a file in it, or render the "
                     "folder with -d DIR",
                     path);
  }
  if (!S_ISREG(status.st_mode)) {
    return host_fail(error, HOST_EXIT_NOT_A_FILE,
                     "'%s' is a device or pipe; copy its sound to a file",
                     path);
  }
  if (!status.st_size) {
    return host_fail(error, HOST_EXIT_EMPTY_INPUT,
                     "'%s' is empty (0 bytes); fetch it again", path);
  }
  return host_container_check(*fd, (uint64_t)status.st_size, path, error);
}

static HostFormat
format_of(int format)
{
  const int subtype = format & SF_FORMAT_SUBMASK;
  switch (format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_WAV:
    case SF_FORMAT_WAVEX:
    case SF_FORMAT_RF64:
      return HOST_FORMAT_WAV;
    case SF_FORMAT_FLAC:
      return HOST_FORMAT_FLAC;
    case SF_FORMAT_OGG:
      return (subtype == SF_FORMAT_VORBIS) ? HOST_FORMAT_OGG
                                           : HOST_FORMAT_UNKNOWN;
    case SF_FORMAT_AIFF:
      return HOST_FORMAT_AIFF;
    default:
      return HOST_FORMAT_UNKNOWN;
  }
}

static HostBits
bits_of(int format)
{
  switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
    case SF_FORMAT_PCM_16:
    case SF_FORMAT_ULAW:
    case SF_FORMAT_ALAW:
    case SF_FORMAT_ALAC_16:
      return HOST_BITS_16;
    case SF_FORMAT_PCM_24:
    case SF_FORMAT_ALAC_20:
    case SF_FORMAT_ALAC_24:
      return HOST_BITS_24;
    case SF_FORMAT_PCM_32:
    case SF_FORMAT_FLOAT:
    case SF_FORMAT_DOUBLE:
    case SF_FORMAT_ALAC_32:
      return HOST_BITS_32F;
    default:
      return HOST_BITS_UNKNOWN;
  }
}

/** Let libsndfile look at the file. */
static HostExit
decode_header(HostAudioReader* self, HostError* error)
{
  SF_INFO       info = { 0 };
  SF_VIRTUAL_IO io   = host_audio_stream_io();
  self->file         = sf_open_virtual(&io, SFM_READ, &info, &self->stream);
  if (!self->file) {
    return host_container_is_known(self->stream.fd)
             ? host_fail(error, HOST_EXIT_TRUNCATED,
                         "'%s' is damaged or of an unknown kind (%s); fetch "
                         "it again",
                         self->path, sf_strerror(NULL))
             : host_fail(error, HOST_EXIT_NOT_AUDIO,
                         "'%s' is not audio; give a WAV, FLAC, Ogg or AIFF "
                         "file",
                         self->path);
  }
  // Without a stated length FLAC shows up with the largest number there is
  self->info.frames   = (info.frames < 0 || info.frames == SF_COUNT_MAX)
                          ? HOST_FRAMES_UNKNOWN
                          : (uint64_t)info.frames;
  self->info.channels = (uint32_t)info.channels;
  self->info.rate     = (uint32_t)info.samplerate;
  self->info.format   = format_of(info.format);
  self->info.bits     = bits_of(info.format);
  if (!self->info.frames) {
    return host_fail(error, HOST_EXIT_EMPTY_INPUT,
                     "'%s' holds no sound (0 frames); fetch it again",
                     self->path);
  }
  return HOST_EXIT_OK;
}

HostExit
host_audio_open(const char* path, HostAudioReader** reader, HostError* error)
{
  HostAudioReader* self = (HostAudioReader*)calloc(1, sizeof(HostAudioReader));
  *reader               = NULL;
  if (!self) {
    return host_fail_memory(error);
  }
  self->stream.fd = -1;
  self->path      = strdup(path);
  HostExit code   = self->path ? open_whole(path, &self->stream.fd, error)
                               : host_fail_memory(error);
  if (!code) {
    code = decode_header(self, error);
  }
  if (code) {
    host_audio_close(self);
    return code;
  }
  *reader = self;
  return HOST_EXIT_OK;
}

const HostAudioInfo*
host_audio_info(const HostAudioReader* reader)
{
  return &reader->info;
}

SNDFILE*
host_audio_reader_file(HostAudioReader* reader)
{
  return reader->file;
}

/** Count what was read, and tell an honest end from a broken file. */
static HostExit
account(HostAudioReader* self, sf_count_t n, sf_count_t wanted,
        HostError* error)
{
  self->done += (uint64_t)n;
  if (self->stream.failure) {
    return host_fail(error, HOST_EXIT_READ_ERROR,
                     "'%s' cannot be read: %s; check the disk", self->path,
                     strerror(self->stream.failure));
  }
  const int  problem  = sf_error(self->file);
  const bool is_short = n < wanted &&
                        self->info.frames != HOST_FRAMES_UNKNOWN &&
                        self->done < self->info.frames;
  if (problem || is_short) {
    return host_fail(error, HOST_EXIT_TRUNCATED,
                     "'%s' is truncated or damaged near frame %llu%s%s; fetch "
                     "it again",
                     self->path, (unsigned long long)self->done,
                     problem ? ": " : "",
                     problem ? sf_strerror(self->file) : "");
  }
  if (n < wanted && !self->done) {
    return host_fail(error, HOST_EXIT_EMPTY_INPUT,
                     "'%s' holds no sound (0 frames); fetch it again",
                     self->path);
  }
  return HOST_EXIT_OK;
}

HostExit
host_audio_read(HostAudioReader* reader, float* frames, size_t n, size_t* got,
                HostError* error)
{
  const sf_count_t count = sf_readf_float(reader->file, frames, (sf_count_t)n);
  *got                   = (size_t)count;
  return account(reader, count, (sf_count_t)n, error);
}

HostExit
host_audio_read_double(HostAudioReader* reader, double* frames, size_t n,
                       size_t* got, HostError* error)
{
  const sf_count_t count = sf_readf_double(reader->file, frames, (sf_count_t)n);
  *got                   = (size_t)count;
  return account(reader, count, (sf_count_t)n, error);
}

void
host_audio_close(HostAudioReader* reader)
{
  if (!reader) {
    return;
  }
  if (reader->file) {
    sf_close(reader->file);
  }
  if (reader->stream.fd >= 0) {
    close(reader->stream.fd);
  }
  free(reader->path);
  free(reader);
}
