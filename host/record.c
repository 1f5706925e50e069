#include "host/record.h"

#include "host/record_lines.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct HostRecord {
  HostRecordLines lines;
  const char*     folder;
  char*           path;
  int             fd; /* -1 until something is noted */
  uint64_t        mark;
  bool            has_failed;
  bool            force;
};

static uint64_t
mark_file(uint64_t mark, const char* path)
{
  struct stat status;
  char        text[80] = "missing";
  if (path && !stat(path, &status)) {
    snprintf(text, sizeof(text), "%lld %lld.%09ld", (long long)status.st_size,
             (long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
  }
  return host_batch_mark(mark, text);
}

/** All that an output depends on, but for its input. */
static uint64_t
make_mark(const HostSetup* setup)
{
  const HostPlugin* plugin = setup->plugin;
  const LilvNode*   binary = lilv_plugin_get_library_uri(plugin->lilv);
  char*             path   = binary ? lilv_node_get_path(binary, NULL) : NULL;
  uint64_t          mark   = setup->options->batch.mark;
  mark                     = host_batch_mark(mark, DALA_VERSION);
  mark                     = host_batch_mark(mark, plugin->uri);
  mark                     = mark_file(mark, path);
  for (uint32_t i = 0; i < plugin->ports.count; ++i) {
    char value[40];
    snprintf(value, sizeof(value), "%.9g",
             setup->settings->given[i] ? (double)setup->settings->values[i]
                                       : 0.0);
    mark = host_batch_mark(mark, value);
  }
  lilv_free(path);
  return mark;
}

HostExit
host_record_open(HostRecord** self, const HostSetup* setup, HostError* error)
{
  const HostBatchOptions* batch     = &setup->options->batch;
  char                    shard[40] = "";
  HostRecord*             made = (HostRecord*)calloc(1, sizeof(HostRecord));
  if (batch->shards) {
    snprintf(shard, sizeof(shard), ".%uof%u", batch->shard, batch->shards);
  }
  if (!made || asprintf(&made->path, "%s/" HOST_RECORD_NAME "%s",
                        setup->options->out_folder, shard) < 0) {
    free(made);
    return host_fail_memory(error);
  }
  made->fd     = -1;
  made->folder = setup->options->out_folder;
  made->force  = setup->options->force;
  made->mark   = make_mark(setup);
  *self        = made;
  return host_record_lines_read(&made->lines, made->folder)
           ? HOST_EXIT_OK
           : host_fail_memory(error);
}

void
host_record_close(HostRecord* self)
{
  if (self) {
    if (self->fd >= 0) {
      close(self->fd);
    }
    host_record_lines_clear(&self->lines);
    free(self->path);
    free(self);
  }
}

/** The name of an output in the record: what follows the folder. */
static const char*
relative(const HostRecord* self, const HostJob* job)
{
  const char* name = job->output + strlen(self->folder);
  return name + strspn(name, "/");
}

static HostFileTime
file_time(const struct stat* status)
{
  const HostFileTime time = { (long long)status->st_size,
                              (long long)status->st_mtim.tv_sec,
                              status->st_mtim.tv_nsec };
  return time;
}

static void
judge(const HostRecord* self, HostJob* job)
{
  struct stat input;
  struct stat output;
  HostError   error;
  if (job->code || stat(job->output, &output) || stat(job->input, &input)) {
    return;
  }
  const HostFileTime from  = file_time(&input);
  const HostFileTime to    = file_time(&output);
  const HostRecorded found = host_record_lines_find(
    &self->lines, relative(self, job), self->mark, &from, &to);
  job->is_current  = found == HOST_RECORDED_CURRENT;
  job->may_replace = found != HOST_RECORDED_NOT;
  if (found == HOST_RECORDED_NOT && !self->force) {
    host_fail(&error, HOST_EXIT_OUTPUT_EXISTS,
              "'%s' exists and is not, or no longer, as dala-host left it; "
              "move it away, or --force to replace it",
              job->output);
    host_job_refuse(job, &error);
  }
}

void
host_record_judge(const HostRecord* self, HostPlan* plan)
{
  for (size_t i = 0; i < plan->count; ++i) {
    judge(self, &plan->jobs[i]);
  }
}

/** Append one line; the folder is made if need be. */
static void
append(HostRecord* self, const char* word, const HostJob* job)
{
  struct stat  input;
  struct stat  output;
  HostFileTime from = { 0, 0, 0 };
  HostFileTime to   = { 0, 0, 0 };
  if (self->fd < 0 && !self->has_failed) {
    mkdir(self->folder, 0777);
    self->fd =
      open(self->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  }
  if (!stat(job->input, &input)) {
    from = file_time(&input);
  }
  if (!stat(job->output, &output)) {
    to = file_time(&output);
  }
  if (self->fd < 0 || !host_record_line_write(self->fd, word, self->mark, &from,
                                              &to, relative(self, job))) {
    // The rendering itself will say what is wrong with the folder
    self->has_failed = true;
  }
}

void
host_record_begin(HostRecord* self, const HostJob* job)
{
  if (self) {
    append(self, "begin", job);
  }
}

void
host_record_done(HostRecord* self, const HostJob* job)
{
  if (self) {
    append(self, "done", job);
  }
}
