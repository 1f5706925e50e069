#include "host/normalize.h"

#include "host/audio_file_tags.h"
#include "host/loudness.h"
#include "host/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Frames copied at a time. */
#define CHUNK_FRAMES 4096u

int
host_normalize_scratch(const char* path, HostError* error)
{
  const char* slash    = strrchr(path, '/');
  char*       name     = NULL;
  const int   nameless = host_output_nameless(path);
  if (nameless >= 0) {
    return nameless;
  }
  if (asprintf(&name, "%.*s.dala-host-XXXXXX",
               slash ? (int)(slash - path) + 1 : 0, path) < 0) {
    host_fail_memory(error);
    return -1;
  }
  const int fd = mkostemp(name, O_CLOEXEC);
  if (fd < 0) {
    host_output_fail(path, errno, error);
  } else {
    unlink(name);
  }
  free(name);
  return fd;
}

static HostExit
open_scratch(int fd, HostAudioReader** reader, HostError* error)
{
  char path[64];
  snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
  return host_audio_open(path, reader, error);
}

static HostExit
measure(int scratch, HostLoudness* loudness, HostError* error)
{
  HostAudioReader* reader = NULL;
  HostExit         code   = open_scratch(scratch, &reader, error);
  if (!code) {
    code = host_loudness_measure(loudness, reader, error);
  }
  host_audio_close(reader);
  return code;
}

static HostExit
copy(HostAudioReader* reader, HostAudioWriter* writer, uint32_t channels,
     double gain, HostError* error)
{
  size_t got   = 0;
  float* chunk = (float*)calloc((size_t)CHUNK_FRAMES * channels, sizeof(float));
  HostExit code = chunk ? HOST_EXIT_OK : host_fail_memory(error);
  while (!code) {
    code = host_audio_read(reader, chunk, CHUNK_FRAMES, &got, error);
    if (code || !got) {
      break;
    }
    for (size_t i = 0; i < got * channels; ++i) {
      // The loop is left before when there was no memory
      // NOLINTNEXTLINE(clang-analyzer-core.*)
      chunk[i] = (float)((double)chunk[i] * gain);
    }
    code = host_audio_write(writer, chunk, got, error);
  }
  free(chunk);
  return code;
}

HostExit
host_normalize(const HostNormalizeJob* job, HostAudioTarget* target,
               HostRenderNotes* notes, HostAudioStats* stats, HostError* error)
{
  HostAudioReader* reader = NULL;
  HostAudioWriter* writer = NULL;
  HostLoudness     loudness;
  HostExit         code = measure(job->scratch, &loudness, error);
  if (code) {
    return code;
  }
  notes->has_loudness  = true;
  notes->was_too_quiet = !isfinite(loudness.lufs);
  notes->lufs          = loudness.lufs;
  notes->gain_db       = notes->was_too_quiet ? 0.0 : job->lufs - loudness.lufs;
  const double gain    = pow(10.0, notes->gain_db / 20.0);
  notes->true_peak     = loudness.true_peak * gain;
  // By the samples: what is between them does not clip in a file
  if (job->may_widen && (double)stats->peak * gain > 1.0) {
    target->bits       = HOST_BITS_32F;
    notes->was_widened = true;
  }
  code = open_scratch(job->scratch, &reader, error);
  if (!code) {
    code = host_audio_create(job->fd, job->path, target, &writer, error);
  }
  if (!code) {
    notes->lost_stamp = !host_audio_copy_tags(job->tags, writer, target->rate);
    code              = copy(reader, writer, target->channels, gain, error);
  }
  HostError      ignored;
  const HostExit last =
    host_audio_finish(writer, stats, code ? &ignored : error);
  host_audio_close(reader);
  return code ? code : last;
}
