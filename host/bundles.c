#include "host/bundles.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Load the bundle `name` in `folder` if it is one. */
static void
load_one(LilvWorld* world, const char* folder, const char* name)
{
  char* manifest = NULL;
  if (name[0] == '.' ||
      asprintf(&manifest, "%s/%s/manifest.ttl", folder, name) < 0) {
    return;
  }
  if (!access(manifest, F_OK)) {
    // The URI of a bundle ends with a slash
    *(strrchr(manifest, '/') + 1) = '\0';
    LilvNode* bundle              = lilv_new_file_uri(world, NULL, manifest);
    lilv_world_load_bundle(world, bundle);
    lilv_node_free(bundle);
  }
  free(manifest);
}

/** Load the bundles in one folder, in order of name. */
static void
load_folder(LilvWorld* world, const char* folder)
{
  struct dirent** entries = NULL;
  char*           real    = realpath(folder, NULL);
  const int       count   = real ? scandir(real, &entries, NULL, alphasort) : 0;
  for (int i = 0; i < count; ++i) {
    load_one(world, real, entries[i]->d_name);
    free(entries[i]);
  }
  free(entries);
  free(real);
}

void
host_bundles_load(LilvWorld* world, const char* path)
{
  const char* home = getenv("HOME");
  while (*path) {
    const size_t length  = strcspn(path, ":");
    const bool   at_home = home && path[0] == '~' && length > 0;
    char*        folder  = NULL;
    if (asprintf(&folder, "%s%.*s", at_home ? home : "",
                 (int)(length - (at_home ? 1u : 0u)),
                 path + (at_home ? 1 : 0)) >= 0) {
      load_folder(world, folder);
      free(folder);
    }
    path += length + (path[length] ? 1u : 0u);
  }
  lilv_world_load_specifications(world);
  lilv_world_load_plugin_classes(world);
}
