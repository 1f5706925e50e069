#include "../test_plugin.h"

/// Never gets this far: requires a feature nobody has.
static void
run(LV2_Handle instance, uint32_t n)
{
  (void)instance;
  (void)n;
}

TEST_PLUGIN("urn:dala-test:needs", test_instantiate, run, test_cleanup, NULL)
