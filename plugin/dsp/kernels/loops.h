/**
   Kernel: coupled delay loops (sympathetic strings on one bridge).

   Per frame, string i:  y_i = sum_k taps[k] x_i[n - delay - k],  k = 0..5
   bridge:               v   = sum_i a_i y_i,   e = send - c v
   back into the loop:   x_i[n] = y_i + a_i e
   out:                  L = sum_s pan_l[s] p_s,  R likewise, where p_s is the
                         partial sum of a_i y_i over the strings i = s mod 8.

   While a fade runs, every string reads its ring with the taps of `now` and of
   `next` and mixes by weight w: y + w (y' - y), and a and c alike.

   No y depends on an e of the same frame, nor of any frame within the least
   delay, so whole chunks are computed along time. A chunk is never longer than
   bank->chunk, and each frame's arithmetic is the same whatever the division
   into calls and whatever the vector width.

   Shape:   send[n + DALA_LOOPS_PAD] and weight likewise (the pad is read, its
            values do not matter but must be finite); out_l[n], out_r[n], not
            overlapping the inputs. 1 <= n <= DALA_TICK; a call never crosses
            a multiple of DALA_TICK frames since the bank's position was 0.
   Range:   passive if taps have |H| <= 1 and 0 <= c sum(a_i^2) <= 2: then
            I - c a a' does not lengthen any vector.
   Thread:  audio, real-time safe.
   Cost:    per string and frame 0.3 ns (8 lanes), 0.6 ns (4); a fade doubles
   it. Source:  Smith, Physical Audio Signal Processing (commuted loop, lossless
            scattering at one junction); the chunks are our own.
*/
#ifndef DALA_DSP_KERNELS_LOOPS_H
#define DALA_DSP_KERNELS_LOOPS_H

#include <stdint.h>

/// Most strings of a bank.
#define DALA_LOOPS_MAX 24U
/// Taps per string.
#define DALA_LOOPS_TAPS 6U
/// Named partial sums, and places in the stereo picture.
#define DALA_LOOPS_SUMS 8U
/// Frames that a vector may read or write past the last frame.
#define DALA_LOOPS_PAD 8U
/// Frames repeated after the end of each ring, so that no read splits.
#define DALA_LOOPS_MIRROR 64U
/// Frames from one ring to the next beyond the ring's own length: the mirror,
/// room for the pad, and a whole number of cache lines.
#define DALA_LOOPS_EXTRA (DALA_LOOPS_MIRROR + 16U)

/// One string's constants.
typedef struct {
  float taps[DALA_LOOPS_TAPS]; ///< FIR on the ring, loss and gain included.
  float a;                     ///< Bridge gain, in and out.
  float buzz;                  ///< Of its crests, see crests.h; 0: none.
} DalaLoop;

/// All strings' constants at one time. A string with all 0 is mute.
typedef struct {
  DalaLoop loops[DALA_LOOPS_MAX];
  uint32_t delay[DALA_LOOPS_MAX]; ///< Frames to taps[0], >= chunk.
  uint32_t apart[DALA_LOOPS_MAX]; ///< u of crests.h, frames.
  uint32_t buzzing;               ///< Strings up to the last with a buzz.
  float    coupling;              ///< c above.
} DalaLoopSet;

typedef struct {
  float*      rings;    ///< [DALA_LOOPS_MAX][ring_len + DALA_LOOPS_EXTRA]
  uint32_t    ring_len; ///< A multiple of DALA_TICK, >= delay + 56.
  uint32_t    pos;      ///< Next frame to write, < ring_len.
  uint32_t    count;    ///< Strings in use, in `now` or `next`.
  uint32_t    chunk;    ///< 8, 16, 24 or 32, <= every delay of those.
  DalaLoopSet now;      ///< What sounds; while fading, what fades out.
  DalaLoopSet next;     ///< What fades in.
  float       pan_l[DALA_LOOPS_SUMS]; ///< Gain of partial sum s in out_l.
  float       pan_r[DALA_LOOPS_SUMS]; ///< Same, out_r.
  float       probe[DALA_LOOPS_SUMS]; ///< Stays 0 until a v is not finite.
} DalaLoopBank;

/// `weight`: NULL, or the weight of `next` in each frame.
typedef void (*DalaLoopsFn)(DalaLoopBank* bank, const float* send,
                            const float* weight, float* out_l, float* out_r,
                            uint32_t n);

void
dala_kernel_loops_w4(DalaLoopBank* bank, const float* send, const float* weight,
                     float* out_l, float* out_r, uint32_t n);

void
dala_kernel_loops_w8(DalaLoopBank* bank, const float* send, const float* weight,
                     float* out_l, float* out_r, uint32_t n);

#endif // DALA_DSP_KERNELS_LOOPS_H
