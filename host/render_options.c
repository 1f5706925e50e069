#include "host/render_options.h"

#include "host/suggest.h"

#include <stdlib.h>
#include <string.h>

/** Tempi that can be asked for, in beats per minute. */
#define LOWEST_BPM 1.0
#define HIGHEST_BPM 1000.0

/** Rates that can be asked for, in Hz. */
#define LOWEST_RATE 1000.0
#define HIGHEST_RATE 768000.0

/** Lowest loudness that can be asked for: this many LUFS below 0. */
#define QUIETEST 60.0

/** Most beats in a bar, and the shortest: a 64th note. */
#define MOST_BEATS 64u
#define SHORTEST_UNIT 64u

/** A plain decimal number without sign, and where it ends. */
static bool
read_decimal(const char* text, double* number, const char** rest)
{
  const size_t length = strspn(text, "0123456789.");
  char*        end    = NULL;
  *number             = strtod(text, &end);
  *rest               = end;
  return length && end == text + length;
}

static HostExit
read_bpm(HostRenderOptions* self, const char* text, HostError* error)
{
  const char* rest = NULL;
  double      bpm  = 0.0;
  if (!read_decimal(text, &bpm, &rest) || *rest || bpm < LOWEST_BPM ||
      bpm > HIGHEST_BPM) {
    return host_fail_value("--bpm", text,
                           "give beats per minute from 1 to 1000", error);
  }
  self->bpm = bpm;
  return HOST_EXIT_OK;
}

static HostExit
read_meter(HostRenderOptions* self, const char* text, HostError* error)
{
  char*               rest  = NULL;
  const unsigned long beats = strtoul(text, &rest, 10);
  if (*text >= '1' && *text <= '9' && *rest == '/' && rest[1] >= '1' &&
      rest[1] <= '9' && beats <= MOST_BEATS) {
    const unsigned long unit = strtoul(rest + 1, &rest, 10);
    if (!*rest && unit <= SHORTEST_UNIT && !(unit & (unit - 1u))) {
      self->meter_beats = (uint32_t)beats;
      self->meter_unit  = (uint32_t)unit;
      return HOST_EXIT_OK;
    }
  }
  return host_fail_value(
    "--meter", text,
    "give beats and note as 4/4 or 6/8, up to 64 and the note 1, 2, "
    "4, 8, 16, 32 or 64",
    error);
}

static HostExit
read_rate(HostRenderOptions* self, const char* text, HostError* error)
{
  const char* rest = NULL;
  double      rate = 0.0;
  if (!read_decimal(text, &rate, &rest) || *rest || rate < LOWEST_RATE ||
      rate > HIGHEST_RATE || rate != (double)(uint32_t)rate) {
    return host_fail_value(
      "--rate", text, "give a whole number of Hz from 1000 to 768000", error);
  }
  self->rate = (uint32_t)rate;
  return HOST_EXIT_OK;
}

static HostExit
read_loudness(HostRenderOptions* self, const char* text, HostError* error)
{
  const char* rest     = NULL;
  double      level    = 0.0;
  const bool  is_below = *text == '-';
  if (!read_decimal(text + (is_below ? 1 : 0), &level, &rest) ||
      (*rest && !host_same_text(rest, "LUFS")) ||
      level > (is_below ? QUIETEST : 0.0)) {
    return host_fail_value("--normalize", text,
                           "give LUFS from -60 to 0, such as -23", error);
  }
  self->normalize = true;
  self->lufs      = -level;
  return HOST_EXIT_OK;
}

HostExit
host_render_option_apply(HostRenderOptions* self, int option, const char* text,
                         HostError* error)
{
  switch (option) {
    case HOST_RENDER_AUTOMATION:
      self->automation = text;
      return HOST_EXIT_OK;
    case HOST_RENDER_MIDI:
      self->midi = text;
      return HOST_EXIT_OK;
    case HOST_RENDER_BPM:
      return read_bpm(self, text, error);
    case HOST_RENDER_RATE:
      return read_rate(self, text, error);
    case HOST_RENDER_NO_DITHER:
      self->no_dither = true;
      return HOST_EXIT_OK;
    case HOST_RENDER_NORMALIZE:
      return read_loudness(self, text, error);
    case HOST_RENDER_STATE:
      self->state = text;
      return HOST_EXIT_OK;
    case HOST_RENDER_SAVE_STATE:
      self->save_state = text;
      return HOST_EXIT_OK;
    default:
      return read_meter(self, text, error);
  }
}
