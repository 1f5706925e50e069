#include "plugin/engine/engine.h"

#include "plugin/dsp/kernels/kernels.h"
#include "plugin/engine/graph.h"
#include "plugin/engine/listening.h"
#include "plugin/engine/ornamenting.h"

#include <math.h>
#include <string.h>

// Levels move no faster than the ceiling can follow without a burst or a dip,
// with everything on; 10 ms are too fast (by test, 2026-11)
static const double gain_s    = 0.050;
static const double strings_s = 0.080;
static const double bypass_s  = 0.020;

DalaConfig
dala_engine_config(const double rate)
{
  const DalaConfig cfg = { .rate = rate, .kernels = dala_kernels_select() };
  return cfg;
}

void
dala_engine_layout(DalaEngine* const self, const DalaConfig* const cfg,
                   DalaArena* const arena)
{
  dala_horsehair_layout(&self->horsehair, cfg, arena);
  dala_body_layout(&self->body, cfg, arena);
  dala_strings_layout(&self->strings, cfg, arena);
  dala_partner_layout(&self->partner, cfg, arena);
  dala_space_layout(&self->space, cfg, arena);
  dala_ears_layout(&self->ears, cfg, arena);
  dala_shifter_layout(&self->shifter, cfg, arena);
  dala_tone_capture_layout(&self->capture, cfg, arena);
}

static void
prepare_gains(DalaEngine* const self, const double rate)
{
  dala_smooth_prepare(&self->left_weight, rate, gain_s, 2.0f);
  dala_smooth_prepare(&self->right_weight, rate, gain_s, 0.0f);
  dala_smooth_prepare(&self->trim, rate, gain_s, 1.0f);
  dala_smooth_prepare(&self->voice, rate, gain_s, 1.0f);
  dala_smooth_prepare(&self->strings_gain, rate, strings_s, 0.0f);
  dala_smooth_prepare(&self->drone_gain, rate, gain_s, 0.0f);
  dala_smooth_prepare(&self->jingle_gain, rate, gain_s, 0.0f);
  dala_smooth_prepare(&self->space_gain, rate, gain_s, 0.0f);
  dala_smooth_prepare(&self->output, rate, gain_s, 1.0f);
  dala_smooth_prepare(&self->wet, rate, bypass_s, 1.0f);
}

/// Sound through every path once, so that run() meets no page for the first
/// time: code, tables and state.
static void
warm_up(DalaEngine* const self)
{
  float in[4U * DALA_TICK];
  float out_l[4U * DALA_TICK];
  float out_r[4U * DALA_TICK];
  for (uint32_t i = 0; i < 4U * DALA_TICK; i++) {
    in[i] = (i & 8U) ? 1.5f : -1.5f; // beyond the ceiling
  }
  const DalaStroke stroke = {
    .velocity = 9.0f, .spread_s = 0.006f, .decay_s = 0.1f, .tap = true
  };
  for (uint32_t round = 0; round < 4U; round++) {
    const DalaEvent note = { .kind = DALA_EVENT_NOTE, .as.note = 60U + round };
    dala_engine_event(self, &note);
    dala_engine_set(self, DALA_PORT_ENABLED, round == 2U ? 0.0f : 1.0f);
    dala_engine_set(self, DALA_PORT_BODY, 25.0f * (float)round);
    dala_engine_set(self, DALA_PORT_DRONE_VOICE, (float)round);
    dala_engine_set(self, DALA_PORT_PULSE, (float)round);
    dala_engine_set(self, DALA_PORT_SPACE, (float)round);
    dala_engine_process(self, in, in, out_l, out_r, 4U * DALA_TICK);
    dala_partner_stroke(&self->partner, &stroke);
    dala_engine_process(self, in, in, out_l, out_r, 5U);
  }
}

