#define _GNU_SOURCE /* realpath */

#include "../test_plugin.h"

#include "lv2/atom/atom.h"
#include "lv2/resize-port/resize-port.h"
#include "lv2/state/state.h"
#include "lv2/urid/urid.h"

#include <unistd.h>

/// Keeps the sum of what it heard as its state, and lets its output port of
/// events grow; one control makes it keep a file instead, or name one.
enum { IN, OUT, SET, SUM, EVENTS, ROOM, HOW };

/// Room asked for, more than any host gives by itself.
#define EVENT_BYTES 300000u

typedef struct {
  TestPlugin              base;
  LV2_URID_Map*           map;
  LV2_State_Make_Path*    make;
  LV2_Resize_Port_Resize* resize;
  float                   sum;
} State;

static LV2_Handle
instantiate(const LV2_Descriptor* descriptor, double rate, const char* bundle,
            const LV2_Feature* const* features)
{
  State* self = (State*)calloc(1, sizeof(State));
  (void)descriptor;
  (void)bundle;
  (void)rate;
  for (uint32_t i = 0; self && features[i]; ++i) {
    void* const data = features[i]->data;
    if (!strcmp(features[i]->URI, LV2_URID__map)) {
      self->map = (LV2_URID_Map*)data;
    } else if (!strcmp(features[i]->URI, LV2_RESIZE_PORT__resize)) {
      self->resize = (LV2_Resize_Port_Resize*)data;
    } else if (!strcmp(features[i]->URI, LV2_STATE__makePath)) {
      self->make = (LV2_State_Make_Path*)data;
    }
  }
  return self;
}

static void
run(LV2_Handle instance, uint32_t n)
{
  State*    self = (State*)instance;
  LV2_Atom* out  = (LV2_Atom*)self->base.ports[EVENTS];
  for (uint32_t i = 0; i < n; ++i) {
    self->sum += sound(&self->base, IN)[i];
    sound(&self->base, OUT)[i] = sound(&self->base, IN)[i];
  }
  *sound(&self->base, SUM) = self->sum;
  // What is in the port stays when it grows; it may move
  out->type = 77;
  if (!self->resize->resize(self->resize->data, EVENTS, EVENT_BYTES)) {
    out = (LV2_Atom*)self->base.ports[EVENTS];
    memset((char*)out + sizeof(LV2_Atom), 1, EVENT_BYTES - sizeof(LV2_Atom));
  }
  *sound(&self->base, ROOM) = (float)out->type;
}

static LV2_URID
key(const State* self)
{
  return self->map->map(self->map->handle, "urn:dala-test:state#sum");
}

static LV2_URID
file_key(const State* self)
{
  return self->map->map(self->map->handle, "urn:dala-test:state#file");
}

static LV2_State_Status
restore(LV2_Handle instance, LV2_State_Retrieve_Function retrieve,
        LV2_State_Handle handle, uint32_t flags,
        const LV2_Feature* const* features)
{
  State*      self  = (State*)instance;
  size_t      size  = 0;
  uint32_t    type  = 0;
  uint32_t    found = 0;
  const void* value = retrieve(handle, key(self), &size, &type, &found);
  (void)flags;
  (void)features;
  if (value && size == sizeof(float)) {
    self->sum = *(const float*)value;
  }
  value = retrieve(handle, file_key(self), &size, &type, &found);
  if (value && !access((const char*)value, R_OK)) {
    self->sum = 5000.0f; /* the file was found again */
  }
  return LV2_STATE_SUCCESS;
}

static LV2_State_Status
save(LV2_Handle instance, LV2_State_Store_Function store,
     LV2_State_Handle handle, uint32_t flags,
     const LV2_Feature* const* features)
{
  State* self = (State*)instance;
  (void)flags;
  (void)features;
  if (control(&self->base, HOW) > 0.0f) {
    if (control(&self->base, HOW) < 2.0f) {
      free(self->make->path(self->make->handle, "a/file"));
    } else {
      char* const path = realpath("a \"file\"", NULL);
      store(handle, file_key(self), path, strlen(path) + 1U,
            self->map->map(self->map->handle, LV2_ATOM__Path),
            LV2_STATE_IS_POD);
      free(path);
    }
  }
  return store(handle, key(self), &self->sum, sizeof(float),
               self->map->map(self->map->handle, LV2_ATOM__Float),
               LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
}

static const void*
extension_data(const char* uri)
{
  static const LV2_State_Interface state = { save, restore };
  return strcmp(uri, LV2_STATE__interface) ? NULL : (const void*)&state;
}

TEST_PLUGIN("urn:dala-test:state", instantiate, run, test_cleanup,
            extension_data)
