/**
   The tick and the pieces between ticks.
*/
#include "plugin/engine/graph.h"

#include "plugin/dsp/blockops.h"
#include "plugin/dsp/ftz.h"
#include "plugin/engine/listening.h"
#include "plugin/engine/ornamenting.h"
#include "plugin/engine/tuning.h"
#include "plugin/music/drone_chords.h"

#include <float.h>
#include <string.h>

// The strings hear the drone at half its level: as a second string on the
// same bridge does beside the bowed one (by eye on spectrograms, 2026-11).
static const float drone_send = 0.5f;

// ------------------------------------------------------------------- tick

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

/// For the notify port.
static void
tell(DalaEngine* const self, const DalaHeardEvent* const event)
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
    tell(self, &event);
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
    tell(self, &event);
  }
}

static void
tick(DalaEngine* const self)
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
    if (!self->bypassed) {
      dala_engine_reset_modules(self);
    }
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

// ------------------------------------------------------------------ pieces

/// The two inputs, mended, and the violin made of them; all n <= DALA_TICK.
typedef struct {
  float left[DALA_TICK];
  float right[DALA_TICK];
  float violin[DALA_TICK];
} Input;

static void
take_input(DalaEngine* const self, const float* const in,
           const float* const in_r, Input* const to, const uint32_t n)
{
  memcpy(to->left, in, n * sizeof *in);
  self->faults += dala_block_mend(to->left, n, DALA_FAULT_LIMIT);
  if (!in_r) {
    memcpy(to->right, to->left, n * sizeof *in);
    memcpy(to->violin, to->left, n * sizeof *in);
    return;
  }
  memcpy(to->right, in_r, n * sizeof *in);
  self->faults += dala_block_mend(to->right, n, DALA_FAULT_LIMIT);
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t at = self->frame + i;
    const float    l  = to->left[i] * dala_smooth_at(&self->left_weight, at);
    const float    r  = to->right[i] * dala_smooth_at(&self->right_weight, at);
    to->violin[i]     = 0.5f * (l + r);
  }
}

/// Drone and strings into l and r, which hold the voice; `voice` feeds them.
static void
add_partners(DalaEngine* const self, const float* const voice, float* const l,
             float* const r, const uint32_t n)
{
  float      drone_l[DALA_TICK];
  float      drone_r[DALA_TICK];
  float      send[DALA_TICK];
  const bool droning = !dala_partner_idle(&self->partner);
  memcpy(send, voice, n * sizeof *send);
  if (droning) {
    dala_partner_process(&self->partner, drone_l, drone_r, n);
    for (uint32_t i = 0; i < n; i++) {
      send[i] += drone_send * (drone_l[i] + drone_r[i]);
    }
    dala_echo_drone(&self->echo, drone_l, drone_r, self->output.end, n);
    dala_block_add(l, drone_l, n);
    dala_block_add(r, drone_r, n);
  }
  if (self->ringing) {
    float strings_l[DALA_TICK];
    float strings_r[DALA_TICK];
    dala_strings_process(&self->strings, send, strings_l, strings_r, n);
    dala_smooth_scale(&self->strings_gain, strings_l, self->frame, n);
    dala_smooth_scale(&self->strings_gain, strings_r, self->frame, n);
    dala_block_add(l, strings_l, n);
    dala_block_add(r, strings_r, n);
  }
}

static void
add_jingles(DalaEngine* const self, float* const l, float* const r,
            const uint32_t n)
{
  float plates_l[DALA_TICK];
  float plates_r[DALA_TICK];
  if (dala_jingles_idle(&self->jingles)) {
    return;
  }
  dala_jingles_process(&self->jingles, plates_l, plates_r, self->frame, n);
  dala_smooth_scale(&self->jingle_gain, plates_l, self->frame, n);
  dala_smooth_scale(&self->jingle_gain, plates_r, self->frame, n);
  dala_block_add(l, plates_l, n);
  dala_block_add(r, plates_r, n);
}

/// The place's sound for what is in l and r, added to them.
static void
add_space(DalaEngine* const self, float* const l, float* const r,
          const uint32_t n)
{
  float wet_l[DALA_TICK];
  float wet_r[DALA_TICK];
  if (!self->roomy) {
    return;
  }
  dala_space_process(&self->space, l, r, wet_l, wet_r, n);
  dala_smooth_scale(&self->space_gain, wet_l, self->frame, n);
  dala_smooth_scale(&self->space_gain, wet_r, self->frame, n);
  dala_block_add(l, wet_l, n);
  dala_block_add(r, wet_r, n);
}