/// The same for the ears and the ornaments, which need a note, another and an
/// end to go through all they do.
static void
warm_ears(DalaEngine* const self)
{
  static const double seconds[] = { 0.08, 0.08, 0.02 };
  dala_engine_set(self, DALA_PORT_ORNAMENT, 100.0f);
  dala_engine_set(self, DALA_PORT_ORNAMENT_KIND, 1.0f);
  for (uint32_t part = 0; part < 3U; part++) {
    const uint32_t frames = (uint32_t)(seconds[part] * self->cfg.rate);
    const uint32_t half   = (uint32_t)(self->cfg.rate / (800.0 + 500.0 * part));
    for (uint32_t at = 0; at < frames; at += DALA_TICK) {
      float x[DALA_TICK];
      for (uint32_t i = 0; i < DALA_TICK; i++) {
        const float sign = ((at + i) / half) & 1U ? 0.3f : -0.3f;
        x[i]             = part == 2U ? 0.0f : sign;
      }
      float l[DALA_TICK];
      float r[DALA_TICK];
      dala_engine_process(self, x, x, l, r, DALA_TICK);
    }
  }
}

void
dala_engine_prepare(DalaEngine* const self, const DalaConfig* const cfg,
                    const bool stereo_in)
{
  self->cfg       = *cfg;
  self->stereo_in = stereo_in;
  prepare_gains(self, cfg->rate);
  dala_ears_prepare(&self->ears, cfg);
  dala_shifter_prepare(&self->shifter, cfg);
  dala_tone_capture_prepare(&self->capture);
  dala_follower_prepare(&self->follower, cfg->rate);
  dala_breath_prepare(&self->breath, cfg->rate);
  dala_echo_prepare(&self->echo, cfg->rate);
  dala_touch_prepare(&self->touch, cfg->rate);
  dala_horsehair_prepare(&self->horsehair, cfg);
  dala_body_prepare(&self->body, cfg);
  dala_strings_prepare(&self->strings, cfg);
  dala_partner_prepare(&self->partner, cfg);
  dala_jingles_prepare(&self->jingles, cfg->rate);
  dala_space_prepare(&self->space, cfg);
  dala_limiter_prepare(&self->limiter, cfg->rate);
  dala_meter_prepare(&self->input_meter, cfg->rate);
  dala_meter_prepare(&self->left_meter, cfg->rate);
  dala_meter_prepare(&self->right_meter, cfg->rate);
  dala_engine_reset(self);
  warm_up(self);
  warm_ears(self);
  dala_engine_reset(self);
  self->fine_known = 0.0f;
}

void
dala_engine_reset_modules(DalaEngine* const self)
{
  dala_ears_reset(&self->ears);
  dala_ornamenting_reset(self);
  dala_tone_capture_reset(&self->capture);
  dala_follower_reset(&self->follower);
  dala_breath_reset(&self->breath);
  dala_echo_reset(&self->echo);
  dala_touch_reset(&self->touch);
  dala_horsehair_reset(&self->horsehair);
  dala_body_reset(&self->body);
  dala_strings_stop(&self->strings);
  dala_partner_reset(&self->partner);
  dala_jingles_reset(&self->jingles);
  dala_space_reset(&self->space);
  dala_limiter_reset(&self->limiter);
  self->ringing = false;
  self->hush    = false;
  self->roomy   = false;
  self->still   = false;
}

void
dala_engine_reset(DalaEngine* const self)
{
  dala_params_reset(&self->params);
  self->params_moved = true;
  self->pitch_class  = self->params.pitch_class;
  self->tonic_told   = false;
  self->class_told   = self->pitch_class;
  self->notes_seen   = 0U;
  self->onsets_seen  = 0U;
  self->fine_cents   = 0.0f;
  dala_tonic_finder_reset(&self->finder);
  dala_beat_reset(&self->beat);
  self->ticks_heard   = 0U;
  self->pedal         = false;
  self->trigger_ready = false;
  self->capture_ready = false;
  memset(&self->position, 0, sizeof self->position);
  self->position.beat_unit = 4.0f;
  dala_pulsing_reset(&self->pulsing);
  memset(&self->tuning, 0, sizeof self->tuning);
  self->frame    = 0U;
  self->fresh    = true;
  self->bypassed = false;
  self->faults   = 0U;
  dala_engine_begin_run(self);
  dala_engine_reset_modules(self);
  dala_strings_reset(&self->strings);
  dala_meter_reset(&self->input_meter);
  dala_meter_reset(&self->left_meter);
  dala_meter_reset(&self->right_meter);
}

