#include "host/render_notes.h"

#include <math.h>
#include <stdio.h>

void
host_render_notes_warn(const HostRenderNotes* self, const char* output,
                       const HostWarnings* warnings)
{
  if (self->events_dropped) {
    host_warnings_add(
      warnings,
      "'%s': %llu MIDI or tempo events did not fit into the port of "
      "the plugin and were left out; spread them over time",
      output, (unsigned long long)self->events_dropped);
  }
  if (self->midi_left_s > 0.0) {
    host_warnings_add(
      warnings,
      "'%s': the MIDI file goes on for %.3f s after the end; lengthen "
      "the sound, or use --tail",
      output, self->midi_left_s);
  }
  if (self->was_widened) {
    host_warnings_add(
      warnings,
      "'%s' would have clipped and was written as 32-bit float; "
      "--bits keeps a depth, --normalize or --set lowers the level",
      output);
  }
  if (self->coarse_automation) {
    host_warnings_add(
      warnings,
      "'%s': the plugin takes blocks of %u frames only, so controls "
      "move once per block; give a smaller --block",
      output, self->fixed_block);
  }
  if (self->lost_stamp) {
    host_warnings_add(
      warnings,
      "'%s': the BWF time stamp is lost, this format has no place for "
      "it; use --format wav",
      output);
  }
  if (self->was_too_quiet) {
    host_warnings_add(
      warnings,
      "'%s': too quiet or short for its loudness to be measured; left "
      "at its level",
      output);
  }
}

void
host_render_notes_print(const HostRenderNotes* self)
{
  if (self->source_rate) {
    printf(", resampled from %u Hz", self->source_rate);
  }
  if (self->instances > 1) {
    printf(", %u instances", self->instances);
  }
  if (self->side_chains) {
    printf(", %u side chain input%s silent", self->side_chains,
           self->side_chains > 1 ? "s" : "");
  }
  if (self->fixed_block) {
    printf(", blocks of %u frames as the plugin requires", self->fixed_block);
  }
  if (self->was_dithered) {
    printf(", dithered");
  }
  if (self->has_loudness && !self->was_too_quiet) {
    printf(", %.1f LUFS %+.1f dB, true peak %.1f dBTP", self->lufs,
           self->gain_db, 20.0 * log10(self->true_peak));
  }
}
