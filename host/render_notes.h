#ifndef HOST_RENDER_NOTES_H
#define HOST_RENDER_NOTES_H

#include "host/warnings.h"

#include <stdbool.h>
#include <stdint.h>

/** Parts of the report about the features of one file. Plain memory. */
typedef struct {
  uint64_t events_dropped; /* no room in the port of the plugin */
  double   midi_left_s;    /* of the MIDI file after the end of the sound */
  uint32_t source_rate;    /* Hz; the file before it was resampled, or 0 */
  bool     was_dithered;
  bool     was_widened; /* to 32-bit float, since it would have clipped */
  bool     lost_stamp;  /* of BWF: the format has no place for it */
  bool     has_loudness;
  bool     was_too_quiet; /* to be measured */
  double   lufs;          /* before normalizing */
  double   gain_db;
  double   true_peak;         /* of the output, linear */
  uint32_t fixed_block;       /* frames, as the plugin requires; or 0 */
  bool     coarse_automation; /* so controls move per block */
  uint32_t instances;         /* of the plugin */
  uint32_t side_chains;       /* inputs left silent */
} HostRenderNotes;

/** Warn of what the user would want to know about `output`. */
void
host_render_notes_warn(const HostRenderNotes* self, const char* output,
                       const HostWarnings* warnings);

/** Continue the line about a success on standard output. */
void
host_render_notes_print(const HostRenderNotes* self);

#endif
