#include "host/world.h"

#include "host/bundles.h"
#include "host/suggest.h"

#include "lv2/buf-size/buf-size.h"
#include "lv2/state/state.h"

#include <stdlib.h>
#include <string.h>

HostExit
host_world_open(HostWorld* self, HostError* error)
{
  self->urids = host_urids_new();
  self->lilv  = lilv_world_new();
  if (!self->urids || !self->lilv) {
    host_world_close(self);
    return host_fail_memory(error);
  }
  const char* path = getenv("LV2_PATH");
  if (path) {
    host_bundles_load(self->lilv, path);
  } else {
    lilv_world_load_all(self->lilv);
  }
  return HOST_EXIT_OK;
}

void
host_world_close(HostWorld* self)
{
  if (self->lilv) {
    lilv_world_free(self->lilv);
  }
  host_urids_free(self->urids);
  memset(self, 0, sizeof(*self));
}

const LilvPlugins*
host_world_plugins(const HostWorld* self)
{
  return lilv_world_get_all_plugins(self->lilv);
}

static const char*
plugin_uri(const LilvPlugin* plugin)
{
  return lilv_node_as_uri(lilv_plugin_get_uri(plugin));
}

static HostExit
fail_unknown(const LilvPlugins* plugins, const char* uri, HostError* error)
{
  HostSuggestion near_by;
  host_suggest_begin(&near_by, uri);
  LILV_FOREACH(plugins, i, plugins)
  {
    host_suggest_offer(&near_by, plugin_uri(lilv_plugins_get(plugins, i)));
  }
  const char* best = host_suggest_result(&near_by);
  if (best) {
    return host_fail(error, HOST_EXIT_UNKNOWN_PLUGIN,
                     "no plugin <%s> is installed; did you mean <%s>?", uri,
                     best);
  }
  return host_fail(error, HOST_EXIT_UNKNOWN_PLUGIN,
                   "no plugin <%s> is installed; see 'dala-host list', and "
                   "set LV2_PATH if its bundle is in a folder of its own",
                   uri);
}

HostExit
host_plugin_find(const HostWorld* self, const char* uri, HostPlugin* plugin,
                 HostError* error)
{
  // By text, since lilv prints lines of its own on a name that is no URI
  const LilvPlugins* plugins = host_world_plugins(self);
  memset(plugin, 0, sizeof(*plugin));
  LILV_FOREACH(plugins, i, plugins)
  {
    const LilvPlugin* p = lilv_plugins_get(plugins, i);
    if (!strcmp(plugin_uri(p), uri)) {
      return host_plugin_read(self, p, plugin, error);
    }
  }
  return fail_unknown(plugins, uri, error);
}

static bool
has_feature(const LilvNodes* features, LilvWorld* world, const char* uri)
{
  LilvNode*  node = lilv_new_uri(world, uri);
  const bool has  = lilv_nodes_contains(features, node);
  lilv_node_free(node);
  return has;
}

/** What the plugin wants of its host beyond plain features. */
static void
read_wishes(const HostWorld* self, HostPlugin* plugin)
{
  LilvNodes* required = lilv_plugin_get_required_features(plugin->lilv);
  LilvNodes* all      = lilv_plugin_get_supported_features(plugin->lilv);
  plugin->pow2_blocks =
    has_feature(required, self->lilv, LV2_BUF_SIZE__powerOf2BlockLength);
  plugin->fixed_blocks =
    plugin->pow2_blocks ||
    has_feature(required, self->lilv, LV2_BUF_SIZE__fixedBlockLength) ||
    has_feature(required, self->lilv, LV2_BUF_SIZE__coarseBlockLength);
  if (has_feature(all, self->lilv, LV2_STATE__loadDefaultState)) {
    plugin->first_state =
      lilv_state_new_from_world(self->lilv, host_urids_map_feature(self->urids),
                                lilv_plugin_get_uri(plugin->lilv));
  }
  lilv_nodes_free(required);
  lilv_nodes_free(all);
}

HostExit
host_plugin_read(const HostWorld* self, const LilvPlugin* lilv,
                 HostPlugin* plugin, HostError* error)
{
  const char* uri  = plugin_uri(lilv);
  LilvNode*   name = lilv_plugin_get_name(lilv);
  memset(plugin, 0, sizeof(*plugin));
  plugin->lilv = lilv;
  plugin->uri  = strdup(uri);
  plugin->name = strdup(name ? lilv_node_as_string(name) : uri);
  lilv_node_free(name);
  HostExit code = HOST_EXIT_OK;
  if (!plugin->uri || !plugin->name) {
    code = host_fail_memory(error);
  } else {
    code = host_ports_read(&plugin->ports, self->lilv, lilv, error);
    read_wishes(self, plugin);
  }
  if (code) {
    host_plugin_clear(plugin);
  }
  return code;
}

void
host_plugin_clear(HostPlugin* plugin)
{
  host_ports_clear(&plugin->ports);
  lilv_state_free(plugin->first_state);
  free(plugin->name);
  free(plugin->uri);
  memset(plugin, 0, sizeof(*plugin));
}
