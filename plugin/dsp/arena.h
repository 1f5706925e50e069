/**
   One aligned block of memory, measured first and carved afterwards.

   A measuring arena (`base` NULL) only adds up sizes; the same sequence of
   calls on a real arena then hands out the addresses. The first failure is
   kept and returned by dala_arena_status(), so callers need not check each
   piece. Pieces are aligned to DALA_ARENA_ALIGN bytes.

   Thread:  instantiation.
   Fails:   DALA_STATUS_NO_MEM when a piece does not fit or a size overflows.
*/
#ifndef DALA_DSP_ARENA_H
#define DALA_DSP_ARENA_H

#include "plugin/dsp/config.h"

#include <stddef.h>

/// Alignment of every piece, bytes: a cache line, and any vector.
#define DALA_ARENA_ALIGN 64U

typedef struct {
  unsigned char* base;     ///< NULL while measuring.
  size_t         capacity; ///< Bytes behind `base`; unused while measuring.
  size_t         used;     ///< Bytes taken, a multiple of the alignment.
  DalaStatus     status;   ///< First failure, sticky.
} DalaArena;

/// An arena that only adds up what is asked of it.
void
dala_arena_measure(DalaArena* self);

/// An arena over `capacity` bytes at `base`, aligned to DALA_ARENA_ALIGN.
void
dala_arena_init(DalaArena* self, void* base, size_t capacity);

/// Take `count` elements of `size` bytes; NULL while measuring or on failure.
void*
dala_arena_take(DalaArena* self, size_t count, size_t size);

/// First failure since the arena was made.
DalaStatus
dala_arena_status(const DalaArena* self);

#endif // DALA_DSP_ARENA_H
