#include "plugin/engine/tick.h"

#include "plugin/engine/graph.h"
#include "plugin/engine/listening.h"
#include "plugin/engine/ornamenting.h"
#include "plugin/engine/pulsing.h"
#include "plugin/engine/tuning.h"
#include "plugin/music/drone_chords.h"

static void
aim_gains(DalaEngine* const self)
{
  const DalaParams* const p = &self->params;
  dala_smooth_set(&self->left_weight, p->left_weight);
  dala_smooth_set(&self->right_weight, p->right_weight);
  dala_smooth_set(&self->trim, p->trim_gain);
  dala_smooth_set(&self->voice, p->voice_gain);
  dala_smooth_set(&self->strings_gain, self->hush ? 0.0f : p->strings_gain);
  dala_smooth_set(&self->drone_gain, p->drone_gain);
  dala_smooth_set(&self->space_gain, self->still ? 0.0f : p->space_gain);
  dala_smooth_set(&self->jingle_gain, p->jingle_gain);
  dala_smooth_set(&self->output, p->output_gain);
  dala_smooth_set(&self->wet, p->enabled ? 1.0f : 0.0f);
}

static void
move_gains(DalaEngine* const self)
{
  DalaSmooth* const gains[] = { &self->left_weight,  &self->right_weight,
                                &self->trim,         &self->voice,
                                &self->strings_gain, &self->drone_gain,
                                &self->space_gain,   &self->output,
                                &self->jingle_gain,  &self->wet };
  for (size_t i = 0; i < sizeof gains / sizeof gains[0]; i++) {
    if (self->fresh) {
      dala_smooth_snap(gains[i]);
    }
    dala_smooth_tick(gains[i]);
  }
}

/// A module that lost itself begins anew; the engine counts it.
#define HEAL(module, mend)                                                     \
  if (!dala_##module##_healthy(&self->module)) {                               \
    dala_##module##_##mend(&self->module);                                     \
    self->faults++;                                                            \
  }

static void
heal(DalaEngine* const self)
{
  HEAL(ears, reset)
  HEAL(shifter, reset)
  HEAL(horsehair, reset)
  HEAL(body, reset)
  HEAL(strings, stop)
  HEAL(partner, reset)
  HEAL(jingles, reset)
  HEAL(space, reset)
  HEAL(limiter, reset)
}

/// Mean square of what the player does; an echo of Dala is nobody's playing.
static float
played_power(const DalaEngine* const self)
{
  const float power = self->follower.mean_square;
  return power > dala_echo_level(&self->echo) ? power : 0.0f;
}

void
dala_engine_tell(DalaEngine* const self, const DalaHeardEvent* const event)
{
  if (self->n_told < DALA_ENGINE_TOLD) {
    self->told[self->n_told++] = *event;
  }
}

/// A capture that is whole becomes the partner's tone.
static void
take_tone(DalaEngine* const self)
{
  const DalaTone* const tone = &self->capture.tone;
  if (dala_tone_capture_tick(&self->capture, &self->ears.heard)) {
    const DalaHeardEvent event = { .kind  = DALA_HEARD_TONE,
                                   .frame = self->run_frame,
                                   .f0_hz = tone->hz };
    dala_partner_set_tone(&self->partner, tone);
    dala_engine_tell(self, &event);
  }
}

static void
tick_drone(DalaEngine* const self)
{
  const float             power = played_power(self);
  const DalaParams* const p     = &self->params;
  const float bow = dala_breath_tick(&self->breath, power, p->drone_follow,
                                     p->drone_hold || self->pedal);
  const bool  on = !dala_smooth_rests_at(&self->drone_gain, 0.0f) && bow > 0.0f;
  take_tone(self);
  dala_partner_set_voice(&self->partner, p->drone_voice);
  dala_partner_set_melody(&self->partner, self->sounding.f0_hz);
  dala_partner_set_colour(
    &self->partner, dala_touch_tick(&self->touch, power, p->drone_follow));
  dala_partner_set_on(&self->partner, on);
  dala_partner_set_gain(&self->partner, self->drone_gain.end * bow);
  dala_partner_tick(&self->partner);
}

