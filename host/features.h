#ifndef HOST_FEATURES_H
#define HOST_FEATURES_H

#include "host/errors.h"
#include "host/state_paths.h"
#include "host/worker.h"
#include "host/world.h"

#include "lv2/core/lv2.h"
#include "lv2/log/log.h"
#include "lv2/options/options.h"
#include "lv2/resize-port/resize-port.h"

#include <stdint.h>

/** Most features that are ever offered, and most options among them. */
#define HOST_MAX_FEATURES 16
#define HOST_MAX_OPTIONS 8

/** What the host offers to one plugin instance. Not to be moved or copied. */
typedef struct {
  HostUrids*             urids;
  HostWorker             worker;
  HostStatePaths         paths;
  LV2_Log_Log            log;
  LV2_Resize_Port_Resize resize; /* filled by the owner of the ports */
  LV2_Options_Option     options[HOST_MAX_OPTIONS];
  int32_t                min_block;     /* frames */
  int32_t                max_block;     /* frames */
  int32_t                nominal_block; /* frames */
  int32_t                sequence_size; /* bytes */
  float                  rate;          /* Hz */
  LV2_Feature            features[HOST_MAX_FEATURES];
  const LV2_Feature*     list[HOST_MAX_FEATURES + 1];
} HostFeatures;

/** Fill `self` for blocks of 1 to `max_block` frames at `rate` in Hz. */
void
host_features_init(HostFeatures* self, HostUrids* urids, double rate,
                   uint32_t max_block, uint32_t sequence_size);

/** All blocks will have `max_block` frames, a power of two with `pow2`. */
void
host_features_fix_blocks(HostFeatures* self, bool pow2);

void
host_features_clear(HostFeatures* self);

/**
   Check that all a plugin requires is on offer, and that its ports are of
   kinds that can be connected.

   Fails with HOST_EXIT_PLUGIN_REFUSED, naming the first thing missing.
*/
HostExit
host_features_check(const HostWorld* world, const HostPlugin* plugin,
                    HostError* error);

#endif
