#include "tests/support/lv2/preset.h"

#include <lilv/lilv.h>
#include <lv2/presets/presets.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static float
number(const void* const value, const uint32_t type)
{
  if (type == test_urid(LV2_ATOM__Float)) {
    return *(const float*)value;
  }
  if (type == test_urid(LV2_ATOM__Double)) {
    return (float)*(const double*)value;
  }
  if (type == test_urid(LV2_ATOM__Int)) {
    return (float)*(const int32_t*)value;
  }
  return NAN;
}

static void
take_value(const char* const symbol, void* const data, const void* const value,
           const uint32_t size, const uint32_t type)
{
  (void)size;
  TestPreset* const preset = (TestPreset*)data;
  const uint32_t    port   = dala_port_by_symbol(symbol);
  if (port == DALA_N_PORTS) {
    preset->unknown++;
    return;
  }
  preset->named[port] = true;
  preset->value[port] = number(value, type);
}

static void
read_preset(LilvWorld* const world, const LilvNode* const uri,
            TestPreset* const to)
{
  memset(to, 0, sizeof *to);
  lilv_world_load_resource(world, uri);
  LilvState* const state = lilv_state_new_from_world(world, test_map(), uri);
  if (state) {
    snprintf(to->label, sizeof to->label, "%s", lilv_state_get_label(state));
    lilv_state_emit_port_values(state, take_value, to);
    lilv_state_free(state);
  }
}

LilvWorld*
test_world(void)
{
  char              path[4096];
  const char* const bundle = getenv("DALA_BUNDLE");
  LilvWorld* const  world  = lilv_world_new();
  snprintf(path, sizeof path, "%s/", bundle ? bundle : ".");
  LilvNode* const uri = lilv_new_file_uri(world, NULL, path);
  lilv_world_load_bundle(world, uri);
  lilv_node_free(uri);
  return world;
}

size_t
test_presets(const char* const plugin_uri, TestPreset* const out,
             const size_t room)
{
  LilvWorld* const        world = test_world();
  LilvNode* const         uri   = lilv_new_uri(world, plugin_uri);
  LilvNode* const         kind  = lilv_new_uri(world, LV2_PRESETS__Preset);
  const LilvPlugin* const plugin =
    lilv_plugins_get_by_uri(lilv_world_get_all_plugins(world), uri);
  size_t found = 0U;
  if (plugin) {
    LilvNodes* const presets = lilv_plugin_get_related(plugin, kind);
    LILV_FOREACH(nodes, i, presets)
    {
      if (found < room) {
        read_preset(world, lilv_nodes_get(presets, i), &out[found++]);
      }
    }
    lilv_nodes_free(presets);
  }
  lilv_node_free(kind);
  lilv_node_free(uri);
  lilv_world_free(world);
  return found;
}

TestPreset
test_preset(const char* const plugin_uri, const char* const label)
{
  static TestPreset presets[32];
  const size_t      n = test_presets(plugin_uri, presets, 32U);
  for (size_t i = 0; i < n; i++) {
    if (!strcmp(presets[i].label, label)) {
      return presets[i];
    }
  }
  fprintf(stderr, "%s has no preset %s (is DALA_BUNDLE set?)\n", plugin_uri,
          label);
  exit(1);
}

void
test_preset_apply(TestPlug* const plug, const TestPreset* const preset)
{
  for (uint32_t i = 0; i < plug->n_ports; i++) {
    if (preset->named[i]) {
      plug->value[i] = preset->value[i];
    }
  }
}
