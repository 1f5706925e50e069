/**
   Traps for what run() may not do: allocate, lock, enter the kernel, fault a
   page in.

   Linked into a test program (with -rdynamic), traps.c takes the place of
   malloc and pthread_mutex_lock and their kin for every library it loads;
   calls are counted between enter and leave, on the calling thread.

   None of it works under the sanitizers, which replace malloc themselves.
*/
#ifndef DALA_TESTS_SUPPORT_LV2_TRAPS_H
#define DALA_TESTS_SUPPORT_LV2_TRAPS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  uint64_t allocations; ///< malloc, calloc, realloc, aligned_alloc, ...
  uint64_t frees;
  uint64_t bytes; ///< Asked for by the allocations.
  uint64_t locks; ///< Mutexes, read-write locks, semaphores, conditions.
} TestTrapCounts;

/// Begin counting on this thread, from 0.
void
test_traps_enter(void);

/// Stop; what was counted since enter.
TestTrapCounts
test_traps_leave(void);

/// While counting, let allocation number `index` fail, from 0; -1 for none.
void
test_traps_fail_allocation(int64_t index);

/**
   From now on every system call of this process but exit_group and the return
   from a signal is caught and counted, and fails with ENOSYS. There is no way
   back: call it in a child process.

   @return False if the kernel offers no seccomp filter.
*/
bool
test_traps_catch_system_calls(void);

/// System calls caught so far, and the number of the last one.
uint64_t
test_traps_system_calls(long* last);

/// Leave a process under test_traps_catch_system_calls().
_Noreturn void
test_traps_exit(int status);

/// Page faults of this thread so far, major and minor.
uint64_t
test_traps_page_faults(void);

/// Make the next `bytes` of this thread's stack present.
void
test_traps_touch_stack(void);

#endif // DALA_TESTS_SUPPORT_LV2_TRAPS_H
