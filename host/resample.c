#include "host/resample.h"

#include <soxr.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/** Frames read from the file at a time. */
#define CHUNK_FRAMES 4096u

struct HostResampler {
  HostAudioReader* reader;
  soxr_t           soxr;
  uint32_t         channels;
  uint32_t         from; /* Hz */
  uint32_t         to;   /* Hz */
  float*           chunk;
  size_t           have;
  size_t           at;
  uint64_t         read;    /* frames of the file */
  uint64_t         written; /* frames handed on */
  bool             has_ended;
};

uint64_t
host_resampled_length(uint64_t frames, uint32_t from, uint32_t to)
{
  // In two parts: frames times rate would not fit for very long files
  const uint64_t whole = frames / from * to;
  const uint64_t rest  = frames % from * to;
  return whole + (rest + from / 2u) / from;
}

HostExit
host_resampler_new(HostResampler** self, HostAudioReader* reader, uint32_t rate,
                   HostError* error)
{
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
  const HostAudioInfo*      info    = host_audio_info(reader);
  HostResampler* made    = (HostResampler*)calloc(1, sizeof(HostResampler));
  soxr_error_t   problem = NULL;
  *self                  = made;
  if (!made) {
    return host_fail_memory(error);
  }
  made->reader   = reader;
  made->channels = info->channels;
  made->from     = info->rate;
  made->to       = rate;
  made->chunk =
    (float*)calloc((size_t)CHUNK_FRAMES * info->channels, sizeof(float));
  made->soxr = soxr_create((double)info->rate, (double)rate, info->channels,
                           &problem, NULL, &quality, NULL);
  if (!made->chunk || !made->soxr) {
    host_resampler_free(made);
    *self = NULL;
    return host_fail_memory(error);
  }
  return HOST_EXIT_OK;
}

void
host_resampler_free(HostResampler* self)
{
  if (self) {
    soxr_delete(self->soxr);
    free(self->chunk);
    free(self);
  }
}

/** Read more of the file once all that was read has been used. */
static HostExit
refill(HostResampler* self, HostError* error)
{
  if (self->at < self->have || self->has_ended) {
    return HOST_EXIT_OK;
  }
  self->at            = 0;
  const HostExit code = host_audio_read(self->reader, self->chunk, CHUNK_FRAMES,
                                        &self->have, error);
  self->read += self->have;
  self->has_ended = !self->have;
  return code;
}

/** At most as many frames as the length allows, zeros up to it. */
static size_t
settle_length(HostResampler* self, float* frames, size_t n, size_t done)
{
  const uint64_t total =
    host_resampled_length(self->read, self->from, self->to);
  const uint64_t left   = (total > self->written) ? total - self->written : 0;
  const size_t   wanted = (left < n) ? (size_t)left : n;
  if (wanted > done) {
    memset(frames + done * self->channels, 0,
           (wanted - done) * self->channels * sizeof(float));
  }
  return wanted;
}

HostExit
host_resampler_read(HostResampler* self, float* frames, size_t n, size_t* got,
                    HostError* error)
{
  size_t done = 0;
  *got        = 0;
  while (done < n) {
    size_t used = 0;
    size_t made = 0;
    if (refill(self, error)) {
      return error->code;
    }
    const float* in = self->chunk + self->at * self->channels;
    if (soxr_process(self->soxr, self->has_ended ? NULL : in,
                     self->has_ended ? 0 : self->have - self->at, &used,
                     frames + done * self->channels, n - done, &made)) {
      return host_fail_memory(error);
    }
    self->at += used;
    done += made;
    if (self->has_ended && !made) {
      break;
    }
  }
  *got = self->has_ended ? settle_length(self, frames, n, done) : done;
  self->written += *got;
  return HOST_EXIT_OK;
}
