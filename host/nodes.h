#ifndef HOST_NODES_H
#define HOST_NODES_H

#include <lilv/lilv.h>

#include <stdbool.h>
#include <stdint.h>

/**
   Questions to lilv by URI text instead of by node.

   Not for loops that are hot: each call makes and frees a node.
*/
typedef struct {
  LilvWorld*        world;
  const LilvPlugin* plugin;
  const LilvPort*   port; /* may be NULL for questions about the plugin */
} HostNodes;

bool
host_nodes_port_is(const HostNodes* self, const char* class_uri);

bool
host_nodes_port_has(const HostNodes* self, const char* property_uri);

/** True if the port says that it takes events of this class. */
bool
host_nodes_port_takes(const HostNodes* self, const char* class_uri);

/** One value of `predicate`, to be freed by the caller, or NULL. */
LilvNode*
host_nodes_port_get(const HostNodes* self, const char* predicate_uri);

/** One value of `predicate` of `subject` as text to be freed, or NULL. */
char*
host_nodes_text(const HostNodes* self, const LilvNode* subject,
                const char* predicate_uri);

/** All values of `predicate` of the plugin, to be freed; may be NULL. */
LilvNodes*
host_nodes_plugin_values(const HostNodes* self, const char* predicate_uri);

/** Index of the port with this class and designation, or UINT32_MAX. */
uint32_t
host_nodes_designated(const HostNodes* self, const char* class_uri,
                      const char* designation_uri);

#endif
