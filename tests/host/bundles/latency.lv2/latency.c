#include "../test_plugin.h"

/// Delays by 64 frames and says so; `drift` is added after the first block.
#define DELAY 64u

static LV2_Handle
instantiate(const LV2_Descriptor* descriptor, double rate, const char* bundle,
            const LV2_Feature* const* features)
{
  TestPlugin* self =
    (TestPlugin*)test_instantiate(descriptor, rate, bundle, features);
  if (self) {
    self->memory = (float*)calloc(DELAY, sizeof(float));
  }
  return self;
}

static void
run(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  *sound(self, 2)  = (float)DELAY + (self->frame ? control(self, 3) : 0.0f);
  for (uint32_t i = 0; i < n; ++i) {
    const float in         = sound(self, 0)[i];
    sound(self, 1)[i]      = self->memory[self->at];
    self->memory[self->at] = in;
    self->at               = (self->at + 1u) % DELAY;
  }
  self->frame += n;
}

TEST_PLUGIN("urn:dala-test:latency", instantiate, run, test_cleanup, NULL)
