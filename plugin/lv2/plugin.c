/**
   LV2 shell: two descriptors over one engine.

   All memory is one block, taken in instantiate() and given back in
   cleanup(). run() reads the controls once, then processes the audio in
   stretches between events.
*/
#include "plugin/engine/engine.h"
#include "plugin/lv2/events.h"
#include "plugin/lv2/state.h"
#include "plugin/lv2/uris.h"
#include "plugin/ports.h"

#include <lv2/atom/atom.h>
#include <lv2/core/lv2.h>
#include <lv2/core/lv2_util.h>
#include <lv2/log/log.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  bool       stereo_in;
  bool       mapped; ///< The host maps URIDs, so atoms can be read.
  DalaUris   uris;
  void*      ports[DALA_N_PORTS];
  float      seen[DALA_N_PORTS]; ///< Controls as the last run found them.
  DalaState  state;
  uint32_t   tones; ///< Of the engine, published in `state`.
  DalaEngine engine;
} Plugin;

/// Measure with `arena` measuring, carve with a real one: the same calls.
static Plugin*
layout(DalaArena* const arena, Plugin* const fields,
       const DalaConfig* const cfg)
{
  Plugin* const self = (Plugin*)dala_arena_take(arena, 1U, sizeof(Plugin));
  dala_engine_layout(self ? &self->engine : &fields->engine, cfg, arena);
  return self;
}

static void
complain(const LV2_Feature* const* const features, const char* const what)
{
  LV2_Log_Log*  log = NULL;
  LV2_URID_Map* map = NULL;
  lv2_features_query(features, LV2_LOG__log, &log, false, LV2_URID__map, &map,
                     false, NULL);
  if (log && map) {
    log->printf(log->handle, map->map(map->handle, LV2_LOG__Error),
                "dala: %s\n", what);
  }
}

/// One aligned block for everything, or NULL.
static Plugin*
allocate(const DalaConfig* const cfg)
{
  DalaArena measure;
  Plugin    scratch;
  dala_arena_measure(&measure);
  layout(&measure, &scratch, cfg);

  void* const block = aligned_alloc(DALA_ARENA_ALIGN, measure.used);
  if (!block) {
    return NULL;
  }
  memset(block, 0, measure.used);
  DalaArena arena;
  dala_arena_init(&arena, block, measure.used);
  Plugin* const self = layout(&arena, NULL, cfg);
  if (dala_arena_status(&arena) != DALA_STATUS_OK) {
    free(block);
    return NULL;
  }
  return self;
}

static LV2_Handle
instantiate(const LV2_Descriptor* const descriptor, const double rate,
            const char* const               bundle_path,
            const LV2_Feature* const* const features)
{
  (void)bundle_path;
  if (!dala_rate_fits(rate)) {
    complain(features, "the sample rate must be 8000 to 384000 Hz");
    return NULL;
  }
  const DalaConfig cfg  = dala_engine_config(rate);
  Plugin* const    self = allocate(&cfg);
  if (!self) {
    complain(features, "out of memory");
    return NULL;
  }
  LV2_URID_Map* const map =
    (LV2_URID_Map*)lv2_features_data(features, LV2_URID__map);
  self->mapped = map != NULL;
  if (map) {
    dala_uris_map(&self->uris, map);
  }
  memset(self->seen, 0xFF, sizeof self->seen);
  self->stereo_in = !strcmp(descriptor->URI, DALA_URI_STEREO);
  dala_engine_prepare(&self->engine, &cfg, self->stereo_in);
  return self;
}

static void
connect_port(LV2_Handle handle, const uint32_t port, void* const data)
{
  Plugin* const self = (Plugin*)handle;
  if (port < DALA_N_PORTS) {
    self->ports[port] = data;
  }
}

static void
activate(LV2_Handle handle)
{
  Plugin* const self = (Plugin*)handle;
  memset(self->seen, 0xFF, sizeof self->seen); // none: all is new
  dala_engine_reset(&self->engine);
}

/// Most runs bring the values of the last one.
static void
read_controls(Plugin* const self)
{
  for (uint32_t i = 0; i < DALA_N_PORTS; i++) {
    const float* const value = (const float*)self->ports[i];
    if (dala_ports[i].kind == DALA_KIND_PARAM && value &&
        memcmp(value, &self->seen[i], sizeof *value) != 0) {
      self->seen[i] = *value;
      dala_engine_set(&self->engine, i, self->seen[i]);
    }
  }
}

static void
write_outputs(Plugin* const self)
{
  for (uint32_t i = 0; i < DALA_N_PORTS; i++) {
    float* const value = (float*)self->ports[i];
    if (dala_ports[i].kind == DALA_KIND_OUTPUT && value) {
      *value = dala_engine_output(&self->engine, i);
    }
  }
}

