#include "host/automation.h"
#include "host/midi_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/**
   libFuzzer driver for what is read into memory as a whole: the first byte of
   the input chooses MIDI or CSV, the rest is the file.
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

int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
  char path[64];
  if (!size) {
    return 0;
  }
  const int fd = memfd_create("fuzz", 0);
  if (fd < 0 || write(fd, data + 1, size - 1) != (ssize_t)(size - 1)) {
    abort();
  }
  snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
  if (data[0] & 1u) {
    read_midi(path);
  } else {
    read_csv(path);
  }
  close(fd);
  return 0;
}
