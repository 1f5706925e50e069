#ifndef HOST_AUDIO_FORMAT_H
#define HOST_AUDIO_FORMAT_H

#include "host/errors.h"

#include <stdbool.h>

/** Containers that can be written. */
typedef enum {
  HOST_FORMAT_UNKNOWN, /* not chosen, or one that can only be read */
  HOST_FORMAT_WAV,
  HOST_FORMAT_FLAC,
  HOST_FORMAT_OGG,
  HOST_FORMAT_AIFF
} HostFormat;

/** How samples are stored. */
typedef enum {
  HOST_BITS_UNKNOWN, /* not chosen, or the input has no depth (lossy) */
  HOST_BITS_16,
  HOST_BITS_24,
  HOST_BITS_32F,
  HOST_BITS_VORBIS,
  HOST_BITS_COUNT
} HostBits;

/** "wav", "flac", ...; "unknown" for none. */
const char*
host_format_name(HostFormat format);

/** "16 bit", "32-bit float", ... */
const char*
host_bits_name(HostBits bits);

/** The format with this name ("wav", case ignored), or UNKNOWN. */
HostFormat
host_format_by_name(const char* name);

/** The format that the ending of `path` stands for, or UNKNOWN. */
HostFormat
host_format_by_path(const char* path);

/** The depth named "16", "24" or "32f", or UNKNOWN. */
HostBits
host_bits_by_name(const char* name);

/** True if the name ends as that of a sound file that can be read. */
bool
host_format_is_sound_name(const char* path);

/** The ending of the file name in `path`, without the dot; "" if none. */
const char*
host_format_ending(const char* path);

/**
   Settle how an output is stored: what was asked for (`format`, `bits`), else
   the ending of `path`, else as the input is (`in_format`, `in_bits`).
   Both results go into `format` and `bits`.

   Fails with HOST_EXIT_USAGE if the ending of `path` means another format
   than the one asked for, if it means none, or if the format has no such
   depth.
*/
HostExit
host_format_settle(const char* path, HostFormat in_format, HostBits in_bits,
                   HostFormat* format, HostBits* bits, HostError* error);

#endif
