#include "host/score.h"

#include "host/position.h"

#include "lv2/midi/midi.h"

#include <math.h>
#include <string.h>

HostExit
host_score_play_init(HostScorePlay* self, const HostScore* score,
                     const HostWorld* world, const HostPlugin* plugin,
                     double rate, HostError* error)
{
  memset(self, 0, sizeof(*self));
  self->score         = score;
  self->ports         = &plugin->ports;
  self->urids         = world->urids;
  self->rate          = rate;
  self->can_split     = true;
  const HostExit code = host_automation_check(&score->automation, rate, error);
  return code ? code
              : host_automation_play_init(&self->automation, &score->automation,
                                          rate, error);
}

void
host_score_play_clear(HostScorePlay* self)
{
  host_automation_play_clear(&self->automation);
}

/** Past any file: the end of time. */
static uint64_t
frame_of(const HostScorePlay* self, double time_s)
{
  return (time_s < 1e9) ? (uint64_t)llrint(time_s * self->rate) : UINT64_MAX;
}

static uint64_t
next_event_frame(const HostScorePlay* self)
{
  const HostMidiFile* midi = &self->score->midi;
  return (self->next_event < midi->n_events)
           ? frame_of(self, midi->events[self->next_event].time_s)
           : UINT64_MAX;
}

static uint64_t
next_tempo_frame(const HostScorePlay* self)
{
  const HostTempoMap* tempo = &self->score->midi.tempo;
  return (self->score->has_tempo && self->next_tempo < tempo->count)
           ? frame_of(self, tempo->points[self->next_tempo].time_s)
           : UINT64_MAX;
}

/** Put the next change of tempo into its port; false without room. */
static bool
add_tempo(const HostScorePlay* self, HostInstance* instance, uint64_t frame,
          int64_t offset)
{
  HostPosition position;
  host_position_write(&position, self->urids,
                      &self->score->midi.tempo.points[self->next_tempo], frame,
                      self->rate);
  return host_instance_add_event(instance, self->ports->time_in, offset,
                                 position.atom.type, position.body,
                                 position.atom.size);
}

static bool
add_message(const HostScorePlay* self, HostInstance* instance, int64_t offset)
{
  const HostMidiFile*  midi  = &self->score->midi;
  const HostMidiEvent* event = &midi->events[self->next_event];
  return host_instance_add_event(
    instance, self->ports->midi_in, offset,
    host_urids_map(self->urids, LV2_MIDI__MidiEvent),
    midi->bytes + event->offset, event->size);
}

uint32_t
host_score_play_block(HostScorePlay* self, HostInstance* instance,
                      uint64_t position, uint32_t wanted)
{
  const uint64_t change =
    host_automation_play_apply(&self->automation, instance, position);
  uint64_t end = position + wanted;
  end          = (self->can_split && change < end) ? change : end;
  for (;;) {
    const uint64_t event    = next_event_frame(self);
    const uint64_t tempo    = next_tempo_frame(self);
    const bool     is_tempo = tempo <= event; /* it is known before a note */
    const uint64_t frame    = is_tempo ? tempo : event;
    if (frame >= end) {
      return (uint32_t)(end - position);
    }
    const int64_t offset  = (int64_t)(frame - position);
    const bool    is_done = is_tempo ? add_tempo(self, instance, frame, offset)
                                     : add_message(self, instance, offset);
    if (!is_done && offset && self->can_split) {
      return (uint32_t)offset;
    }
    self->dropped += is_done ? 0u : 1u;
    self->next_tempo += is_tempo ? 1u : 0u;
    self->next_event += is_tempo ? 0u : 1u;
  }
}

double
host_score_play_left(const HostScorePlay* self, uint64_t end)
{
  const HostMidiFile* midi = &self->score->midi;
  if (self->next_event >= midi->n_events) {
    return 0.0;
  }
  return fmax(0.0, midi->events[midi->n_events - 1u].time_s -
                     (double)end / self->rate);
}
