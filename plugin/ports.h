/**
   The ports of both plugins, as an enum and a table made from ports.def.

   The mono plugin has the first DALA_N_PORTS_MONO ports; the stereo plugin
   has all of them.

   Units:   each port's own, see DalaUnit.
   Thread:  any; constant data and pure functions.
*/
#ifndef DALA_PORTS_H
#define DALA_PORTS_H

#include <stddef.h>
#include <stdint.h>

#define DALA_URI_MONO "urn:dala:violin"
#define DALA_URI_STEREO "urn:dala:violin-stereo"

typedef enum {
#define AUDIO_IN(id, ...) DALA_PORT_##id,
#define AUDIO_OUT(id, ...) DALA_PORT_##id,
#define ATOM_IN(id, ...) DALA_PORT_##id,
#define ATOM_OUT(id, ...) DALA_PORT_##id,
#define PARAM(id, ...) DALA_PORT_##id,
#define OUTPUT(id, ...) DALA_PORT_##id,
#define POINT(id, value, label)
#define STEREO_ONLY                                                            \
  DALA_N_PORTS_MONO, DALA_PORT_BEFORE_STEREO = DALA_N_PORTS_MONO - 1,
#include "plugin/ports.def"
#undef AUDIO_IN
#undef AUDIO_OUT
#undef ATOM_IN
#undef ATOM_OUT
#undef PARAM
#undef OUTPUT
#undef POINT
#undef STEREO_ONLY
  DALA_N_PORTS
} DalaPort;

typedef enum {
  DALA_KIND_AUDIO_IN,
  DALA_KIND_AUDIO_OUT,
  DALA_KIND_ATOM_IN,
  DALA_KIND_ATOM_OUT,
  DALA_KIND_PARAM,
  DALA_KIND_OUTPUT
} DalaPortKind;

typedef enum {
  DALA_UNIT_NONE,
  DALA_UNIT_DB,
  DALA_UNIT_HZ,
  DALA_UNIT_CENT,
  DALA_UNIT_PERCENT,
  DALA_UNIT_SECOND,
  DALA_UNIT_BPM,
  DALA_UNIT_OCTAVE,
  DALA_UNIT_FRAME
} DalaUnit;

typedef enum {
  DALA_GROUP_NONE,
  DALA_GROUP_MAIN,
  DALA_GROUP_TUNING,
  DALA_GROUP_ORNAMENT,
  DALA_GROUP_DRONE,
  DALA_GROUP_RESONANCE,
  DALA_GROUP_SPACE,
  DALA_GROUP_OUTPUT,
  DALA_N_GROUPS
} DalaGroup;

enum {
  DALA_FLAG_TOGGLE  = 1U << 0U, ///< 0 or 1.
  DALA_FLAG_ENUM    = 1U << 1U, ///< Whole numbers, each with a label.
  DALA_FLAG_INT     = 1U << 2U, ///< Whole numbers.
  DALA_FLAG_TRIGGER = 1U << 3U, ///< Momentary: acts when it rises.
  DALA_FLAG_LOG     = 1U << 4U, ///< Best shown on a logarithmic scale.
  DALA_FLAG_ENABLED = 1U << 5U, ///< lv2:enabled.
  DALA_FLAG_LATENCY = 1U << 6U  ///< lv2:latency.
};

typedef struct {
  DalaPortKind kind;
  const char*  symbol;
  const char*  name;
  const char*  short_name; ///< At most 16 characters.
  const char*  doc;        ///< Plain words for a violinist.
  DalaUnit     unit;
  double       minimum;
  double       standard; ///< The default.
  double       maximum;
  unsigned     flags;
  DalaGroup    group;
} DalaPortInfo;

typedef struct {
  DalaPort    port;
  double      value;
  const char* label;
} DalaScalePoint;

extern const DalaPortInfo   dala_ports[DALA_N_PORTS];
extern const DalaScalePoint dala_scale_points[];
extern const size_t         dala_n_scale_points;

/**
   A value that the port may hold: not a number becomes the default, what is
   out of range the nearest limit, and whole-number ports are rounded.
   Real-time safe.
*/
float
dala_port_clamp(uint32_t port, float value);

/// Index of the port with this symbol, or DALA_N_PORTS.
uint32_t
dala_port_by_symbol(const char* symbol);

#endif // DALA_PORTS_H
