#include "host/traps.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

/* Global, since a signal handler gets no argument of ours. */
static volatile uint64_t n_calls;
static volatile long     last_call;

/** SIGSYS: the kernel hands a call back to us instead of doing it. */
static void
count_call(int number, siginfo_t* info, void* context)
{
  (void)number;
  n_calls   = n_calls + 1;
  last_call = info->si_syscall;
#if defined(__x86_64__)
  ((ucontext_t*)context)->uc_mcontext.gregs[REG_RAX] = -ENOSYS;
#elif defined(__aarch64__)
  ((ucontext_t*)context)->uc_mcontext.regs[0] = (unsigned long long)-ENOSYS;
#else
  (void)context;
#endif
}

bool
host_traps_seal(void)
{
  struct sock_filter rules[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_sigreturn, 1, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
  };
  struct sock_fprog program = { sizeof(rules) / sizeof(rules[0]), rules };
  struct sigaction  action;
  memset(&action, 0, sizeof(action));
  action.sa_sigaction = count_call;
  action.sa_flags     = SA_SIGINFO;
  return !sigaction(SIGSYS, &action, NULL) &&
         !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
         !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

uint64_t
host_traps_calls(long* last)
{
  *last = last_call;
  return n_calls;
}

_Noreturn void
host_traps_exit(int code)
{
  syscall(SYS_exit_group, code);
  abort();
}
