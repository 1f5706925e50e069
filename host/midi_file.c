#include "host/midi_file.h"

#include "host/midi_track.h"
#include "host/whole_file.h"

#include <stdlib.h>
#include <string.h>

/** Bytes of a chunk before its content, and of the header's content. */
#define CHUNK_HEAD 8u
#define HEADER_BYTES 6u

/** How ticks become seconds. */
typedef struct {
  uint32_t per_quarter; /* 0: by the clock instead */
  double   per_second;
} Division;

static uint32_t
number(const uint8_t* bytes, size_t size)
{
  uint32_t value = 0;
  for (size_t i = 0; i < size; ++i) {
    value = value << 8 | bytes[i];
  }
  return value;
}

static bool
read_division(uint32_t word, Division* division)
{
  if (word < 0x8000u) {
    division->per_quarter = word;
    return word != 0;
  }
  const uint32_t frames = 256u - (word >> 8);
  // 29 stands for 30 frames with drops: 29.97 per second
  const double rate     = (frames == 29u) ? 30000.0 / 1001.0 : (double)frames;
  division->per_quarter = 0;
  division->per_second  = rate * (double)(word & 0xFFu);
  return (frames == 24u || frames == 25u || frames == 29u || frames == 30u) &&
         (word & 0xFFu) != 0;
}

/** The header chunk; returns what is wrong or NULL. */
static const char*
read_header(const uint8_t* bytes, size_t size, Division* division,
            uint32_t* n_tracks)
{
  if (size < CHUNK_HEAD + HEADER_BYTES || memcmp(bytes, "MThd", 4) != 0 ||
      number(bytes + 4, 4) < HEADER_BYTES) {
    return "it does not begin as a MIDI file";
  }
  if (number(bytes + 8, 2) > 1u) {
    return "it is of format 2 or above, and only 0 and 1 are one piece of "
           "music";
  }
  *n_tracks = number(bytes + 10, 2);
  return read_division(number(bytes + 12, 2), division)
           ? NULL
           : "its unit of time is not known";
}

/** All tracks into the pool; returns what is wrong or NULL. */
static const char*
read_chunks(HostMidiPool* pool, const uint8_t* bytes, size_t size,
            uint32_t n_tracks)
{
  size_t   at    = 0;
  uint32_t found = 0;
  while (found < n_tracks) {
    if (size - at < CHUNK_HEAD) {
      return "it is cut off: a track is missing";
    }
    const size_t length = number(bytes + at + 4, 4);
    if (length > size - at - CHUNK_HEAD) {
      return "it is cut off: a track is longer than what is left";
    }
    if (!memcmp(bytes + at, "MTrk", 4)) {
      ++found;
      if (!host_midi_track_read(pool, bytes + at + CHUNK_HEAD, length)) {
        return pool->problem;
      }
    }
    at += CHUNK_HEAD + length;
  }
  return NULL;
}

/** Earlier first; at the same time as the tracks stand in the file. */
static int
by_tick(const void* a, const void* b)
{
  const HostMidiEvent* x = (const HostMidiEvent*)a;
  const HostMidiEvent* y = (const HostMidiEvent*)b;
  return (x->tick != y->tick) ? (x->tick > y->tick) - (x->tick < y->tick)
                              : (x->order > y->order) - (x->order < y->order);
}

/** Note a change of tempo or meter; what makes no sense changes nothing. */
static bool
apply_meta(HostTempoMap* map, double time_s, const uint8_t* meta)
{
  const HostTempoPoint now   = map->points[map->count - 1u];
  const uint32_t       usecs = number(meta + 2, 3);
  if (meta[1] == HOST_MIDI_META_TEMPO) {
    return !usecs || host_tempo_map_add(map, time_s, 60e6 / (double)usecs,
                                        now.beats, now.unit);
  }
  return !meta[2] || meta[3] > 6u ||
         host_tempo_map_add(map, time_s, now.quarters_per_minute, meta[2],
                            1u << meta[3]);
}

/** Sort, put times to the ticks, and take the metas out. */
static bool
settle_times(HostMidiFile* self, const HostMidiPool* pool,
             const Division* division)
{
  double   time_s = 0.0;
  uint64_t tick   = 0;
  if (pool->n_events) {
    qsort(pool->events, pool->n_events, sizeof(HostMidiEvent), by_tick);
  }
  for (size_t i = 0; i < pool->n_events; ++i) {
    HostMidiEvent         event  = pool->events[i];
    const HostTempoPoint* now    = &self->tempo.points[self->tempo.count - 1u];
    const double          passed = (double)(event.tick - tick);
    time_s += division->per_quarter
                ? passed * 60.0 /
                    (now->quarters_per_minute * (double)division->per_quarter)
                : passed / division->per_second;
    tick         = event.tick;
    event.time_s = time_s;
    if (pool->bytes[event.offset] != HOST_MIDI_META) {
      self->events[self->n_events++] = event;
    } else if (!apply_meta(&self->tempo, time_s, pool->bytes + event.offset)) {
      return false;
    }
  }
  return true;
}

static HostExit
read_bytes(HostMidiFile* self, const char* path, const uint8_t* bytes,
           size_t size, const HostTempoPoint* start, HostError* error)
{
  HostMidiPool pool     = { 0 };
  Division     division = { 0, 0.0 };
  uint32_t     n_tracks = 0;
  const char*  problem  = read_header(bytes, size, &division, &n_tracks);
  if (!problem) {
    problem = read_chunks(&pool, bytes, size, n_tracks);
  }
  self->events = pool.events; /* settled in place */
  self->bytes  = pool.bytes;
  if (problem && !pool.no_memory) {
    return host_fail(error, HOST_EXIT_BAD_MIDI,
                     "'%s' is no MIDI file that can be played: %s; export it "
                     "again as format 0 or 1",
                     path, problem);
  }
  const bool whole =
    !pool.no_memory &&
    host_tempo_map_begin(&self->tempo, start->quarters_per_minute, start->beats,
                         start->unit) &&
    settle_times(self, &pool, &division);
  return whole ? HOST_EXIT_OK : host_fail_memory(error);
}

HostExit
host_midi_file_read(HostMidiFile* self, const char* path,
                    const HostTempoPoint* start, HostError* error)
{
  char*  bytes = NULL;
  size_t size  = 0;
  memset(self, 0, sizeof(*self));
  HostExit code =
    host_whole_file_read(path, HOST_EXIT_BAD_MIDI, &bytes, &size, error);
  if (!code) {
    code = read_bytes(self, path, (const uint8_t*)bytes, size, start, error);
  }
  free(bytes);
  if (code) {
    host_midi_file_clear(self);
  }
  return code;
}

void
host_midi_file_clear(HostMidiFile* self)
{
  free(self->events);
  free(self->bytes);
  host_tempo_map_clear(&self->tempo);
  memset(self, 0, sizeof(*self));
}
