#include "host/units.h"

#include "host/suggest.h"

#include "lv2/units/units.h"

#include <math.h>
#include <string.h>

/** Units of one kind convert into each other by their factor. */
typedef enum {
  KIND_NONE, /* converts into nothing else */
  KIND_TIME,
  KIND_FREQUENCY,
  KIND_RATIO,
  KIND_DECIBEL,
  KIND_PITCH,
  KIND_LENGTH
} UnitKind;

struct HostUnit {
  const char* uri;
  UnitKind    kind;
  double      factor;
  const char* symbol;
  const char* others; /* other ways to write it, separated by blanks */
};

static const HostUnit units[] = {
  { LV2_UNITS__db, KIND_DECIBEL, 1.0, "dB", "" },
  { LV2_UNITS__hz, KIND_FREQUENCY, 1.0, "Hz", "" },
  { LV2_UNITS__khz, KIND_FREQUENCY, 1e3, "kHz", "" },
  { LV2_UNITS__mhz, KIND_FREQUENCY, 1e6, "MHz", "" },
  { LV2_UNITS__s, KIND_TIME, 1.0, "s", "sec" },
  { LV2_UNITS__ms, KIND_TIME, 1e-3, "ms", "" },
  { LV2_UNITS__min, KIND_TIME, 60.0, "min", "" },
  { LV2_UNITS__pc, KIND_RATIO, 0.01, "%", "pc percent" },
  { LV2_UNITS__coef, KIND_RATIO, 1.0, "x", "" },
  { LV2_UNITS__cent, KIND_PITCH, 1.0, "ct", "cent cents" },
  { LV2_UNITS__semitone12TET, KIND_PITCH, 100.0, "semi",
    "st semitone semitones" },
  { LV2_UNITS__oct, KIND_PITCH, 1200.0, "oct", "octave octaves" },
  { LV2_UNITS__bpm, KIND_NONE, 1.0, "BPM", "" },
  { LV2_UNITS__degree, KIND_NONE, 1.0, "deg", "\xC2\xB0 degree degrees" },
  { LV2_UNITS__frame, KIND_NONE, 1.0, "frames", "frame samples" },
  { LV2_UNITS__bar, KIND_NONE, 1.0, "bars", "bar" },
  { LV2_UNITS__beat, KIND_NONE, 1.0, "beats", "beat" },
  { LV2_UNITS__midiNote, KIND_NONE, 1.0, "note", "" },
  { LV2_UNITS__m, KIND_LENGTH, 1.0, "m", "" },
  { LV2_UNITS__mm, KIND_LENGTH, 1e-3, "mm", "" },
  { LV2_UNITS__cm, KIND_LENGTH, 1e-2, "cm", "" },
  { LV2_UNITS__km, KIND_LENGTH, 1e3, "km", "" },
  { LV2_UNITS__inch, KIND_LENGTH, 0.0254, "in", "inch" },
  { LV2_UNITS__mile, KIND_LENGTH, 1609.344, "mi", "mile" },
};

static const size_t n_units = sizeof(units) / sizeof(units[0]);

/** Longest name of a unit, with the end mark. */
#define NAME_SIZE 16

/** Copy the first word of `*names` and step past it; false at the end. */
static bool
next_name(const char** names, char word[NAME_SIZE])
{
  const size_t length = strcspn(*names, " ");
  if (!length || length >= NAME_SIZE) {
    return false;
  }
  memcpy(word, *names, length);
  word[length] = '\0';
  *names += length + strspn(*names + length, " ");
  return true;
}

const HostUnit*
host_unit_by_uri(const char* uri)
{
  for (size_t i = 0; i < n_units; ++i) {
    if (!strcmp(units[i].uri, uri)) {
      return &units[i];
    }
  }
  return NULL;
}

const HostUnit*
host_unit_by_suffix(const char* suffix)
{
  for (size_t i = 0; i < n_units; ++i) {
    const char* names = units[i].others;
    char        word[NAME_SIZE];
    if (host_same_text(units[i].symbol, suffix)) {
      return &units[i];
    }
    while (next_name(&names, word)) {
      if (host_same_text(word, suffix)) {
        return &units[i];
      }
    }
  }
  return NULL;
}

const char*
host_unit_symbol(const HostUnit* unit)
{
  return unit->symbol;
}

bool
host_unit_convert(const HostUnit* from, const HostUnit* to, double value,
                  double* result)
{
  if (from == to) {
    *result = value;
    return true;
  }
  if (from->kind == KIND_DECIBEL && to->kind == KIND_RATIO &&
      to->factor == 1.0) {
    *result = pow(10.0, value / 20.0);
    return true;
  }
  if (from->kind == to->kind && from->kind != KIND_NONE) {
    *result = value * from->factor / to->factor;
    return true;
  }
  return false;
}
