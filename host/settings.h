#ifndef HOST_SETTINGS_H
#define HOST_SETTINGS_H

#include "host/errors.h"
#include "host/world.h"

#include <lilv/lilv.h>

#include <stdbool.h>
#include <stddef.h>

/** What the controls of a plugin are set to, the same for every file. */
typedef struct {
  float*     values; /* one per port; used where `given` */
  bool*      given;
  LilvState* state; /* the preset, or NULL */
} HostSettings;

/**
   Work out the values from a preset (or NULL) and from `symbol=value` texts,
   which come after it and win.

   Fails with the codes of host_preset_load(), with HOST_EXIT_UNKNOWN_SYMBOL
   and HOST_EXIT_BAD_VALUE; then `self` is empty. Ranges that depend on the
   sample rate are left to host_settings_check().
*/
HostExit
host_settings_make(HostSettings* self, const HostWorld* world,
                   const HostPlugin* plugin, const char* preset,
                   const char* const* sets, size_t n_sets, HostError* error);

/**
   The control input called `symbol`.

   Fails with HOST_EXIT_UNKNOWN_SYMBOL, naming a symbol near to it if there is
   one.
*/
HostExit
host_settings_find(const HostPlugin* plugin, const char* symbol,
                   const HostPort** port, HostError* error);

/**
   Take over a state, with its port values but for controls set already.
*/
void
host_settings_take_state(HostSettings* self, const HostWorld* world,
                         const HostPlugin* plugin, LilvState* state);

/** Check the values whose range depends on the rate, in Hz, of a file. */
HostExit
host_settings_check(const HostSettings* self, const HostPlugin* plugin,
                    double rate, HostError* error);

/** The value a control input has at `rate` in Hz: as given, or its default. */
float
host_settings_value(const HostSettings* self, const HostPort* port,
                    double rate);

/** Free all; empty (zeroed) settings are fine. */
void
host_settings_clear(HostSettings* self);

#endif
