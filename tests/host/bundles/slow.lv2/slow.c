#define _POSIX_C_SOURCE 200809L /* nanosleep */

#include "../test_plugin.h"

#include <time.h>

/// Takes 20 ms for every block.
static void
run(LV2_Handle instance, uint32_t n)
{
  TestPlugin*           self = (TestPlugin*)instance;
  const struct timespec nap  = { 0, 20000000 };
  nanosleep(&nap, NULL);
  memcpy(sound(self, 1), sound(self, 0), n * sizeof(float));
}

TEST_PLUGIN("urn:dala-test:slow", test_instantiate, run, test_cleanup, NULL)
