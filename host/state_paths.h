#ifndef HOST_STATE_PATHS_H
#define HOST_STATE_PATHS_H

#include "lv2/state/state.h"

/**
   The path features of the state extension.

   Paths are kept as they are (an offline rendering is not saved, so nothing
   is made relative). Files a plugin makes go into a temporary folder that is
   made when first asked for and deleted with all it holds at the end.
*/
typedef struct {
  LV2_State_Map_Path  map;
  LV2_State_Make_Path make;
  LV2_State_Free_Path free;
  char*               folder; /* NULL until asked for */
} HostStatePaths;

void
host_state_paths_init(HostStatePaths* self);

/** Delete the temporary folder. */
void
host_state_paths_clear(HostStatePaths* self);

#endif
