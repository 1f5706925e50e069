#include "host/feed.h"

#include "host/samples.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** Frames read from the file at a time. */
#define CHUNK_FRAMES 4096u

static void
count_not_finite(HostFeed* self, size_t n)
{
  if (isfinite(host_samples_peak(self->chunk, n))) {
    return;
  }
  for (size_t i = 0; i < n; ++i) {
    self->not_finite += isfinite(self->chunk[i]) ? 0u : 1u;
  }
}

/** Read the next chunk; at the end there is nothing to have. */
static HostExit
read_chunk(HostFeed* self, HostError* error)
{
  self->at = 0;
  const HostExit code =
    self->resampler ? host_resampler_read(self->resampler, self->chunk,
                                          CHUNK_FRAMES, &self->have, error)
                    : host_audio_read(self->reader, self->chunk, CHUNK_FRAMES,
                                      &self->have, error);
  if (!code) {
    count_not_finite(self, self->have * self->map.channels);
  }
  self->has_ended = !code && !self->have;
  return code;
}

HostExit
host_feed_init(HostFeed* self, HostAudioReader* reader,
               const HostChannelMap* map, double rate, HostError* error)
{
  memset(self, 0, sizeof(*self));
  self->reader = reader;
  self->map    = *map;
  self->chunk =
    (float*)calloc((size_t)CHUNK_FRAMES * map->channels, sizeof(float));
  if (!self->chunk) {
    return host_fail_memory(error);
  }
  const HostExit code =
    (rate == (double)host_audio_info(reader)->rate)
      ? HOST_EXIT_OK
      : host_resampler_new(&self->resampler, reader, (uint32_t)rate, error);
  return code ? code : read_chunk(self, error);
}

void
host_feed_clear(HostFeed* self)
{
  host_resampler_free(self->resampler);
  free(self->chunk);
  memset(self, 0, sizeof(*self));
}

HostExit
host_feed_fill(HostFeed* self, float* const* inputs, size_t n, HostError* error)
{
  size_t done = 0;
  while (done < n && !self->has_ended) {
    const size_t ready = self->have - self->at;
    const size_t part  = (ready < n - done) ? ready : n - done;
    host_channel_map_apply(&self->map,
                           self->chunk + self->at * self->map.channels, inputs,
                           done, part);
    self->at += part;
    done += part;
    // At once, so that the end is known together with the last frame
    const HostExit code =
      (self->at == self->have) ? read_chunk(self, error) : HOST_EXIT_OK;
    if (code) {
      return code;
    }
  }
  self->sound += done;
  self->position += n;
  for (uint32_t i = 0; i < self->map.inputs; ++i) {
    memset(inputs[i] + done, 0, (n - done) * sizeof(float));
  }
  return HOST_EXIT_OK;
}
