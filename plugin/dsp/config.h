/**
   What every DSP module is told once, and the constants of the grid.

   Thread:  instantiation.
*/
#ifndef DALA_DSP_CONFIG_H
#define DALA_DSP_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

/// Frames per tick: the control grid, counted across host calls.
#define DALA_TICK 32U

/// Vector lanes that every bank is padded to, in every variant.
#define DALA_BANK_LANES 8U

/// Lowest and highest sample rate accepted, Hz.
#define DALA_MIN_RATE 8000.0
#define DALA_MAX_RATE 384000.0

/// Marks a function that the audio thread may call: no allocation, lock,
/// file, log or system call. Checked by the compiler from clang 20 on.
#if defined(__clang__) && __clang_major__ >= 20
#define DALA_RT __attribute__((nonblocking))
#else
#define DALA_RT
#endif

typedef enum {
  DALA_STATUS_OK = 0,
  DALA_STATUS_NO_MEM,  ///< The arena was too small or could not be had.
  DALA_STATUS_BAD_RATE ///< The sample rate is outside the range above.
} DalaStatus;

typedef struct DalaKernels DalaKernels;

typedef struct {
  double             rate;    ///< Sample rate, Hz.
  const DalaKernels* kernels; ///< The vector variant in use, never NULL.
} DalaConfig;

/// True if the rate is one that is accepted.
static inline bool
dala_rate_fits(const double rate)
{
  return rate >= DALA_MIN_RATE && rate <= DALA_MAX_RATE;
}

#endif // DALA_DSP_CONFIG_H
