/**
   Kernel: bowed strings as two-segment waveguides, and their stereo mix.

   Per string and frame, with the waves a from the bridge and b from the nut:
     a = -loss1(to_bridge), b = -loss2(to_nut), q = bow speed - (a + b);
     the string sticks, s = q, while |q| <= F mu_s; else it slips, and s is
     the root of the friction curve mu(d) = mu_d + (mu_s - mu_d) v0/(v0 + |d|)
     with v0 = bow speed, in closed form;
     to_bridge = b + s, to_nut = a + s, out = a.
   A chunk no longer than the bridge segment has no dependency inside, so all
   of it runs along time. A string at twice the frame rate is decimated by a
   halfband before the mix, and the mix is rounded by a low-pass.

   Shape:   out_l[n], out_r[n] (overwritten), n >= 1. `at`: frame of the tick,
            from which ramps count, at + n <= DALA_TICK. Any division of a
            tick gives equal bits.
   Units:   delays in string frames; gains linear.
   Thread:  audio, real-time safe.
   Cost:    per string frame about 1 ns with 8 lanes, 2 with 4; the mix 1 or 2.
   Source:  McIntyre, Schumacher, Woodhouse 1983 (waveguide with a friction
            curve), Smith, Physical Audio Signal Processing; the hyperbolic
            curve is ours, as it has a closed solution.
*/
#ifndef DALA_DSP_KERNELS_BOWED_H
#define DALA_DSP_KERNELS_BOWED_H

#include "plugin/dsp/config.h"

#include <stdint.h>

/// Friction of rosined hair: static, and the limit at high speed, times
/// bow force. Usual values of bowed-string models (McIntyre et al. 1983).
#define DALA_BOWED_MU_STATIC 0.8f
#define DALA_BOWED_MU_DYNAMIC 0.3f

/// Most strings in a call, and most string frames per frame.
#define DALA_BOWED_STRINGS 4U
#define DALA_BOWED_OVER 2U

/// The head of a ring is repeated after its end, so that no read splits: as
/// much as a chunk and a filter need.
#define DALA_BOWED_MIRROR 72U

/// Frames to allocate beyond the size of a ring: the mirror, written up to a
/// chunk and a vector too far.
#define DALA_BOWED_EXTRA 160U

/// A ring of size s holds delays up to s - DALA_BOWED_SLACK.
#define DALA_BOWED_SLACK 96U

/// Taps of the filter at the nut, and past string frames kept of the output.
#define DALA_BOWED_TAPS 6U
#define DALA_BOWED_PAST 16U

/// Output of a tick after its past, and two vectors that may be read, unused.
#define DALA_BOWED_WAVE                                                        \
  (DALA_BOWED_PAST + DALA_BOWED_OVER * DALA_TICK + 2U * DALA_BANK_LANES)

/// Factors of the force to provide: a tick and a vector.
#define DALA_BOWED_GRIT (DALA_BOWED_OVER * DALA_TICK + DALA_BANK_LANES)

/// Frames of the mix: those the last low-pass looks back to, a tick, a vector.
#define DALA_BOWED_MIX_PAST 16U
#define DALA_BOWED_MIX (DALA_BOWED_MIX_PAST + DALA_TICK + DALA_BANK_LANES)

typedef struct {
  float*       to_bridge; ///< [size + extra] Wave sent to the bridge.
  float*       to_nut;    ///< [size + extra] Wave sent to the nut.
  const float* grit;      ///< [DALA_BOWED_GRIT] Factors of the force.
  uint32_t     size;      ///< Ring size, frames, above the mirror.
  uint32_t     pos;       ///< Next frame of both rings.
  uint32_t     over;      ///< String frames per frame: 1 or 2; 0 is silent.

  /// Delays of the newest taps, >= 1 and bridge <= nut.
  uint32_t delay_bridge;
  uint32_t delay_nut;
  float    tap_bridge[3]; ///< Five symmetric taps: outer, next, middle.
  float    tap_nut[DALA_BOWED_TAPS]; ///< Newest first.

  // Of the whole tick: small steps of either are far below the grit
  float force; ///< F: bow force / (2 Z).
  float speed; ///< Bow speed.

  // At the start of the tick, and the steps per frame
  float gain[2], gain_step[2]; ///< Output, per channel.
  float dc, dc_step;           ///< Taken off before the gains.

  float mean; ///< Out: mean of the tick just ended; not finite: string lost.

  float wave[DALA_BOWED_WAVE]; ///< Output of this tick after the past's.
} DalaBowedString;

typedef struct {
  DalaBowedString strings[DALA_BOWED_STRINGS];
  uint32_t        mix_stride; ///< Frames between taps of the low-pass: 1, 2.
  float           mix[2][DALA_BOWED_MIX]; ///< Per channel, past first.
} DalaBowedBank;

typedef void (*DalaBowedFn)(DalaBowedBank* bank, uint32_t at, float* out_l,
                            float* out_r, uint32_t n);

void
dala_kernel_bowed_w4(DalaBowedBank* bank, uint32_t at, float* out_l,
                     float* out_r, uint32_t n);

void
dala_kernel_bowed_w8(DalaBowedBank* bank, uint32_t at, float* out_l,
                     float* out_r, uint32_t n);

#endif // DALA_DSP_KERNELS_BOWED_H
