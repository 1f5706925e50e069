#include "host/stress_rig.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
host_stress_doing(const HostStress* self, const char* format, ...)
{
  va_list args;
  va_start(args, format);
  vsnprintf(self->result->doing, sizeof(self->result->doing), format, args);
  va_end(args);
}

void
host_stress_say(const HostStress* self, HostStressVerdict verdict,
                const char* format, ...)
{
  va_list args;
  if (self->result->verdict == HOST_STRESS_BROKEN) {
    return;
  }
  va_start(args, format);
  vsnprintf(self->result->text, sizeof(self->result->text), format, args);
  va_end(args);
  self->result->verdict = verdict;
}

void*
host_stress_memory(const HostStress* self, size_t count, size_t size)
{
  void* memory = calloc(count, size);
  if (!memory) {
    host_stress_say(self, HOST_STRESS_SKIPPED, "out of memory");
    _exit(1);
  }
  return memory;
}

static HostSound
make_sound(const HostStress* self, uint32_t count, size_t frames)
{
  HostSound sound = { NULL, count, frames };
  sound.channels =
    (float**)host_stress_memory(self, count + 1u, sizeof(float*));
  for (uint32_t c = 0; c < count; ++c) {
    sound.channels[c] =
      (float*)host_stress_memory(self, frames + 1u, sizeof(float));
  }
  return sound;
}

HostSound
host_stress_room(const HostStress* self, size_t frames)
{
  return make_sound(self, self->plugin->ports.n_audio_out, frames);
}

void
host_sound_free(HostSound* sound)
{
  for (uint32_t c = 0; c < sound->count; ++c) {
    free(sound->channels[c]);
  }
  free(sound->channels);
  memset(sound, 0, sizeof(*sound));
}

/**
   A fifth of a second each: a note from G3 up, a louder one with noise, and
   silence, over and over. Peak below -6 dBFS.
*/
static void
fill(float* samples, size_t frames, double rate, uint32_t random)
{
  const double section = 0.2 * rate;
  const double detune  = 1.0 + 0.01 * (double)(random % 7u);
  for (size_t i = 0; i < frames; ++i) {
    const size_t part  = (size_t)((double)i / section);
    const double hz    = 196.0 * detune * (1.0 + (double)(part % 5u) / 4.0);
    const double phase = 2.0 * M_PI * fmod(hz * (double)i / rate, 1.0);
    const double note =
      0.3 * sin(phase) + 0.1 * sin(2.0 * phase) + 0.05 * sin(5.0 * phase);
    random             = random * 1664525u + 1013904223u;
    const double noise = (double)random / 4294967296.0 - 0.5;
    samples[i]         = (float)(part % 3u == 0   ? 0.4 * note
                                 : part % 3u == 1 ? note + 0.02 * noise
                                                  : 0.0);
  }
}

HostSound
host_stress_sound(const HostStress* self, size_t frames, double rate,
                  uint32_t seed)
{
  HostSound sound = make_sound(self, self->plugin->ports.n_audio_in, frames);
  for (uint32_t c = 0; c < sound.count; ++c) {
    fill(sound.channels[c], frames, rate, 7919u * seed + c);
  }
  return sound;
}

HostBlocks
host_stress_blocks(uint32_t frames)
{
  HostBlocks blocks;
  host_blocks_fixed(&blocks, frames);
  return blocks;
}

bool
host_stress_may_turn(const HostPlugin* plugin, uint32_t port)
{
  const HostPort* p = &plugin->ports.ports[port];
  return p->kind == HOST_PORT_CONTROL && p->is_input &&
         port != plugin->ports.freewheel;
}

void
host_stress_range(const HostPort* port, double rate, float* lowest,
                  float* highest)
{
  const double scale = port->rate_scaled ? rate : 1.0;
  *lowest =
    isfinite(port->minimum) ? (float)(scale * (double)port->minimum) : 0.0f;
  *highest = isfinite(port->maximum) ? (float)(scale * (double)port->maximum)
                                     : *lowest + 1.0f;
}
