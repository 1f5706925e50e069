#include "host/instance.h"

#include "host/features.h"
#include "host/port_memory.h"

#include "host/traps.h"
#include "lv2/atom/atom.h"
#include "lv2/state/state.h"

#include <stdlib.h>

struct HostInstance {
  const HostPorts* ports;
  LilvInstance*    lilv;
  HostFeatures     features;
  HostPortMemory   memory;
  bool             is_active;
};

static void
connect_ports(HostInstance* self)
{
  for (uint32_t i = 0; i < self->ports->count; ++i) {
    lilv_instance_connect_port(self->lilv, i,
                               host_port_memory_of(&self->memory, i));
  }
}

static void
set_controls(HostInstance* self, const HostSettings* settings, double rate)
{
  for (uint32_t i = 0; i < self->ports->count; ++i) {
    const HostPort* port = &self->ports->ports[i];
    if (port->kind == HOST_PORT_CONTROL && port->is_input) {
      self->memory.controls[i] = host_settings_value(settings, port, rate);
    }
  }
  if (self->ports->freewheel < self->ports->count) {
    self->memory.controls[self->ports->freewheel] = 1.0f;
  }
}

static LV2_Resize_Port_Status
resize_port(LV2_Resize_Port_Feature_Data data, uint32_t index, size_t size)
{
  HostInstance* self = (HostInstance*)data;
  if (!self->lilv || index >= self->ports->count ||
      self->ports->ports[index].kind != HOST_PORT_ATOM ||
      self->ports->ports[index].is_input) {
    return LV2_RESIZE_PORT_ERR_UNKNOWN;
  }
  if (!host_events_grow(&self->memory.events[index], size)) {
    return LV2_RESIZE_PORT_ERR_NO_SPACE;
  }
  lilv_instance_connect_port(self->lilv, index,
                             host_port_memory_of(&self->memory, index));
  return LV2_RESIZE_PORT_SUCCESS;
}

/** Restore a state; port values are not touched. */
static void
restore(HostInstance* self, const LilvState* state)
{
  if (state) {
    lilv_state_restore(state, self->lilv, NULL, NULL, 0, self->features.list);
    host_worker_deliver(&self->features.worker);
  }
}

static HostExit
start(HostInstance* self, const HostWorld* world, const HostPlugin* plugin,
      double rate, uint32_t max_block, HostError* error)
{
  self->ports = &plugin->ports;
  host_features_init(&self->features, world->urids, rate, max_block,
                     host_port_memory_sequence(self->ports));
  self->features.resize.data   = self;
  self->features.resize.resize = resize_port;
  if (plugin->fixed_blocks) {
    host_features_fix_blocks(&self->features, plugin->pow2_blocks);
  }
  if (!host_port_memory_init(&self->memory, self->ports, world->urids,
                             max_block)) {
    return host_fail_memory(error);
  }
  self->lilv = lilv_plugin_instantiate(plugin->lilv, rate, self->features.list);
  if (!self->lilv) {
    return host_fail(error, HOST_EXIT_PLUGIN_REFUSED,
                     "the plugin <%s> does not start at %.0f Hz; check its "
                     "own messages and that its binary is there",
                     plugin->uri, rate);
  }
  return HOST_EXIT_OK;
}

HostExit
host_instance_new(HostInstance** self, const HostWorld* world,
                  const HostPlugin* plugin, const HostSettings* settings,
                  double rate, uint32_t max_block, HostError* error)
{
  HostInstance* made = NULL;
  *self              = NULL;
  HostExit code      = host_settings_check(settings, plugin, rate, error);
  if (code) {
    return code;
  }
  made = (HostInstance*)calloc(1, sizeof(HostInstance));
  if (!made) {
    return host_fail_memory(error);
  }
  code = start(made, world, plugin, rate, max_block, error);
  if (code) {
    host_instance_free(made);
    return code;
  }
  host_worker_attach(
    &made->features.worker,
    (const LV2_Worker_Interface*)lilv_instance_get_extension_data(
      made->lilv, LV2_WORKER__interface),
    lilv_instance_get_handle(made->lilv));
  set_controls(made, settings, rate);
  connect_ports(made);
  // The port values are set already, and --set wins over them
  restore(made, plugin->first_state);
  restore(made, settings->state);
  *self = made;
  return HOST_EXIT_OK;
}

void
host_instance_free(HostInstance* self)
{
  if (!self) {
    return;
  }
  host_instance_deactivate(self);
  if (self->lilv) {
    lilv_instance_free(self->lilv);
  }
  host_port_memory_clear(&self->memory);
  host_features_clear(&self->features);
  free(self);
}

float* const*
host_instance_inputs(const HostInstance* self)
{
  return self->memory.inputs;
}

float* const*
host_instance_outputs(const HostInstance* self)
{
  return self->memory.outputs;
}

void
host_instance_activate(HostInstance* self)
{
  host_port_memory_clear_events(&self->memory);
  lilv_instance_activate(self->lilv);
  self->is_active = true;
}

void
host_instance_deactivate(HostInstance* self)
{
  if (self->is_active) {
    lilv_instance_deactivate(self->lilv);
    self->is_active = false;
  }
}

void
host_instance_run(HostInstance* self, uint32_t n_frames)
{
  host_traps_enter();
  lilv_instance_run(self->lilv, n_frames);
  host_traps_leave();
  host_worker_end_run(&self->features.worker);
  host_port_memory_clear_events(&self->memory);
}

void
host_instance_set_control(HostInstance* self, uint32_t port, float value)
{
  self->memory.controls[port] = value;
}

bool
host_instance_add_event(HostInstance* self, uint32_t port, int64_t frame,
                        LV2_URID type, const void* body, uint32_t size)
{
  return host_events_append(&self->memory.events[port], frame, type, body,
                            size);
}

float
host_instance_control(const HostInstance* self, uint32_t port)
{
  return self->memory.controls[port];
}

LilvInstance*
host_instance_lilv(const HostInstance* self)
{
  return self->lilv;
}

const LV2_Feature* const*
host_instance_features(const HostInstance* self)
{
  return self->features.list;
}

/** Called by lilv for the value of a port. */
static const void*
get_value(const char* symbol, void* user_data, uint32_t* size, uint32_t* type)
{
  const HostInstance* self = (const HostInstance*)user_data;
  const HostPort*     port = host_ports_find(self->ports, symbol);
  *size                    = 0;
  *type                    = 0;
  // Rendering offline is our doing, not a part of the sound
  if (!port || port->kind != HOST_PORT_CONTROL ||
      port->index == self->ports->freewheel) {
    return NULL;
  }
  *size = sizeof(float);
  *type = host_urids_map(self->features.urids, LV2_ATOM__Float);
  return &self->memory.controls[port->index];
}

LilvState*
host_instance_state(HostInstance* self, const HostPlugin* plugin)
{
  return lilv_state_new_from_instance(
    plugin->lilv, self->lilv, host_urids_map_feature(self->features.urids),
    NULL, NULL, NULL, NULL, get_value, self,
    LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE, self->features.list);
}

bool
host_instance_has_files(const HostInstance* self)
{
  return self->features.paths.folder != NULL;
}
