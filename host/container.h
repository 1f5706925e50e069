#ifndef HOST_CONTAINER_H
#define HOST_CONTAINER_H

#include "host/errors.h"

#include <stdbool.h>
#include <stdint.h>

/**
   Check that a sound file is as long as it says.

   libsndfile shortens a file that was cut off without a word. This looks at
   the frame around the sound only: chunks of WAV, RF64 and AIFF that reach
   past the end, an Ogg stream without its last page. `path` is for messages.
   Sizes that stand for "not known" (written to a pipe) are let through.

   Fails with HOST_EXIT_TRUNCATED.
*/
HostExit
host_container_check(int fd, uint64_t size, const char* path, HostError* error);

/** True if the file begins as WAV, RF64, AIFF, FLAC or Ogg files do. */
bool
host_container_is_known(int fd);

#endif
