#include "host/batch.h"

#include "host/child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/** A batch on its way. */
typedef struct {
  const HostSetup* setup;
  HostPlan*        plan;
  HostChild*       children; /* as many places as jobs at a time */
  unsigned         n_children;
  unsigned         n_running;
  size_t           next; /* job to start next */
  size_t           n_done;
  size_t           n_failed;
  HostExit         code; /* of the last failure */
  double           sound_s;
  sigset_t         signals; /* those that are waited for */
} Batch;

/** What ends us, unless our own parent wants it ignored (nohup, &). */
static void
block_signals(sigset_t* signals)
{
  static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
  sigemptyset(signals);
  sigaddset(signals, SIGCHLD);
  for (size_t i = 0; i < 3; ++i) {
    struct sigaction action;
    sigaction(numbers[i], NULL, &action);
    if (action.sa_handler != SIG_IGN) {
      sigaddset(signals, numbers[i]);
    }
  }
  sigprocmask(SIG_BLOCK, signals, NULL);
}

static void
note_failure(Batch* self, const HostJob* job, const HostError* error)
{
  HostError named;
  // In a batch every line must say which file it is about
  if (self->plan->count > 1 && !strstr(error->text, job->input)) {
    host_fail(&named, error->code, "'%s': %s", job->input, error->text);
    error = &named;
  }
  host_error_print(error);
  ++self->n_failed;
  self->code = error->code;
}

/** Start the next job in a free place. */
static void
start_next(Batch* self)
{
  HostJob*  job = &self->plan->jobs[self->next++];
  HostError error;
  if (job->code) {
    host_fail(&error, job->code, "%s",
              job->problem ? job->problem : "out of memory; try again");
    note_failure(self, job, &error);
    return;
  }
  for (unsigned i = 0; i < self->n_children; ++i) {
    if (!self->children[i].pid) {
      if (host_child_start(&self->children[i], self->setup, job, &self->signals,
                           &error)) {
        note_failure(self, job, &error);
      } else {
        ++self->n_running;
      }
      return;
    }
  }
}

static void
take_result(Batch* self, HostChild* child, int status)
{
  const HostOptions* options = self->setup->options;
  const HostJob*     job     = child->job;
  HostReport         report;
  --self->n_running;
  if (host_child_finish(child, status, &report)) {
    note_failure(self, job, &report.error);
    return;
  }
  ++self->n_done;
  self->sound_s += (double)report.output.frames / report.input.rate;
  host_report_print(&report, job->input, job->output, options->quiet);
}

static void
collect_ended(Batch* self)
{
  for (unsigned i = 0; i < self->n_children; ++i) {
    int status = 0;
    if (self->children[i].pid &&
        waitpid(self->children[i].pid, &status, WNOHANG) > 0) {
      take_result(self, &self->children[i], status);
    }
  }
}

/** Stop all, leave nothing that is not whole, and die of the signal. */
static _Noreturn void
die_of(Batch* self, int number)
{
  for (unsigned i = 0; i < self->n_children; ++i) {
    host_child_kill(&self->children[i]);
  }
  fflush(NULL);
  signal(number, SIG_DFL);
  sigprocmask(SIG_UNBLOCK, &self->signals, NULL);
  raise(number);
  _exit(128 + number);
}

static void
print_summary(const Batch* self, double seconds)
{
  if (self->setup->options->quiet ||
      (self->plan->count == 1 && !self->plan->skipped)) {
    return;
  }
  printf("%zu of %zu files rendered, %zu failed, %zu other files skipped; "
         "%.1f s of sound in %.1f s\n",
         self->n_done, self->plan->count, self->n_failed, self->plan->skipped,
         self->sound_s, seconds);
  fflush(stdout);
}

static void
run_jobs(Batch* self)
{
  while (self->next < self->plan->count || self->n_running) {
    if (self->next < self->plan->count && self->n_running < self->n_children) {
      start_next(self);
      continue;
    }
    const int number = sigwaitinfo(&self->signals, NULL);
    if (number > 0 && number != SIGCHLD) {
      die_of(self, number);
    }
    collect_ended(self);
  }
}

HostExit
host_batch_run(const HostSetup* setup, HostPlan* plan)
{
  Batch           self;
  HostError       error;
  struct timespec begin;
  struct timespec end;
  memset(&self, 0, sizeof(self));
  clock_gettime(CLOCK_MONOTONIC, &begin);
  self.setup      = setup;
  self.plan       = plan;
  self.n_children = setup->options->jobs;
  self.children   = (HostChild*)calloc(self.n_children, sizeof(HostChild));
  if (!self.children) {
    host_fail_memory(&error);
    host_error_print(&error);
    return error.code;
  }
  block_signals(&self.signals);
  run_jobs(&self);
  free(self.children);
  clock_gettime(CLOCK_MONOTONIC, &end);
  print_summary(&self, (double)(end.tv_sec - begin.tv_sec) +
                         1e-9 * (double)(end.tv_nsec - begin.tv_nsec));
  return plan->count == 1 || !self.n_failed ? self.code : HOST_EXIT_BATCH;
}
