/**
   Kernel: a room, as early reflections and a feedback delay network.

   Per side, after a filter of two real poles (low cut, loss of highs):
   early   = sum_k taps[k] x[n - tap_delay[k]]
   cluster = five allpasses of x[n - pre_delay]
   and for both sides together eight lines, mixed by a Hadamard matrix:
   y_i     = absorption filter of line i (lines in lanes: two real poles)
   h       = H y / sqrt(8)
   line_i  = h_i +- half the cluster of a side, read `line_delay` later
   out     = early + cluster_gain cluster + mid h_1 +- side h_2

   The absorption carries the gain of the loop; the matrix and the allpasses
   keep energy, so the network is stable as long as no |absorption| passes 1.

   Everything but the absorption runs along time in chunks no longer than the
   shortest delay that feeds back; each frame's arithmetic is the same for any
   division into calls and any vector width.

   Nothing is cleared when a room opens: `age` counts the frames since, and
   what is older reads as silence. Only the 64 frames before the start of each
   ring's time must have been cleared, as space.c does.

   Shape:   in_l, in_r, out_l, out_r [n], which may be the same. 1 <= n <=
            DALA_TICK; a call never crosses a multiple of DALA_TICK frames
            since the room opened.
   Thread:  audio, real-time safe.
   Cost:    see space.h.
   Source:  Jot, Chaigne, Digital delay networks for designing artificial
            reverberators, AES 1991; Schroeder, Natural sounding artificial
            reverberation, JAES 1962 (allpass); the chunks are our own.
*/
#ifndef DALA_DSP_KERNELS_FDN_H
#define DALA_DSP_KERNELS_FDN_H

#include <stdbool.h>
#include <stdint.h>

#define DALA_FDN_LINES 8U
#define DALA_FDN_TAPS 8U      ///< Early reflections per side.
#define DALA_FDN_DIFFUSERS 5U ///< Allpasses per side before the lines.
/// Frames that a vector may read or write past the last frame.
#define DALA_FDN_PAD 8U
/// Frames repeated after the end of each ring, so that no read splits.
#define DALA_FDN_MIRROR 64U
/// Floats of a ring beyond its own length.
#define DALA_FDN_EXTRA (DALA_FDN_MIRROR + 16U)

/// Rings of one length with one position.
typedef struct {
  float*   base;   ///< [rings][stride]
  uint32_t stride; ///< Floats from one ring to the next.
  uint32_t len;    ///< In use: a multiple of DALA_TICK, >= delay + 64.
  uint32_t pos;    ///< Next frame to write, < len.
} DalaFdnRings;

/// The constants of one place at one rate.
typedef struct {
  float    send_direct;           ///< Filter of the send: gain,
  float    send_weight[2];        ///< of each pole,
  float    send_pole[2];          ///< and the poles.
  float    tap[2][DALA_FDN_TAPS]; ///< Gains; a last 0 need not be read.
  uint32_t tap_delay[2][DALA_FDN_TAPS];
  uint32_t taps;         ///< In use, per side.
  uint32_t pre_delay[2]; ///< Frames before the cluster.
  uint32_t diffuser_delay[2][DALA_FDN_DIFFUSERS];
  uint32_t line_delay[DALA_FDN_LINES];
  float    diffusion;                 ///< Coefficient before the lines.
  float    direct[DALA_FDN_LINES];    ///< Absorption: gain,
  float    weight[2][DALA_FDN_LINES]; ///< of each pole,
  float    pole[2][DALA_FDN_LINES];   ///< and the poles.
  float    cluster;                   ///< Gain of the cluster itself.
  float    mid;                       ///< Gains of the two outputs.
  float    side;
  bool     tail;      ///< False: early reflections alone.
  uint32_t chunk;     ///< 8, 16 or 32, <= every delay that feeds back.
  uint32_t early_len; ///< Lengths of the rings, as in DalaFdnRings.
  uint32_t near_len;
  uint32_t far_len;
  uint32_t diffuser_len;
} DalaFdnSet;

typedef struct {
  DalaFdnRings      early;     ///< 2: the sends.
  DalaFdnRings      near;      ///< 4: lines 0, 2, 4, 6.
  DalaFdnRings      far;       ///< 4: lines 1, 3, 5, 7.
  DalaFdnRings      diffusers; ///< 2 x DALA_FDN_DIFFUSERS.
  uint32_t          age;       ///< Frames since the room opened; stops growing.
  const DalaFdnSet* set;
  float             send[4]; ///< State of the send's filter, by side and pole.
  float             state[2][DALA_FDN_LINES]; ///< Of the absorption's poles.
  float             probe[8]; ///< Stays 0 until something is not finite.
} DalaFdn;

typedef void (*DalaFdnFn)(DalaFdn* room, const float* in_l, const float* in_r,
                          float* out_l, float* out_r, uint32_t n);

void
dala_kernel_fdn_w4(DalaFdn* room, const float* in_l, const float* in_r,
                   float* out_l, float* out_r, uint32_t n);

void
dala_kernel_fdn_w8(DalaFdn* room, const float* in_l, const float* in_r,
                   float* out_l, float* out_r, uint32_t n);

#endif // DALA_DSP_KERNELS_FDN_H
