#include "host/plan.h"

#include "host/plan_checks.h"
#include "host/plan_sides.h"

#include <errno.h>
#include <fts.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void
host_job_refuse(HostJob* job, const HostError* error)
{
  if (!job->code) {
    job->code    = error->code;
    job->problem = strdup(error->text);
  }
}

static HostExit
add_job(HostPlan* self, const char* input, char* output, HostError* error)
{
  if (self->count == self->room) {
    const size_t room = self->room ? 2 * self->room : 16;
    HostJob*     jobs = (HostJob*)realloc(self->jobs, room * sizeof(HostJob));
    if (!jobs) {
      free(output);
      return host_fail_memory(error);
    }
    self->jobs = jobs;
    self->room = room;
  }
  HostJob* job = &self->jobs[self->count];
  memset(job, 0, sizeof(*job));
  job->input  = strdup(input);
  job->output = output;
  if (!job->input || !output) {
    free(job->input);
    free(output);
    return host_fail_memory(error);
  }
  ++self->count;
  return HOST_EXIT_OK;
}

/** Where `relative` goes below the output folder; NULL without memory. */
static char*
name_output(const HostOptions* options, const char* relative)
{
  const char* ending = host_format_ending(relative);
  size_t      stem   = strlen(relative);
  const char* new    = "";
  // A name that ends as its format does stays as it is: take.WAV, take.aif
  const HostFormat own  = host_format_by_path(relative);
  const HostFormat into = options->format ? options->format : own;
  if (*ending && (into == HOST_FORMAT_UNKNOWN || into != own)) {
    new = host_format_name(into ? into : HOST_FORMAT_WAV);
    stem -=
      (own || host_format_is_sound_name(relative)) ? strlen(ending) + 1u : 0u;
  } else if (!*ending && into) {
    new = host_format_name(into);
  }
  char* path = NULL;
  return asprintf(&path, "%s/%.*s%s%s", options->out_folder, (int)stem,
                  relative, *new ? "." : "", new) < 0
           ? NULL
           : path;
}

static int
by_name(const FTSENT** a, const FTSENT** b)
{
  return strcmp((*a)->fts_name, (*b)->fts_name);
}

/** True for what a walk passes over without a word. */
static bool
is_hidden(const FTSENT* entry)
{
  return entry->fts_level > FTS_ROOTLEVEL && entry->fts_name[0] == '.';
}

/** Add what one entry of a folder stands for. */
static HostExit
add_entry(HostPlan* self, const HostOptions* options, const FTSENT* entry,
          size_t root_length, HostError* error)
{
  const char* relative = entry->fts_path + root_length;
  relative += strspn(relative, "/");
  const bool is_broken = entry->fts_info == FTS_DNR ||
                         entry->fts_info == FTS_ERR ||
                         entry->fts_info == FTS_NS;
  if (!is_broken && !host_format_is_sound_name(entry->fts_name)) {
    ++self->skipped;
    return HOST_EXIT_OK;
  }
  const HostExit code =
    add_job(self, entry->fts_path, name_output(options, relative), error);
  if (!code && is_broken) {
    HostError problem;
    host_fail(&problem,
              entry->fts_errno == EACCES ? HOST_EXIT_NO_PERMISSION
                                         : HOST_EXIT_READ_ERROR,
              "'%s' cannot be read: %s; check its owner and permissions",
              entry->fts_path, strerror(entry->fts_errno));
    host_job_refuse(&self->jobs[self->count - 1], &problem);
  }
  return code;
}

