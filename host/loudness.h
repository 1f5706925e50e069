#ifndef HOST_LOUDNESS_H
#define HOST_LOUDNESS_H

#include "host/audio_file.h"

#include <stdint.h>

/** Loudness by EBU R 128, measured by libebur128. */
typedef struct {
  double   lufs;      /* integrated; -HUGE_VAL if too quiet to be measured */
  double   true_peak; /* linear, the largest of all channels */
  float    peak;      /* of the samples, linear */
  uint64_t frames;
} HostLoudness;

/**
   Measure all of a file; memory grows by some 20 bytes per 100 ms.

   Fails as host_audio_read() or with HOST_EXIT_NO_MEMORY.
*/
HostExit
host_loudness_measure(HostLoudness* self, HostAudioReader* reader,
                      HostError* error);

#endif
