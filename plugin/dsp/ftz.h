/**
   Flush-to-zero around run(): subnormal numbers cost up to a hundred times
   more than others on some machines, so silence would cost more than sound.

   enter() sets the mode and returns what it was; leave() puts that back, so
   the host's thread is as it was. x86 MXCSR bits 15 (FTZ) and 6 (DAZ), ARM
   FPCR bit 24; elsewhere nothing happens.

   Thread:  audio, real-time safe.
*/
#ifndef DALA_DSP_FTZ_H
#define DALA_DSP_FTZ_H

#include <stdint.h>

#if defined(__SSE2__)

#include <xmmintrin.h>

static inline uint64_t
dala_ftz_enter(void)
{
  const unsigned before = _mm_getcsr();
  _mm_setcsr(before | 0x8040U);
  return before;
}

static inline void
dala_ftz_leave(const uint64_t before)
{
  _mm_setcsr((unsigned)before);
}

#elif defined(__aarch64__)

static inline uint64_t
dala_ftz_enter(void)
{
  uint64_t before;
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  __asm__ volatile("msr fpcr, %0" : : "r"(before | (UINT64_C(1) << 24)));
  return before;
}

static inline void
dala_ftz_leave(const uint64_t before)
{
  __asm__ volatile("msr fpcr, %0" : : "r"(before));
}

#else

static inline uint64_t
dala_ftz_enter(void)
{
  return 0U;
}

static inline void
dala_ftz_leave(const uint64_t before)
{
  (void)before;
}

#endif

#endif // DALA_DSP_FTZ_H
