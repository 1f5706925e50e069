#include "plugin/engine/params.h"

#include <math.h>

/// Linear gain of a level in dB.
static float
gain(const float level_db)
{
  return powf(10.0f, 0.05f * level_db);
}

/// The same for a level whose minimum means off.
static float
gain_or_off(const DalaParams* const self, const DalaPort port)
{
  const float level_db = self->raw[port];
  return level_db > (float)dala_ports[port].minimum ? gain(level_db) : 0.0f;
}

static bool
on(const DalaParams* const self, const DalaPort port)
{
  return self->raw[port] > 0.0f;
}

static void
update_input(DalaParams* const self, const bool stereo_in)
{
  // Weights of 1, halved after the sum, are exact where halves are not
  const float channel = self->raw[DALA_PORT_INPUT_CHANNEL];
  self->left_weight   = 2.0f;
  if (stereo_in && channel != 1.0f) {
    self->left_weight = channel > 1.0f ? 0.0f : 1.0f;
  }
  self->right_weight = 2.0f - self->left_weight;
  self->pickup       = on(self, DALA_PORT_SOURCE);
  self->trim_gain    = gain(self->raw[DALA_PORT_INPUT_TRIM]);
}

void
dala_params_update(DalaParams* const self, const bool stereo_in)
{
  const float* const raw = self->raw;
  update_input(self, stereo_in);
  self->enabled     = on(self, DALA_PORT_ENABLED);
  self->voice_gain  = gain_or_off(self, DALA_PORT_VOICE_LEVEL);
  self->output_gain = gain(raw[DALA_PORT_OUTPUT_LEVEL]);
  self->ceiling     = on(self, DALA_PORT_CEILING);

  const float tonic = raw[DALA_PORT_TONIC];
  self->a4_hz       = raw[DALA_PORT_A4];
  self->pitch_class =
    tonic > 0.0f ? (uint32_t)tonic - 1U : DALA_AUTO_PITCH_CLASS;
  self->scale = (uint32_t)raw[DALA_PORT_SCALE];
  self->equal = raw[DALA_PORT_INTONATION] > 0.0f;

  self->ornament       = 0.01f * raw[DALA_PORT_ORNAMENT];
  self->ornament_style = (uint32_t)raw[DALA_PORT_ORNAMENT_STYLE];
  self->ornament_kind  = (uint32_t)raw[DALA_PORT_ORNAMENT_KIND];
  self->vibrato_cents  = raw[DALA_PORT_VIBRATO];

  self->drone_gain        = gain_or_off(self, DALA_PORT_DRONE_LEVEL);
  self->drone_voice       = (uint32_t)raw[DALA_PORT_DRONE_VOICE];
  self->drone_chord       = (uint32_t)raw[DALA_PORT_DRONE_CHORD];
  self->drone_octave      = (int32_t)raw[DALA_PORT_DRONE_OCTAVE];
  self->drone_follow      = 0.01f * raw[DALA_PORT_DRONE_FOLLOW];
  self->drone_hold        = on(self, DALA_PORT_DRONE_HOLD);
  self->pulse             = (uint32_t)raw[DALA_PORT_PULSE];
  self->pulse_depth_db    = raw[DALA_PORT_PULSE_DEPTH];
  self->tempo_bpm         = raw[DALA_PORT_TEMPO];
  self->tempo_from_host   = raw[DALA_PORT_TEMPO_SOURCE] == 0.0f;
  self->tempo_from_player = raw[DALA_PORT_TEMPO_SOURCE] == 2.0f;

  self->horsehair       = 0.01f * raw[DALA_PORT_HORSEHAIR];
  self->body            = 0.01f * raw[DALA_PORT_BODY];
  self->strings_gain    = gain_or_off(self, DALA_PORT_STRINGS_LEVEL);
  self->strings_decay_s = raw[DALA_PORT_STRINGS_DECAY];
  self->strings_set     = (uint32_t)raw[DALA_PORT_STRINGS_SET];

  self->jingle_gain = gain_or_off(self, DALA_PORT_JINGLE_LEVEL);
  self->space       = (uint32_t)raw[DALA_PORT_SPACE];
  self->space_gain  = gain_or_off(self, DALA_PORT_SPACE_LEVEL);
}

void
dala_params_reset(DalaParams* const self)
{
  for (uint32_t i = 0; i < DALA_N_PORTS; i++) {
    self->raw[i] = (float)dala_ports[i].standard;
  }
  dala_params_update(self, false);
}
