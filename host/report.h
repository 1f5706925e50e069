#ifndef HOST_REPORT_H
#define HOST_REPORT_H

#include "host/audio_file.h"
#include "host/channel_map.h"
#include "host/errors.h"
#include "host/render_notes.h"
#include "host/warnings.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/**
   The result of rendering one file.

   Plain memory, no pointers: the child sends it to the parent in one piece.
*/
typedef struct {
  HostError       error;
  HostAudioInfo   input;
  HostChannelMap  map;
  HostAudioStats  output;
  uint32_t        channels; /* of the output */
  HostFormat      format;
  HostBits        bits;
  uint64_t        input_frames;
  uint64_t        tail_frames;
  bool            tail_auto;
  bool            tail_cut;
  bool            has_latency; /* the plugin has a port for it */
  bool            compensated;
  bool            latency_is_absurd; /* so it was left in */
  double          latency;           /* frames, as first reported */
  double          last_latency;      /* frames, at the end */
  uint64_t        not_finite;        /* samples in the input */
  double          elapsed_s;
  HostRenderNotes notes;
  /* If a report in JSON is wanted: */
  double   loudness;  /* LUFS, -HUGE_VAL if too quiet to be measured */
  double   true_peak; /* linear */
  float    file_peak; /* linear, of the samples as they are stored */
  uint64_t bytes;
  char     sha256[65]; /* of the file */
} HostReport;

_Static_assert(sizeof(HostReport) <= PIPE_BUF, "must cross a pipe at once");

/** Give the warnings that this result deserves. */
void
host_report_warn(const HostReport* self, const char* input, const char* output,
                 const HostWarnings* warnings);

/** Print the line about a success (unless `quiet`) and its warnings. */
void
host_report_print(const HostReport* self, const char* input, const char* output,
                  bool quiet);

#endif
