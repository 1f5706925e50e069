#include "../test_plugin.h"

/// Does not start.
static LV2_Handle
instantiate(const LV2_Descriptor* descriptor, double rate, const char* bundle,
            const LV2_Feature* const* features)
{
  (void)descriptor;
  (void)rate;
  (void)bundle;
  (void)features;
  return NULL;
}

static void
run(LV2_Handle instance, uint32_t n)
{
  (void)instance;
  (void)n;
}

TEST_PLUGIN("urn:dala-test:refuses", instantiate, run, test_cleanup, NULL)
