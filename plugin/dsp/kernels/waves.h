/**
   Kernel: waves read from tables, with noise, and their stereo mix.

   Each wave has two tables of one period, read by straight lines at pitches of
   their own. Noise comes and goes with the waves:
     y = (1 + noise h) (a + b), h white noise through two low-passes;
     out = low + edge (x - low), x the sum of gain y, low the low-pass of x.
   The low-passes, of one pole, reach four frames back, so that nothing runs in
   a chain from frame to frame.

   Shape:   out_l[DALA_TICK], out_r[DALA_TICK] (overwritten): whole ticks only.
   Units:   phases in 2^32 a period; gains linear; their steps per frame.
   Thread:  audio, real-time safe.
   Cost:    per wave and frame 0.9 ns with 8 lanes, 1.4 with 4; all else 1 or 2.
*/
#ifndef DALA_DSP_KERNELS_WAVES_H
#define DALA_DSP_KERNELS_WAVES_H

#include "plugin/dsp/config.h"

#include <stdint.h>

#define DALA_WAVES_BITS 11U
#define DALA_WAVES_POINTS (1U << DALA_WAVES_BITS)

/// Floats of a table: the first point is repeated after the last.
#define DALA_WAVES_ROOM (DALA_WAVES_POINTS + DALA_BANK_LANES)

#define DALA_WAVES_TABLES 2U

typedef struct {
  float*   table[DALA_WAVES_TABLES];
  uint32_t phase[DALA_WAVES_TABLES];
  uint32_t inc[DALA_WAVES_TABLES];
  float    gain[2]; ///< Per channel, at the first frame of the tick,
  float    step[2]; ///< and its change per frame.
} DalaWave;

/// y[i] = keep y[i - 1] + (1 - keep) x[i].
typedef struct {
  float keep;
  float x[4];    ///< The newest four of x,
  float pair[4]; ///< of x[i] + keep x[i - 1]
  float y[4];    ///< and of y.
} DalaWavesLowPass;

typedef struct {
  uint32_t         chances[DALA_BANK_LANES]; ///< A generator each, none 0.
  float            noise;
  float            edge; ///< At the first frame of the tick,
  float            edge_step;
  DalaWavesLowPass hiss[2];
  DalaWavesLowPass low[2];
} DalaWaves;

/// One tick of n waves; phases move on, gains and edge do not.
typedef void (*DalaWavesFn)(DalaWaves* self, DalaWave* const* waves, uint32_t n,
                            float* out_l, float* out_r);

/// Eight neighbours of a sinusoid, and what turns each by eight points.
typedef struct {
  float re[DALA_BANK_LANES];
  float im[DALA_BANK_LANES];
  float turn_re;
  float turn_im;
} DalaPartial;

/// Add the imaginary part to DALA_WAVES_POINTS points.
typedef void (*DalaPartialFn)(const DalaPartial* partial, float* table);

void
dala_kernel_waves_w4(DalaWaves* self, DalaWave* const* waves, uint32_t n,
                     float* out_l, float* out_r);
void
dala_kernel_waves_w8(DalaWaves* self, DalaWave* const* waves, uint32_t n,
                     float* out_l, float* out_r);

void
dala_kernel_partial_w4(const DalaPartial* partial, float* table);
void
dala_kernel_partial_w8(const DalaPartial* partial, float* table);

#endif // DALA_DSP_KERNELS_WAVES_H
