#include "host/urid.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/** Slots of the hash table at the start; always a power of two. */
#define FIRST_SLOTS 256u

struct HostUrids {
  pthread_mutex_t lock;
  char**          uris; /* uris[urid - 1] */
  uint32_t        count;
  LV2_URID*       slots; /* open addressing, 0 is free */
  uint32_t        n_slots;
  LV2_URID_Map    map;
  LV2_URID_Unmap  unmap;
};

static LV2_URID
map_uri(LV2_URID_Map_Handle handle, const char* uri)
{
  return host_urids_map((HostUrids*)handle, uri);
}

static const char*
unmap_urid(LV2_URID_Unmap_Handle handle, LV2_URID urid)
{
  return host_urids_unmap((HostUrids*)handle, urid);
}

HostUrids*
host_urids_new(void)
{
  HostUrids* self = (HostUrids*)calloc(1, sizeof(HostUrids));
  if (!self) {
    return NULL;
  }
  pthread_mutex_init(&self->lock, NULL);
  self->n_slots      = FIRST_SLOTS;
  self->slots        = (LV2_URID*)calloc(FIRST_SLOTS, sizeof(LV2_URID));
  self->uris         = (char**)calloc(FIRST_SLOTS / 2, sizeof(char*));
  self->map.handle   = self;
  self->map.map      = map_uri;
  self->unmap.handle = self;
  self->unmap.unmap  = unmap_urid;
  if (!self->slots || !self->uris) {
    host_urids_free(self);
    return NULL;
  }
  return self;
}

void
host_urids_free(HostUrids* self)
{
  if (!self) {
    return;
  }
  for (uint32_t i = 0; i < self->count; ++i) {
    // There are `count` URIs
    // NOLINTNEXTLINE(clang-analyzer-core.*)
    free(self->uris[i]);
  }
  free(self->uris);
  free(self->slots);
  pthread_mutex_destroy(&self->lock);
  free(self);
}

/** FNV-1a, Fowler, Noll and Vo, 32 bit. */
static uint32_t
hash(const char* text)
{
  uint32_t h = 2166136261u;
  for (const char* c = text; *c; ++c) {
    h = (h ^ (unsigned char)*c) * 16777619u;
  }
  return h;
}

/** The slot that holds `uri`, or the free one where it belongs. */
static uint32_t
find_slot(const HostUrids* self, const char* uri)
{
  uint32_t slot = hash(uri) & (self->n_slots - 1);
  while (self->slots[slot] &&
         strcmp(self->uris[self->slots[slot] - 1], uri) != 0) {
    slot = (slot + 1) & (self->n_slots - 1);
  }
  return slot;
}

/** Double the table; at most half of the slots are ever in use. */
static int
grow(HostUrids* self)
{
  const uint32_t n_slots = self->n_slots * 2;
  char** uris = (char**)realloc(self->uris, n_slots / 2 * sizeof(char*));
  if (!uris) {
    return 1;
  }
  self->uris      = uris;
  LV2_URID* slots = (LV2_URID*)calloc(n_slots, sizeof(LV2_URID));
  if (!slots) {
    return 1;
  }
  free(self->slots);
  self->slots   = slots;
  self->n_slots = n_slots;
  for (uint32_t i = 0; i < self->count; ++i) {
    self->slots[find_slot(self, self->uris[i])] = i + 1;
  }
  return 0;
}

LV2_URID
host_urids_map(HostUrids* self, const char* uri)
{
  pthread_mutex_lock(&self->lock);
  uint32_t slot = find_slot(self, uri);
  LV2_URID urid = self->slots[slot];
  if (!urid && (self->count < self->n_slots / 2 || !grow(self))) {
    char* copy = strdup(uri);
    if (copy) {
      slot                      = find_slot(self, uri);
      self->uris[self->count++] = copy;
      urid = self->slots[slot] = self->count;
    }
  }
  pthread_mutex_unlock(&self->lock);
  return urid;
}

const char*
host_urids_unmap(HostUrids* self, LV2_URID urid)
{
  pthread_mutex_lock(&self->lock);
  const char* uri =
    (urid > 0 && urid <= self->count) ? self->uris[urid - 1] : NULL;
  pthread_mutex_unlock(&self->lock);
  return uri;
}

LV2_URID_Map*
host_urids_map_feature(HostUrids* self)
{
  return &self->map;
}

LV2_URID_Unmap*
host_urids_unmap_feature(HostUrids* self)
{
  return &self->unmap;
}
