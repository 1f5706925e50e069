#ifndef HOST_RENDER_OPTIONS_H
#define HOST_RENDER_OPTIONS_H

#include "host/errors.h"

#include <stdbool.h>
#include <stdint.h>

/** Options of `render` about what happens to one file. Texts are borrowed. */
typedef struct {
  const char* automation;  /* CSV file, or NULL */
  const char* midi;        /* standard MIDI file, or NULL */
  double      bpm;         /* in beats of the meter; 0: not given */
  uint32_t    meter_beats; /* 0: not given */
  uint32_t    meter_unit;
  uint32_t    rate;       /* Hz; 0: that of the file */
  const char* state;      /* file, or NULL */
  const char* save_state; /* file, or NULL */
  bool        no_dither;
  bool        normalize;
  double      lufs; /* with normalize */
} HostRenderOptions;

/** Numbers of these options for getopt. */
enum {
  HOST_RENDER_OPTION_FIRST = 1000,
  HOST_RENDER_AUTOMATION   = HOST_RENDER_OPTION_FIRST,
  HOST_RENDER_MIDI,
  HOST_RENDER_BPM,
  HOST_RENDER_METER,
  HOST_RENDER_RATE,
  HOST_RENDER_NO_DITHER,
  HOST_RENDER_NORMALIZE,
  HOST_RENDER_STATE,
  HOST_RENDER_SAVE_STATE
};

/* clang-format off */
/** Their rows for the table of getopt_long(). */
#define HOST_RENDER_OPTIONS                                                    \
  { "automation", required_argument, NULL, HOST_RENDER_AUTOMATION },           \
  { "midi", required_argument, NULL, HOST_RENDER_MIDI },                       \
  { "bpm", required_argument, NULL, HOST_RENDER_BPM },                         \
  { "meter", required_argument, NULL, HOST_RENDER_METER },                     \
  { "rate", required_argument, NULL, HOST_RENDER_RATE },                       \
  { "no-dither", no_argument, NULL, HOST_RENDER_NO_DITHER },                   \
  { "normalize", required_argument, NULL, HOST_RENDER_NORMALIZE },             \
  { "state", required_argument, NULL, HOST_RENDER_STATE },                     \
  { "save-state", required_argument, NULL, HOST_RENDER_SAVE_STATE }
/* clang-format on */

/**
   Take one of these options.

   Fails with HOST_EXIT_USAGE if its text is not understood.
*/
HostExit
host_render_option_apply(HostRenderOptions* self, int option, const char* text,
                         HostError* error);

#endif
