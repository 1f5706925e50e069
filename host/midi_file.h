#ifndef HOST_MIDI_FILE_H
#define HOST_MIDI_FILE_H

#include "host/errors.h"
#include "host/tempo_map.h"

#include <stddef.h>
#include <stdint.h>

/**
   A standard MIDI file, read whole.

   Our own reader, since the library that Debian has (libsmf, last touched in
   2010) draws in GLib and ends the process where a file is damaged.
   Source: MIDI Manufacturers Association, Standard MIDI Files 1.0 (RP-001).
*/
typedef struct {
  double   time_s;
  uint64_t tick;
  size_t   offset; /* of the message in `bytes` */
  uint32_t size;
  uint32_t order; /* in the file, for events at the same time */
} HostMidiEvent;

typedef struct {
  HostMidiEvent* events; /* channel messages and system exclusive, in order */
  size_t         n_events;
  uint8_t*       bytes;
  HostTempoMap   tempo;
} HostMidiFile;

/**
   Read format 0 or 1; `start` is tempo and meter up to where the file states
   them.

   Fails with HOST_EXIT_BAD_MIDI, or as host_whole_file_read(); then `self` is
   empty.
*/
HostExit
host_midi_file_read(HostMidiFile* self, const char* path,
                    const HostTempoPoint* start, HostError* error);

/** Free all; an empty (zeroed) one is fine. */
void
host_midi_file_clear(HostMidiFile* self);

#endif
