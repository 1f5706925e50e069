#include "../test_plugin.h"

/// Passes two inputs on.
static void
run(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  memcpy(sound(self, 2), sound(self, 0), n * sizeof(float));
  memcpy(sound(self, 3), sound(self, 1), n * sizeof(float));
}

TEST_PLUGIN("urn:dala-test:wire_stereo", test_instantiate, run, test_cleanup,
            NULL)
