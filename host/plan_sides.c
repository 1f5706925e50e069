#include "host/plan_sides.h"

#include "host/plan_checks.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/** A file beside the sound, or none if it has no path. */
typedef struct {
  const char* path;
  const char* what;
  bool        may_replace;
} Side;

#define N_SIDES 3u

static bool
same_file(const char* a, const char* b)
{
  struct stat x;
  struct stat y;
  return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev &&
         x.st_ino == y.st_ino;
}

/** True if two names, of files that need not be there, mean the same. */
static bool
same_target(const char* a, const char* b)
{
  const char* slash_a = strrchr(a, '/');
  const char* slash_b = strrchr(b, '/');
  if (!strcmp(a, b)) {
    return true;
  }
  if (strcmp(slash_a ? slash_a + 1 : a, slash_b ? slash_b + 1 : b) != 0) {
    return same_file(a, b);
  }
  char*      folder_a = slash_a ? strndup(a, (size_t)(slash_a - a) + 1u) : NULL;
  char*      folder_b = slash_b ? strndup(b, (size_t)(slash_b - b) + 1u) : NULL;
  const bool same =
    same_file(folder_a ? folder_a : ".", folder_b ? folder_b : ".");
  free(folder_a);
  free(folder_b);
  return same;
}

/** One file for two things. */
static HostExit
check_shared(const HostPlan* plan, const Side* sides, const Side* side,
             HostError* error)
{
  const char* other = NULL;
  for (const Side* s = sides; s < side && !other; ++s) {
    other = (s->path && same_target(s->path, side->path)) ? s->what : NULL;
  }
  for (size_t i = 0; i < plan->count && !other; ++i) {
    other = same_target(plan->jobs[i].output, side->path) ? "sound" : NULL;
  }
  return other ? host_fail(error, HOST_EXIT_SAME_TARGET,
                           "'%s' is to hold %s and %s; use two names",
                           side->path, other, side->what)
               : HOST_EXIT_OK;
}

/** True for what is read beside sound, but the state that is carried on. */
static bool
is_read_beside(const HostOptions* options, const char* path)
{
  const char* const state =
    (path == options->render.save_state) ? NULL : options->render.state;
  const char* const read[] = { options->render.automation, options->render.midi,
                               options->preset, state };
  for (size_t i = 0; i < sizeof(read) / sizeof(read[0]); ++i) {
    if (read[i] && same_file(read[i], path)) {
      return true;
    }
  }
  return false;
}

/** No sound may replace one of those. */
static HostExit
check_sounds(const HostPlan* plan, const HostOptions* options, HostError* error)
{
  for (size_t i = 0; i < plan->count; ++i) {
    const char* path = plan->jobs[i].output;
    struct stat status;
    if (is_read_beside(options, path) && !stat(path, &status)) {
      return host_plan_check_existing(path, &status, true, false, error);
    }
  }
  return HOST_EXIT_OK;
}

/** True for those and for the sound that is read. */
static bool
is_input(const HostPlan* plan, const HostOptions* options, const char* path)
{
  if (is_read_beside(options, path)) {
    return true;
  }
  for (size_t i = 0; i < plan->count; ++i) {
    if (same_file(plan->jobs[i].input, path)) {
      return true;
    }
  }
  return false;
}

HostExit
host_plan_check_sides(const HostPlan* plan, const HostOptions* options,
                      HostError* error)
{
  const bool is_resumed     = options->batch.resume;
  const Side sides[N_SIDES] = {
    { options->control_log, "control log", options->force },
    { options->render.save_state, "state", options->force },
    { options->batch.report, "report", options->force || is_resumed },
  };
  HostExit code = check_sounds(plan, options, error);
  for (size_t i = 0; i < N_SIDES && !code; ++i) {
    const Side* side = &sides[i];
    struct stat status;
    if (!side->path) {
      continue;
    }
    code = check_shared(plan, sides, side, error);
    if (!code && !stat(side->path, &status)) {
      code = host_plan_check_existing(side->path, &status,
                                      is_input(plan, options, side->path),
                                      side->may_replace, error);
    }
  }
  return code;
}