/// Strings at rest cost nothing and begin anew when they are turned up; a hush
/// lasts until the drone, which would ring them, is silent too.
static void
tick_strings(DalaEngine* const self)
{
  const bool off = dala_smooth_rests_at(&self->strings_gain, 0.0f);
  if (off && self->ringing) {
    dala_strings_stop(&self->strings);
  }
  if (off && dala_partner_idle(&self->partner)) {
    self->hush = false;
  }
  self->ringing = !off;
  if (self->ringing) {
    dala_strings_set_decay(&self->strings, self->params.strings_decay_s);
    dala_strings_tick(&self->strings);
  }
}

static void
tick_jingles(DalaEngine* const self)
{
  if (!dala_smooth_rests_at(&self->jingle_gain, 0.0f)) {
    dala_jingles_tick(&self->jingles, &self->ears.heard);
  } else if (!dala_jingles_idle(&self->jingles)) {
    dala_jingles_reset(&self->jingles);
  }
}

/// How much of a bow sounds, 0..1: half of it 20 dB under the loudest, none
/// near the room's own noise.
static float
bow_share(const DalaHeard* const heard)
{
  const float half = 0.01f * heard->loud + 4.0f * heard->floor;
  return heard->level > 0.0f ? heard->level / (heard->level + half) : 0.0f;
}

/// As with the strings: off costs nothing, and a hush lasts until nothing is
/// left that would sound in the room again.
static void
tick_space(DalaEngine* const self)
{
  const bool off = dala_smooth_rests_at(&self->space_gain, 0.0f);
  if (off && self->roomy) {
    dala_space_reset(&self->space);
  }
  if (off && !self->hush && dala_partner_idle(&self->partner)) {
    self->still = false;
  }
  self->roomy = !off;
  if (self->roomy) {
    dala_space_set_bow(&self->space, bow_share(&self->ears.heard));
    dala_space_set_place(&self->space, self->params.space);
    dala_space_tick(&self->space);
  }
}

static void
tell_tonic(DalaEngine* const self)
{
  if (self->pitch_class != self->class_told) {
    const DalaHeardEvent event = {
      .kind  = DALA_HEARD_TONIC,
      .frame = self->run_frame,
      .f0_hz = dala_drone_tonic_hz(self->pitch_class, 0, self->params.a4_hz)
    };
    self->class_told = self->pitch_class;
    dala_engine_tell(self, &event);
  }
}

/// Bypassed, the modules lie still, and what is asked for is not kept for
/// later.
static void
rest(DalaEngine* const self)
{
  if (!self->bypassed) {
    dala_engine_reset_modules(self);
  }
  self->ornament_asked = false;
  dala_tone_capture_reset(&self->capture);
}

void
dala_engine_tick(DalaEngine* const self)
{
  if (self->params_moved) {
    dala_params_update(&self->params, self->stereo_in);
    self->params_moved = false;
  }
  aim_gains(self);
  move_gains(self);
  dala_meter_tick(&self->input_meter);
  dala_meter_tick(&self->left_meter);
  dala_meter_tick(&self->right_meter);

  dala_pulsing_tick(self);

  const bool bypassed = dala_smooth_rests_at(&self->wet, 0.0f);
  if (bypassed) {
    rest(self);
  } else {
    heal(self);
    dala_echo_tick(&self->echo, self->ears.heard.level);
    dala_ears_set_deaf(&self->ears, dala_echo_level(&self->echo));
    dala_listening_tick(self);
    dala_ornamenting_tick(self);
    tell_tonic(self);
    dala_tuning_tick(self);
    dala_follower_tick(&self->follower);
    dala_horsehair_set_amount(&self->horsehair, self->params.horsehair);
    dala_horsehair_set_a4(&self->horsehair, self->tuning.a4_hz);
    dala_horsehair_tick(&self->horsehair, &self->sounding);
    dala_body_set_source(&self->body, self->params.pickup
                                        ? DALA_BODY_PICKUP
                                        : DALA_BODY_MICROPHONE);
    dala_body_set_amount(&self->body, self->params.body);
    dala_body_tick(&self->body);
    tick_drone(self);
    tick_strings(self);
    tick_jingles(self);
    tick_space(self);
    dala_limiter_set_on(&self->limiter, self->params.ceiling);
    dala_limiter_tick(&self->limiter);
  }
  self->bypassed = bypassed;
  self->fresh    = false;
}
