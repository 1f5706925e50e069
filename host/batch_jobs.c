#include "host/batch_jobs.h"

#include "host/line.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

bool
host_batch_is_talking(const HostBatch* self)
{
  const HostOptions* options = self->setup->options;
  return !options->quiet && !options->json;
}

static void
note_failure(HostBatch* self, const HostJob* job, const HostError* error)
{
  HostError named;
  // In a batch every line must say which file it is about
  if (self->plan->count > 1 && !strstr(error->text, job->input)) {
    host_fail(&named, error->code, "'%s': %s", job->input, error->text);
    error = &named;
  }
  host_progress_hide(&self->progress);
  host_error_print(error);
  ++self->counts.failed;
  self->bytes += job->bytes;
  self->code = error->code;
}

/** Say what would be done with a job, or that it is done already. */
static void
pass_over(HostBatch* self, const HostJob* job)
{
  if (host_batch_is_talking(self)) {
    host_progress_hide(&self->progress);
    host_print_name(stdout, job->input);
    fputs(" -> ", stdout);
    host_print_name(stdout, job->output);
    printf(": %s\n", job->is_current    ? "is current"
                     : job->may_replace ? "would be rendered again"
                                        : "would be rendered");
  }
  self->counts.current += job->is_current;
  self->bytes += job->bytes;
}

/** Start a job in a free place. */
static void
start(HostBatch* self, HostJob* job)
{
  HostError error;
  for (unsigned i = 0; i < self->n_children; ++i) {
    if (!self->children[i].pid) {
      if (!job->is_current) {
        host_record_begin(self->record, job);
      }
      if (host_child_start(&self->children[i], self->setup, job,
                           &self->meters[i], &self->signals, &error)) {
        note_failure(self, job, &error);
        host_batch_report_fail(&self->report, job, &error);
      } else {
        ++self->n_running;
      }
      return;
    }
  }
}

void
host_batch_start_next(HostBatch* self)
{
  HostJob*  job = &self->plan->jobs[self->next++];
  HostError error;
  if (job->code) {
    host_fail(&error, job->code, "%s",
              job->problem ? job->problem : "out of memory; try again");
    note_failure(self, job, &error);
    host_batch_report_fail(&self->report, job, &error);
  } else if (self->setup->options->batch.dry_run ||
             (job->is_current && !self->report.is_wanted)) {
    pass_over(self, job);
  } else {
    start(self, job);
  }
}

static void
take_result(HostBatch* self, HostChild* child, int status)
{
  const HostJob* job = child->job;
  HostReport     report;
  --self->n_running;
  const HostExit code = host_child_finish(child, status, &report);
  host_batch_report_add(&self->report, job, &report);
  if (code) {
    note_failure(self, job, &report.error);
    return;
  }
  if (job->is_current) {
    pass_over(self, job);
    return;
  }
  host_record_done(self->record, job);
  ++self->counts.rendered;
  self->bytes += job->bytes;
  self->counts.sound_s += (double)report.output.frames / report.input.rate;
  host_progress_hide(&self->progress);
  host_report_print(&report, job->input, job->output,
                    !host_batch_is_talking(self));
}

void
host_batch_stop_overdue(HostBatch* self)
{
  const double limit_s = self->setup->options->batch.timeout_s;
  for (unsigned i = 0; i < self->n_children && limit_s > 0.0; ++i) {
    HostChild* child = &self->children[i];
    if (child->pid && host_now_s() - child->begin_s > limit_s) {
      HostError      error;
      const HostJob* job = child->job;
      host_child_kill(child);
      --self->n_running;
      host_fail(&error, HOST_EXIT_TIMEOUT,
                "'%s': not done after %g s; nothing was kept, give it longer "
                "with --timeout, or report a plugin that hangs to its author",
                job->input, limit_s);
      note_failure(self, job, &error);
      host_batch_report_fail(&self->report, job, &error);
    }
  }
}

void
host_batch_collect(HostBatch* self)
{
  for (unsigned i = 0; i < self->n_children; ++i) {
    int status = 0;
    if (self->children[i].pid &&
        waitpid(self->children[i].pid, &status, WNOHANG) > 0) {
      take_result(self, &self->children[i], status);
    }
  }
}
