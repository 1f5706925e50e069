#include "../test_plugin.h"

#include <math.h>

/// Writes one NaN (or infinity) at frame 1234.
static void
run(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  for (uint32_t i = 0; i < n; ++i, ++self->frame) {
    sound(self, 1)[i] = (self->frame == 1234u)
                          ? (control(self, 2) > 0.0f ? -INFINITY : NAN)
                          : sound(self, 0)[i];
  }
}

TEST_PLUGIN("urn:dala-test:not_finite", test_instantiate, run, test_cleanup,
            NULL)
