#include "host/instance.h"

#include "host/events.h"
#include "host/features.h"
#include "host/traps.h"

#include <stdlib.h>
#include <string.h>

/** Least room of an atom port in bytes, and what plugins are told of it. */
#define SEQUENCE_BYTES 65536u

struct HostInstance {
  const HostPorts* ports;
  LilvInstance*    lilv;
  HostFeatures     features;
  float*           controls; /* one per port */
  float**          sounds;   /* one per port; NULL but for audio and cv */
  HostEvents*      events;   /* one per port */
  float**          inputs;   /* main audio inputs, in order */
  float**          outputs;  /* audio outputs, in order */
  bool             is_active;
};

static uint32_t
largest_sequence(const HostPorts* ports)
{
  uint32_t size = SEQUENCE_BYTES;
  for (uint32_t i = 0; i < ports->count; ++i) {
    if (ports->ports[i].buffer_bytes > size) {
      size = ports->ports[i].buffer_bytes;
    }
  }
  return size;
}

/** Memory for every port. */
static bool
make_buffers(HostInstance* self, const HostWorld* world, uint32_t max_block)
{
  const uint32_t count    = self->ports->count;
  const uint32_t n_in     = self->ports->n_audio_in;
  const uint32_t n_out    = self->ports->n_audio_out;
  const uint32_t sequence = largest_sequence(self->ports);
  uint32_t       in       = 0;
  uint32_t       out      = 0;
  self->controls          = (float*)calloc(count + 1u, sizeof(float));
  self->sounds            = (float**)calloc(count + 1u, sizeof(float*));
  self->events            = (HostEvents*)calloc(count + 1u, sizeof(HostEvents));
  self->inputs            = (float**)calloc(n_in + 1u, sizeof(float*));
  self->outputs           = (float**)calloc(n_out + 1u, sizeof(float*));
  bool whole = self->controls && self->sounds && self->events && self->inputs &&
               self->outputs;
  for (uint32_t i = 0; i < count && whole; ++i) {
    const HostPort* port = &self->ports->ports[i];
    if (port->kind == HOST_PORT_ATOM) {
      whole = host_events_init(&self->events[i], world->urids, sequence);
    } else if (port->kind == HOST_PORT_AUDIO || port->kind == HOST_PORT_CV) {
      self->sounds[i] = (float*)calloc(max_block, sizeof(float));
      whole           = self->sounds[i] != NULL;
    }
    if (port->kind == HOST_PORT_AUDIO && !port->is_input) {
      self->outputs[out++] = self->sounds[i];
    } else if (port->kind == HOST_PORT_AUDIO && !port->sidechain) {
      self->inputs[in++] = self->sounds[i];
    }
  }
  return whole;
}

static void
connect_ports(HostInstance* self)
{
  for (uint32_t i = 0; i < self->ports->count; ++i) {
    void* const memory[] = {
      [HOST_PORT_AUDIO]   = self->sounds[i],
      [HOST_PORT_CONTROL] = &self->controls[i],
      [HOST_PORT_CV]      = self->sounds[i],
      [HOST_PORT_ATOM]    = self->events[i].sequence,
      [HOST_PORT_UNKNOWN] = NULL,
    };
    lilv_instance_connect_port(self->lilv, i,
                               memory[self->ports->ports[i].kind]);
  }
}

static void
set_controls(HostInstance* self, const HostSettings* settings, double rate)
{
  for (uint32_t i = 0; i < self->ports->count; ++i) {
    const HostPort* port = &self->ports->ports[i];
    if (port->kind == HOST_PORT_CONTROL && port->is_input) {
      self->controls[i] = host_settings_value(settings, port, rate);
    }
  }
  if (self->ports->freewheel < self->ports->count) {
    self->controls[self->ports->freewheel] = 1.0f;
  }
}

static HostExit
start(HostInstance* self, const HostWorld* world, const HostPlugin* plugin,
      double rate, uint32_t max_block, HostError* error)
{
  self->ports = &plugin->ports;
  host_features_init(&self->features, world->urids, rate, max_block,
                     largest_sequence(self->ports));
  if (!make_buffers(self, world, max_block)) {
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
  if (settings->state) {
    // The port values are set already, and --set wins over them
    lilv_state_restore(settings->state, made->lilv, NULL, NULL, 0,
                       made->features.list);
    host_worker_deliver(&made->features.worker);
  }
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
  for (uint32_t i = 0; i < self->ports->count; ++i) {
    if (self->sounds) {
      free(self->sounds[i]);
    }
    if (self->events) {
      host_events_clear(&self->events[i]);
    }
  }
  free(self->controls);
  free(self->sounds);
  free(self->events);
  free(self->inputs);
  free(self->outputs);
  host_features_clear(&self->features);
  free(self);
}

float* const*
host_instance_inputs(const HostInstance* self)
{
  return self->inputs;
}

float* const*
host_instance_outputs(const HostInstance* self)
{
  return self->outputs;
}

/** Nothing in the atom inputs, all room in the outputs. */
static void
clear_events(HostInstance* self)
{
  for (uint32_t i = 0; i < self->ports->count; ++i) {
    if (self->ports->ports[i].kind != HOST_PORT_ATOM) {
      continue;
    }
    if (self->ports->ports[i].is_input) {
      host_events_make_empty(&self->events[i]);
    } else {
      host_events_make_room(&self->events[i]);
    }
  }
}

void
host_instance_activate(HostInstance* self)
{
  clear_events(self);
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
  clear_events(self);
}

void
host_instance_set_control(HostInstance* self, uint32_t port, float value)
{
  self->controls[port] = value;
}

bool
host_instance_add_event(HostInstance* self, uint32_t port, int64_t frame,
                        LV2_URID type, const void* body, uint32_t size)
{
  return host_events_append(&self->events[port], frame, type, body, size);
}

float
host_instance_control(const HostInstance* self, uint32_t port)
{
  return self->controls[port];
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
