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

/**
   Set the time in the PEAK chunk of a WAV or RF64 file to none, in place.

   It is the time of writing, so that no two files would be equal, and
   libsndfile 1.2 does not leave the chunk out of RF64.
*/
void
host_container_clear_time(int fd);

/** True if the file begins as WAV, RF64, AIFF, FLAC or Ogg files do. */
bool
host_container_is_known(int fd);

#endif
