#ifndef HOST_FEED_H
#define HOST_FEED_H

#include "host/audio_file.h"
#include "host/channel_map.h"
#include "host/resample.h"

#include <stdbool.h>
#include <stdint.h>

/** Brings a sound file to the inputs of a plugin, block by block. */
typedef struct {
  HostAudioReader* reader;    /* borrowed */
  HostResampler*   resampler; /* NULL at the rate of the file */
  HostChannelMap   map;
  float*           chunk; /* frames read ahead, interleaved */
  size_t           have;
  size_t           at;
  uint64_t         sound;      /* frames of the file handed on so far */
  uint64_t         position;   /* the same, with the silence after its end */
  bool             has_ended;  /* all of the file has been handed on */
  uint64_t         not_finite; /* NaN and infinite samples in the file */
} HostFeed;

/**
   Start at the beginning of `reader`, whose sound is wanted at `rate` Hz.

   Fails with HOST_EXIT_NO_MEMORY or as host_audio_read().
*/
HostExit
host_feed_init(HostFeed* self, HostAudioReader* reader,
               const HostChannelMap* map, double rate, HostError* error);

void
host_feed_clear(HostFeed* self);

/**
   Fill the inputs with the next `n` frames; silence after the end.

   Fails as host_audio_read().
*/
HostExit
host_feed_fill(HostFeed* self, float* const* inputs, size_t n,
               HostError* error);

#endif
