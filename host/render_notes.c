#include "host/render_notes.h"

#include "host/errors.h"

void
host_render_notes_warn(const HostRenderNotes* self, const char* output)
{
  if (self->events_dropped) {
    host_warn("'%s': %llu MIDI or tempo events did not fit into the port of "
              "the plugin and were left out; spread them over time",
              output, (unsigned long long)self->events_dropped);
  }
  if (self->midi_left_s > 0.0) {
    host_warn("'%s': the MIDI file goes on for %.3f s after the end; lengthen "
              "the sound, or use --tail",
              output, self->midi_left_s);
  }
}
