#ifndef HOST_AUDIO_FILE_TAGS_H
#define HOST_AUDIO_FILE_TAGS_H

#include "host/audio_file.h"

#include <stdbool.h>

/**
   Carry over what a file says of itself, as far as the format of the other
   can hold it: tags (title, artist, ...), the BWF description with its time
   stamp, cue points. Times in frames are brought to `rate` in Hz.

   To be called before anything is written. Returns false if there was a BWF
   time stamp and the format has no place for it.
*/
bool
host_audio_copy_tags(HostAudioReader* from, HostAudioWriter* to, uint32_t rate);

#endif
