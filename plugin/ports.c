#include "plugin/ports.h"

#include <math.h>
#include <string.h>

#define TOGGLE DALA_FLAG_TOGGLE
#define ENUM DALA_FLAG_ENUM
#define INT DALA_FLAG_INT
#define TRIGGER DALA_FLAG_TRIGGER
#define LOG DALA_FLAG_LOG
#define ENABLED DALA_FLAG_ENABLED
#define LATENCY DALA_FLAG_LATENCY

#define PLAIN(kind_, sym, name_, short_, doc_)                                 \
  { DALA_KIND_##kind_, #sym, name_, short_, doc_,                              \
    DALA_UNIT_NONE,    0.0,  0.0,   0.0,    0U,                                \
    DALA_GROUP_NONE },
#define VALUED(kind_, sym, name_, short_, unit_, lo, def, hi, flags_, group_,  \
               doc_)                                                           \
  { DALA_KIND_##kind_,  #sym, name_, short_, doc_,                             \
    DALA_UNIT_##unit_,  lo,   def,   hi,     flags_,                           \
    DALA_GROUP_##group_ },

const DalaPortInfo dala_ports[DALA_N_PORTS] = {
#define AUDIO_IN(id, ...) PLAIN(AUDIO_IN, __VA_ARGS__)
#define AUDIO_OUT(id, ...) PLAIN(AUDIO_OUT, __VA_ARGS__)
#define ATOM_IN(id, ...) PLAIN(ATOM_IN, __VA_ARGS__)
#define ATOM_OUT(id, ...) PLAIN(ATOM_OUT, __VA_ARGS__)
#define PARAM(id, ...) VALUED(PARAM, __VA_ARGS__)
#define OUTPUT(id, ...) VALUED(OUTPUT, __VA_ARGS__)
#define POINT(id, value, label)
#define STEREO_ONLY
#include "plugin/ports.def"
#undef AUDIO_IN
#undef AUDIO_OUT
#undef ATOM_IN
#undef ATOM_OUT
#undef PARAM
#undef OUTPUT
#undef POINT
};

const DalaScalePoint dala_scale_points[] = {
#define AUDIO_IN(...)
#define AUDIO_OUT(...)
#define ATOM_IN(...)
#define ATOM_OUT(...)
#define PARAM(...)
#define OUTPUT(...)
#define POINT(id, value, label) { DALA_PORT_##id, value, label },
#include "plugin/ports.def"
};

const size_t dala_n_scale_points =
  sizeof dala_scale_points / sizeof dala_scale_points[0];

float
dala_port_clamp(const uint32_t port, const float value)
{
  const DalaPortInfo* const info = &dala_ports[port];
  if (isnan(value)) {
    return (float)info->standard;
  }
  const float bounded =
    fminf(fmaxf(value, (float)info->minimum), (float)info->maximum);
  if (info->flags & DALA_FLAG_TOGGLE) {
    return bounded > 0.0f ? 1.0f : 0.0f;
  }
  return info->flags & (DALA_FLAG_ENUM | DALA_FLAG_INT) ? rintf(bounded)
                                                        : bounded;
}

uint32_t
dala_port_by_symbol(const char* const symbol)
{
  uint32_t i = 0U;
  while (i < DALA_N_PORTS && strcmp(dala_ports[i].symbol, symbol) != 0) {
    i++;
  }
  return i;
}
