#ifndef HOST_RENDER_H
#define HOST_RENDER_H

#include "host/errors.h"
#include "host/options.h"
#include "host/output_file.h"
#include "host/progress.h"
#include "host/report.h"
#include "host/score.h"
#include "host/settings.h"
#include "host/world.h"

/** All that is the same for every file of a run. */
typedef struct {
  const HostOptions*  options;
  const HostWorld*    world;
  const HostPlugin*   plugin;
  const HostSettings* settings;
  const HostScore*    score;
} HostSetup;

/**
   Render the file `input` into the planned `sound`, and the values of the
   output controls into `log`, which may be NULL, telling `meter` how far it is.
   Both are left complete under their temporary names, for the caller to commit;
   on failure to discard.

   To be called in a process of its own, since plugins crash. Fills `report`
   and returns the code in it.
*/
HostExit
host_render(const HostSetup* setup, const char* input, HostOutput* sound,
            HostOutput* log, HostMeter* meter, HostReport* report);

#endif
