/**
   One instance of the built plugin, driven as a host drives it.

   The bundle is $DALA_BUNDLE. Control ports stand in `value`, which the plugin
   is connected to; audio buffers are connected anew at each run.

   Thread:  one.
*/
#ifndef DALA_TESTS_SUPPORT_LV2_PLUG_H
#define DALA_TESTS_SUPPORT_LV2_PLUG_H

#include "plugin/ports.h"
#include "tests/support/lv2/sequence.h"
#include "tests/support/signals.h"

#include <lv2/core/lv2.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Longest block that a test uses.
#define TEST_MAX_BLOCK 8192U

typedef struct {
  const LV2_Descriptor* descriptor;
  LV2_Handle            handle;
  uint32_t              n_ports;
  float                 value[DALA_N_PORTS]; ///< By port; controls alone count.
  TestSequence          control;             ///< Emptied after each run.
  TestSequence          notify;              ///< What the plugin wrote.
} TestPlug;

/// Descriptor of the mono or stereo plugin; ends the test program if there is
/// none.
const LV2_Descriptor*
test_plug_descriptor(bool stereo);

/**
   Instantiate, connect everything but audio, activate; controls at their
   defaults. Returns NULL if the plugin refuses.

   @param mapped  Offer urid:map, and connect sequences to the atom ports;
                  without it they stay unconnected.
*/
TestPlug*
test_plug_open(bool stereo, double rate, bool mapped);

/// Deactivate and clean up; NULL is fine.
void
test_plug_close(TestPlug* plug);

/// Deactivate and activate.
void
test_plug_restart(TestPlug* plug);

/// Run n frames; `in_r` counts for the stereo plugin alone.
void
test_plug_run(TestPlug* plug, const float* in, const float* in_r, float* out_l,
              float* out_r, uint32_t n);

/// A control and its value.
typedef struct {
  DalaPort port;
  float    value;
} TestSetting;

/// Every effect off, and the ceiling.
const TestSetting*
test_settings_off(size_t* n);

/// Every effect at its off value, and the ceiling off.
void
test_plug_all_off(TestPlug* plug);

/// Ornaments, drone, 24 strings, whole body and ceiling, the most that is
/// sensible.
void
test_plug_all_on(TestPlug* plug);

/// With chance `share` for each, a value within its range for every control
/// but `enabled`, which is mostly on.
void
test_plug_scramble(TestPlug* plug, TestRng* rng, double share);

#endif // DALA_TESTS_SUPPORT_LV2_PLUG_H
