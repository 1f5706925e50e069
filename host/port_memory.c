#include "host/port_memory.h"

#include <stdlib.h>
#include <string.h>

/** Least room of an atom port in bytes, and what plugins are told of it. */
#define SEQUENCE_BYTES 65536u

uint32_t
host_port_memory_sequence(const HostPorts* ports)
{
  uint32_t size = SEQUENCE_BYTES;
  for (uint32_t i = 0; i < ports->count; ++i) {
    if (ports->ports[i].buffer_bytes > size) {
      size = ports->ports[i].buffer_bytes;
    }
  }
  return size;
}

bool
host_port_memory_init(HostPortMemory* self, const HostPorts* ports,
                      HostUrids* urids, uint32_t max_block)
{
  self->ports             = ports;
  const uint32_t count    = self->ports->count;
  const uint32_t n_in     = self->ports->n_audio_in;
  const uint32_t n_out    = self->ports->n_audio_out;
  const uint32_t sequence = host_port_memory_sequence(self->ports);
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
      whole = host_events_init(&self->events[i], urids, sequence);
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

void
host_port_memory_clear(HostPortMemory* self)
{
  for (uint32_t i = 0; self->ports && i < self->ports->count; ++i) {
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
  memset(self, 0, sizeof(*self));
}

void*
host_port_memory_of(const HostPortMemory* self, uint32_t index)
{
  switch (self->ports->ports[index].kind) {
    case HOST_PORT_AUDIO:
    case HOST_PORT_CV:
      return self->sounds[index];
    case HOST_PORT_CONTROL:
      return &self->controls[index];
    case HOST_PORT_ATOM:
      return self->events[index].sequence;
    default:
      return NULL;
  }
}

void
host_port_memory_clear_events(HostPortMemory* self)
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