/** Add all sound files below `folder`, in order of name. */
static HostExit
walk(HostPlan* self, const HostOptions* options, char* folder, HostError* error)
{
  char* const roots[] = { folder, NULL };
  struct stat target;
  const bool  has_target = !stat(options->out_folder, &target);
  HostExit    code       = HOST_EXIT_OK;
  FTS*        tree       = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
  if (!tree) {
    return host_fail_memory(error);
  }
  for (FTSENT* entry = fts_read(tree); entry && !code; entry = fts_read(tree)) {
    const bool is_target = has_target && entry->fts_info == FTS_D &&
                           entry->fts_statp->st_dev == target.st_dev &&
                           entry->fts_statp->st_ino == target.st_ino &&
                           entry->fts_level > FTS_ROOTLEVEL;
    if (is_hidden(entry) || is_target) {
      fts_set(tree, entry, FTS_SKIP);
    } else if (entry->fts_info != FTS_D && entry->fts_info != FTS_DP &&
               entry->fts_info != FTS_DC) {
      code = add_entry(self, options, entry, strlen(folder), error);
    }
  }
  fts_close(tree);
  return code;
}

/** Add a file, or all files below a folder. */
static HostExit
add_one(HostPlan* self, const HostOptions* options, char* input,
        HostError* error)
{
  struct stat status;
  if (!stat(input, &status) && S_ISDIR(status.st_mode)) {
    return walk(self, options, input, error);
  }
  const char* slash = strrchr(input, '/');
  return add_job(self, input, name_output(options, slash ? slash + 1 : input),
                 error);
}

/** Add all that a pattern finds: what a shell does, without its limits. */
static HostExit
add_pattern(HostPlan* self, const HostOptions* options, char* pattern,
            HostError* error)
{
  glob_t    found;
  HostExit  code   = HOST_EXIT_OK;
  const int result = glob(pattern, 0, NULL, &found);
  if (result == GLOB_NOSPACE) {
    return host_fail_memory(error);
  }
  if (result) {
    return add_one(self, options, pattern, error); /* says that it is not */
  }
  for (size_t i = 0; i < found.gl_pathc && !code; ++i) {
    code = add_one(self, options, found.gl_pathv[i], error);
  }
  globfree(&found);
  return code;
}

static HostExit
add_input(HostPlan* self, const HostOptions* options, char* input,
          HostError* error)
{
  struct stat status;
  if (options->out_file) {
    return add_job(self, input, strdup(options->out_file), error);
  }
  return (strpbrk(input, "*?[") && lstat(input, &status))
           ? add_pattern(self, options, input, error)
           : add_one(self, options, input, error);
}

static void
clear_job(HostJob* job)
{
  free(job->input);
  free(job->output);
  free(job->problem);
}

/** Keep only every job number `shard`, from 0, of each `shards`. */
static void
keep_shard(HostPlan* self, size_t shard, size_t shards)
{
  size_t kept = 0;
  for (size_t i = 0; i < self->count; ++i) {
    if (i % shards == shard) {
      self->jobs[kept++] = self->jobs[i];
    } else {
      clear_job(&self->jobs[i]);
    }
  }
  self->count = kept;
}

HostExit
host_plan_make(HostPlan* self, const HostOptions* options, HostError* error)
{
  HostExit code = HOST_EXIT_OK;
  memset(self, 0, sizeof(*self));
  for (size_t i = 0; i < options->n_inputs && !code; ++i) {
    code = add_input(self, options, options->inputs[i], error);
  }
  if (!code && !self->count) {
    code = host_fail(error, HOST_EXIT_MISSING_INPUT,
                     "'%s' holds no sound files; look for .wav, .flac, .ogg "
                     "or .aiff",
                     options->inputs[0]);
  }
  if (!code) {
    // With --resume an output may be there; its record decides
    code =
      host_plan_check(self, options->force || options->batch.resume, error);
  }
  if (!code) {
    code = host_plan_check_sides(self, options, error);
  }
  if (!code && options->batch.shards) {
    keep_shard(self, options->batch.shard - 1u, options->batch.shards);
  }
  if (code) {
    host_plan_clear(self);
  }
  return code;
}

void
host_plan_clear(HostPlan* self)
{
  for (size_t i = 0; i < self->count; ++i) {
    clear_job(&self->jobs[i]);
  }
  free(self->jobs);
  memset(self, 0, sizeof(*self));
}
