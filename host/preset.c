#include "host/preset.h"

#include "host/state_file.h"
#include "host/suggest.h"

#include "lv2/presets/presets.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int
by_label(const void* a, const void* b)
{
  const HostPresetName* x     = (const HostPresetName*)a;
  const HostPresetName* y     = (const HostPresetName*)b;
  const int             order = strcmp(x->label, y->label);
  return order ? order : strcmp(x->uri, y->uri);
}

/** Label of a preset; its own file is loaded first if it must be. */
static char*
read_label(LilvWorld* world, const LilvNode* preset)
{
  LilvNode* predicate =
    lilv_new_uri(world, "http://www.w3.org/2000/01/rdf-schema#label");
  LilvNode* label = lilv_world_get(world, preset, predicate, NULL);
  if (!label) {
    lilv_world_load_resource(world, preset);
    label = lilv_world_get(world, preset, predicate, NULL);
  }
  char* text =
    strdup(label ? lilv_node_as_string(label) : lilv_node_as_uri(preset));
  lilv_node_free(label);
  lilv_node_free(predicate);
  return text;
}

HostExit
host_presets_list(HostPresetList* self, const HostWorld* world,
                  const HostPlugin* plugin, HostError* error)
{
  LilvNode*  kind    = lilv_new_uri(world->lilv, LV2_PRESETS__Preset);
  LilvNodes* presets = lilv_plugin_get_related(plugin->lilv, kind);
  bool       whole   = true;
  lilv_node_free(kind);
  memset(self, 0, sizeof(*self));
  self->names = (HostPresetName*)calloc(lilv_nodes_size(presets) + 1u,
                                        sizeof(HostPresetName));
  if (self->names) {
    LILV_FOREACH(nodes, i, presets)
    {
      const LilvNode* preset = lilv_nodes_get(presets, i);
      HostPresetName* name   = &self->names[self->count++];
      name->uri              = strdup(lilv_node_as_uri(preset));
      name->label            = read_label(world->lilv, preset);
      whole                  = whole && name->uri && name->label;
    }
  }
  lilv_nodes_free(presets);
  if (!self->names || !whole) {
    host_presets_clear(self);
    return host_fail_memory(error);
  }
  qsort(self->names, self->count, sizeof(HostPresetName), by_label);
  return HOST_EXIT_OK;
}

void
host_presets_clear(HostPresetList* self)
{
  for (size_t i = 0; i < self->count; ++i) {
    free(self->names[i].uri);
    free(self->names[i].label);
  }
  free(self->names);
  memset(self, 0, sizeof(*self));
}

/** Index of the preset meant by `name`; `count` if none; counts `matches`. */
static size_t
find_name(const HostPresetList* list, const char* name, size_t* matches)
{
  size_t found = list->count;
  for (int pass = 0; pass < 3 && found == list->count; ++pass) {
    *matches = 0;
    for (size_t i = 0; i < list->count; ++i) {
      const bool same = pass == 0   ? !strcmp(list->names[i].label, name)
                        : pass == 1 ? host_same_text(list->names[i].label, name)
                                    : !strcmp(list->names[i].uri, name);
      if (same) {
        found = i;
        ++*matches;
      }
    }
  }
  return found;
}

static HostExit
fail_unknown(const HostPresetList* list, const char* name, HostError* error)
{
  HostSuggestion near_by;
  host_suggest_begin(&near_by, name);
  for (size_t i = 0; i < list->count; ++i) {
    host_suggest_offer(&near_by, list->names[i].label);
  }
  const char* best = host_suggest_result(&near_by);
  return best ? host_fail(error, HOST_EXIT_UNKNOWN_PRESET,
                          "no preset '%s'; did you mean '%s'?", name, best)
              : host_fail(error, HOST_EXIT_UNKNOWN_PRESET,
                          "no preset '%s' and no file of that name; see "
                          "'dala-host info' for the presets there are",
                          name);
}

static HostExit
load_by_uri(const HostWorld* world, const char* uri, LilvState** state,
            HostError* error)
{
  LilvNode* node = lilv_new_uri(world->lilv, uri);
  lilv_world_load_resource(world->lilv, node);
  *state = lilv_state_new_from_world(
    world->lilv, host_urids_map_feature(world->urids), node);
  lilv_node_free(node);
  return *state
           ? HOST_EXIT_OK
           : host_fail(error, HOST_EXIT_UNKNOWN_PRESET,
                       "preset <%s> cannot be read; check its bundle", uri);
}

HostExit
host_preset_load(const HostWorld* world, const HostPlugin* plugin,
                 const char* name, LilvState** state, HostError* error)
{
  HostPresetList list;
  HostExit       code = host_presets_list(&list, world, plugin, error);
  if (code) {
    return code;
  }
  size_t       matches = 0;
  const size_t found   = find_name(&list, name, &matches);
  struct stat  status;
  if (matches > 1) {
    code = host_fail(error, HOST_EXIT_UNKNOWN_PRESET,
                     "%zu presets are called '%s'; give the URI of one",
                     matches, name);
  } else if (found < list.count) {
    code = load_by_uri(world, list.names[found].uri, state, error);
  } else if (!stat(name, &status) && S_ISREG(status.st_mode)) {
    code = host_state_file_read(state, world, plugin, name,
                                HOST_EXIT_UNKNOWN_PRESET, error);
  } else {
    code = fail_unknown(&list, name, error);
  }
  host_presets_clear(&list);
  return code;
}
