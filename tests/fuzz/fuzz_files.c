#include "host/audio_file_tags.h"
#include "host/automation.h"
#include "host/midi_file.h"
#include "host/resample.h"
#include "host/state_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/**
   libFuzzer driver for all kinds of files the host reads: the first byte of
   the input chooses CSV, MIDI, sound or state, the rest is the file.
*/
int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

static HostScalePoint points[] = { { (char*)"Soft", 0.0f },
                                   { (char*)"Very hard", 2.0f } };

static void
read_csv(const char* path)
{
  HostPort ports[2] = {
    { .index    = 0,
      .kind     = HOST_PORT_CONTROL,
      .is_input = true,
      .symbol   = (char*)"gain",
      .minimum  = -60.0f,
      .maximum  = 24.0f },
    { .index       = 1,
      .kind        = HOST_PORT_CONTROL,
      .is_input    = true,
      .symbol      = (char*)"mode",
      .minimum     = 0.0f,
      .maximum     = 2.0f,
      .enumeration = true,
      .points      = points,
      .n_points    = 2 },
  };
  const HostPlugin plugin = { .ports = { .ports = ports, .count = 2 } };
  HostAutomation   automation;
  HostError        error;
  if (!host_automation_read(&automation, path, &plugin, &error)) {
    for (uint32_t l = 0; l < automation.n_lanes; ++l) {
      const HostLane* lane = &automation.lanes[l];
      for (size_t i = 0; i < lane->count; ++i) {
        if (!isfinite(lane->points[i].value) ||
            !(lane->points[i].time_s >= 0.0) ||
            (i && lane->points[i].time_s < lane->points[i - 1].time_s)) {
          abort();
        }
      }
    }
    host_automation_clear(&automation);
  }
}

static void
read_midi(const char* path)
{
  const HostTempoPoint start = { .quarters_per_minute = 120.0,
                                 .beats               = 4,
                                 .unit                = 4 };
  HostMidiFile         midi;
  HostError            error;
  volatile uint8_t     sink = 0;
  if (!host_midi_file_read(&midi, path, &start, &error)) {
    for (size_t i = 0; i < midi.n_events; ++i) {
      if (!(midi.events[i].time_s >= 0.0) || !midi.events[i].size ||
          (i && midi.events[i].time_s < midi.events[i - 1].time_s)) {
        abort();
      }
      sink = midi.bytes[midi.events[i].offset + midi.events[i].size - 1u];
    }
    (void)sink;
    host_midi_file_clear(&midi);
  }
}

/** Read a sound as render does, tags and another rate included. */
static void
read_sound(const char* path)
{
  enum { CHUNK = 512 };
  HostAudioReader* reader    = NULL;
  HostAudioWriter* writer    = NULL;
  HostResampler*   resampler = NULL;
  HostError        error;
  if (host_audio_open(path, &reader, &error)) {
    return;
  }
  const HostAudioInfo*  info   = host_audio_info(reader);
  const HostAudioTarget target = { info->channels, 44100, HOST_FORMAT_WAV,
                                   HOST_BITS_16,   1000,  true };
  float* const frames = (float*)calloc((size_t)CHUNK * info->channels, 4);
  const int    fd     = memfd_create("out", 0);
  size_t       got    = frames ? CHUNK : 0;
  if (!host_audio_create(fd, "out", &target, &writer, &error)) {
    host_audio_copy_tags(reader, writer, target.rate);
    if (host_resampler_new(&resampler, reader, target.rate, &error)) {
      got = 0;
    }
    for (int i = 0; i < 20 && got; ++i) {
      if (host_resampler_read(resampler, frames, CHUNK, &got, &error)) {
        break;
      }
    }
    host_resampler_free(resampler);
    host_audio_finish(writer, NULL, &error);
  }
  close(fd);
  free(frames);
  host_audio_close(reader);
}

/** Read a state as --state does. */
static void
read_state(const char* path)
{
  static HostUrids* urids;
  static LilvWorld* lilv;
  const HostPlugin  plugin = { .uri = (char*)"urn:x" };
  HostError         error;
  if (!lilv) {
    urids = host_urids_new();
    lilv  = lilv_world_new();
  }
  const HostWorld world    = { lilv, urids };
  HostSettings    settings = { 0 };
  host_state_file_load(&settings, &world, &plugin, path, &error);
  lilv_state_free(settings.state);
}

int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
  static void (*const readers[])(const char*) = { read_csv, read_midi,
                                                  read_sound, read_state };
  char path[64];
  if (!size) {
    return 0;
  }
  const int fd = memfd_create("fuzz", 0);
  if (fd < 0 || write(fd, data + 1, size - 1) != (ssize_t)(size - 1)) {
    abort();
  }
  snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
  readers[data[0] % 4u](path);
  close(fd);
  return 0;
}
