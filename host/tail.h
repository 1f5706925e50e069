#ifndef HOST_TAIL_H
#define HOST_TAIL_H

#include "host/audio_file.h"

#include <stdbool.h>
#include <stdint.h>

/** An automatic tail ends where the sound stays below this: -90 dBFS. */
#define HOST_TAIL_QUIET 3.16227766e-5f

/** For how long it must stay there: longer than the gaps of an echo. */
#define HOST_TAIL_WINDOW_S 1.0

/** An automatic tail is never longer. */
#define HOST_TAIL_LIMIT_S 30.0

/**
   Decides how much sound after the end of the input is kept.

   Works frame by frame, so that the result does not depend on the blocks.
*/
typedef struct {
  bool     is_auto;
  uint32_t channels;
  uint64_t input;  /* frames before the tail, UINT64_MAX while not known */
  uint64_t limit;  /* longest tail in frames */
  uint64_t window; /* frames of quiet that end it */
  uint64_t seen;   /* frames pushed */
  uint64_t kept;   /* frames of tail written */
  float*   held;   /* quiet frames that may or may not be kept */
  uint64_t n_held;
  bool     is_done;
  bool     is_cut; /* still sounding at the limit */
} HostTail;

/**
   Prepare for `channels` at `rate` in Hz; `seconds` is ignored if `is_auto`.

   Fails with HOST_EXIT_NO_MEMORY.
*/
HostExit
host_tail_init(HostTail* self, bool is_auto, double seconds, uint32_t channels,
               double rate, HostError* error);

void
host_tail_clear(HostTail* self);

/** Tell where the input ended; before the first frame after it is pushed. */
void
host_tail_set_input(HostTail* self, uint64_t frames);

/** Pass on what is to be kept of `n` interleaved frames to `writer`. */
HostExit
host_tail_push(HostTail* self, const float* frames, size_t n,
               HostAudioWriter* writer, HostError* error);

#endif
