#ifndef HOST_PRESET_H
#define HOST_PRESET_H

#include "host/errors.h"
#include "host/world.h"

#include <lilv/lilv.h>

#include <stddef.h>

/** One preset of a plugin, as listed. */
typedef struct {
  char* uri;
  char* label;
} HostPresetName;

/** The presets of a plugin, sorted by label. Owns its names. */
typedef struct {
  HostPresetName* names;
  size_t          count;
} HostPresetList;

/** List the presets of `plugin`. Fails with HOST_EXIT_NO_MEMORY. */
HostExit
host_presets_list(HostPresetList* self, const HostWorld* world,
                  const HostPlugin* plugin, HostError* error);

/** Free the names; an empty (zeroed) list is fine. */
void
host_presets_clear(HostPresetList* self);

/**
   Load a preset given as a label (case ignored if no label is the same), the
   URI of a preset, or a state file in Turtle, looked for in this order.

   Stores a state to be freed with lilv_state_free(). Fails with
   HOST_EXIT_UNKNOWN_PRESET: none found, two with that label, or a file that
   holds no state for this plugin.
*/
HostExit
host_preset_load(const HostWorld* world, const HostPlugin* plugin,
                 const char* name, LilvState** state, HostError* error);

#endif
