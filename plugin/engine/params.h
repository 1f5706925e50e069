/**
   Port values turned into what the modules want.

   Units:   dB become linear gains (0 at a level's "off" value), percent
            become 0..1; the rest keeps the port's unit.
   Thread:  audio, real-time safe.
*/
#ifndef DALA_ENGINE_PARAMS_H
#define DALA_ENGINE_PARAMS_H

#include "plugin/ports.h"

#include <stdbool.h>
#include <stdint.h>

/// Pitch class that `tonic` auto means until a tonic has been heard: D.
#define DALA_AUTO_PITCH_CLASS 2U

typedef struct {
  float raw[DALA_N_PORTS]; ///< Clamped port values, by port.

  bool     enabled;
  bool     pickup; ///< The violin comes from a pickup.
  float    trim_gain;
  float    voice_gain;
  float    output_gain;
  bool     ceiling;
  float    left_weight;  ///< Twice the left input's share of the violin.
  float    right_weight; ///< Twice the right input's share.
  float    a4_hz;
  uint32_t pitch_class; ///< Of the tonic that the port asks for, 0 C..11 B.
  uint32_t scale;
  bool     equal;    ///< Equal temperament instead of just.
  float    ornament; ///< How often, 0..1.
  uint32_t ornament_style;
  uint32_t ornament_kind; ///< 0 by style.
  float    vibrato_cents;
  float    drone_gain;
  uint32_t drone_voice; ///< As in dsp/partner.h.
  uint32_t drone_chord;
  int32_t  drone_octave;
  float    drone_follow; ///< 0..1.
  bool     drone_hold;
  uint32_t pulse; ///< 0 none, else as in music/pulse.h.
  float    pulse_depth_db;
  float    tempo_bpm;
  bool     tempo_from_host;
  bool     tempo_from_player;
  float    body;      ///< 0..1.
  float    horsehair; ///< 0..1.
  float    strings_gain;
  float    strings_decay_s;
  uint32_t strings_set;
  float    jingle_gain;
  uint32_t space; ///< The place, as in dsp/places.h.
  float    space_gain;
} DalaParams;

/// The defaults, as port values and as targets.
void
dala_params_reset(DalaParams* self);

/**
   Take one port's value. Returns true if that changes it; then
   dala_params_update() must follow before the targets are read.
*/
static inline bool
dala_params_set(DalaParams* const self, const uint32_t port, const float value)
{
  const float clamped = dala_port_clamp(port, value);
  const bool  changed = clamped != self->raw[port];
  self->raw[port]     = clamped;
  return changed;
}

/// Make the targets from the port values.
void
dala_params_update(DalaParams* self, bool stereo_in);

#endif // DALA_ENGINE_PARAMS_H
