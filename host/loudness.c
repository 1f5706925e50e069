#include "host/loudness.h"

#include "host/samples.h"

#include <ebur128.h>

#include <math.h>
#include <stdlib.h>

/** Frames measured at a time. */
#define CHUNK_FRAMES 4096u

static HostExit
feed(HostLoudness* self, ebur128_state* state, HostAudioReader* reader,
     float* chunk, HostError* error)
{
  const uint32_t channels = host_audio_info(reader)->channels;
  size_t         got      = 0;
  do {
    const HostExit code =
      host_audio_read(reader, chunk, CHUNK_FRAMES, &got, error);
    if (code) {
      return code;
    }
    if (got && ebur128_add_frames_float(state, chunk, got)) {
      return host_fail_memory(error);
    }
    const float peak = host_samples_peak(chunk, got * channels);
    self->peak       = (peak > self->peak) ? peak : self->peak;
    self->frames += got;
  } while (got);
  return HOST_EXIT_OK;
}

HostExit
host_loudness_measure(HostLoudness* self, HostAudioReader* reader,
                      HostError* error)
{
  const HostAudioInfo* info = host_audio_info(reader);
  // Not the histogram of the library, whose steps are 0.1 LU wide: a few
  // bytes per 100 ms are 2 MiB in two hours
  ebur128_state* state = ebur128_init(info->channels, info->rate,
                                      EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK);
  float*         chunk =
    (float*)calloc((size_t)CHUNK_FRAMES * info->channels, sizeof(float));
  const HostLoudness none = { -HUGE_VAL, 0.0, 0.0f, 0 };
  *self                   = none;
  const HostExit code     = (state && chunk)
                              ? feed(self, state, reader, chunk, error)
                              : host_fail_memory(error);
  if (!code) {
    ebur128_loudness_global(state, &self->lufs);
  }
  for (unsigned c = 0; c < info->channels && !code; ++c) {
    double peak = 0.0;
    ebur128_true_peak(state, c, &peak);
    self->true_peak = fmax(self->true_peak, peak);
  }
  if (state) {
    ebur128_destroy(&state);
  }
  free(chunk);
  return code;
}
