/**
   Body: violin to kobyz by a bank of damped modes, in one knob.

   Every mode is a band-pass, h (u' - x / 2) of the kernel's rotation form,
   which has zeros close to 0 Hz and the Nyquist frequency; the halves of the
   input are taken from the input's own gain. The whole response is fitted to
   a minimum-phase one near unity, so input and body add without holes at any
   amount, and the output speaks in the frame of the input. At amount 1 only
   modes are left: 0 Hz and Nyquist are down by 25 dB and more.

     microphone:  amount 0 .. 1 leads from the input to the kobyz.
     pickup:      amount 0 .. DALA_BODY_GIVE_BACK leads from the input to the
                  violin body that a pickup does not hear, and on to the
                  kobyz body at 1.

   Shape:   in[n], out[n], n <= DALA_TICK, in == out allowed.
   Units:   amount 0..1.
   Range:   8 kHz to 384 kHz; modes above 0.45 of the rate are muted.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
   Cost:    about 7 ns a frame with 8 lanes, 15 with 4; nothing at amount 0.
   Fails:   layout: DALA_STATUS_NO_MEM, DALA_STATUS_BAD_RATE.
*/
#ifndef DALA_DSP_BODY_H
#define DALA_DSP_BODY_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/body_modes.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/kernels/modal.h"

#include <stdbool.h>
#include <stdint.h>

/// Amount at which a pickup has got its violin body back whole: a third of the
/// way, chosen so that two thirds of the knob lead on to the kobyz.
#define DALA_BODY_GIVE_BACK 0.35f

/// Values of dala_body_set_source().
typedef enum { DALA_BODY_MICROPHONE = 0, DALA_BODY_PICKUP } DalaBodySource;

typedef struct {
  // Targets
  float          amount;  ///< Asked for, 0..1.
  DalaBodySource source;  ///< Asked for.
  bool           changed; ///< Either was set since the last tick.
  bool           snap;    ///< The next tick jumps there.

  // Ramp
  uint32_t ramp_ticks; ///< Length of a ramp.
  uint32_t ticks_left; ///< 0: settled.
  float    dry;        ///< Gain of the input now.
  float    dry_step;   ///< Added to it after each frame while moving.
  float    dry_target; ///< Where it moves to.
  float*   h_target;   ///< [modes] Where the gains move to.
  float*   h_step;     ///< [modes] Added after each frame while moving.
  bool     wire;       ///< Settled at amount 0: out is in.

  // Per-rate tables and state
  float*        h_of[DALA_BODY_RESPONSES];   ///< [modes] Gains, whole.
  float         dry_of[DALA_BODY_RESPONSES]; ///< Direct gains, whole.
  DalaModalBank bank;
  DalaModalFn   kernel;
} DalaBody;

/// Take memory from the arena.
DalaStatus
dala_body_layout(DalaBody* self, const DalaConfig* cfg, DalaArena* arena);

/// Fill the tables for this rate, then reset; amount 0, microphone.
void
dala_body_prepare(DalaBody* self, const DalaConfig* cfg);

/// Silence, and no ramp: the amount and source last set hold at once.
DALA_RT
void
dala_body_reset(DalaBody* self);

/// Violin 0 .. kobyz 1, clamped; reached in about 10 ms from the next tick.
DALA_RT
void
dala_body_set_amount(DalaBody* self, float amount);

/// What the input comes from; reached in about 10 ms from the next tick.
DALA_RT
void
dala_body_set_source(DalaBody* self, DalaBodySource source);

/// Once per DALA_TICK frames, before they are processed.
DALA_RT
void
dala_body_tick(DalaBody* self);

/// One piece of at most a tick.
DALA_RT
void
dala_body_process(DalaBody* self, const float* in, float* out, uint32_t n);

/// False once a state is not finite; dala_body_reset() mends it.
DALA_RT
bool
dala_body_healthy(const DalaBody* self);

#endif // DALA_DSP_BODY_H
