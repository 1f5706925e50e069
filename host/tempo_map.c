#include "host/tempo_map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** Beats nearer than this to a whole number are one: rounding of times. */
#define SNAP_BEATS 1e-6

static HostTempoPoint*
add_point(HostTempoMap* self)
{
  if (self->count == self->room) {
    const size_t    room = self->room ? 2u * self->room : 8u;
    HostTempoPoint* points =
      (HostTempoPoint*)realloc(self->points, room * sizeof(HostTempoPoint));
    if (!points) {
      return NULL;
    }
    self->points = points;
    self->room   = room;
  }
  return &self->points[self->count++];
}

static double
snap(double beats)
{
  const double whole = rint(beats);
  return (fabs(beats - whole) < SNAP_BEATS) ? whole : beats;
}

bool
host_tempo_map_begin(HostTempoMap* self, double quarters_per_minute,
                     uint32_t beats, uint32_t unit)
{
  const HostTempoPoint first = { .quarters_per_minute = quarters_per_minute,
                                 .beats               = beats,
                                 .unit                = unit };
  self->count                = 0;
  HostTempoPoint* point      = add_point(self);
  if (point) {
    *point = first;
  }
  return point != NULL;
}

bool
host_tempo_map_add(HostTempoMap* self, double time_s,
                   double quarters_per_minute, uint32_t beats, uint32_t unit)
{
  const HostTempoPoint last = self->points[self->count - 1];
  HostTempoPoint       next = last;
  const double passed = (time_s - last.time_s) / 60.0 * host_tempo_bpm(&last);
  const double in_bar = snap(last.bar_beat + passed);
  const double bars   = floor(in_bar / (double)last.beats);
  next.time_s         = time_s;
  next.beat           = snap(last.beat + passed);
  next.bar            = last.bar + (uint64_t)fmin(bars, 1e15);
  next.bar_beat       = in_bar - bars * (double)last.beats;
  next.quarters_per_minute = quarters_per_minute;
  if ((beats != last.beats || unit != last.unit) && next.bar_beat > 0.0) {
    ++next.bar;
    next.bar_beat = 0.0;
  }
  next.beats = beats;
  next.unit  = unit;
  HostTempoPoint* point =
    (time_s > last.time_s) ? add_point(self) : &self->points[self->count - 1];
  if (point) {
    *point = next;
  }
  return point != NULL;
}

double
host_tempo_bpm(const HostTempoPoint* point)
{
  return point->quarters_per_minute * (double)point->unit / 4.0;
}

void
host_tempo_map_clear(HostTempoMap* self)
{
  free(self->points);
  memset(self, 0, sizeof(*self));
}
