#ifndef HOST_NORMALIZE_H
#define HOST_NORMALIZE_H

#include "host/audio_file.h"
#include "host/render_notes.h"

#include <stdbool.h>

/**
   A file without a name beside `path`, which vanishes with its process.

   Returns a descriptor, or -1 with HOST_EXIT_CANNOT_WRITE or DISK_FULL.
*/
int
host_normalize_scratch(const char* path, HostError* error);

/** What host_normalize() works with. */
typedef struct {
  int              scratch; /* the rendering, a whole file of floats */
  int              fd;      /* of the output, empty */
  const char*      path;    /* of the output */
  HostAudioReader* tags;    /* the file whose tags are carried over */
  double           lufs;
  bool             may_widen; /* to 32-bit float rather than clip */
} HostNormalizeJob;

/**
   Write the rendering at a loudness, as `target` says; its depth is changed
   to 32-bit float where it would clip and that is allowed.

   A rendering too quiet to be measured is left at its level. Fails as
   host_audio_open(), host_audio_create() and host_audio_write().
*/
HostExit
host_normalize(const HostNormalizeJob* job, HostAudioTarget* target,
               HostRenderNotes* notes, HostAudioStats* stats, HostError* error);

#endif
