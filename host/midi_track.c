#include "host/midi_track.h"

#include <stdlib.h>
#include <string.h>

/** Bytes of a track still to be read; never past `end`. */
typedef struct {
  const uint8_t* at;
  const uint8_t* end;
  HostMidiPool*  pool;
  uint64_t       tick;
  uint8_t        status;  /* running status, 0 if none */
  bool           is_open; /* the last event is a part of a system exclusive */
  bool           has_ended;
} Track;

static bool
fail(Track* self, const char* problem)
{
  self->pool->problem = problem;
  return false;
}

/** A number in up to four bytes of seven bits. */
static bool
read_number(Track* self, uint32_t* number)
{
  *number = 0;
  for (int i = 0; i < 4 && self->at < self->end; ++i) {
    const uint8_t byte = *self->at++;
    *number            = *number << 7 | (byte & 0x7Fu);
    if (byte < 0x80u) {
      return true;
    }
  }
  return fail(self, "a number in a track is cut off or too long");
}

/** A length and that many bytes, which are stepped over. */
static bool
read_data(Track* self, const uint8_t** data, uint32_t* size)
{
  if (!read_number(self, size)) {
    return false;
  }
  if (*size > (size_t)(self->end - self->at)) {
    return fail(self, "an event reaches past the end of its track");
  }
  *data = self->at;
  self->at += *size;
  return true;
}

static bool
add_bytes(HostMidiPool* pool, const uint8_t* bytes, size_t size)
{
  if (size > pool->bytes_room - pool->n_bytes) {
    const size_t room = 2u * pool->bytes_room + size + 1024u;
    uint8_t*     more = (uint8_t*)realloc(pool->bytes, room);
    if (!more) {
      pool->no_memory = true;
      return false;
    }
    pool->bytes      = more;
    pool->bytes_room = room;
  }
  if (size) {
    memcpy(pool->bytes + pool->n_bytes, bytes, size);
  }
  pool->n_bytes += size;
  return true;
}

/** Add an event of a first part and more bytes. */
static bool
add_event(Track* self, const uint8_t* first, size_t n_first,
          const uint8_t* more, size_t n_more)
{
  HostMidiPool* pool = self->pool;
  if (pool->n_events == pool->room) {
    const size_t   room = pool->room ? 2u * pool->room : 256u;
    HostMidiEvent* events =
      (HostMidiEvent*)realloc(pool->events, room * sizeof(HostMidiEvent));
    if (!events) {
      pool->no_memory = true;
      return false;
    }
    pool->events = events;
    pool->room   = room;
  }
  HostMidiEvent* event = &pool->events[pool->n_events];
  event->time_s        = 0.0;
  event->tick          = self->tick;
  event->offset        = pool->n_bytes;
  event->size          = (uint32_t)(n_first + n_more);
  event->order         = (uint32_t)pool->n_events++;
  return add_bytes(pool, first, n_first) && add_bytes(pool, more, n_more);
}

/** A channel message, whose status byte may be that of the one before. */
static bool
read_message(Track* self, uint8_t status)
{
  const uint8_t  kind = status & 0xF0u;
  const size_t   size = (kind == 0xC0u || kind == 0xD0u) ? 1u : 2u;
  const uint8_t* data = self->at;
  if ((size_t)(self->end - data) < size) {
    return fail(self, "a message is cut off");
  }
  for (size_t i = 0; i < size; ++i) {
    if (data[i] >= 0x80u) {
      return fail(self, "a message has a status byte in its middle");
    }
  }
  self->at += size;
  self->status  = status;
  self->is_open = false;
  return add_event(self, &status, 1, data, size);
}

static bool
read_meta(Track* self)
{
  const uint8_t* data = NULL;
  uint32_t       size = 0;
  self->status        = 0;
  if (self->at == self->end) {
    return fail(self, "an event is cut off");
  }
  const uint8_t head[2] = { HOST_MIDI_META, *self->at++ };
  if (!read_data(self, &data, &size)) {
    return false;
  }
  self->has_ended    = head[1] == 0x2Fu;
  const bool is_kept = (head[1] == HOST_MIDI_META_TEMPO && size == 3u) ||
                       (head[1] == HOST_MIDI_META_METER && size >= 2u);
  if (is_kept) {
    self->is_open = false;
  }
  return !is_kept || add_event(self, head, 2, data, size);
}

/** F0 begins a system exclusive message, F7 carries on one not yet whole. */
static bool
read_exclusive(Track* self, uint8_t status)
{
  const uint8_t* data = NULL;
  uint32_t       size = 0;
  self->status        = 0;
  if (!read_data(self, &data, &size)) {
    return false;
  }
  const bool ends = size && data[size - 1u] == 0xF7u;
  if (status == 0xF0u) {
    self->is_open = !ends;
    return add_event(self, &status, 1, data, size);
  }
  if (!self->is_open) {
    return true; /* an escape, for real-time and song messages: not for us */
  }
  HostMidiEvent* event = &self->pool->events[self->pool->n_events - 1u];
  event->tick          = self->tick;
  event->size += size;
  self->is_open = !ends;
  return add_bytes(self->pool, data, size);
}

static bool
read_event(Track* self)
{
  uint32_t delta = 0;
  if (!read_number(self, &delta)) {
    return false;
  }
  self->tick += delta;
  if (self->at == self->end) {
    return fail(self, "a track ends in the middle of an event");
  }
  const uint8_t byte = *self->at;
  if (byte < 0x80u) {
    return self->status ? read_message(self, self->status)
                        : fail(self, "a message has no status byte");
  }
  ++self->at;
  if (byte < 0xF0u) {
    return read_message(self, byte);
  }
  if (byte == HOST_MIDI_META) {
    return read_meta(self);
  }
  return (byte == 0xF0u || byte == 0xF7u)
           ? read_exclusive(self, byte)
           : fail(self, "a track holds a byte that no event begins with");
}

bool
host_midi_track_read(HostMidiPool* pool, const uint8_t* track, size_t size)
{
  Track self = { track, track + size, pool, 0, 0, false, false };
  while (self.at < self.end && !self.has_ended) {
    if (!read_event(&self)) {
      return false;
    }
  }
  return true;
}
