#include "host/features.h"

#include "host/nodes.h"

#include "lv2/atom/atom.h"
#include "lv2/buf-size/buf-size.h"
#include "lv2/options/options.h"
#include "lv2/parameters/parameters.h"
#include "lv2/resize-port/resize-port.h"
#include "lv2/state/state.h"
#include "lv2/urid/urid.h"
#include "lv2/worker/worker.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/** All feature URIs that a plugin may require of this host. */
static const char* const offered[] = {
  LV2_URID__map,
  LV2_URID__unmap,
  LV2_OPTIONS__options,
  LV2_BUF_SIZE__boundedBlockLength,
  LV2_LOG__log,
  LV2_WORKER__schedule,
  LV2_STATE__mapPath,
  LV2_STATE__makePath,
  LV2_STATE__freePath,
  LV2_STATE__loadDefaultState,
  LV2_RESIZE_PORT__resize,
  LV2_BUF_SIZE__fixedBlockLength, /* only if it is required */
  LV2_BUF_SIZE__coarseBlockLength,
  LV2_BUF_SIZE__powerOf2BlockLength,
  LV2_STATE__threadSafeRestore, /* nothing else runs while we restore */
  LV2_CORE__hardRTCapable,      /* these say something of the plugin */
  LV2_CORE__inPlaceBroken,      /* (inputs and outputs never share memory) */
  LV2_CORE__isLive,             /* (there is no clock that it could miss) */
};

static const char* const offered_options[] = {
  LV2_BUF_SIZE__minBlockLength,     LV2_BUF_SIZE__maxBlockLength,
  LV2_BUF_SIZE__nominalBlockLength, LV2_BUF_SIZE__sequenceSize,
  LV2_PARAMETERS__sampleRate,
};

static int
log_vprintf(LV2_Log_Handle handle, LV2_URID type, const char* fmt, va_list ap)
  __attribute__((format(printf, 3, 0)));

static int
log_vprintf(LV2_Log_Handle handle, LV2_URID type, const char* fmt, va_list ap)
{
  const HostFeatures* self = (const HostFeatures*)handle;
  const char*         uri  = host_urids_unmap(self->urids, type);
  char                line[HOST_MESSAGE_SIZE];
  // Trace is written by the thousand, from within run()
  if (uri && !strcmp(uri, LV2_LOG__Trace)) {
    return 0;
  }
  const int length = vsnprintf(line, sizeof(line), fmt, ap);
  if (length > 0) {
    fprintf(stderr, "plugin: %s%s", line, strchr(line, '\n') ? "" : "\n");
  }
  return length;
}

static int
log_printf(LV2_Log_Handle handle, LV2_URID type, const char* fmt, ...)
  __attribute__((format(printf, 3, 4)));

static int
log_printf(LV2_Log_Handle handle, LV2_URID type, const char* fmt, ...)
{
  va_list args;
  va_start(args, fmt);
  const int length = log_vprintf(handle, type, fmt, args);
  va_end(args);
  return length;
}

static void
add_option(HostFeatures* self, size_t i, const char* key, const char* type,
           uint32_t size, const void* value)
{
  LV2_Options_Option* option = &self->options[i];
  option->context            = LV2_OPTIONS_INSTANCE;
  option->subject            = 0;
  option->key                = host_urids_map(self->urids, key);
  option->type               = host_urids_map(self->urids, type);
  option->size               = size;
  option->value              = value;
}

static void
fill_options(HostFeatures* self)
{
  const int32_t* const sizes[] = { &self->min_block, &self->max_block,
                                   &self->nominal_block, &self->sequence_size };
  for (size_t i = 0; i < 4; ++i) {
    add_option(self, i, offered_options[i], LV2_ATOM__Int, sizeof(int32_t),
               sizes[i]);
  }
  add_option(self, 4, offered_options[4], LV2_ATOM__Float, sizeof(float),
             &self->rate);
  memset(&self->options[5], 0, sizeof(self->options[5]));
}

