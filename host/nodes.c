#include "host/nodes.h"

#include <string.h>

bool
host_nodes_port_is(const HostNodes* self, const char* class_uri)
{
  LilvNode*  node = lilv_new_uri(self->world, class_uri);
  const bool is   = lilv_port_is_a(self->plugin, self->port, node);
  lilv_node_free(node);
  return is;
}

bool
host_nodes_port_has(const HostNodes* self, const char* property_uri)
{
  LilvNode*  node = lilv_new_uri(self->world, property_uri);
  const bool has  = lilv_port_has_property(self->plugin, self->port, node);
  lilv_node_free(node);
  return has;
}

bool
host_nodes_port_takes(const HostNodes* self, const char* class_uri)
{
  LilvNode*  node  = lilv_new_uri(self->world, class_uri);
  const bool takes = lilv_port_supports_event(self->plugin, self->port, node);
  lilv_node_free(node);
  return takes;
}

LilvNode*
host_nodes_port_get(const HostNodes* self, const char* predicate_uri)
{
  LilvNode* node  = lilv_new_uri(self->world, predicate_uri);
  LilvNode* value = lilv_port_get(self->plugin, self->port, node);
  lilv_node_free(node);
  return value;
}

char*
host_nodes_text(const HostNodes* self, const LilvNode* subject,
                const char* predicate_uri)
{
  LilvNode* node  = lilv_new_uri(self->world, predicate_uri);
  LilvNode* value = lilv_world_get(self->world, subject, node, NULL);
  char*     text  = value ? strdup(lilv_node_as_string(value)) : NULL;
  lilv_node_free(value);
  lilv_node_free(node);
  return text;
}

LilvNodes*
host_nodes_plugin_values(const HostNodes* self, const char* predicate_uri)
{
  LilvNode*  node   = lilv_new_uri(self->world, predicate_uri);
  LilvNodes* values = lilv_plugin_get_value(self->plugin, node);
  lilv_node_free(node);
  return values;
}

uint32_t
host_nodes_designated(const HostNodes* self, const char* class_uri,
                      const char* designation_uri)
{
  LilvNode*       kind = lilv_new_uri(self->world, class_uri);
  LilvNode*       role = lilv_new_uri(self->world, designation_uri);
  const LilvPort* port =
    lilv_plugin_get_port_by_designation(self->plugin, kind, role);
  const uint32_t index =
    port ? lilv_port_get_index(self->plugin, port) : UINT32_MAX;
  lilv_node_free(role);
  lilv_node_free(kind);
  return index;
}
