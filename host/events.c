#include "host/events.h"

#include <stdlib.h>
#include <string.h>

/** A port never becomes larger than this, whatever a plugin asks for. */
#define MOST_BYTES ((size_t)64 << 20)

bool
host_events_init(HostEvents* self, HostUrids* urids, uint32_t bytes)
{
  // Rounded to whole words, with room for the body of a sequence at least
  const uint32_t room = (bytes < 64u ? 64u : bytes + 7u) & ~7u;
  self->sequence =
    (LV2_Atom_Sequence*)calloc(1, sizeof(LV2_Atom) + (size_t)room);
  self->capacity      = room;
  self->sequence_type = host_urids_map(urids, LV2_ATOM__Sequence);
  self->chunk_type    = host_urids_map(urids, LV2_ATOM__Chunk);
  return self->sequence != NULL;
}

void
host_events_clear(HostEvents* self)
{
  free(self->sequence);
  memset(self, 0, sizeof(*self));
}

void
host_events_make_empty(HostEvents* self)
{
  self->sequence->atom.type = self->sequence_type;
  self->sequence->atom.size = sizeof(LV2_Atom_Sequence_Body);
  self->sequence->body.unit = 0; /* time stamps in frames */
  self->sequence->body.pad  = 0;
}

bool
host_events_append(HostEvents* self, int64_t frame, LV2_URID type,
                   const void* body, uint32_t size)
{
  const uint32_t used   = self->sequence->atom.size;
  const uint64_t length = (sizeof(LV2_Atom_Event) + (uint64_t)size + 7u) & ~7u;
  LV2_Atom_Event event  = { { frame }, { size, type } };
  char* const    at     = (char*)self->sequence + sizeof(LV2_Atom) + used;
  if (length > self->capacity - used) {
    return false;
  }
  memcpy(at, &event, sizeof(event));
  memcpy(at + sizeof(event), body, size);
  memset(at + sizeof(event) + size, 0, length - sizeof(event) - size);
  self->sequence->atom.size += (uint32_t)length;
  return true;
}

bool
host_events_grow(HostEvents* self, size_t bytes)
{
  if (bytes > MOST_BYTES) {
    return false;
  }
  const uint32_t     room = ((uint32_t)bytes + 7u) & ~7u;
  LV2_Atom_Sequence* more =
    (room > self->capacity) ? (LV2_Atom_Sequence*)realloc(
                                self->sequence, sizeof(LV2_Atom) + (size_t)room)
                            : self->sequence;
  if (!more) {
    return false;
  }
  self->sequence = more;
  self->capacity = (room > self->capacity) ? room : self->capacity;
  return true;
}

void
host_events_make_room(HostEvents* self)
{
  self->sequence->atom.type = self->chunk_type;
  self->sequence->atom.size = self->capacity;
}
