#include "../test_plugin.h"

#include <unistd.h>

/// Dies in run(), on cleanup, or by leaving, as `how` says: 0, 1, 2.
static void
run(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  memcpy(sound(self, 1), sound(self, 0), n * sizeof(float));
  self->frame += n;
  if (self->frame > 1000u && control(self, 2) == 0.0f) {
    abort();
  }
  if (self->frame > 1000u && control(self, 2) == 2.0f) {
    _exit(0);
  }
}

static void
cleanup(LV2_Handle instance)
{
  if (control((TestPlugin*)instance, 2) == 1.0f) {
    abort();
  }
  test_cleanup(instance);
}

TEST_PLUGIN("urn:dala-test:crash", test_instantiate, run, cleanup, NULL)
