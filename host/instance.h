#ifndef HOST_INSTANCE_H
#define HOST_INSTANCE_H

#include "host/errors.h"
#include "host/settings.h"
#include "host/world.h"

#include <stdbool.h>
#include <stdint.h>

/** A running plugin with all its ports connected. */
typedef struct HostInstance HostInstance;

/**
   Make an instance for blocks of up to `max_block` frames at `rate` in Hz and
   set its controls and state. Inputs and outputs have memory of their own;
   ports for side chains and control voltage get silence.

   Fails with HOST_EXIT_PLUGIN_REFUSED, HOST_EXIT_BAD_VALUE or
   HOST_EXIT_NO_MEMORY. `world`, `plugin` and `settings` must outlive it.
*/
HostExit
host_instance_new(HostInstance** self, const HostWorld* world,
                  const HostPlugin* plugin, const HostSettings* settings,
                  double rate, uint32_t max_block, HostError* error);

/** Deactivate if need be, and free. */
void
host_instance_free(HostInstance* self);

/** Buffers of the main audio inputs, in order of port. Fill before run. */
float* const*
host_instance_inputs(const HostInstance* self);

/** Buffers of the audio outputs, in order of port. Valid after run. */
float* const*
host_instance_outputs(const HostInstance* self);

/** Set a control input, by port index, from the next run on. */
void
host_instance_set_control(HostInstance* self, uint32_t port, float value);

/**
   Put an event into an atom input for the next run, as host_events_append().
*/
bool
host_instance_add_event(HostInstance* self, uint32_t port, int64_t frame,
                        LV2_URID type, const void* body, uint32_t size);

void
host_instance_activate(HostInstance* self);

void
host_instance_deactivate(HostInstance* self);

/** Process `n_frames` frames, at most `max_block`; 0 is allowed. */
void
host_instance_run(HostInstance* self, uint32_t n_frames);

/** All of its state, to be freed with lilv_state_free(), or NULL. */
LilvState*
host_instance_state(HostInstance* self, const HostPlugin* plugin);

/** True if the plugin has made files, which vanish with the instance. */
bool
host_instance_has_files(const HostInstance* self);

/** Value of a control port now, by port index. */
float
host_instance_control(const HostInstance* self, uint32_t port);

/** The instance itself, to connect ports otherwise, or for its state. */
LilvInstance*
host_instance_lilv(const HostInstance* self);

/** What this instance is offered, as for its instantiation. */
const LV2_Feature* const*
host_instance_features(const HostInstance* self);

#endif
