#ifndef TEST_PLUGIN_H
#define TEST_PLUGIN_H

#include "lv2/core/lv2.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/**
   What the small plugins that test the host have in common.

   Each includes this file, defines `run` and ends with TEST_PLUGIN().
*/
#define TEST_MAX_PORTS 32

typedef struct {
  void*    ports[TEST_MAX_PORTS];
  double   rate;
  uint64_t frame;  /* frames since activation */
  float*   memory; /* freed with the instance; may be NULL */
  uint32_t at;     /* place in memory */
} TestPlugin;

static inline float*
sound(const TestPlugin* self, uint32_t port)
{
  return (float*)self->ports[port];
}

static inline float
control(const TestPlugin* self, uint32_t port)
{
  return *(const float*)self->ports[port];
}

static inline LV2_Handle
test_instantiate(const LV2_Descriptor* descriptor, double rate,
                 const char* bundle, const LV2_Feature* const* features)
{
  (void)descriptor;
  (void)bundle;
  (void)features;
  TestPlugin* self = (TestPlugin*)calloc(1, sizeof(TestPlugin));
  if (self) {
    self->rate = rate;
  }
  return self;
}

static inline void
test_connect(LV2_Handle instance, uint32_t port, void* data)
{
  if (port < TEST_MAX_PORTS) {
    ((TestPlugin*)instance)->ports[port] = data;
  }
}

static inline void
test_cleanup(LV2_Handle instance)
{
  free(((TestPlugin*)instance)->memory);
  free(instance);
}

#define TEST_PLUGIN(uri, instantiate, run, cleanup, extension_data)            \
  LV2_SYMBOL_EXPORT const LV2_Descriptor* lv2_descriptor(uint32_t index)       \
  {                                                                            \
    static const LV2_Descriptor descriptor = {                                 \
      uri, instantiate, test_connect, NULL, run, NULL, cleanup, extension_data \
    };                                                                         \
    return index ? NULL : &descriptor;                                         \
  }

#endif
