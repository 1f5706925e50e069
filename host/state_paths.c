#include "host/state_paths.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char*
keep_path(LV2_State_Map_Path_Handle handle, const char* path)
{
  (void)handle;
  return strdup(path);
}

/** Make all folders on the way to `path`, which lies below `folder_length`. */
static void
make_parents(char* path, size_t folder_length)
{
  for (char* c = path + folder_length + 1; *c; ++c) {
    if (*c == '/') {
      *c = '\0';
      mkdir(path, 0700);
      *c = '/';
    }
  }
}

static char*
make_path(LV2_State_Make_Path_Handle handle, const char* path)
{
  HostStatePaths* self = (HostStatePaths*)handle;
  if (!self->folder) {
    const char* base = getenv("TMPDIR");
    char*       name = NULL;
    if (asprintf(&name, "%s/dala-host-XXXXXX", base ? base : "/tmp") < 0) {
      return NULL;
    }
    if (!mkdtemp(name)) {
      free(name);
      return NULL;
    }
    self->folder = name;
  }
  char* full = NULL;
  if (strstr(path, "..") || asprintf(&full, "%s/%s", self->folder, path) < 0) {
    return NULL;
  }
  make_parents(full, strlen(self->folder));
  return full;
}

static void
free_path(LV2_State_Free_Path_Handle handle, char* path)
{
  (void)handle;
  free(path);
}

void
host_state_paths_init(HostStatePaths* self)
{
  memset(self, 0, sizeof(*self));
  self->map.handle        = self;
  self->map.abstract_path = keep_path;
  self->map.absolute_path = keep_path;
  self->make.handle       = self;
  self->make.path         = make_path;
  self->free.handle       = self;
  self->free.free_path    = free_path;
}

static int
remove_one(const char* path, const struct stat* status, int type, struct FTW* f)
{
  (void)status;
  (void)type;
  (void)f;
  return remove(path);
}

void
host_state_paths_clear(HostStatePaths* self)
{
  if (self->folder) {
    nftw(self->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(self->folder);
    self->folder = NULL;
  }
}
