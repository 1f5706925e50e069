#ifndef HOST_AUDIO_FILE_H
#define HOST_AUDIO_FILE_H

#include "host/audio_format.h"
#include "host/errors.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Marks a length that the file does not state. */
#define HOST_FRAMES_UNKNOWN UINT64_MAX

/** What a sound file says of itself. */
typedef struct {
  uint32_t   channels;
  uint32_t   rate;   /* Hz */
  uint64_t   frames; /* or HOST_FRAMES_UNKNOWN */
  HostFormat format; /* UNKNOWN if it can only be read */
  HostBits   bits;   /* UNKNOWN if lossy */
} HostAudioInfo;

/** A sound file being read, in constant memory. */
typedef struct HostAudioReader HostAudioReader;

/**
   Open a sound file for reading.

   Fails with HOST_EXIT_MISSING_INPUT, NO_PERMISSION, NOT_A_FILE, EMPTY_INPUT,
   TRUNCATED, NOT_AUDIO, READ_ERROR or NO_MEMORY.
*/
HostExit
host_audio_open(const char* path, HostAudioReader** reader, HostError* error);

const HostAudioInfo*
host_audio_info(const HostAudioReader* reader);

/**
   Read up to `n` frames, interleaved; `*got` is less than `n` only at the end
   of the file.

   Fails with HOST_EXIT_TRUNCATED if the file is damaged or ends before the
   length it states, with HOST_EXIT_READ_ERROR if the system says so.
*/
HostExit
host_audio_read(HostAudioReader* reader, float* frames, size_t n, size_t* got,
                HostError* error);

/** The same in double precision, exact for every integer depth. */
HostExit
host_audio_read_double(HostAudioReader* reader, double* frames, size_t n,
                       size_t* got, HostError* error);

/** Close and free; NULL is fine. */
void
host_audio_close(HostAudioReader* reader);

/** How a file is to be written. */
typedef struct {
  uint32_t   channels;
  uint32_t   rate; /* Hz */
  HostFormat format;
  HostBits   bits;
  uint64_t   frames_at_most; /* to choose RF64 for a WAV past 4 GiB */
  bool       dither;         /* integers only; the same noise every time */
} HostAudioTarget;

/** What was written. */
typedef struct {
  uint64_t frames;
  uint64_t clipped; /* samples above full scale, at an integer depth */
  float    peak;    /* largest magnitude, linear */
} HostAudioStats;

/** A sound file being written, in constant memory. */
typedef struct HostAudioWriter HostAudioWriter;

/**
   Begin a sound file in `fd`, open for reading and writing and empty.

   The caller keeps `fd` and closes it after host_audio_finish(). `path` (to
   be kept alive) is for messages. Fails with HOST_EXIT_CANNOT_WRITE if the
   format does not hold so many channels or that rate, DISK_FULL, NO_MEMORY.
*/
HostExit
host_audio_create(int fd, const char* path, const HostAudioTarget* target,
                  HostAudioWriter** writer, HostError* error);

/** Append `n` interleaved frames. Fails with CANNOT_WRITE or DISK_FULL. */
HostExit
host_audio_write(HostAudioWriter* writer, const float* frames, size_t n,
                 HostError* error);

/** Samples clipped so far, but for those not yet handed to the library. */
uint64_t
host_audio_clipped(const HostAudioWriter* writer);

/** Complete the file and free `writer`, on failure too; NULL is fine. */
HostExit
host_audio_finish(HostAudioWriter* writer, HostAudioStats* stats,
                  HostError* error);

/** Name and version of the library that reads and writes files. */
const char*
host_audio_library(void);

#endif
