#ifndef HOST_EVENTS_H
#define HOST_EVENTS_H

#include "host/urid.h"

#include "lv2/atom/atom.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The buffer of one atom port. */
typedef struct {
  LV2_Atom_Sequence* sequence; /* 8-byte aligned, as atoms must be */
  uint32_t           capacity; /* bytes after the atom header */
  LV2_URID           sequence_type;
  LV2_URID           chunk_type;
} HostEvents;

/** Make a buffer of at least `bytes`; false when out of memory. */
bool
host_events_init(HostEvents* self, HostUrids* urids, uint32_t bytes);

void
host_events_clear(HostEvents* self);

/**
   Add an event at `frame` of the block, not before those that are there.

   `type` and `body` (`size` bytes) make the atom. False if there is no room.
*/
bool
host_events_append(HostEvents* self, int64_t frame, LV2_URID type,
                   const void* body, uint32_t size);

/** For an input, before it is filled: a valid sequence without events. */
void
host_events_make_empty(HostEvents* self);

/** Make room for at least `bytes`, keeping what is there; false if not. */
bool
host_events_grow(HostEvents* self, size_t bytes);

/** Before run(), for an output: a chunk that says how much room there is. */
void
host_events_make_room(HostEvents* self);

#endif
