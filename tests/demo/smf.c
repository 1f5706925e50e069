#include "smf.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static DalaSmfEvent*
add(DalaSmf* const self, const uint32_t tick, const uint8_t size)
{
  static DalaSmfEvent spare;
  if (self->count == DALA_SMF_MAX_EVENTS) {
    self->full = true;
    return &spare;
  }
  DalaSmfEvent* const event = &self->events[self->count];
  event->tick               = tick;
  event->order              = self->count++;
  event->size               = size;
  return event;
}

static void
add3(DalaSmf* const self, const uint32_t tick, const uint8_t status,
     const uint8_t first, const uint8_t second)
{
  DalaSmfEvent* const event = add(self, tick, 3U);
  event->bytes[0]           = status;
  event->bytes[1]           = first;
  event->bytes[2]           = second;
}

void
dala_smf_tempo(DalaSmf* const self, const uint32_t tick, const double bpm)
{
  const uint32_t      us    = (uint32_t)lround(60e6 / bpm);
  DalaSmfEvent* const event = add(self, tick, 6U);
  event->bytes[0]           = 0xFFU;
  event->bytes[1]           = 0x51U;
  event->bytes[2]           = 3U;
  event->bytes[3]           = (uint8_t)(us >> 16U);
  event->bytes[4]           = (uint8_t)(us >> 8U);
  event->bytes[5]           = (uint8_t)us;
}

void
dala_smf_program(DalaSmf* const self, const uint32_t tick,
                 const uint8_t channel, const uint8_t number)
{
  DalaSmfEvent* const event = add(self, tick, 2U);
  event->bytes[0]           = (uint8_t)(0xC0U | channel);
  event->bytes[1]           = number;
}

void
dala_smf_control(DalaSmf* const self, const uint32_t tick,
                 const uint8_t channel, const uint8_t number,
                 const uint8_t value)
{
  add3(self, tick, (uint8_t)(0xB0U | channel), number, value);
}

void
dala_smf_bend_range(DalaSmf* const self, const uint32_t tick,
                    const uint8_t channel, const uint8_t semitones)
{
  dala_smf_control(self, tick, channel, 101U, 0U);
  dala_smf_control(self, tick, channel, 100U, 0U);
  dala_smf_control(self, tick, channel, 6U, semitones);
  dala_smf_control(self, tick, channel, 38U, 0U);
  // the null parameter: later data entry must not move the range
  dala_smf_control(self, tick, channel, 101U, 127U);
  dala_smf_control(self, tick, channel, 100U, 127U);
}

void
dala_smf_bend(DalaSmf* const self, const uint32_t tick, const uint8_t channel,
              const double bend)
{
  const double   wide  = fmin(fmax(8192.0 + bend * 8192.0, 0.0), 16383.0);
  const uint32_t value = (uint32_t)lround(wide);
  add3(self, tick, (uint8_t)(0xE0U | channel), (uint8_t)(value & 0x7FU),
       (uint8_t)(value >> 7U));
}

void
dala_smf_note(DalaSmf* const self, const uint32_t tick, const uint8_t channel,
              const uint8_t key, const uint8_t velocity)
{
  add3(self, tick, (uint8_t)(0x90U | channel), key, velocity);
}

static int
by_time(const void* const a, const void* const b)
{
  const DalaSmfEvent* const x = (const DalaSmfEvent*)a;
  const DalaSmfEvent* const y = (const DalaSmfEvent*)b;
  if (x->tick != y->tick) {
    return x->tick < y->tick ? -1 : 1;
  }
  return x->order < y->order ? -1 : 1;
}

static uint32_t
put_be(FILE* const file, const uint32_t value, const unsigned bytes)
{
  for (unsigned i = bytes; i > 0U; --i) {
    fputc((int)(value >> (8U * (i - 1U)) & 0xFFU), file);
  }
  return bytes;
}

/// Seven bits to a byte, the top bit set on all but the last.
static uint32_t
put_varlen(FILE* const file, const uint32_t value)
{
  uint32_t bytes = 1U;
  while (bytes < 4U && value >> (7U * bytes)) {
    ++bytes;
  }
  for (uint32_t i = bytes; i > 0U; --i) {
    const uint32_t seven = value >> (7U * (i - 1U)) & 0x7FU;
    fputc((int)(seven | (i > 1U ? 0x80U : 0U)), file);
  }
  return bytes;
}

static uint32_t
put_track(const DalaSmf* const self, const uint32_t end_tick, FILE* const file)
{
  uint32_t size = 0U;
  uint32_t tick = 0U;
  for (uint32_t i = 0U; i < self->count; ++i) {
    const DalaSmfEvent* const event = &self->events[i];
    size += put_varlen(file, event->tick - tick);
    size += (uint32_t)fwrite(event->bytes, 1U, event->size, file);
    tick = event->tick;
  }
  size += put_varlen(file, end_tick > tick ? end_tick - tick : 0U);
  size += put_be(file, 0xFF2F00U, 3U);
  return size;
}

bool
dala_smf_write(DalaSmf* const self, const uint32_t end_tick,
               const char* const path)
{
  if (self->full) {
    return false;
  }
  FILE* const file = fopen(path, "wb");
  if (!file) {
    return false;
  }
  qsort(self->events, self->count, sizeof(self->events[0]), by_time);
  fputs("MThd", file);
  put_be(file, 6U, 4U);
  put_be(file, 0U, 2U);
  put_be(file, 1U, 2U);
  put_be(file, DALA_SMF_PPQ, 2U);
  fputs("MTrk", file);
  const long at = ftell(file);
  put_be(file, 0U, 4U);
  const uint32_t size   = put_track(self, end_tick, file);
  const bool     sought = !fseek(file, at, SEEK_SET);
  put_be(file, size, 4U);
  const bool good = sought && !ferror(file);
  return !fclose(file) && good;
}
