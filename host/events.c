#include "host/events.h"

#include <stdlib.h>
#include <string.h>

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

void
host_events_make_room(HostEvents* self)
{
  self->sequence->atom.type = self->chunk_type;
  self->sequence->atom.size = self->capacity;
}
