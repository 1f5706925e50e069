#include "host/info.h"

#include "host/features.h"
#include "host/json.h"
#include "host/preset.h"

#include <math.h>
#include <stdio.h>

/** Everything to print, gathered once for both forms. */
typedef struct {
  const HostPlugin* plugin;
  const char*       kind; /* class, or NULL */
  const char*       bundle;
  LilvNodes*        required;
  LilvNodes*        optional;
  HostPresetList    presets;
  HostError refusal; /* why the plugin cannot be run, code 0 if it can */
} Info;

static void
print_number(const char* before, float number, const char* after)
{
  if (!isnan(number)) {
    printf("%s%.9g%s", before, (double)number, after);
  }
}

static void
print_port(const HostPort* port)
{
  printf("  %3u  %-8s %-6s %-20s %s", port->index,
         host_port_kind_name(port->kind), port->is_input ? "in" : "out",
         port->symbol, port->name);
  if (port->kind == HOST_PORT_CONTROL) {
    print_number("  [", port->minimum, "");
    print_number(" .. ", port->maximum, "]");
    print_number(" default ", port->initial, "");
    printf("%s%s%s%s%s", port->unit_symbol ? " " : "",
           port->unit_symbol ? port->unit_symbol : "",
           port->integer ? ", integer" : "", port->toggled ? ", toggle" : "",
           port->rate_scaled ? ", times the sample rate" : "");
  }
  printf("%s%s\n", port->optional ? ", optional" : "",
         port->sidechain ? ", side chain" : "");
  for (uint32_t i = 0; i < port->n_points; ++i) {
    printf("       %40.9g = %s\n", (double)port->points[i].value,
           port->points[i].label);
  }
}

static void
print_nodes(const char* title, const LilvNodes* nodes)
{
  LILV_FOREACH(nodes, i, nodes)
  {
    printf("%s<%s>\n", title, lilv_node_as_string(lilv_nodes_get(nodes, i)));
  }
}

static void
print_plain(const Info* info)
{
  const HostPorts* ports = &info->plugin->ports;
  printf("<%s>\n%s", info->plugin->uri, info->plugin->name);
  printf("%s%s%s\n", info->kind ? " (" : "", info->kind ? info->kind : "",
         info->kind ? ")" : "");
  printf("bundle: <%s>\n", info->bundle);
  print_nodes("requires: ", info->required);
  print_nodes("can use: ", info->optional);
  if (info->refusal.code) {
    printf("cannot be run: %s\n", info->refusal.text);
  }
  if (ports->latency < ports->count) {
    printf("latency: reported on '%s'\n", ports->ports[ports->latency].symbol);
  }
  printf("ports:\n");
  for (uint32_t i = 0; i < ports->count; ++i) {
    print_port(&ports->ports[i]);
  }
  printf("presets:%s\n", info->presets.count ? "" : " none");
  for (size_t i = 0; i < info->presets.count; ++i) {
    printf("  %-24s <%s>\n", info->presets.names[i].label,
           info->presets.names[i].uri);
  }
}

static void
write_port(HostJson* out, const HostPort* port)
{
  host_json_open(out, NULL, '{');
  host_json_number(out, "index", port->index);
  host_json_text(out, "symbol", port->symbol);
  host_json_text(out, "name", port->name);
  host_json_text(out, "kind", host_port_kind_name(port->kind));
  host_json_text(out, "direction", port->is_input ? "input" : "output");
  host_json_bool(out, "optional", port->optional);
  host_json_bool(out, "side_chain", port->sidechain);
  if (port->kind == HOST_PORT_CONTROL) {
    host_json_number(out, "minimum", (double)port->minimum);
    host_json_number(out, "maximum", (double)port->maximum);
    host_json_number(out, "default", (double)port->initial);
    host_json_text(out, "unit", port->unit_symbol);
    host_json_bool(out, "integer", port->integer);
    host_json_bool(out, "toggled", port->toggled);
    host_json_bool(out, "enumeration", port->enumeration);
    host_json_bool(out, "times_rate", port->rate_scaled);
    host_json_open(out, "points", '[');
    for (uint32_t i = 0; i < port->n_points; ++i) {
      host_json_open(out, NULL, '{');
      host_json_number(out, "value", (double)port->points[i].value);
      host_json_text(out, "label", port->points[i].label);
      host_json_close(out, '}');
    }
    host_json_close(out, ']');
  }
  host_json_close(out, '}');
}

static void
write_nodes(HostJson* out, const char* key, const LilvNodes* nodes)
{
  host_json_open(out, key, '[');
  LILV_FOREACH(nodes, i, nodes)
  {
    host_json_text(out, NULL, lilv_node_as_string(lilv_nodes_get(nodes, i)));
  }
  host_json_close(out, ']');
}

static void
print_json(const Info* info)
{
  const HostPorts* ports = &info->plugin->ports;
  HostJson         out;
  host_json_init(&out, stdout);
  host_json_open(&out, NULL, '{');
  host_json_text(&out, "uri", info->plugin->uri);
  host_json_text(&out, "name", info->plugin->name);
  host_json_text(&out, "class", info->kind);
  host_json_text(&out, "bundle", info->bundle);
  write_nodes(&out, "required_features", info->required);
  write_nodes(&out, "optional_features", info->optional);
  host_json_text(&out, "refused",
                 info->refusal.code ? info->refusal.text : NULL);
  host_json_text(
    &out, "latency_port",
    ports->latency < ports->count ? ports->ports[ports->latency].symbol : NULL);
  host_json_open(&out, "ports", '[');
  for (uint32_t i = 0; i < ports->count; ++i) {
    write_port(&out, &ports->ports[i]);
  }
  host_json_close(&out, ']');
  host_json_open(&out, "presets", '[');
  for (size_t i = 0; i < info->presets.count; ++i) {
    host_json_open(&out, NULL, '{');
    host_json_text(&out, "uri", info->presets.names[i].uri);
    host_json_text(&out, "label", info->presets.names[i].label);
    host_json_close(&out, '}');
  }
  host_json_close(&out, ']');
  host_json_close(&out, '}');
}

HostExit
host_info_print(const HostWorld* world, const HostPlugin* plugin, bool json,
                HostError* error)
{
  Info                   info = { 0 };
  const LilvPluginClass* kind = lilv_plugin_get_class(plugin->lilv);
  const LilvNode* label       = kind ? lilv_plugin_class_get_label(kind) : NULL;
  const HostExit  code = host_presets_list(&info.presets, world, plugin, error);
  if (code) {
    return code;
  }
  info.plugin   = plugin;
  info.kind     = label ? lilv_node_as_string(label) : NULL;
  info.bundle   = lilv_node_as_uri(lilv_plugin_get_bundle_uri(plugin->lilv));
  info.required = lilv_plugin_get_required_features(plugin->lilv);
  info.optional = lilv_plugin_get_optional_features(plugin->lilv);
  host_features_check(world, plugin, &info.refusal);
  if (json) {
    print_json(&info);
  } else {
    print_plain(&info);
  }
  lilv_nodes_free(info.required);
  lilv_nodes_free(info.optional);
  host_presets_clear(&info.presets);
  return HOST_EXIT_OK;
}
