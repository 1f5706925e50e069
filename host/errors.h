#ifndef HOST_ERRORS_H
#define HOST_ERRORS_H

#include <stdio.h>

/**
   Every way dala-host can end, one exit code each.

   The numbers are a promise to scripts: never reuse one, append new ones.
   Death by SIGINT, SIGTERM or SIGHUP shows in a shell as 130, 143 or 129.
*/
typedef enum {
  HOST_EXIT_OK              = 0,
  HOST_EXIT_DIFFERENT       = 1,
  HOST_EXIT_USAGE           = 2,
  HOST_EXIT_MISSING_INPUT   = 3,
  HOST_EXIT_NOT_A_FILE      = 4,
  HOST_EXIT_EMPTY_INPUT     = 5,
  HOST_EXIT_TRUNCATED       = 6,
  HOST_EXIT_NOT_AUDIO       = 7,
  HOST_EXIT_NO_PERMISSION   = 8,
  HOST_EXIT_READ_ERROR      = 9,
  HOST_EXIT_CHANNELS        = 10,
  HOST_EXIT_UNKNOWN_PLUGIN  = 11,
  HOST_EXIT_PLUGIN_REFUSED  = 12,
  HOST_EXIT_UNKNOWN_SYMBOL  = 13,
  HOST_EXIT_UNKNOWN_PRESET  = 14,
  HOST_EXIT_BAD_VALUE       = 15,
  HOST_EXIT_OUTPUT_EXISTS   = 16,
  HOST_EXIT_OUTPUT_IS_INPUT = 17,
  HOST_EXIT_SAME_TARGET     = 18,
  HOST_EXIT_CANNOT_WRITE    = 19,
  HOST_EXIT_DISK_FULL       = 20,
  HOST_EXIT_PLUGIN_CRASHED  = 21,
  HOST_EXIT_NOT_FINITE      = 22,
  HOST_EXIT_BATCH           = 23,
  HOST_EXIT_NO_MEMORY       = 24,
  HOST_EXIT_BAD_AUTOMATION  = 25,
  HOST_EXIT_BAD_MIDI        = 26,
  HOST_EXIT_NO_EVENT_PORT   = 27,
  HOST_EXIT_BAD_STATE       = 28,
  HOST_EXIT_BLOCK_SIZE      = 29,
  HOST_EXIT_TIMEOUT         = 30
} HostExit;

/** Room for one message, long paths cut. Small enough to cross a pipe. */
#define HOST_MESSAGE_SIZE 1024

/** What went wrong: an exit code and one line "what is wrong; what to do". */
typedef struct {
  HostExit code;
  char     text[HOST_MESSAGE_SIZE];
} HostError;

/**
   Fill `error` with `code` and a printf-style message.

   Returns `code`, so that a failing function can end with
   `return host_fail(...)`.
*/
HostExit
host_fail(HostError* error, HostExit code, const char* format, ...)
  __attribute__((format(printf, 3, 4)));

/** The same for an option whose value is not understood; `hint` says how. */
HostExit
host_fail_value(const char* option, const char* text, const char* hint,
                HostError* error);

/** Fill `error` with the "out of memory" line. Returns the code. */
HostExit
host_fail_memory(HostError* error);

/** Print `dala-host: MESSAGE` as exactly one line on stderr. */
void
host_error_print(const HostError* error);

/** Print `dala-host: warning: MESSAGE` as exactly one line on stderr. */
void
host_warn(const char* format, ...) __attribute__((format(printf, 1, 2)));

/** Print the table of exit codes and their meaning, one per line. */
void
host_exit_table_print(FILE* out);

#endif