static void
fill_list(HostFeatures* self)
{
  const LV2_Feature features[] = {
    { LV2_URID__map, host_urids_map_feature(self->urids) },
    { LV2_URID__unmap, host_urids_unmap_feature(self->urids) },
    { LV2_OPTIONS__options, self->options },
    { LV2_BUF_SIZE__boundedBlockLength, NULL },
    { LV2_LOG__log, &self->log },
    { LV2_WORKER__schedule, &self->worker.schedule },
    { LV2_STATE__mapPath, &self->paths.map },
    { LV2_STATE__makePath, &self->paths.make },
    { LV2_STATE__freePath, &self->paths.free },
    { LV2_STATE__threadSafeRestore, NULL },
    { LV2_STATE__loadDefaultState, NULL },
    { LV2_RESIZE_PORT__resize, &self->resize },
  };
  const size_t count = sizeof(features) / sizeof(features[0]);
  memcpy(self->features, features, sizeof(features));
  for (size_t i = 0; i < count; ++i) {
    self->list[i] = &self->features[i];
  }
  self->list[count] = NULL;
}

void
host_features_init(HostFeatures* self, HostUrids* urids, double rate,
                   uint32_t max_block, uint32_t sequence_size)
{
  memset(self, 0, sizeof(*self));
  self->urids         = urids;
  self->min_block     = 1;
  self->max_block     = (int32_t)max_block;
  self->nominal_block = (int32_t)max_block;
  self->sequence_size = (int32_t)sequence_size;
  self->rate          = (float)rate;
  self->log.handle    = self;
  self->log.printf    = log_printf;
  self->log.vprintf   = log_vprintf;
  host_worker_init(&self->worker);
  host_state_paths_init(&self->paths);
  fill_options(self);
  fill_list(self);
}

static void
add_feature(HostFeatures* self, const char* uri)
{
  size_t i = 0;
  while (self->list[i]) {
    ++i;
  }
  self->features[i].URI  = uri;
  self->features[i].data = NULL;
  self->list[i]          = &self->features[i];
  self->list[i + 1]      = NULL;
}

void
host_features_fix_blocks(HostFeatures* self, bool pow2)
{
  self->min_block = self->max_block;
  add_feature(self, LV2_BUF_SIZE__fixedBlockLength);
  add_feature(self, LV2_BUF_SIZE__coarseBlockLength);
  if (pow2) {
    add_feature(self, LV2_BUF_SIZE__powerOf2BlockLength);
  }
}

void
host_features_clear(HostFeatures* self)
{
  host_worker_clear(&self->worker);
  host_state_paths_clear(&self->paths);
}

/** The first of `nodes` that is not among `known`; frees `nodes`. */
static HostExit
check_nodes(LilvNodes* nodes, const char* const* known, size_t n_known,
            const char* what, HostError* error)
{
  HostExit code = HOST_EXIT_OK;
  LILV_FOREACH(nodes, i, nodes)
  {
    const char* uri   = lilv_node_as_string(lilv_nodes_get(nodes, i));
    bool        found = false;
    for (size_t k = 0; k < n_known && !found; ++k) {
      found = !strcmp(known[k], uri);
    }
    if (!found && !code) {
      code = host_fail(error, HOST_EXIT_PLUGIN_REFUSED,
                       "the plugin requires the %s <%s>, which dala-host "
                       "does not offer; use another plugin or host",
                       what, uri);
    }
  }
  lilv_nodes_free(nodes);
  return code;
}

static HostExit
check_ports(const HostPlugin* plugin, HostError* error)
{
  for (uint32_t i = 0; i < plugin->ports.count; ++i) {
    const HostPort* port = &plugin->ports.ports[i];
    if (port->kind == HOST_PORT_UNKNOWN && !port->optional) {
      return host_fail(error, HOST_EXIT_PLUGIN_REFUSED,
                       "port '%s' of the plugin is of a kind dala-host does "
                       "not know; use another plugin or host",
                       port->symbol);
    }
  }
  return HOST_EXIT_OK;
}

HostExit
host_features_check(const HostWorld* world, const HostPlugin* plugin,
                    HostError* error)
{
  const HostNodes nodes = { world->lilv, plugin->lilv, NULL };
  HostExit        code =
    check_nodes(lilv_plugin_get_required_features(plugin->lilv), offered,
                sizeof(offered) / sizeof(offered[0]), "feature", error);
  if (!code) {
    code = check_nodes(
      host_nodes_plugin_values(&nodes, LV2_OPTIONS__requiredOption),
      offered_options, sizeof(offered_options) / sizeof(offered_options[0]),
      "option", error);
  }
  return code ? code : check_ports(plugin, error);
}
