#ifndef HOST_RESAMPLE_H
#define HOST_RESAMPLE_H

#include "host/audio_file.h"

#include <stddef.h>
#include <stdint.h>

/** A sound file read at another rate, by libsoxr at very high quality. */
typedef struct HostResampler HostResampler;

/**
   Read `reader` (borrowed) as if it had the rate `rate` in Hz.

   Fails with HOST_EXIT_NO_MEMORY.
*/
HostExit
host_resampler_new(HostResampler** self, HostAudioReader* reader, uint32_t rate,
                   HostError* error);

/** NULL is fine. */
void
host_resampler_free(HostResampler* self);

/** As host_audio_read(). */
HostExit
host_resampler_read(HostResampler* self, float* frames, size_t n, size_t* got,
                    HostError* error);

/**
   Length of `frames` frames at `from` Hz when they are resampled to `to` Hz:
   exactly to the nearest frame, halves up.
*/
uint64_t
host_resampled_length(uint64_t frames, uint32_t from, uint32_t to);

#endif
