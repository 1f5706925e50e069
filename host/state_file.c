#include "host/state_file.h"

#include "host/output_file.h"
#include "host/turtle.h"
#include "host/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** What lilv shortens names with and leaves out of the text it makes. */
static const char prefixes[] =
  "@prefix atom: <http://lv2plug.in/ns/ext/atom#> .\n"
  "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
  "@prefix pset: <http://lv2plug.in/ns/ext/presets#> .\n"
  "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
  "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
  "@prefix state: <http://lv2plug.in/ns/ext/state#> .\n"
  "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n";

HostExit
host_state_file_read(LilvState** state, const HostWorld* world,
                     const HostPlugin* plugin, const char* path,
                     HostExit refused, HostError* error)
{
  char*  text = NULL;
  size_t size = 0;
  // lilv would only say on its own that there is no such file
  const HostExit code =
    host_whole_file_read(path, refused, &text, &size, error);
  *state      = NULL;
  error->code = code;
  if (code) {
    return code;
  }
  // What comes after a zero is not looked at
  const bool is_safe = strlen(text) == size && host_turtle_is_safe(text);
  free(text);
  if (is_safe) {
    *state = lilv_state_new_from_file(
      world->lilv, host_urids_map_feature(world->urids), NULL, path);
  }
  const LilvNode* uri = *state ? lilv_state_get_plugin_uri(*state) : NULL;
  if (!uri) {
    host_fail(error, refused,
              "'%s' holds no state of <%s>; give a file that --save-state or "
              "another host has saved for it",
              path, plugin->uri);
  } else if (strcmp(lilv_node_as_string(uri), plugin->uri) != 0) {
    host_fail(error, refused, "'%s' is a state of <%s>; choose one of <%s>",
              path, lilv_node_as_string(uri), plugin->uri);
  }
  if (error->code) {
    lilv_state_free(*state);
    *state = NULL;
    return error->code;
  }
  return HOST_EXIT_OK;
}

HostExit
host_state_file_load(HostSettings* settings, const HostWorld* world,
                     const HostPlugin* plugin, const char* path,
                     HostError* error)
{
  LilvState* state = NULL;
  if (settings->state) {
    return host_fail(error, HOST_EXIT_USAGE,
                     "--preset and --state together; a state holds all that a "
                     "preset does, give one of them");
  }
  const HostExit code = host_state_file_read(&state, world, plugin, path,
                                             HOST_EXIT_BAD_STATE, error);
  if (!code) {
    host_settings_take_state(settings, world, plugin, state);
  }
  return code;
}

/** The state of the instance as Turtle, to be freed, or NULL. */
static char*
make_text(HostInstance* instance, const HostWorld* world,
          const HostPlugin* plugin)
{
  LilvState* state   = host_instance_state(instance, plugin);
  char*      text    = NULL;
  const int  nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  const int  before  = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
  // lilv complains of whole paths, which are made relative afterwards
  if (nowhere >= 0 && before >= 0) {
    dup2(nowhere, STDERR_FILENO);
  }
  if (state) {
    text = lilv_state_to_string(
      world->lilv, host_urids_map_feature(world->urids),
      host_urids_unmap_feature(world->urids), state, "", NULL);
  }
  if (before >= 0) {
    dup2(before, STDERR_FILENO);
    close(before);
  }
  if (nowhere >= 0) {
    close(nowhere);
  }
  lilv_state_free(state);
  return text;
}

/** What the name of a file beside `path` begins with, to be freed, or NULL. */
static char*
folder_prefix(const HostWorld* world, const char* path)
{
  const char* slash = strrchr(path, '/');
  char*     folder  = slash ? strndup(path, (size_t)(slash - path) + 1u) : NULL;
  char*     real    = realpath(folder ? folder : ".", NULL);
  LilvNode* uri     = real ? lilv_new_file_uri(world->lilv, NULL, real) : NULL;
  char*     prefix  = NULL;
  if (uri && asprintf(&prefix, "<%s/", lilv_node_as_uri(uri)) < 0) {
    prefix = NULL;
  }
  lilv_node_free(uri);
  free(real);
  free(folder);
  return prefix;
}

/** Name files beside the state by where they are from it, in place. */
static void
make_relative(char* text, const char* prefix)
{
  const size_t length = strlen(prefix);
  char*        iri    = (char*)host_turtle_next_iri(text);
  while (iri) {
    if (!strncmp(iri, prefix, length) && iri[length] != '>') {
      memmove(iri + 1, iri + length, strlen(iri + length) + 1u);
    }
    iri = (char*)host_turtle_next_iri(iri + strcspn(iri, ">"));
  }
}

static HostExit
write_text(const HostOutput* file, const char* text, HostError* error)
{
  const size_t size = strlen(text);
  size_t       done = 0;
  while (done < size) {
    const ssize_t n = write(file->fd, text + done, size - done);
    if (n < 0 && errno != EINTR) {
      return host_output_fail(file->path, errno, error);
    }
    done += (n > 0) ? (size_t)n : 0u;
  }
  return HOST_EXIT_OK;
}

/** Write under a temporary name, then give the file its own. */
static HostExit
write_whole(HostOutput* file, const char* text, bool force, HostError* error)
{
  HostExit code = host_output_begin(file, false, error);
  if (!code) {
    code = write_text(file, prefixes, error);
  }
  if (!code) {
    code = write_text(file, text, error);
  }
  if (!code) {
    code = host_output_end(file, false, error);
  }
  return code ? code : host_output_commit(file, force, error);
}

HostExit
host_state_file_make(char** text, HostInstance* instance,
                     const HostWorld* world, const HostPlugin* plugin,
                     const char* path, HostError* error)
{
  *text = make_text(instance, world, plugin);
  if (!*text || host_instance_has_files(instance)) {
    host_fail(error, HOST_EXIT_BAD_STATE,
              "the state of <%s> cannot be saved: %s; leave out --save-state",
              plugin->uri,
              *text ? "it consists of several files"
                    : "the plugin did not give it");
    free(*text);
    *text = NULL;
    return error->code;
  }
  char* prefix = folder_prefix(world, path);
  if (prefix) {
    make_relative(*text, prefix);
  }
  free(prefix);
  return HOST_EXIT_OK;
}

HostExit
host_state_file_write(const char* text, const char* path, bool force,
                      HostError* error)
{
  HostOutput file = { NULL, NULL, -1, false };
  sigset_t   ends;
  sigset_t   before;
  // Not to be ended between the temporary name and the true one
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGHUP);
  sigprocmask(SIG_BLOCK, &ends, &before);
  HostExit code = host_output_plan(&file, path, error);
  if (!code) {
    code = write_whole(&file, text, force, error);
  }
  host_output_discard(&file);
  sigprocmask(SIG_SETMASK, &before, NULL);
  return code;
}
