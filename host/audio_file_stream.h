#ifndef HOST_AUDIO_FILE_STREAM_H
#define HOST_AUDIO_FILE_STREAM_H

#include "host/audio_file.h"

#include <sndfile.h>

#include <stdint.h>

/**
   A file descriptor as libsndfile sees it, through our own reading and
   writing, so that the reason of a failure is not lost on the way.

   Only host/audio_file*.c may include this.
*/
typedef struct {
  int     fd;
  int64_t position;
  int     failure; /* errno of the first failure, 0 if none */
} HostAudioStream;

/** The library's own handles, borrowed. */
SNDFILE*
host_audio_reader_file(HostAudioReader* reader);

SNDFILE*
host_audio_writer_file(HostAudioWriter* writer);

/** The callbacks, to be given to sf_open_virtual with a HostAudioStream. */
SF_VIRTUAL_IO
host_audio_stream_io(void);

#endif
