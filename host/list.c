#include "host/list.h"

#include "host/json.h"

#include <stdio.h>

static void
print_json(HostJson* out, const HostPlugin* plugin)
{
  const LilvPluginClass* kind = lilv_plugin_get_class(plugin->lilv);
  const LilvNode*        name = kind ? lilv_plugin_class_get_label(kind) : NULL;
  host_json_open(out, NULL, '{');
  host_json_text(out, "uri", plugin->uri);
  host_json_text(out, "name", plugin->name);
  host_json_text(out, "class", name ? lilv_node_as_string(name) : NULL);
  host_json_text(out, "bundle",
                 lilv_node_as_uri(lilv_plugin_get_bundle_uri(plugin->lilv)));
  host_json_number(out, "audio_in", plugin->ports.n_audio_in);
  host_json_number(out, "audio_out", plugin->ports.n_audio_out);
  host_json_close(out, '}');
}

HostExit
host_list_print(const HostWorld* world, bool json, HostError* error)
{
  const LilvPlugins* plugins = host_world_plugins(world);
  HostJson           out;
  host_json_init(&out, stdout);
  if (json) {
    host_json_open(&out, NULL, '[');
  }
  LILV_FOREACH(plugins, i, plugins)
  {
    const LilvPlugin* p = lilv_plugins_get(plugins, i);
    HostPlugin        plugin;
    const HostExit    code = host_plugin_read(world, p, &plugin, error);
    if (code) {
      return code;
    }
    if (json) {
      print_json(&out, &plugin);
    } else {
      printf("%s\t%u>%u\t%s\n", plugin.uri, plugin.ports.n_audio_in,
             plugin.ports.n_audio_out, plugin.name);
    }
    host_plugin_clear(&plugin);
  }
  if (json) {
    host_json_close(&out, ']');
  }
  return HOST_EXIT_OK;
}
