#include "../test_plugin.h"

/// Has no audio output.
static void
run(LV2_Handle instance, uint32_t n)
{
  (void)instance;
  (void)n;
}

TEST_PLUGIN("urn:dala-test:silent", test_instantiate, run, test_cleanup, NULL)
