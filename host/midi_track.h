#ifndef HOST_MIDI_TRACK_H
#define HOST_MIDI_TRACK_H

#include "host/midi_file.h"

#include <stdbool.h>

/** Meta events that are kept beside messages: their first byte in the pool. */
#define HOST_MIDI_META 0xFFu
#define HOST_MIDI_META_TEMPO 0x51u
#define HOST_MIDI_META_METER 0x58u

/** Events as tracks give them, not yet in order of time. */
typedef struct {
  HostMidiEvent* events;
  size_t         n_events;
  size_t         room;
  uint8_t*       bytes; /* messages; metas as FF, type, data */
  size_t         n_bytes;
  size_t         bytes_room;
  const char*    problem; /* what is wrong, or NULL */
  bool           no_memory;
} HostMidiPool;

/** Add all events of a track chunk; false with a problem or no memory. */
bool
host_midi_track_read(HostMidiPool* pool, const uint8_t* track, size_t size);

#endif
