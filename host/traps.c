#include "host/traps.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Global, since malloc gets no argument that could tell. */
static _Thread_local bool           is_inside;
static _Thread_local HostTrapCounts counts;

void
host_traps_enter(void)
{
  is_inside = true;
}

void
host_traps_leave(void)
{
  is_inside = false;
}

bool
host_traps_pause(void)
{
  const bool was = is_inside;
  is_inside      = false;
  return was;
}

void
host_traps_resume(bool was_inside)
{
  is_inside = was_inside;
}

HostTrapCounts
host_traps_counts(void)
{
  return counts;
}

#if defined(DALA_SANITIZE) || !defined(__GLIBC__)

bool
host_traps_work(void)
{
  return false;
}

long
host_traps_bytes(void)
{
  return 0;
}

#else

bool
host_traps_work(void)
{
  return true;
}

extern void*
__libc_malloc(size_t size);
extern void*
__libc_calloc(size_t count, size_t size);
extern void*
__libc_realloc(void* block, size_t size);
extern void*
__libc_memalign(size_t alignment, size_t size);
extern void
__libc_free(void* block);

/** Bytes in blocks that are not freed, of all threads, while `keeps_ledger`. */
static long ledger;
static bool keeps_ledger;

/** Note a block that has come (`sign` 1) or is about to go (-1). */
static void*
enter(void* block, long sign)
{
  if (keeps_ledger && block) {
    __atomic_fetch_add(&ledger, sign * (long)malloc_usable_size(block),
                       __ATOMIC_RELAXED);
  }
  return block;
}

long
host_traps_bytes(void)
{
  keeps_ledger = true;
  return __atomic_load_n(&ledger, __ATOMIC_RELAXED);
}

void*
malloc(size_t size)
{
  counts.allocations += is_inside;
  return enter(__libc_malloc(size), 1);
}

void*
calloc(size_t count, size_t size)
{
  counts.allocations += is_inside;
  return enter(__libc_calloc(count, size), 1);
}

void*
realloc(void* block, size_t size)
{
  counts.allocations += is_inside;
  enter(block, -1);
  void* got = __libc_realloc(block, size);
  if (!got && size) {
    enter(block, 1); /* the old one stays */
  }
  return enter(got, 1);
}

void*
aligned_alloc(size_t alignment, size_t size)
{
  counts.allocations += is_inside;
  return enter(__libc_memalign(alignment, size), 1);
}

int
posix_memalign(void** block, size_t alignment, size_t size)
{
  counts.allocations += is_inside;
  void* got = enter(__libc_memalign(alignment, size), 1);
  if (got) {
    *block = got;
  }
  return got ? 0 : ENOMEM;
}

void
free(void* block)
{
  counts.frees += is_inside && block;
  enter(block, -1);
  __libc_free(block);
}

/** Define a counting stand-in for `int name(type*)`. */
#define COUNTED_LOCK(name, type)                                               \
  int name(type* what)                                                         \
  {                                                                            \
    static int (*real)(type*);                                                 \
    counts.locks += is_inside;                                                 \
    if (!real) {                                                               \
      void* found = dlsym(RTLD_NEXT, #name);                                   \
      memcpy(&real, &found, sizeof(real));                                     \
    }                                                                          \
    return real(what);                                                         \
  }

COUNTED_LOCK(pthread_mutex_lock, pthread_mutex_t)
COUNTED_LOCK(pthread_mutex_trylock, pthread_mutex_t)
COUNTED_LOCK(pthread_rwlock_rdlock, pthread_rwlock_t)
COUNTED_LOCK(pthread_rwlock_wrlock, pthread_rwlock_t)
COUNTED_LOCK(sem_wait, sem_t)
COUNTED_LOCK(sem_post, sem_t)
COUNTED_LOCK(pthread_cond_signal, pthread_cond_t)

#endif
