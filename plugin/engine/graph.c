/**
   The signal, in the pieces between ticks.
*/
#include "plugin/engine/graph.h"

#include "plugin/dsp/blockops.h"
#include "plugin/dsp/ftz.h"
#include "plugin/engine/ornamenting.h"
#include "plugin/engine/tick.h"

#include <float.h>
#include <string.h>

// The strings hear the drone at half its level: as a second string on the
// same bridge does beside the bowed one (by eye on spectrograms, 2026-11).
static const float drone_send = 0.5f;

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
    dala_engine_tell(self, &event);
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
      dala_engine_tick(self);
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
