#include "../test_plugin.h"

/// Never gets this far: has a port of a kind nobody knows.
static void
run(LV2_Handle instance, uint32_t n)
{
  (void)instance;
  (void)n;
}

TEST_PLUGIN("urn:dala-test:odd_port", test_instantiate, run, test_cleanup, NULL)
