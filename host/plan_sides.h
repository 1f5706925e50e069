#ifndef HOST_PLAN_SIDES_H
#define HOST_PLAN_SIDES_H

#include "host/plan.h"

/**
   Look at what is written beside the sound: control log, state, report, and
   at what is read beside it: automation, MIDI, preset, state.

   Fails with HOST_EXIT_SAME_TARGET if two things are to be in one file,
   OUTPUT_IS_INPUT if it is anything that is read (but a state may be carried
   on in its file), OUTPUT_EXISTS or CANNOT_WRITE.
*/
HostExit
host_plan_check_sides(const HostPlan* plan, const HostOptions* options,
                      HostError* error);

#endif
