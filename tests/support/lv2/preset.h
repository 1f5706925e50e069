/**
   The presets of the bundle, read as a host reads them: through lilv.

   Thread:  one.
*/
#ifndef DALA_TESTS_SUPPORT_LV2_PRESET_H
#define DALA_TESTS_SUPPORT_LV2_PRESET_H

#include "tests/support/lv2/plug.h"

#include <lilv/lilv.h>

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  char   label[64];
  bool   named[DALA_N_PORTS]; ///< The preset has a value for this port.
  float  value[DALA_N_PORTS];
  size_t unknown; ///< Values for symbols that are no port.
} TestPreset;

/// A world that holds the bundle alone; to be freed.
LilvWorld*
test_world(void);

/// All presets that apply to the plugin; returns how many, at most `room`.
size_t
test_presets(const char* plugin_uri, TestPreset* out, size_t room);

/// The preset of this label; ends the program if there is none.
TestPreset
test_preset(const char* plugin_uri, const char* label);

/// Set the ports that the preset names.
void
test_preset_apply(TestPlug* plug, const TestPreset* preset);

#endif // DALA_TESTS_SUPPORT_LV2_PRESET_H
