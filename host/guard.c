#include "host/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/** Exit code of a child whose function has returned. */
#define FUNCTION_RETURNED 101

void*
host_guard_share(size_t size)
{
  void* memory =
    mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return (memory == MAP_FAILED) ? NULL : memory;
}

void
host_guard_unshare(void* memory, size_t size)
{
  if (memory) {
    munmap(memory, size);
  }
}

/** In the child: die with the parent, say nothing, do it. */
static _Noreturn void
be_child(const HostGuard* self, pid_t parent)
{
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) {
    _exit(1);
  }
  if (nowhere >= 0) {
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
  }
  self->function(self->data, self->shared);
  _exit(FUNCTION_RETURNED);
}

/** Wait for the child, `limit_s` at most; false if it is still there. */
static int
wait_for(pid_t pid, double limit_s)
{
  struct pollfd ended = { pidfd_open(pid, 0), POLLIN, 0 };
  int           n     = 0;
  do {
    n = poll(&ended, 1, (int)(1000.0 * limit_s));
  } while (n < 0 && errno == EINTR);
  if (ended.fd >= 0) {
    close(ended.fd);
  }
  return n > 0;
}

HostGuardEnd
host_guard_run(HostGuard* self)
{
  const pid_t parent = getpid();
  int         status = 0;
  fflush(NULL); /* else the child prints it again */
  const pid_t pid = fork();
  if (pid < 0) {
    return HOST_GUARD_NO_PROCESS;
  }
  if (pid == 0) {
    be_child(self, parent);
  }
  setpgid(pid, pid); /* whoever comes first */
  const int has_ended = wait_for(pid, self->limit_s);
  kill(-pid, SIGKILL);
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!has_ended) {
    return HOST_GUARD_HUNG;
  }
  self->number = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
  return WIFSIGNALED(status)                 ? HOST_GUARD_CRASHED
         : self->number == FUNCTION_RETURNED ? HOST_GUARD_DONE
                                             : HOST_GUARD_LEFT;
}

void
host_guard_describe(const HostGuard* self, HostGuardEnd end, char* text,
                    size_t size)
{
  switch (end) {
    case HOST_GUARD_CRASHED:
      snprintf(text, size, "crashed (%s)", strsignal(self->number));
      break;
    case HOST_GUARD_LEFT:
      snprintf(text, size, "ended the process (exit code %d)", self->number);
      break;
    case HOST_GUARD_HUNG:
      snprintf(text, size, "hung: not done after %g s", self->limit_s);
      break;
    case HOST_GUARD_NO_PROCESS:
      snprintf(text, size, "was not tried: no process could be started");
      break;
    default:
      snprintf(text, size, "came through");
      break;
  }
}
