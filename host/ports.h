#ifndef HOST_PORTS_H
#define HOST_PORTS_H

#include "host/errors.h"
#include "host/units.h"

#include <lilv/lilv.h>

#include <stdbool.h>
#include <stdint.h>

typedef enum {
  HOST_PORT_AUDIO,
  HOST_PORT_CONTROL,
  HOST_PORT_CV,
  HOST_PORT_ATOM,
  HOST_PORT_UNKNOWN
} HostPortKind;

/** A named value of a control port. */
typedef struct {
  char* label;
  float value;
} HostScalePoint;

/** What a plugin says about one of its ports. */
typedef struct {
  uint32_t        index;
  HostPortKind    kind;
  bool            is_input;
  bool            optional; /* may be left unconnected */
  bool            integer;
  bool            toggled;
  bool            enumeration; /* only scale points are values */
  bool            rate_scaled; /* range and default are times the rate */
  bool            sidechain;
  bool            is_enabled; /* the lv2:enabled switch */
  bool            is_trigger; /* momentary: 1 makes something happen */
  bool            takes_midi; /* an atom input for MIDI events */
  bool            takes_time; /* an atom input for time:Position */
  char*           symbol;
  char*           name;
  float           minimum; /* NAN where none is given */
  float           maximum;
  float           initial;     /* the default */
  const HostUnit* unit;        /* NULL: none, or one of the plugin's own */
  char*           unit_symbol; /* how the unit is written, or NULL */
  HostScalePoint* points;
  uint32_t        n_points;
  uint32_t        buffer_bytes; /* rsz:minimumSize, 0 if not given */
} HostPort;

/** Marks a port index that does not exist. */
#define HOST_NO_PORT UINT32_MAX

/** All ports of a plugin, in order of index. Owns what it points to. */
typedef struct {
  HostPort* ports;
  uint32_t  count;
  uint32_t  n_audio_in; /* main inputs: side chains are not counted */
  uint32_t  n_audio_out;
  uint32_t  latency;   /* output port with the latency, HOST_NO_PORT */
  uint32_t  freewheel; /* input port to set while offline, HOST_NO_PORT */
  uint32_t  midi_in;   /* input port for MIDI, HOST_NO_PORT */
  uint32_t  time_in;   /* input port for tempo and place, HOST_NO_PORT */
} HostPorts;

/**
   Read the ports of `plugin`.

   Fails with HOST_EXIT_NO_MEMORY; then `self` is empty.
*/
HostExit
host_ports_read(HostPorts* self, LilvWorld* world, const LilvPlugin* plugin,
                HostError* error);

/** Free all that `self` owns; an empty (zeroed) one is fine. */
void
host_ports_clear(HostPorts* self);

/** The port with this symbol, or NULL. */
const HostPort*
host_ports_find(const HostPorts* self, const char* symbol);

/** "audio", "control", "cv", "atom" or "unknown". */
const char*
host_port_kind_name(HostPortKind kind);

#endif
