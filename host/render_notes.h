#ifndef HOST_RENDER_NOTES_H
#define HOST_RENDER_NOTES_H

#include <stdbool.h>
#include <stdint.h>

/** Parts of the report about the features of one file. Plain memory. */
typedef struct {
  uint64_t events_dropped; /* no room in the port of the plugin */
  double   midi_left_s;    /* of the MIDI file after the end of the sound */
} HostRenderNotes;

/** Warn of what the user would want to know about `output`. */
void
host_render_notes_warn(const HostRenderNotes* self, const char* output);

#endif
