#include "../test_plugin.h"

#include "lv2/buf-size/buf-size.h"
#include "lv2/options/options.h"
#include "lv2/urid/urid.h"

#include <stdlib.h>

/// Takes blocks of one length only, and dies of any other.
enum { IN, OUT, SIDE, GAIN };

typedef struct {
  TestPlugin base;
  int32_t    length;
} Fixed;

static LV2_Handle
instantiate(const LV2_Descriptor* descriptor, double rate, const char* bundle,
            const LV2_Feature* const* features)
{
  Fixed*                    self     = (Fixed*)calloc(1, sizeof(Fixed));
  const LV2_URID_Map*       map      = NULL;
  const LV2_Options_Option* options  = NULL;
  int32_t                   shortest = 0;
  (void)descriptor;
  (void)bundle;
  (void)rate;
  for (uint32_t i = 0; self && features[i]; ++i) {
    if (!strcmp(features[i]->URI, LV2_URID__map)) {
      map = (const LV2_URID_Map*)features[i]->data;
    } else if (!strcmp(features[i]->URI, LV2_OPTIONS__options)) {
      options = (const LV2_Options_Option*)features[i]->data;
    }
  }
  for (; map && options && options->key; ++options) {
    if (options->key == map->map(map->handle, LV2_BUF_SIZE__maxBlockLength)) {
      self->length = *(const int32_t*)options->value;
    }
    if (options->key == map->map(map->handle, LV2_BUF_SIZE__minBlockLength)) {
      shortest = *(const int32_t*)options->value;
    }
  }
  if (self && shortest != self->length) {
    free(self);
    return NULL;
  }
  return self;
}

static void
run(LV2_Handle instance, uint32_t n)
{
  Fixed* self = (Fixed*)instance;
  if (n != (uint32_t)self->length || (n & (n - 1u))) {
    abort();
  }
  for (uint32_t i = 0; i < n; ++i) {
    sound(&self->base, OUT)[i] =
      control(&self->base, GAIN) * sound(&self->base, IN)[i] +
      sound(&self->base, SIDE)[i];
  }
}

TEST_PLUGIN("urn:dala-test:fixed", instantiate, run, test_cleanup, NULL)
