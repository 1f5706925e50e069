#ifndef HOST_TRAPS_H
#define HOST_TRAPS_H

#include <stdbool.h>
#include <stdint.h>

/** What a plugin did in run() that is not hard real-time. */
typedef struct {
  uint64_t allocations; /* malloc and its kin */
  uint64_t frees;
  uint64_t locks; /* mutexes, read-write locks, semaphores, conditions */
} HostTrapCounts;

/**
   Traps for what run() may not do.

   The program has its own malloc and pthread_mutex_lock (traps.c), which come
   before those of the C library for every plugin it loads. They pass on, and
   count what the thread that is inside run() calls. Not under sanitizers,
   which need malloc themselves.
*/
bool
host_traps_work(void);

/** Around run(): count on this thread from here to there. */
void
host_traps_enter(void);

void
host_traps_leave(void);

/** Around work done for the plugin from within run(): not its doing. */
bool
host_traps_pause(void);

void
host_traps_resume(bool was_inside);

/** All that was counted on this thread. */
HostTrapCounts
host_traps_counts(void);

/**
   Bytes allocated and not freed by all threads since the first call, which
   begins to count; to be compared with another call.
*/
long
host_traps_bytes(void);

/**
   From now on every system call of this process but its exit is caught,
   counted and fails with ENOSYS. There is no way back: call it in a child,
   and leave with host_traps_exit().

   Returns false if the kernel has no seccomp filter.
*/
bool
host_traps_seal(void);

/** System calls caught so far; `last` is the number of the last one. */
uint64_t
host_traps_calls(long* last);

_Noreturn void
host_traps_exit(int code);

#endif