/// The ears hear the player alone, before anything is added.
static void
hear(DalaEngine* const self, const float* const voice, const uint32_t n)
{
  const DalaEars* const ears = &self->ears;
  dala_ears_process(&self->ears, voice, n);
  for (uint32_t i = 0; i < ears->n_events; i++) {
    dala_ornamenting_note(self, &ears->events[i]);
    DalaHeardEvent event = ears->events[i];
    event.frame += self->run_frame - 1U; // the frame that decided it
    tell(self, &event);
  }
}

static void
sound(DalaEngine* const self, const float* const violin, float* const l,
      float* const r, const uint32_t n)
{
  float voice[DALA_TICK];
  memcpy(voice, violin, n * sizeof *voice);
  dala_smooth_scale(&self->trim, voice, self->frame, n);
  dala_meter_process(&self->input_meter, voice, n);
  dala_follower_process(&self->follower, voice, n);
  dala_touch_process(&self->touch, voice, n);
  dala_tone_capture_process(&self->capture, voice, n);
  dala_echo_hear(&self->echo, voice, n);
  hear(self, voice, n);
  dala_ornamenting_process(self, voice, n);
  dala_horsehair_process(&self->horsehair, voice, voice, self->frame, n);
  dala_body_process(&self->body, voice, voice, n);

  memcpy(l, voice, n * sizeof *l);
  dala_smooth_scale(&self->voice, l, self->frame, n);
  memcpy(r, l, n * sizeof *r);
  add_partners(self, voice, l, r, n);
  add_jingles(self, l, r, n);
  add_space(self, l, r, n);
  dala_smooth_scale(&self->output, l, self->frame, n);
  dala_smooth_scale(&self->output, r, self->frame, n);

  // What is not a number must not enter the ceiling's memory
  self->faults += dala_block_mend(l, n, FLT_MAX);
  self->faults += dala_block_mend(r, n, FLT_MAX);
  dala_limiter_process(&self->limiter, l, r, n);
  dala_echo_own(&self->echo, l, r, n);
}

/// y = y under a wet of 1, dry under 0, and the line between them.
static void
fade_to_dry(const DalaEngine* const self, const float* const dry,
            float* const y, const uint32_t n)
{
  if (dala_smooth_rests_at(&self->wet, 1.0f)) {
    return;
  }
  for (uint32_t i = 0; i < n; i++) {
    const float wet = dala_smooth_at(&self->wet, self->frame + i);
    y[i]            = dry[i] + wet * (y[i] - dry[i]);
  }
}

static void
process_piece(DalaEngine* const self, const float* const in,
              const float* const in_r, float* const out_l, float* const out_r,
              const uint32_t n)
{
  Input input;
  float l[DALA_TICK];
  float r[DALA_TICK];
  take_input(self, in, in_r, &input, n);
  if (self->bypassed) {
    memcpy(l, input.left, n * sizeof *l);
    memcpy(r, input.right, n * sizeof *r);
    dala_meter_process(&self->input_meter, input.violin, n);
  } else {
    sound(self, input.violin, l, r, n);
    fade_to_dry(self, input.left, l, n);
    fade_to_dry(self, input.right, r, n);
  }
  self->faults += dala_block_mend(l, n, DALA_FAULT_LIMIT);
  self->faults += dala_block_mend(r, n, DALA_FAULT_LIMIT);
  dala_meter_process(&self->left_meter, l, n);
  dala_meter_process(&self->right_meter, r, n);
  memcpy(out_l, l, n * sizeof *l);
  memcpy(out_r, r, n * sizeof *r);
}

void
dala_engine_process(DalaEngine* const self, const float* const in,
                    const float* const in_r, float* const out_l,
                    float* const out_r, const uint32_t n)
{
  const uint64_t fpu  = dala_ftz_enter();
  uint32_t       done = 0U;
  while (done < n) {
    if (self->frame == 0U) {
      tick(self);
    }
    const uint32_t room = DALA_TICK - self->frame;
    const uint32_t piece =
      dala_pulsing_strike(self, n - done < room ? n - done : room);
    process_piece(self, in + done, in_r ? in_r + done : NULL, out_l + done,
                  out_r + done, piece);
    self->frame = (self->frame + piece) % DALA_TICK;
    self->run_frame += piece;
    dala_pulsing_advance(&self->pulsing, piece);
    done += piece;
  }
  dala_ftz_leave(fpu);
}
