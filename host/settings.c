#include "host/settings.h"

#include "host/preset.h"
#include "host/suggest.h"
#include "host/value.h"

#include "lv2/atom/atom.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** What the callback of a preset needs. */
typedef struct {
  HostSettings*    settings;
  const HostWorld* world;
  const HostPorts* ports;
  bool             keep; /* what is given already */
} PresetTarget;

static bool
is_control_input(const HostPort* port)
{
  return port->kind == HOST_PORT_CONTROL && port->is_input;
}

/** Called by lilv for each port value of a preset, of any number type. */
static void
set_from_preset(const char* symbol, void* user_data, const void* value,
                uint32_t size, uint32_t type)
{
  PresetTarget*   target = (PresetTarget*)user_data;
  const HostPort* port   = host_ports_find(target->ports, symbol);
  const char*     uri    = host_urids_unmap(target->world->urids, type);
  float           number = NAN;
  if (!port || !is_control_input(port) || !uri ||
      (target->keep && target->settings->given[port->index])) {
    return;
  }
  if (!strcmp(uri, LV2_ATOM__Float) && size == sizeof(float)) {
    number = *(const float*)value;
  } else if (!strcmp(uri, LV2_ATOM__Double) && size == sizeof(double)) {
    number = (float)*(const double*)value;
  } else if ((!strcmp(uri, LV2_ATOM__Int) || !strcmp(uri, LV2_ATOM__Bool)) &&
             size == sizeof(int32_t)) {
    number = (float)*(const int32_t*)value;
  } else if (!strcmp(uri, LV2_ATOM__Long) && size == sizeof(int64_t)) {
    number = (float)*(const int64_t*)value;
  }
  if (isfinite(number)) {
    target->settings->values[port->index] = number;
    target->settings->given[port->index]  = true;
  }
}

static HostExit
fail_unknown(const HostPorts* ports, const char* symbol, HostError* error)
{
  const HostPort* port = host_ports_find(ports, symbol);
  if (port) {
    return host_fail(error, HOST_EXIT_UNKNOWN_SYMBOL,
                     "'%s' cannot be set: it is a port for %s %s; see "
                     "'dala-host info' for the controls",
                     symbol, host_port_kind_name(port->kind),
                     port->is_input ? "input" : "output");
  }
  HostSuggestion near_by;
  host_suggest_begin(&near_by, symbol);
  for (uint32_t i = 0; i < ports->count; ++i) {
    if (is_control_input(&ports->ports[i])) {
      host_suggest_offer(&near_by, ports->ports[i].symbol);
    }
  }
  const char* best = host_suggest_result(&near_by);
  return best
           ? host_fail(error, HOST_EXIT_UNKNOWN_SYMBOL,
                       "no control '%s'; did you mean '%s'?", symbol, best)
           : host_fail(error, HOST_EXIT_UNKNOWN_SYMBOL,
                       "no control '%s'; see 'dala-host info' for all", symbol);
}

HostExit
host_settings_find(const HostPlugin* plugin, const char* symbol,
                   const HostPort** port, HostError* error)
{
  *port = host_ports_find(&plugin->ports, symbol);
  return (*port && is_control_input(*port))
           ? HOST_EXIT_OK
           : fail_unknown(&plugin->ports, symbol, error);
}

static HostExit
apply_set(HostSettings* self, const HostPlugin* plugin, const char* text,
          HostError* error)
{
  const char* equals = strchr(text, '=');
  char        symbol[256];
  if (!equals || equals == text || (size_t)(equals - text) >= sizeof(symbol)) {
    return host_fail(error, HOST_EXIT_USAGE,
                     "'--set %s' is not understood; write --set symbol=value",
                     text);
  }
  memcpy(symbol, text, (size_t)(equals - text));
  symbol[equals - text] = '\0';
  const HostPort* port  = NULL;
  float           value = 0.0f;
  HostExit        code  = host_settings_find(plugin, symbol, &port, error);
  if (!code) {
    code = host_value_parse(port, equals + 1, &value, error);
  }
  if (!code && !port->rate_scaled) {
    code = host_value_check(port, value, 0.0, error);
  }
  if (!code) {
    // A port that was found has its place
    // NOLINTNEXTLINE(clang-analyzer-core.*)
    self->values[port->index] = value;
    // The same for what is given
    // NOLINTNEXTLINE(clang-analyzer-core.*)
    self->given[port->index] = true;
  }
  return code;
}

HostExit
host_settings_make(HostSettings* self, const HostWorld* world,
                   const HostPlugin* plugin, const char* preset,
                   const char* const* sets, size_t n_sets, HostError* error)
{
  const uint32_t count = plugin->ports.count ? plugin->ports.count : 1u;
  HostExit       code  = HOST_EXIT_OK;
  self->values         = (float*)calloc(count, sizeof(float));
  self->given          = (bool*)calloc(count, sizeof(bool));
  self->state          = NULL;
  if (!self->values || !self->given) {
    code = host_fail_memory(error);
  }
  if (!code && preset) {
    PresetTarget target = { self, world, &plugin->ports, false };
    code = host_preset_load(world, plugin, preset, &self->state, error);
    if (!code) {
      lilv_state_emit_port_values(self->state, set_from_preset, &target);
    }
  }
  for (size_t i = 0; i < n_sets && !code; ++i) {
    code = apply_set(self, plugin, sets[i], error);
  }
  if (code) {
    host_settings_clear(self);
  }
  return code;
}

void
host_settings_take_state(HostSettings* self, const HostWorld* world,
                         const HostPlugin* plugin, LilvState* state)
{
  PresetTarget target = { self, world, &plugin->ports, true };
  self->state         = state;
  lilv_state_emit_port_values(state, set_from_preset, &target);
}

HostExit
host_settings_check(const HostSettings* self, const HostPlugin* plugin,
                    double rate, HostError* error)
{
  HostExit code = HOST_EXIT_OK;
  for (uint32_t i = 0; i < plugin->ports.count && !code; ++i) {
    const HostPort* port = &plugin->ports.ports[i];
    if (self->given[i] && port->rate_scaled) {
      code = host_value_check(port, self->values[i], rate, error);
    }
  }
  return code;
}

float
host_settings_value(const HostSettings* self, const HostPort* port, double rate)
{
  if (self->given[port->index]) {
    return self->values[port->index];
  }
  // Without a default: the value nearest to 0 that the range allows, and on
  // for the switch that turns a plugin on
  float value = port->initial;
  if (isnan(value)) {
    value = port->is_enabled ? 1.0f : 0.0f;
    value = (value < port->minimum) ? port->minimum : value;
    value = (value > port->maximum) ? port->maximum : value;
  }
  // Some plugins give the range in terms of the rate but the default in Hz
  const bool in_hz = value < port->minimum || value > port->maximum;
  return (port->rate_scaled && !in_hz) ? (float)((double)value * rate) : value;
}

void
host_settings_clear(HostSettings* self)
{
  free(self->values);
  free(self->given);
  if (self->state) {
    lilv_state_free(self->state);
  }
  memset(self, 0, sizeof(*self));
}
