#include "host/child.h"

#include "host/measure.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/**
   Names the signal handler of the child removes: the one thing that must be
   global, since a handler gets no argument.
*/
static const char* volatile unfinished[2];

/** In the child: leave nothing behind, then die of the same signal. */
static void
clean_up(int number)
{
  for (size_t i = 0; i < 2; ++i) {
    if (unfinished[i]) {
      unlink(unfinished[i]);
    }
  }
  signal(number, SIG_DFL);
  raise(number);
}

/** In the child: the signals that end it, and output that stays our own. */
static void
settle_in(HostChild* self, const sigset_t* blocked, pid_t parent)
{
  static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
  struct sigaction action;
  memset(&action, 0, sizeof(action));
  action.sa_handler = clean_up;
  action.sa_flags   = (int)(SA_RESETHAND | SA_NODEFER);
  unfinished[0]     = self->sound.temporary;
  unfinished[1]     = self->has_log ? self->log.temporary : NULL;
  for (size_t i = 0; i < 3; ++i) {
    if (sigismember(blocked, numbers[i])) {
      sigaction(numbers[i], &action, NULL);
    }
  }
  sigprocmask(SIG_UNBLOCK, blocked, NULL);
  // Die with the parent, also if it is gone already
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) {
    raise(SIGTERM);
  }
  // What plugins print must not get into the report
  dup2(STDERR_FILENO, STDOUT_FILENO);
}

static void
discard_files(HostChild* self)
{
  host_output_discard(&self->sound);
  if (self->has_log) {
    host_output_discard(&self->log);
  }
}

/** In the child: what the report in JSON says of the finished file. */
static void
measure(const HostOutput* sound, HostReport* report)
{
  char* contents = host_output_contents(sound);
  if (contents) {
    host_measure(contents, report);
  } else {
    host_fail_memory(&report->error);
  }
  free(contents);
}

/** In the child: give the finished files their names. */
static void
commit(HostChild* self, const sigset_t* blocked, bool force, HostError* error)
{
  // From here on too late for the handler: it would find no file to remove
  sigprocmask(SIG_BLOCK, blocked, NULL);
  if (self->has_log && host_output_commit(&self->log, force, error)) {
    return;
  }
  host_output_commit(&self->sound, force, error);
}

/** In the child: the last word. */
static _Noreturn void
tell(const HostReport* report, int result)
{
  const ssize_t n = write(result, report, sizeof(*report));
  // Not exit(): libraries of the plugin must not run again what is done
  _exit(n == (ssize_t)sizeof(*report) ? 0 : 1);
}

static _Noreturn void
work(HostChild* self, const HostSetup* setup, const sigset_t* blocked,
     int result)
{
  HostReport report;
  if (self->job->is_current) {
    host_measure_again(self->job->output, &report);
    tell(&report, result);
  }
  host_render(setup, self->job->input, &self->sound,
              self->has_log ? &self->log : NULL, self->meter, &report);
  if (!report.error.code &&
      (setup->options->batch.report || setup->options->json)) {
    measure(&self->sound, &report);
  }
  if (!report.error.code) {
    commit(self, blocked, setup->options->force || self->job->may_replace,
           &report.error);
  }
  if (report.error.code) {
    discard_files(self);
  }
  tell(&report, result);
}

HostExit
host_child_start(HostChild* self, const HostSetup* setup, HostJob* job,
                 HostMeter* meter, const sigset_t* blocked, HostError* error)
{
  const pid_t parent = getpid();
  int         ends[2];
  memset(self, 0, sizeof(*self));
  self->job      = job;
  self->meter    = meter;
  meter->part    = 0.0f;
  meter->sound_s = 0.0f;
  self->has_log  = setup->options->control_log != NULL;
  if (host_output_plan(&self->sound, job->output, error)) {
    return error->code;
  }
  if (self->has_log &&
      host_output_plan(&self->log, setup->options->control_log, error)) {
    host_output_discard(&self->sound);
    return error->code;
  }
  if (pipe2(ends, O_CLOEXEC)) {
    discard_files(self);
    return host_fail_memory(error);
  }
  fflush(NULL); /* else the child prints it again */
  self->pid = fork();
  if (self->pid == 0) {
    close(ends[0]);
    settle_in(self, blocked, parent);
    work(self, setup, blocked, ends[1]);
  }
  close(ends[1]);
  if (self->pid < 0) {
    close(ends[0]);
    discard_files(self);
    self->pid = 0;
    return host_fail_memory(error);
  }
  self->pipe    = ends[0];
  self->begin_s = host_now_s();
  return HOST_EXIT_OK;
}

static void
explain_death(const HostChild* self, int status, HostError* error)
{
  if (WIFSIGNALED(status)) {
    host_fail(error, HOST_EXIT_PLUGIN_CRASHED,
              "'%s': the plugin crashed (%s); nothing was kept, report it to "
              "its author",
              self->job->input, strsignal(WTERMSIG(status)));
  } else {
    host_fail(error, HOST_EXIT_PLUGIN_CRASHED,
              "'%s': the plugin ended the process (exit code %d); nothing was "
              "kept, report it to its author",
              self->job->input, WEXITSTATUS(status));
  }
}

HostExit
host_child_finish(HostChild* self, int status, HostReport* report)
{
  HostError*    error = &report->error;
  const ssize_t n     = read(self->pipe, report, sizeof(*report));
  close(self->pipe);
  if (n != (ssize_t)sizeof(*report) || !WIFEXITED(status)) {
    memset(report, 0, sizeof(*report));
    explain_death(self, status, error);
  }
  // What was committed has no temporary file any more
  discard_files(self);
  self->pid = 0;
  return error->code;
}

void
host_child_kill(HostChild* self)
{
  if (!self->pid) {
    return;
  }
  kill(self->pid, SIGKILL);
  while (waitpid(self->pid, NULL, 0) < 0 && errno == EINTR) {
  }
  close(self->pipe);
  discard_files(self);
  self->pid = 0;
}
