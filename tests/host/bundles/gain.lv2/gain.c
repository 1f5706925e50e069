#include "../test_plugin.h"

#include <math.h>

/// Ports of all kinds of values; they come back as outputs.
enum {
  IN,
  OUT,
  GAIN,
  MODE,
  MIX,
  PITCH,
  ON,
  STEPS,
  CUTOFF,
  FREE,
  SIZE,
  MODE_NOW,
  MIX_NOW,
  PITCH_NOW,
  CUTOFF_NOW,
  TONE,
  TONE_NOW
};

static void
run(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  const float gain =
    control(self, ON) > 0.0f ? powf(10.0f, control(self, GAIN) / 20.0f) : 1.0f;
  for (uint32_t i = 0; i < n; ++i) {
    sound(self, OUT)[i] = sound(self, IN)[i] * gain;
  }
  *sound(self, SIZE)       = (float)n;
  *sound(self, MODE_NOW)   = control(self, MODE);
  *sound(self, MIX_NOW)    = control(self, MIX);
  *sound(self, PITCH_NOW)  = control(self, PITCH);
  *sound(self, CUTOFF_NOW) = control(self, CUTOFF);
  *sound(self, TONE_NOW)   = control(self, TONE);
}

TEST_PLUGIN("urn:dala-test:gain", test_instantiate, run, test_cleanup, NULL)
