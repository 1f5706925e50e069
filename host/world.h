#ifndef HOST_WORLD_H
#define HOST_WORLD_H

#include "host/errors.h"
#include "host/ports.h"
#include "host/urid.h"

#include <lilv/lilv.h>

#include <stdbool.h>

/** All that is known of installed plugins. Loaded once, inherited by fork. */
typedef struct {
  LilvWorld* lilv;
  HostUrids* urids;
} HostWorld;

/** One plugin, found and read. Owns its fields but `lilv`. */
typedef struct {
  const LilvPlugin* lilv;
  char*             uri;
  char*             name;
  HostPorts         ports;
  bool              fixed_blocks; /* it requires blocks of one length */
  bool              pow2_blocks;  /* it requires powers of two */
  LilvState*        first_state;  /* it is to be restored to, or NULL */
} HostPlugin;

/** Load all bundles on LV2_PATH. Fails with HOST_EXIT_NO_MEMORY. */
HostExit
host_world_open(HostWorld* self, HostError* error);

/** Free all; an empty (zeroed) world is fine. */
void
host_world_close(HostWorld* self);

/** All plugins, sorted by URI; borrowed from the world. */
const LilvPlugins*
host_world_plugins(const HostWorld* self);

/**
   Find the plugin with this URI and read its ports.

   Fails with HOST_EXIT_UNKNOWN_PLUGIN, naming a plugin with a URI near to it
   if there is one; then `plugin` is empty.
*/
HostExit
host_plugin_find(const HostWorld* self, const char* uri, HostPlugin* plugin,
                 HostError* error);

/** Read `lilv`, known to be there. Fails with HOST_EXIT_NO_MEMORY. */
HostExit
host_plugin_read(const HostWorld* self, const LilvPlugin* lilv,
                 HostPlugin* plugin, HostError* error);

/** Free what `plugin` owns; an empty (zeroed) one is fine. */
void
host_plugin_clear(HostPlugin* plugin);

#endif
