#ifndef HOST_SCORE_H
#define HOST_SCORE_H

#include "host/automation.h"
#include "host/errors.h"
#include "host/instance.h"
#include "host/midi_file.h"
#include "host/render_options.h"
#include "host/world.h"

#include <stdbool.h>
#include <stdint.h>

/** All that happens to a plugin in the course of a file. */
typedef struct {
  HostAutomation automation;
  HostMidiFile   midi; /* its tempo also where only options give one */
  bool           has_tempo;
} HostScore;

/**
   Read what the options name, for `plugin`.

   Fails as host_automation_read() and host_midi_file_read(), or with
   HOST_EXIT_NO_EVENT_PORT; then `self` is empty.
*/
HostExit
host_score_make(HostScore* self, const HostRenderOptions* options,
                const HostPlugin* plugin, HostError* error);

/** Free all; an empty (zeroed) score is fine. */
void
host_score_clear(HostScore* self);

/** Where one rendering has come to in the score. */
typedef struct {
  const HostScore*   score;
  const HostPorts*   ports;
  HostUrids*         urids;
  HostAutomationPlay automation;
  size_t             next_event;
  size_t             next_tempo;
  double             rate;      /* Hz */
  bool               can_split; /* blocks may be made shorter */
  uint64_t           dropped;   /* events there was no room for */
} HostScorePlay;

/**
   Start at frame 0, at `rate` in Hz.

   Fails as host_automation_check() or with HOST_EXIT_NO_MEMORY.
*/
HostExit
host_score_play_init(HostScorePlay* self, const HostScore* score,
                     const HostWorld* world, const HostPlugin* plugin,
                     double rate, HostError* error);

void
host_score_play_clear(HostScorePlay* self);

/**
   Set controls and events of the block that begins at frame `position`.

   Returns its length: `wanted`, or less where a control changes or where the
   port has no room for more events.
*/
uint32_t
host_score_play_block(HostScorePlay* self, HostInstance* instance,
                      uint64_t position, uint32_t wanted);

/** Seconds from the frame `end` to the last event of the score, or 0. */
double
host_score_play_left(const HostScorePlay* self, uint64_t end);

#endif