static void
process(Plugin* const self, const uint32_t from, const uint32_t to)
{
  const float* const in   = (const float*)self->ports[DALA_PORT_IN];
  const float* const in_r = (const float*)self->ports[DALA_PORT_IN_R];
  float* const       l    = (float*)self->ports[DALA_PORT_OUT_L];
  float* const       r    = (float*)self->ports[DALA_PORT_OUT_R];
  if (from < to) {
    dala_engine_process(&self->engine, in + from,
                        self->stereo_in ? in_r + from : NULL, l + from,
                        r + from, to - from);
  }
}

/// Process between events; an event before its turn counts as being now.
static void
process_with_events(Plugin* const self, const uint32_t n)
{
  const LV2_Atom_Sequence* const control =
    self->mapped ? (const LV2_Atom_Sequence*)self->ports[DALA_PORT_CONTROL]
                 : NULL;
  uint32_t at = 0U;
  if (control && control->atom.type == self->uris.atom_sequence) {
    const LV2_Atom_Event* event = NULL;
    while ((event = dala_events_next(control, event))) {
      DalaEvent told;
      if (!dala_events_read(&self->uris, event, &self->engine.position,
                            &told)) {
        continue;
      }
      const int64_t frame = event->time.frames;
      if (frame > (int64_t)at) {
        const uint32_t to = frame < (int64_t)n ? (uint32_t)frame : n;
        process(self, at, to);
        at = to;
      }
      dala_engine_event(&self->engine, &told);
    }
  }
  process(self, at, n);
}

/// What restore() brought.
static void
take_state(Plugin* const self)
{
  DalaTone tone;
  float    fine_cents;
  if (dala_state_take(&self->state, &tone, &fine_cents)) {
    dala_engine_restore(&self->engine, &tone, fine_cents);
  }
}

/// For save().
static void
publish(Plugin* const self)
{
  const DalaOwnTone* const own = &self->engine.partner.own_tone;
  if (own->tones != self->tones) {
    self->tones = own->tones;
    dala_state_publish(&self->state, &own->tone);
  }
  dala_state_publish_fine(&self->state, self->engine.fine_known);
}

static void
run(LV2_Handle handle, const uint32_t n)
{
  Plugin* const self = (Plugin*)handle;
  dala_engine_begin_run(&self->engine);
  take_state(self);
  read_controls(self);
  process_with_events(self, n);
  write_outputs(self);
  publish(self);
  if (self->mapped && self->ports[DALA_PORT_NOTIFY]) {
    dala_events_write(&self->uris, self->engine.told, self->engine.n_told,
                      (LV2_Atom_Sequence*)self->ports[DALA_PORT_NOTIFY]);
  }
}

static void
cleanup(LV2_Handle handle)
{
  free(handle);
#ifdef __GLIBC__
  malloc_trim(0U); // glibc keeps a freed arena of this size for itself
#endif
}

static LV2_State_Status
save(LV2_Handle handle, LV2_State_Store_Function store, LV2_State_Handle state,
     const uint32_t flags, const LV2_Feature* const* const features)
{
  Plugin* const self = (Plugin*)handle;
  (void)flags;
  (void)features;
  return self->mapped ? dala_state_save(&self->state, &self->uris, store, state)
                      : LV2_STATE_ERR_NO_FEATURE;
}

static LV2_State_Status
restore(LV2_Handle handle, LV2_State_Retrieve_Function retrieve,
        LV2_State_Handle state, const uint32_t flags,
        const LV2_Feature* const* const features)
{
  Plugin* const self = (Plugin*)handle;
  (void)flags;
  (void)features;
  if (!self->mapped) {
    return LV2_STATE_ERR_NO_FEATURE;
  }
  return dala_state_restore(&self->state, &self->uris, retrieve, state);
}

static const void*
extension_data(const char* const uri)
{
  static const LV2_State_Interface state = { save, restore };
  return !strcmp(uri, LV2_STATE__interface) ? &state : NULL;
}

static const LV2_Descriptor descriptors[] = {
  { DALA_URI_MONO, instantiate, connect_port, activate, run, NULL, cleanup,
    extension_data },
  { DALA_URI_STEREO, instantiate, connect_port, activate, run, NULL, cleanup,
    extension_data },
};

LV2_SYMBOL_EXPORT const LV2_Descriptor*
lv2_descriptor(const uint32_t index)
{
  return index < sizeof descriptors / sizeof descriptors[0]
           ? &descriptors[index]
           : NULL;
}
