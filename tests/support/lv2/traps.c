#include "tests/support/lv2/traps.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

static _Thread_local bool           inside;
static _Thread_local TestTrapCounts counts;
static _Thread_local int64_t        fail_at = -1;

void
test_traps_enter(void)
{
  memset(&counts, 0, sizeof counts);
  inside = true;
}

TestTrapCounts
test_traps_leave(void)
{
  inside  = false;
  fail_at = -1;
  return counts;
}

void
test_traps_fail_allocation(const int64_t index)
{
  fail_at = index;
}

// ------------------------------------------------- allocations and locks

#ifndef DALA_SANITIZE

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

/// Count an allocation; true if it is to fail.
static bool
allocation(const size_t size)
{
  if (!inside) {
    return false;
  }
  const bool fails = (int64_t)counts.allocations == fail_at;
  counts.allocations++;
  counts.bytes += size;
  return fails;
}

void*
malloc(const size_t size)
{
  return allocation(size) ? NULL : __libc_malloc(size);
}

void*
calloc(const size_t count, const size_t size)
{
  return allocation(count * size) ? NULL : __libc_calloc(count, size);
}

void*
realloc(void* const block, const size_t size)
{
  return allocation(size) ? NULL : __libc_realloc(block, size);
}

void*
aligned_alloc(const size_t alignment, const size_t size)
{
  return allocation(size) ? NULL : __libc_memalign(alignment, size);
}

int
posix_memalign(void** const block, const size_t alignment, const size_t size)
{
  void* const got = allocation(size) ? NULL : __libc_memalign(alignment, size);
  if (got) {
    *block = got;
  }
  return got ? 0 : ENOMEM;
}

void
free(void* const block)
{
  counts.frees += inside && block;
  __libc_free(block);
}

/// Define a counting stand-in for int name(type).
#define LOCK(name, type)                                                       \
  int name(type* const what)                                                   \
  {                                                                            \
    static int (*real)(type*);                                                 \
    counts.locks += inside;                                                    \
    if (!real) {                                                               \
      void* const found = dlsym(RTLD_NEXT, #name);                             \
      memcpy(&real, &found, sizeof real);                                      \
    }                                                                          \
    return real(what);                                                         \
  }

// clang-format off
LOCK(pthread_mutex_lock, pthread_mutex_t)
LOCK(pthread_mutex_trylock, pthread_mutex_t)
LOCK(pthread_rwlock_rdlock, pthread_rwlock_t)
LOCK(pthread_rwlock_wrlock, pthread_rwlock_t)
LOCK(pthread_spin_lock, pthread_spinlock_t volatile)
LOCK(sem_wait, sem_t)
LOCK(sem_post, sem_t)
LOCK(pthread_cond_signal, pthread_cond_t)
// clang-format on

#endif // DALA_SANITIZE

// ---------------------------------------------------------- system calls

static volatile uint64_t calls_caught;
static volatile long     last_call;

#if defined(__x86_64__)
#define SYSCALL_RESULT(context) ((context)->uc_mcontext.gregs[REG_RAX])
#elif defined(__aarch64__)
#define SYSCALL_RESULT(context) ((context)->uc_mcontext.regs[0])
#endif

static void
on_system_call(const int number, siginfo_t* const info, void* const context)
{
  (void)number;
  calls_caught++;
  last_call = info->si_syscall;
#ifdef SYSCALL_RESULT
  SYSCALL_RESULT((ucontext_t*)context) = -ENOSYS;
#else
  (void)context;
#endif
}

bool
test_traps_catch_system_calls(void)
{
  struct sock_filter rules[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_sigreturn, 1, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
  };
  struct sock_fprog program = { sizeof rules / sizeof rules[0], rules };
  struct sigaction  action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_system_call;
  action.sa_flags     = SA_SIGINFO;
  return !sigaction(SIGSYS, &action, NULL) &&
         !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
         !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

uint64_t
test_traps_system_calls(long* const last)
{
  *last = last_call;
  return calls_caught;
}

_Noreturn void
test_traps_exit(const int status)
{
  syscall(SYS_exit_group, status);
  abort();
}

// ----------------------------------------------------------- page faults

uint64_t
test_traps_page_faults(void)
{
  struct rusage usage;
  getrusage(RUSAGE_THREAD, &usage);
  return (uint64_t)usage.ru_minflt + (uint64_t)usage.ru_majflt;
}

void
test_traps_touch_stack(void)
{
  volatile unsigned char below[128U * 1024U];
  for (size_t i = 0; i < sizeof below; i += 1024U) {
    below[i] = 1U;
  }
}
