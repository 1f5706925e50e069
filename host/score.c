#include "host/score.h"

#include <string.h>

static HostExit
check_ports(const HostRenderOptions* options, const HostPlugin* plugin,
            HostError* error)
{
  if (options->midi && plugin->ports.midi_in == HOST_NO_PORT) {
    return host_fail(error, HOST_EXIT_NO_EVENT_PORT,
                     "the plugin <%s> takes no MIDI; leave out --midi or "
                     "choose another",
                     plugin->uri);
  }
  if ((options->bpm > 0.0 || options->meter_beats) && !options->midi &&
      plugin->ports.time_in == HOST_NO_PORT) {
    return host_fail(error, HOST_EXIT_NO_EVENT_PORT,
                     "the plugin <%s> takes no tempo; leave out --bpm and "
                     "--meter or choose another",
                     plugin->uri);
  }
  return HOST_EXIT_OK;
}

HostExit
host_score_make(HostScore* self, const HostRenderOptions* options,
                const HostPlugin* plugin, HostError* error)
{
  const uint32_t beats =
    options->meter_beats ? options->meter_beats : HOST_TEMPO_BEATS;
  const uint32_t unit =
    options->meter_beats ? options->meter_unit : HOST_TEMPO_UNIT;
  const double quarters =
    (options->bpm > 0.0) ? options->bpm * 4.0 / (double)unit : HOST_TEMPO_BPM;
  const HostTempoPoint start = { .quarters_per_minute = quarters,
                                 .beats               = beats,
                                 .unit                = unit };
  memset(self, 0, sizeof(*self));
  HostExit code = check_ports(options, plugin, error);
  if (!code && options->automation) {
    code = host_automation_read(&self->automation, options->automation, plugin,
                                error);
  }
  if (!code && options->midi) {
    code = host_midi_file_read(&self->midi, options->midi, &start, error);
  } else if (!code && (options->bpm > 0.0 || options->meter_beats)) {
    code = host_tempo_map_begin(&self->midi.tempo, quarters, beats, unit)
             ? HOST_EXIT_OK
             : host_fail_memory(error);
  }
  self->has_tempo =
    self->midi.tempo.count && plugin->ports.time_in != HOST_NO_PORT;
  if (code) {
    host_score_clear(self);
  }
  return code;
}

void
host_score_clear(HostScore* self)
{
  host_automation_clear(&self->automation);
  host_midi_file_clear(&self->midi);
  memset(self, 0, sizeof(*self));
}
