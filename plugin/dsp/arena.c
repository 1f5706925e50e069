#include "plugin/dsp/arena.h"

#include <stdint.h>

void
dala_arena_measure(DalaArena* const self)
{
  dala_arena_init(self, NULL, SIZE_MAX);
}

void
dala_arena_init(DalaArena* const self, void* const base, const size_t capacity)
{
  self->base     = (unsigned char*)base;
  self->capacity = capacity;
  self->used     = 0U;
  self->status   = DALA_STATUS_OK;
}

void*
dala_arena_take(DalaArena* const self, const size_t count, const size_t size)
{
  if (self->status) {
    return NULL;
  }
  const size_t limit = self->capacity - self->used;
  if (size && count > (SIZE_MAX - DALA_ARENA_ALIGN) / size) {
    self->status = DALA_STATUS_NO_MEM;
    return NULL;
  }
  const size_t mask  = DALA_ARENA_ALIGN - 1U;
  const size_t bytes = (count * size + mask) & ~mask;
  if (bytes > limit) {
    self->status = DALA_STATUS_NO_MEM;
    return NULL;
  }
  const size_t at = self->used;
  self->used      = at + bytes;
  return self->base ? self->base + at : NULL;
}

DalaStatus
dala_arena_status(const DalaArena* const self)
{
  return self->status;
}
