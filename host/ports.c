#include "host/ports.h"

#include "host/nodes.h"

#include "lv2/atom/atom.h"
#include "lv2/core/lv2.h"
#include "lv2/midi/midi.h"
#include "lv2/port-props/port-props.h"
#include "lv2/resize-port/resize-port.h"
#include "lv2/time/time.h"
#include "lv2/units/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static HostPortKind
read_kind(const HostNodes* nodes)
{
  return host_nodes_port_is(nodes, LV2_CORE__AudioPort)     ? HOST_PORT_AUDIO
         : host_nodes_port_is(nodes, LV2_CORE__ControlPort) ? HOST_PORT_CONTROL
         : host_nodes_port_is(nodes, LV2_CORE__CVPort)      ? HOST_PORT_CV
         : host_nodes_port_is(nodes, LV2_ATOM__AtomPort)    ? HOST_PORT_ATOM
                                                            : HOST_PORT_UNKNOWN;
}

/** The unit: a known one by its URI, any other by the symbol it states. */
static void
read_unit(HostPort* port, const HostNodes* nodes)
{
  LilvNode* unit = host_nodes_port_get(nodes, LV2_UNITS__unit);
  if (!unit) {
    return;
  }
  if (lilv_node_is_uri(unit)) {
    port->unit = host_unit_by_uri(lilv_node_as_uri(unit));
  }
  if (port->unit) {
    port->unit_symbol = strdup(host_unit_symbol(port->unit));
  } else {
    port->unit_symbol = host_nodes_text(nodes, unit, LV2_UNITS__symbol);
  }
  lilv_node_free(unit);
}

static int
by_value(const void* a, const void* b)
{
  const float x = ((const HostScalePoint*)a)->value;
  const float y = ((const HostScalePoint*)b)->value;
  return (x > y) - (x < y);
}

static bool
read_scale_points(HostPort* port, const HostNodes* nodes)
{
  LilvScalePoints* points =
    lilv_port_get_scale_points(nodes->plugin, nodes->port);
  const unsigned count = lilv_scale_points_size(points);
  if (!count) {
    lilv_scale_points_free(points);
    return true;
  }
  port->points = (HostScalePoint*)calloc(count, sizeof(HostScalePoint));
  if (port->points) {
    LILV_FOREACH(scale_points, i, points)
    {
      const LilvScalePoint* p = lilv_scale_points_get(points, i);
      const LilvNode*       v = lilv_scale_point_get_value(p);
      const LilvNode*       l = lilv_scale_point_get_label(p);
      if (v && l && (lilv_node_is_float(v) || lilv_node_is_int(v))) {
        HostScalePoint* point = &port->points[port->n_points++];
        point->value          = lilv_node_as_float(v);
        point->label          = strdup(lilv_node_as_string(l));
      }
    }
    qsort(port->points, port->n_points, sizeof(HostScalePoint), by_value);
  }
  lilv_scale_points_free(points);
  return port->points != NULL;
}

static bool
read_port(HostPort* port, const HostNodes* nodes, uint32_t index)
{
  const LilvNode* symbol = lilv_port_get_symbol(nodes->plugin, nodes->port);
  LilvNode*       name   = lilv_port_get_name(nodes->plugin, nodes->port);
  LilvNode* size    = host_nodes_port_get(nodes, LV2_RESIZE_PORT__minimumSize);
  port->index       = index;
  port->kind        = read_kind(nodes);
  port->is_input    = host_nodes_port_is(nodes, LV2_CORE__InputPort);
  port->optional    = host_nodes_port_has(nodes, LV2_CORE__connectionOptional);
  port->integer     = host_nodes_port_has(nodes, LV2_CORE__integer);
  port->toggled     = host_nodes_port_has(nodes, LV2_CORE__toggled);
  port->enumeration = host_nodes_port_has(nodes, LV2_CORE__enumeration);
  port->rate_scaled = host_nodes_port_has(nodes, LV2_CORE__sampleRate);
  port->sidechain   = host_nodes_port_has(nodes, LV2_CORE_PREFIX "isSideChain");
  port->is_trigger  = host_nodes_port_has(nodes, LV2_PORT_PROPS__trigger);
  port->symbol      = strdup(symbol ? lilv_node_as_string(symbol) : "");
  port->name        = strdup(name ? lilv_node_as_string(name) : port->symbol);
  port->buffer_bytes =
    (size && lilv_node_is_int(size) && lilv_node_as_int(size) > 0)
      ? (uint32_t)lilv_node_as_int(size)
      : 0;
  port->takes_midi =
    port->is_input && host_nodes_port_takes(nodes, LV2_MIDI__MidiEvent);
  port->takes_time =
    port->is_input && host_nodes_port_takes(nodes, LV2_TIME__Position);
  read_unit(port, nodes);
  const bool whole = read_scale_points(port, nodes);
  lilv_node_free(name);
  lilv_node_free(size);
  return whole && port->symbol && port->name;
}

