#include "host/plan_checks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/** What a file is, under whatever name. */
typedef struct {
  dev_t device;
  ino_t node;
} FileId;

static int
by_id(const void* a, const void* b)
{
  const FileId* x = (const FileId*)a;
  const FileId* y = (const FileId*)b;
  if (x->device != y->device) {
    return (x->device > y->device) ? 1 : -1;
  }
  return (x->node > y->node) - (x->node < y->node);
}

static int
by_output(const void* a, const void* b)
{
  const HostJob* const* x = (const HostJob* const*)a;
  const HostJob* const* y = (const HostJob* const*)b;
  return strcmp((*x)->output, (*y)->output);
}

HostExit
host_plan_check_existing(const char* path, const struct stat* status,
                         bool is_input, bool force, HostError* error)
{
  if (is_input) {
    return host_fail(error, HOST_EXIT_OUTPUT_IS_INPUT,
                     "'%s' is an input; choose another name or folder, inputs "
                     "are never replaced",
                     path);
  }
  if (S_ISDIR(status->st_mode)) {
    return host_fail(error, HOST_EXIT_CANNOT_WRITE,
                     "'%s' is a folder; name a file in it, or use -d", path);
  }
  if (!S_ISREG(status->st_mode)) {
    return host_fail(error, HOST_EXIT_CANNOT_WRITE,
                     "'%s' is a device or pipe; name a file", path);
  }
  return force ? HOST_EXIT_OK
               : host_fail(error, HOST_EXIT_OUTPUT_EXISTS,
                           "'%s' exists; choose another name, or --force to "
                           "replace it",
                           path);
}

static void
refuse_shared(HostJob* a, HostJob* b)
{
  HostError error;
  host_fail(&error, HOST_EXIT_SAME_TARGET,
            "'%s' and '%s' would both become '%s'; render them into "
            "different folders",
            a->input, b->input, a->output);
  host_job_refuse(a, &error);
  host_job_refuse(b, &error);
}

/** Find outputs that are named twice. */
static HostExit
check_shared(HostPlan* self, HostError* error)
{
  HostJob** order = (HostJob**)calloc(self->count, sizeof(HostJob*));
  if (!order) {
    return host_fail_memory(error);
  }
  for (size_t i = 0; i < self->count; ++i) {
    order[i] = &self->jobs[i];
  }
  qsort(order, self->count, sizeof(HostJob*), by_output);
  for (size_t i = 1; i < self->count; ++i) {
    if (!strcmp(order[i - 1]->output, order[i]->output)) {
      refuse_shared(order[i - 1], order[i]);
    }
  }
  free(order);
  return HOST_EXIT_OK;
}

/** Note an input that is not there, and what it is if it is. */
static size_t
check_input(HostJob* job, FileId* id)
{
  struct stat status;
  HostError   error;
  if (!stat(job->input, &status)) {
    id->device = status.st_dev;
    id->node   = status.st_ino;
    job->bytes = (double)status.st_size;
    return 1;
  }
  if (errno == EACCES) {
    host_fail(&error, HOST_EXIT_NO_PERMISSION,
              "'%s' may not be read; ask its owner, or see chmod(1)",
              job->input);
  } else {
    host_fail(&error, HOST_EXIT_MISSING_INPUT,
              "'%s' does not exist; check the name and the folder", job->input);
  }
  host_job_refuse(job, &error);
  return 0;
}

HostExit
host_plan_check(HostPlan* self, bool force, HostError* error)
{
  FileId* ids   = (FileId*)calloc(self->count, sizeof(FileId));
  size_t  n_ids = 0;
  if (!ids) {
    return host_fail_memory(error);
  }
  for (size_t i = 0; i < self->count; ++i) {
    n_ids += check_input(&self->jobs[i], &ids[n_ids]);
  }
  qsort(ids, n_ids, sizeof(FileId), by_id);
  for (size_t i = 0; i < self->count; ++i) {
    HostJob*    job = &self->jobs[i];
    struct stat status;
    if (!stat(job->output, &status)) {
      const FileId id       = { status.st_dev, status.st_ino };
      const bool   is_input = bsearch(&id, ids, n_ids, sizeof(FileId), by_id);
      HostError    problem;
      if (host_plan_check_existing(job->output, &status, is_input, force,
                                   &problem)) {
        host_job_refuse(job, &problem);
      }
    }
  }
  free(ids);
  return check_shared(self, error);
}