void
dala_engine_restore(DalaEngine* const self, const DalaTone* const tone,
                    const float fine_cents)
{
  dala_partner_set_tone(&self->partner, tone);
  self->fine_known = fine_cents;
}

void
dala_engine_set(DalaEngine* const self, const uint32_t port, const float value)
{
  if (dala_params_set(&self->params, port, value)) {
    self->params_moved = true;
    if (port == DALA_PORT_TONIC) {
      dala_params_update(&self->params, self->stereo_in);
      self->pitch_class = self->params.pitch_class;
      self->tonic_told  = value > 0.0f;
    }
  }
  if (port == DALA_PORT_ORNAMENT_TRIGGER) {
    dala_ornamenting_trigger(self, value > 0.5f);
  }
  if (port == DALA_PORT_DRONE_CAPTURE) {
    const bool pressed = value > 0.5f;
    if (pressed && self->capture_ready) {
      dala_tone_capture_ask(&self->capture);
    }
    self->capture_ready = !pressed;
  }
}

void
dala_engine_event(DalaEngine* const self, const DalaEvent* const event)
{
  switch (event->kind) {
    case DALA_EVENT_NOTE:
      self->pitch_class = event->as.note % 12U;
      self->tonic_told  = true;
      dala_breath_wake(&self->breath);
      break;
    case DALA_EVENT_HOLD:
      self->pedal = event->as.hold;
      if (self->pedal) {
        dala_breath_wake(&self->breath);
      }
      break;
    case DALA_EVENT_CAPTURE:
      self->pedal = true;
      dala_breath_wake(&self->breath);
      dala_tone_capture_ask(&self->capture);
      break;
    case DALA_EVENT_ORNAMENT:
      self->ornament_asked = true;
      break;
    case DALA_EVENT_SILENCE:
      self->pedal = false;
      self->hush  = self->ringing;
      self->still = self->roomy;
      dala_breath_mute(&self->breath);
      dala_shifter_stop(&self->shifter);
      break;
    case DALA_EVENT_POSITION:
      self->position = event->as.position;
      dala_pulsing_told(self);
      break;
  }
}

void
dala_engine_begin_run(DalaEngine* const self)
{
  self->n_told    = 0U;
  self->run_frame = 0U;
}

float
dala_engine_output(const DalaEngine* const self, const uint32_t port)
{
  switch (port) {
    case DALA_PORT_PITCH_HZ:
      return self->ears.heard.f0_hz;
    case DALA_PORT_PITCH_CONFIDENCE:
      return self->ears.heard.confidence;
    case DALA_PORT_PITCH_CENTS:
      return dala_port_clamp(port, dala_listening_cents(self));
    case DALA_PORT_TWO_NOTES:
      return self->ears.heard.two_notes ? 1.0f : 0.0f;
    case DALA_PORT_ONSETS:
      return dala_port_clamp(port, (float)self->ears.heard.onsets);
    case DALA_PORT_TONIC_OUT:
      return (float)(self->pitch_class + 1U);
    case DALA_PORT_ORNAMENT_CENTS:
      return dala_port_clamp(port, dala_shifter_cents(&self->shifter));
    case DALA_PORT_TEMPO_OUT:
      return dala_port_clamp(port, dala_listening_tempo(self));
    case DALA_PORT_INPUT_PEAK:
      return dala_meter_db(&self->input_meter);
    case DALA_PORT_OUTPUT_PEAK:
      return fmaxf(dala_meter_db(&self->left_meter),
                   dala_meter_db(&self->right_meter));
    case DALA_PORT_FAULTS:
      return (float)self->faults;
    default:
      return (float)dala_ports[port].standard;
  }
}