static bool
read_ranges(HostPorts* self, const LilvPlugin* plugin)
{
  // lilv gives no plugin without ports
  // NOLINTNEXTLINE(clang-analyzer-optin.portability.UnixAPI)
  float* ranges = (float*)calloc(self->count, 3 * sizeof(float));
  if (!ranges) {
    return false;
  }
  float* const maxima   = ranges + self->count;
  float* const defaults = maxima + self->count;
  lilv_plugin_get_port_ranges_float(plugin, ranges, maxima, defaults);
  for (uint32_t i = 0; i < self->count; ++i) {
    self->ports[i].minimum = ranges[i];
    self->ports[i].maximum = maxima[i];
    self->ports[i].initial = defaults[i];
    if (self->ports[i].toggled) {
      // A toggle has no other range, and many plugins state none
      self->ports[i].minimum = isnan(ranges[i]) ? 0.0f : ranges[i];
      self->ports[i].maximum = isnan(maxima[i]) ? 1.0f : maxima[i];
    }
  }
  free(ranges);
  return true;
}

/** The control port if it takes such events, else the first that does. */
static uint32_t
find_events(const HostPorts* self, uint32_t control, bool is_time)
{
  uint32_t found = HOST_NO_PORT;
  for (uint32_t i = self->count; i-- > 0;) {
    const HostPort* port    = &self->ports[i];
    const bool      takes   = is_time ? port->takes_time : port->takes_midi;
    const bool      is_best = found != HOST_NO_PORT && found == control;
    if (port->kind == HOST_PORT_ATOM && takes && !is_best) {
      found = i;
    }
  }
  return found;
}

/** Note the ports with a special meaning and count those for sound. */
static void
find_roles(HostPorts* self, HostNodes* nodes)
{
  self->freewheel =
    host_nodes_designated(nodes, LV2_CORE__InputPort, LV2_CORE__freeWheeling);
  self->latency =
    host_nodes_designated(nodes, LV2_CORE__OutputPort, LV2_CORE__latency);
  if (self->latency == HOST_NO_PORT && lilv_plugin_has_latency(nodes->plugin)) {
    self->latency = lilv_plugin_get_latency_port_index(nodes->plugin);
  }
  const uint32_t enabled =
    host_nodes_designated(nodes, LV2_CORE__InputPort, LV2_CORE__enabled);
  if (enabled < self->count) {
    self->ports[enabled].is_enabled = true;
  }
  const uint32_t control =
    host_nodes_designated(nodes, LV2_CORE__InputPort, LV2_CORE__control);
  self->midi_in = find_events(self, control, false);
  self->time_in = find_events(self, control, true);
  for (uint32_t i = 0; i < self->count; ++i) {
    const HostPort* port = &self->ports[i];
    if (port->kind == HOST_PORT_AUDIO) {
      self->n_audio_in += (port->is_input && !port->sidechain) ? 1 : 0;
      self->n_audio_out += port->is_input ? 0 : 1;
    }
  }
}

HostExit
host_ports_read(HostPorts* self, LilvWorld* world, const LilvPlugin* plugin,
                HostError* error)
{
  memset(self, 0, sizeof(*self));
  self->count = lilv_plugin_get_num_ports(plugin);
  self->ports =
    (HostPort*)calloc(self->count ? self->count : 1u, sizeof(HostPort));
  if (!self->ports) {
    return host_fail_memory(error);
  }
  HostNodes nodes = { world, plugin, NULL };
  bool      whole = true;
  for (uint32_t i = 0; i < self->count && whole; ++i) {
    nodes.port = lilv_plugin_get_port_by_index(plugin, i);
    whole      = nodes.port && read_port(&self->ports[i], &nodes, i);
  }
  if (!whole || !read_ranges(self, plugin)) {
    host_ports_clear(self);
    return host_fail_memory(error);
  }
  find_roles(self, &nodes);
  return HOST_EXIT_OK;
}

void
host_ports_clear(HostPorts* self)
{
  for (uint32_t i = 0; self->ports && i < self->count; ++i) {
    HostPort* port = &self->ports[i];
    for (uint32_t p = 0; p < port->n_points; ++p) {
      free(port->points[p].label);
    }
    free(port->points);
    free(port->unit_symbol);
    free(port->symbol);
    free(port->name);
  }
  free(self->ports);
  memset(self, 0, sizeof(*self));
}

const HostPort*
host_ports_find(const HostPorts* self, const char* symbol)
{
  for (uint32_t i = 0; i < self->count; ++i) {
    if (!strcmp(self->ports[i].symbol, symbol)) {
      return &self->ports[i];
    }
  }
  return NULL;
}

const char*
host_port_kind_name(HostPortKind kind)
{
  static const char* const names[] = { "audio", "control", "cv", "atom",
                                       "unknown" };
  return names[kind];
}
