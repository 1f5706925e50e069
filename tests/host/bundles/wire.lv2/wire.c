#include "../test_plugin.h"

/// Passes its input on.
static void
run(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  memcpy(sound(self, 1), sound(self, 0), n * sizeof(float));
}

TEST_PLUGIN("urn:dala-test:wire", test_instantiate, run, test_cleanup, NULL)
