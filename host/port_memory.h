#ifndef HOST_PORT_MEMORY_H
#define HOST_PORT_MEMORY_H

#include "host/events.h"
#include "host/ports.h"
#include "host/urid.h"

#include <stdbool.h>
#include <stdint.h>

/** What the ports of an instance are connected to. */
typedef struct {
  const HostPorts* ports;
  float*           controls; /* one per port */
  float**          sounds;   /* one per port; NULL but for audio and cv */
  HostEvents*      events;   /* one per port */
  float**          inputs;   /* main audio inputs, in order */
  float**          outputs;  /* audio outputs, in order */
} HostPortMemory;

/** Room for events in each atom port, in bytes. */
uint32_t
host_port_memory_sequence(const HostPorts* ports);

/**
   Memory for every port, for blocks of up to `max_block` frames.

   False when out of memory; then call host_port_memory_clear() all the same.
*/
bool
host_port_memory_init(HostPortMemory* self, const HostPorts* ports,
                      HostUrids* urids, uint32_t max_block);

void
host_port_memory_clear(HostPortMemory* self);

/** Where port `index` is to be connected to; NULL for unknown kinds. */
void*
host_port_memory_of(const HostPortMemory* self, uint32_t index);

/** Before a block is prepared: no events in, all room for events out. */
void
host_port_memory_clear_events(HostPortMemory* self);

#endif
