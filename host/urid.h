#ifndef HOST_URID_H
#define HOST_URID_H

#include "lv2/urid/urid.h"

/**
   Map between URIs and integers, as urid:map and urid:unmap offer it.

   Thread: any (plugins with threads of their own call it from there).
   Life:   made before the world is loaded, freed last; a forked child
           inherits all that was mapped before.
*/
typedef struct HostUrids HostUrids;

/** New empty map, or NULL when out of memory. */
HostUrids*
host_urids_new(void);

void
host_urids_free(HostUrids* self);

/** The number of `uri`, from 1 up; 0 only when out of memory. */
LV2_URID
host_urids_map(HostUrids* self, const char* uri);

/** The URI of `urid`, owned by the map, or NULL if it was never mapped. */
const char*
host_urids_unmap(HostUrids* self, LV2_URID urid);

/** The feature structs; owned by the map. */
LV2_URID_Map*
host_urids_map_feature(HostUrids* self);

LV2_URID_Unmap*
host_urids_unmap_feature(HostUrids* self);

#endif
