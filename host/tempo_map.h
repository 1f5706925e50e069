#ifndef HOST_TEMPO_MAP_H
#define HOST_TEMPO_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Tempo when nobody says another: that of MIDI files, 4/4 at 120. */
#define HOST_TEMPO_BPM 120.0
#define HOST_TEMPO_BEATS 4u
#define HOST_TEMPO_UNIT 4u

/** From a time on: tempo and meter, and where in the music that time is. */
typedef struct {
  double   time_s;
  double   quarters_per_minute;
  uint32_t beats;    /* per bar */
  uint32_t unit;     /* 4: a beat is a quarter note */
  uint64_t bar;      /* from 0 */
  double   bar_beat; /* beats since the beginning of that bar */
  double   beat;     /* beats since the beginning */
} HostTempoPoint;

/** All changes of tempo and meter, in order of time, the first at 0 s. */
typedef struct {
  HostTempoPoint* points;
  size_t          count;
  size_t          room;
} HostTempoMap;

/** Begin at 0 s; false when out of memory. */
bool
host_tempo_map_begin(HostTempoMap* self, double quarters_per_minute,
                     uint32_t beats, uint32_t unit);

/**
   Add a change, not before the last one; one at the same time replaces it.

   A change of meter within a bar begins a new bar. False when out of memory.
*/
bool
host_tempo_map_add(HostTempoMap* self, double time_s,
                   double quarters_per_minute, uint32_t beats, uint32_t unit);

/** Beats per minute, in beats of the meter. */
double
host_tempo_bpm(const HostTempoPoint* point);

/** Free all; an empty (zeroed) map is fine. */
void
host_tempo_map_clear(HostTempoMap* self);

#endif
