#ifndef HOST_STATE_FILE_H
#define HOST_STATE_FILE_H

#include "host/errors.h"
#include "host/instance.h"
#include "host/settings.h"
#include "host/world.h"

#include <stdbool.h>

/**
   Read a state file, to be freed with lilv_state_free().

   Fails with `refused` if it holds no state of the plugin, or as
   host_whole_file_read().
*/
HostExit
host_state_file_read(LilvState** state, const HostWorld* world,
                     const HostPlugin* plugin, const char* path,
                     HostExit refused, HostError* error);

/**
   Read a state file into `settings`; controls that are set already stay.

   Fails with HOST_EXIT_USAGE if there is a preset, with HOST_EXIT_BAD_STATE if
   the file holds no state of the plugin, or as host_whole_file_read().
*/
HostExit
host_state_file_load(HostSettings* settings, const HostWorld* world,
                     const HostPlugin* plugin, const char* path,
                     HostError* error);

/**
   The state of an instance that is not running as the text of a file `path`,
   to be freed: Turtle that host_state_file_load() and other hosts can read.
   Files that it names are named by where they are from it if they lie beside
   or below it, so that all can move together.

   Fails with HOST_EXIT_BAD_STATE.
*/
HostExit
host_state_file_make(char** text, HostInstance* instance,
                     const HostWorld* world, const HostPlugin* plugin,
                     const char* path, HostError* error);

/** Write that text. Fails as the functions of output_file.h. */
HostExit
host_state_file_write(const char* text, const char* path, bool force,
                      HostError* error);

#endif
