#ifndef HOST_WHOLE_FILE_H
#define HOST_WHOLE_FILE_H

#include "host/errors.h"

#include <stddef.h>

/** Largest file that is read whole: 64 MiB. */
#define HOST_WHOLE_FILE_MAX ((size_t)64 << 20)

/**
   Read a small file into memory, with a zero after its last byte.

   Free `*bytes` with free(). Fails with HOST_EXIT_MISSING_INPUT, NO_PERMISSION,
   NOT_A_FILE, READ_ERROR, NO_MEMORY, or `too_large` past 64 MiB.
*/
HostExit
host_whole_file_read(const char* path, HostExit too_large, char** bytes,
                     size_t* size, HostError* error);

#endif
