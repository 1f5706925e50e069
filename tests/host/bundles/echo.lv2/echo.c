#include "../test_plugin.h"

/// The input, and once more half a second later at half the level.
static LV2_Handle
instantiate(const LV2_Descriptor* descriptor, double rate, const char* bundle,
            const LV2_Feature* const* features)
{
  TestPlugin* self =
    (TestPlugin*)test_instantiate(descriptor, rate, bundle, features);
  if (self) {
    self->memory = (float*)calloc((size_t)(rate / 2.0), sizeof(float));
  }
  return self;
}

static void
run(LV2_Handle instance, uint32_t n)
{
  TestPlugin*    self  = (TestPlugin*)instance;
  const uint32_t delay = (uint32_t)(self->rate / 2.0);
  for (uint32_t i = 0; i < n; ++i) {
    const float in         = sound(self, 0)[i];
    sound(self, 1)[i]      = in + 0.5f * self->memory[self->at];
    self->memory[self->at] = in;
    self->at               = (self->at + 1u) % delay;
  }
}

TEST_PLUGIN("urn:dala-test:echo", instantiate, run, test_cleanup, NULL)
