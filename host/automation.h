#ifndef HOST_AUTOMATION_H
#define HOST_AUTOMATION_H

#include "host/errors.h"
#include "host/instance.h"
#include "host/world.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A ramp is evaluated at every multiple of this many frames of the file. */
#define HOST_AUTOMATION_GRID 64u

/** A value that a control has reached at a time. */
typedef struct {
  double time_s;
  float  value;
  size_t line; /* of the file, for messages */
} HostPoint;

/** All points of one control, in order of time. */
typedef struct {
  const HostPort* port; /* borrowed from the plugin */
  bool            is_linear;
  HostPoint*      points;
  size_t          count;
  size_t          room;
} HostLane;

/** An automation file, read. The same for every sound file. */
typedef struct {
  char*     path;
  HostLane* lanes; /* room for one per port */
  uint32_t  n_lanes;
} HostAutomation;

/**
   Read a CSV file with lines `time_s,symbol,value`.

   A first line with just these words, empty lines and lines that begin with #
   are passed over; a field may stand in double quotes. Values are understood
   as by --set. The points may come in any order; of two at the same time the
   later line counts from there on.

   Fails, naming the line, with HOST_EXIT_BAD_AUTOMATION, UNKNOWN_SYMBOL or
   BAD_VALUE, or as host_whole_file_read(); then `self` is empty.
*/
HostExit
host_automation_read(HostAutomation* self, const char* path,
                     const HostPlugin* plugin, HostError* error);

/** Check the values whose range depends on the rate in Hz. */
HostExit
host_automation_check(const HostAutomation* self, double rate,
                      HostError* error);

/** Free all; an empty (zeroed) one is fine. */
void
host_automation_clear(HostAutomation* self);

/** Where one rendering has come to in the automation. */
typedef struct {
  const HostAutomation* automation;
  size_t*               next; /* per lane: first point not reached */
  double                rate; /* Hz */
} HostAutomationPlay;

/** Start at frame 0. Fails with HOST_EXIT_NO_MEMORY. */
HostExit
host_automation_play_init(HostAutomationPlay*   self,
                          const HostAutomation* automation, double rate,
                          HostError* error);

void
host_automation_play_clear(HostAutomationPlay* self);

/**
   Set the controls to what they are from `frame` on; frames must not go back.

   Before its first point a control stays as it was set. Ramps are straight
   lines taken at the points and at every multiple of HOST_AUTOMATION_GRID,
   and held in between, whatever `frame` is. Returns the frame of the next
   change, UINT64_MAX if there is none.
*/
uint64_t
host_automation_play_apply(HostAutomationPlay* self, HostInstance* instance,
                           uint64_t frame);

#endif
