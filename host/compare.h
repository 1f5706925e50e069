#ifndef HOST_COMPARE_H
#define HOST_COMPARE_H

#include "host/errors.h"

#include <stdbool.h>

/**
   Subtract two sound files and print the result on standard output.

   Returns HOST_EXIT_OK if rate, channels, length and all samples are equal,
   HOST_EXIT_DIFFERENT if not; fails as host_audio_open() does, with `error`
   filled.
*/
HostExit
host_compare(const char* path_a, const char* path_b, bool json,
             HostError* error);

#endif
