#include "host/voices.h"

#include <stdlib.h>
#include <string.h>

static HostExit
make_one(HostVoices* self, const HostSetup* setup, double rate,
         uint32_t max_block, HostError* error)
{
  const HostPlugin* plugin = setup->plugin;
  const uint32_t    n_in   = plugin->ports.n_audio_in;
  const uint32_t    n_out  = plugin->ports.n_audio_out;
  HostVoice*        voice  = &self->voices[self->count];
  const HostExit    code =
    host_instance_new(&voice->instance, setup->world, plugin, setup->settings,
                      rate, max_block, error);
  if (code) {
    return code;
  }
  memcpy(self->inputs + (size_t)self->count * n_in,
         host_instance_inputs(voice->instance), n_in * sizeof(float*));
  memcpy(self->outputs + (size_t)self->count * n_out,
         host_instance_outputs(voice->instance), n_out * sizeof(float*));
  ++self->count;
  const HostExit next    = host_score_play_init(&voice->score, setup->score,
                                                setup->world, plugin, rate, error);
  voice->score.can_split = !plugin->fixed_blocks;
  return next;
}

HostExit
host_voices_make(HostVoices* self, const HostSetup* setup, uint32_t count,
                 double rate, uint32_t max_block, HostError* error)
{
  const HostPorts* ports = &setup->plugin->ports;
  HostExit         code  = HOST_EXIT_OK;
  memset(self, 0, sizeof(*self));
  self->voices = (HostVoice*)calloc(count, sizeof(HostVoice));
  self->inputs =
    (float**)calloc((size_t)count * ports->n_audio_in + 1u, sizeof(float*));
  self->outputs =
    (float**)calloc((size_t)count * ports->n_audio_out + 1u, sizeof(float*));
  if (!self->voices || !self->inputs || !self->outputs) {
    return host_fail_memory(error);
  }
  while (!code && self->count < count) {
    code = make_one(self, setup, rate, max_block, error);
  }
  return code;
}

void
host_voices_clear(HostVoices* self)
{
  for (uint32_t i = 0; i < self->count; ++i) {
    host_instance_free(self->voices[i].instance);
    host_score_play_clear(&self->voices[i].score);
  }
  free(self->voices);
  free(self->inputs);
  free(self->outputs);
  memset(self, 0, sizeof(*self));
}

uint32_t
host_voices_prepare(HostVoices* self, uint64_t position, uint32_t wanted)
{
  // The same plugin and the same score: all come to the same length
  for (uint32_t i = 0; i < self->count; ++i) {
    wanted = host_score_play_block(&self->voices[i].score,
                                   self->voices[i].instance, position, wanted);
  }
  return wanted;
}

void
host_voices_activate(HostVoices* self)
{
  for (uint32_t i = 0; i < self->count; ++i) {
    host_instance_activate(self->voices[i].instance);
  }
}

void
host_voices_deactivate(HostVoices* self)
{
  for (uint32_t i = 0; i < self->count; ++i) {
    host_instance_deactivate(self->voices[i].instance);
  }
}

void
host_voices_run(HostVoices* self, uint32_t n_frames)
{
  for (uint32_t i = 0; i < self->count; ++i) {
    host_instance_run(self->voices[i].instance, n_frames);
  }
}
