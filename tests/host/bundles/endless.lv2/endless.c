#include "../test_plugin.h"

/// Sounds for ever: a square wave at -20 dBFS, 100 frames long.
static void
run(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  for (uint32_t i = 0; i < n; ++i, ++self->frame) {
    sound(self, 1)[i] = (self->frame % 100u < 50u) ? 0.1f : -0.1f;
  }
}

TEST_PLUGIN("urn:dala-test:endless", test_instantiate, run, test_cleanup, NULL)
