#include "host/batch.h"

#include "host/batch_jobs.h"
#include "host/guard.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/** How often the line on a terminal is written anew. */
#define PROGRESS_S 0.5

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

/** Wait for a signal, or until it is time to look at the clock. */
static int
wait_for_signal(const HostBatch* self)
{
  const double limit_s = self->setup->options->batch.timeout_s;
  double       wait_s  = self->progress.is_shown ? PROGRESS_S : 3600.0;
  for (unsigned i = 0; i < self->n_children && limit_s > 0.0; ++i) {
    if (self->children[i].pid) {
      const double left = self->children[i].begin_s + limit_s - host_now_s();
      wait_s            = (left < wait_s) ? left : wait_s;
    }
  }
  wait_s                      = (wait_s > 0.001) ? wait_s : 0.001;
  const struct timespec until = {
    (time_t)wait_s, (long)(1e9 * (wait_s - (double)(time_t)wait_s))
  };
  return sigtimedwait(&self->signals, NULL, &until);
}

/** Stop all, leave nothing that is not whole, and die of the signal. */
static _Noreturn void
die_of(HostBatch* self, int number)
{
  HostError error;
  for (unsigned i = 0; i < self->n_children; ++i) {
    host_child_kill(&self->children[i]);
  }
  host_progress_hide(&self->progress);
  self->counts.elapsed_s = host_now_s() - self->progress.begin_s;
  if (self->plan->count > 1) {
    host_fail(&error, HOST_EXIT_BATCH,
              "interrupted when %zu of %zu files were done; %s",
              self->counts.rendered + self->counts.current, self->plan->count,
              self->record ? "the same command with --resume goes on from there"
                           : "start again");
    host_error_print(&error);
  }
  host_batch_report_end(&self->report, &self->counts, true, &error);
  fflush(NULL);
  signal(number, SIG_DFL);
  sigprocmask(SIG_UNBLOCK, &self->signals, NULL);
  raise(number);
  _exit(128 + number);
}

static void
print_summary(const HostBatch* self)
{
  const HostPlan*        plan   = self->plan;
  const HostBatchCounts* counts = &self->counts;
  if (!host_batch_is_talking(self) || (plan->count == 1 && !plan->skipped)) {
    return;
  }
  printf("%zu of %zu files rendered, %zu failed, ", counts->rendered,
         plan->count, counts->failed);
  if (counts->current) {
    printf("%zu current already, ", counts->current);
  }
  printf("%zu other files skipped; %.1f s of sound in %.1f s\n", plan->skipped,
         counts->sound_s, counts->elapsed_s);
  fflush(stdout);
}

/** What is done, with what the running processes have done so far. */
static void
show_progress(const HostBatch* self)
{
  const HostBatchCounts* counts  = &self->counts;
  double                 bytes   = self->bytes;
  double                 sound_s = counts->sound_s;
  for (unsigned i = 0; i < self->n_children; ++i) {
    if (self->children[i].pid) {
      bytes += (double)self->meters[i].part * self->children[i].job->bytes;
      sound_s += (double)self->meters[i].sound_s;
    }
  }
  host_progress_show(&self->progress,
                     counts->rendered + counts->failed + counts->current, bytes,
                     sound_s);
}

static void
run_jobs(HostBatch* self)
{
  while (self->next < self->plan->count || self->n_running) {
    if (self->next < self->plan->count && self->n_running < self->n_children) {
      host_batch_start_next(self);
      continue;
    }
    show_progress(self);
    const int number = wait_for_signal(self);
    if (number > 0 && number != SIGCHLD) {
      die_of(self, number);
    }
    host_batch_collect(self);
    host_batch_stop_overdue(self);
  }
  host_progress_hide(&self->progress);
}

/** Everything that must stand before the first file. */
static HostExit
prepare(HostBatch* self, HostError* error)
{
  const HostOptions* options = self->setup->options;
  double             bytes   = 0.0;
  HostExit code    = host_batch_report_begin(&self->report, self->setup, error);
  self->n_children = options->jobs;
  self->children   = (HostChild*)calloc(self->n_children, sizeof(HostChild));
  self->meters =
    (HostMeter*)host_guard_share(self->n_children * sizeof(HostMeter));
  if (!code && (!self->children || !self->meters)) {
    code = host_fail_memory(error);
  }
  if (!code && options->out_folder) {
    code = host_record_open(&self->record, self->setup, error);
  }
  if (!code && options->batch.resume) {
    host_record_judge(self->record, self->plan);
  }
  for (size_t i = 0; i < self->plan->count; ++i) {
    bytes += self->plan->jobs[i].bytes;
  }
  host_progress_begin(&self->progress, !host_batch_is_talking(self),
                      self->plan->count, bytes);
  return code;
}

HostExit
host_batch_run(const HostSetup* setup, HostPlan* plan)
{
  HostBatch self;
  HostError error;
  memset(&self, 0, sizeof(self));
  self.setup    = setup;
  self.plan     = plan;
  HostExit code = prepare(&self, &error);
  if (!code) {
    block_signals(&self.signals);
    run_jobs(&self);
    self.counts.elapsed_s = host_now_s() - self.progress.begin_s;
    print_summary(&self);
    code = host_batch_report_end(&self.report, &self.counts, false, &error);
  }
  if (code) {
    host_error_print(&error);
  }
  host_record_close(self.record);
  free(self.children);
  host_guard_unshare(self.meters, self.n_children * sizeof(HostMeter));
  if (!code) {
    code =
      plan->count == 1 || !self.counts.failed ? self.code : HOST_EXIT_BATCH;
  }
  return code;
}
