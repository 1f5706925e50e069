#include "../test_plugin.h"

#include "lv2/atom/atom.h"
#include "lv2/buf-size/buf-size.h"
#include "lv2/log/log.h"
#include "lv2/options/options.h"
#include "lv2/state/state.h"
#include "lv2/urid/urid.h"
#include "lv2/worker/worker.h"

#include <stdio.h>

/// Checks what a host promises, and counts what is not so.
enum {
  IN,
  OUT,
  EVENTS_IN,
  EVENTS_OUT,
  CV,
  SIDE,
  FREE,
  FAULTS,
  ANSWERS,
  STORED,
  OPTIONAL
};

/// Room the events port asks for, more than any host gives by itself.
#define EVENT_BYTES 200000u

typedef struct {
  TestPlugin           base;
  LV2_URID_Map*        map;
  LV2_Worker_Schedule* schedule;
  LV2_Log_Log*         log;
  int32_t              max_block;
  uint32_t             faults;
  uint32_t             answers;
  uint32_t             ends;
  uint32_t             runs;
  int                  is_running;
  float                stored;
} Strict;

static void
fault(Strict* self, uint32_t bit)
{
  self->faults |= 1u << bit;
}

static const void*
find(const LV2_Feature* const* features, const char* uri)
{
  for (uint32_t i = 0; features[i]; ++i) {
    if (!strcmp(features[i]->URI, uri)) {
      return features[i]->data;
    }
  }
  return NULL;
}

static LV2_Handle
instantiate(const LV2_Descriptor* descriptor, double rate, const char* bundle,
            const LV2_Feature* const* features)
{
  (void)descriptor;
  (void)bundle;
  Strict* self = (Strict*)calloc(1, sizeof(Strict));
  if (!self) {
    return NULL;
  }
  const LV2_Options_Option* options =
    (const LV2_Options_Option*)find(features, LV2_OPTIONS__options);
  self->base.rate = rate;
  self->map       = (LV2_URID_Map*)find(features, LV2_URID__map);
  self->schedule  = (LV2_Worker_Schedule*)find(features, LV2_WORKER__schedule);
  self->log       = (LV2_Log_Log*)find(features, LV2_LOG__log);
  if (!options || !self->map || !self->schedule || !self->log) {
    free(self);
    return NULL;
  }
  const LV2_URID max =
    self->map->map(self->map->handle, LV2_BUF_SIZE__maxBlockLength);
  for (const LV2_Options_Option* o = options; o->key; ++o) {
    if (o->key == max) {
      self->max_block = *(const int32_t*)o->value;
    }
  }
  printf("strict says hello on standard output\n");
  fflush(stdout);
  self->log->printf(self->log->handle,
                    self->map->map(self->map->handle, LV2_LOG__Note),
                    "strict logs %d\n", 42);
  return self;
}

static void
check_events(Strict* self)
{
  const LV2_Atom_Sequence* in =
    (const LV2_Atom_Sequence*)self->base.ports[EVENTS_IN];
  const LV2_Atom* out = (const LV2_Atom*)self->base.ports[EVENTS_OUT];
  const LV2_URID  sequence =
    self->map->map(self->map->handle, LV2_ATOM__Sequence);
  const LV2_URID chunk = self->map->map(self->map->handle, LV2_ATOM__Chunk);
  if (in->atom.type != sequence ||
      in->atom.size != sizeof(LV2_Atom_Sequence_Body)) {
    fault(self, 0);
  }
  if (out->type != chunk || out->size < EVENT_BYTES) {
    fault(self, 1);
  }
}

/// Fill all the room that was given: the host must restore it each time.
static void
fill_events(Strict* self)
{
  LV2_Atom* out = (LV2_Atom*)self->base.ports[EVENTS_OUT];
  memset(out + 1, 0, out->size);
  out->type = self->map->map(self->map->handle, LV2_ATOM__Sequence);
  out->size = sizeof(LV2_Atom_Sequence_Body);
}

static void
run(LV2_Handle instance, uint32_t n)
{
  Strict*     self = (Strict*)instance;
  TestPlugin* base = &self->base;
  self->is_running = 1;
  check_events(self);
  fill_events(self);
  if (n < 1 || (int64_t)n > self->max_block) {
    fault(self, 2);
  }
  for (uint32_t i = 0; i < n; ++i) {
    if (sound(base, CV)[i] != 0.0f || sound(base, SIDE)[i] != 0.0f) {
      fault(self, 3);
    }
  }
  if (control(base, FREE) != 1.0f) {
    fault(self, 4);
  }
  if (self->ends != self->runs) {
    fault(self, 5); /* end_run must have followed every run */
  }
  if (self->answers != self->runs) {
    fault(self, 6); /* and the answer to the work of each must be here */
  }
  self->schedule->schedule_work(self->schedule->handle, sizeof(self->runs),
                                &self->runs);
  memcpy(sound(base, OUT), sound(base, IN), n * sizeof(float));
  ++self->runs;
  *sound(base, FAULTS)  = (float)self->faults;
  *sound(base, ANSWERS) = (float)self->answers;
  *sound(base, STORED)  = self->stored;
  self->is_running      = 0;
}

static LV2_Worker_Status
work(LV2_Handle instance, LV2_Worker_Respond_Function respond,
     LV2_Worker_Respond_Handle handle, uint32_t size, const void* data)
{
  (void)instance;
  return respond(handle, size, data);
}

static LV2_Worker_Status
work_response(LV2_Handle instance, uint32_t size, const void* body)
{
  Strict* self = (Strict*)instance;
  if (self->is_running || size != sizeof(uint32_t) ||
      *(const uint32_t*)body != self->runs - 1u) {
    fault(self, 7);
  }
  ++self->answers;
  return LV2_WORKER_SUCCESS;
}

static LV2_Worker_Status
end_run(LV2_Handle instance)
{
  Strict* self = (Strict*)instance;
  ++self->ends;
  return LV2_WORKER_SUCCESS;
}

static LV2_State_Status
restore(LV2_Handle instance, LV2_State_Retrieve_Function retrieve,
        LV2_State_Handle handle, uint32_t flags,
        const LV2_Feature* const* features)
{
  Strict*  self  = (Strict*)instance;
  size_t   size  = 0;
  uint32_t type  = 0;
  uint32_t found = 0;
  (void)flags;
  (void)features;
  const void* value = retrieve(
    handle, self->map->map(self->map->handle, "urn:dala-test:strict#stored"),
    &size, &type, &found);
  if (value && size == sizeof(float)) {
    self->stored = *(const float*)value;
  }
  return LV2_STATE_SUCCESS;
}

static LV2_State_Status
save(LV2_Handle instance, LV2_State_Store_Function store,
     LV2_State_Handle handle, uint32_t flags,
     const LV2_Feature* const* features)
{
  (void)instance;
  (void)store;
  (void)handle;
  (void)flags;
  (void)features;
  return LV2_STATE_SUCCESS;
}

static const void*
extension_data(const char* uri)
{
  static const LV2_Worker_Interface worker = { work, work_response, end_run };
  static const LV2_State_Interface  state  = { save, restore };
  return !strcmp(uri, LV2_WORKER__interface)  ? (const void*)&worker
         : !strcmp(uri, LV2_STATE__interface) ? (const void*)&state
                                              : NULL;
}

TEST_PLUGIN("urn:dala-test:strict", instantiate, run, test_cleanup,
            extension_data)
