#include "host/errors.h"

#include "host/line.h"

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

static const struct {
  HostExit    code;
  const char* meaning;
} exit_table[] = {
  { HOST_EXIT_OK, "done; compare: the files are identical" },
  { HOST_EXIT_DIFFERENT,
    "compare: the files differ; stress: a promise is broken" },
  { HOST_EXIT_USAGE, "the command line is wrong" },
  { HOST_EXIT_MISSING_INPUT, "an input does not exist" },
  { HOST_EXIT_NOT_A_FILE, "an input is a folder or device, not a file" },
  { HOST_EXIT_EMPTY_INPUT, "an input is empty or holds no sound" },
  { HOST_EXIT_TRUNCATED, "an input is truncated or damaged" },
  { HOST_EXIT_NOT_AUDIO, "an input is not audio" },
  { HOST_EXIT_NO_PERMISSION, "an input may not be read" },
  { HOST_EXIT_READ_ERROR, "an input cannot be read (system error)" },
  { HOST_EXIT_CHANNELS, "the channels do not fit the plugin" },
  { HOST_EXIT_UNKNOWN_PLUGIN, "no such plugin" },
  { HOST_EXIT_PLUGIN_REFUSED, "the plugin needs what this host lacks" },
  { HOST_EXIT_UNKNOWN_SYMBOL, "no such control" },
  { HOST_EXIT_UNKNOWN_PRESET, "no such preset" },
  { HOST_EXIT_BAD_VALUE, "a value is out of range or not understood" },
  { HOST_EXIT_OUTPUT_EXISTS, "an output exists (--force replaces it)" },
  { HOST_EXIT_OUTPUT_IS_INPUT, "an output is one of the inputs" },
  { HOST_EXIT_SAME_TARGET, "two inputs would become one output" },
  { HOST_EXIT_CANNOT_WRITE, "an output cannot be written" },
  { HOST_EXIT_DISK_FULL, "the disk or quota is full" },
  { HOST_EXIT_PLUGIN_CRASHED, "the plugin crashed" },
  { HOST_EXIT_NOT_FINITE, "the plugin wrote NaN or infinity" },
  { HOST_EXIT_BATCH, "some files of several failed" },
  { HOST_EXIT_NO_MEMORY, "out of memory or processes" },
  { HOST_EXIT_BAD_AUTOMATION, "an automation file is not understood" },
  { HOST_EXIT_BAD_MIDI, "a MIDI file is damaged or of another kind" },
  { HOST_EXIT_NO_EVENT_PORT, "the plugin takes no MIDI, or no tempo" },
  { HOST_EXIT_BAD_STATE, "a state cannot be read or saved" },
  { HOST_EXIT_BLOCK_SIZE, "the plugin does not take blocks of that size" },
  { HOST_EXIT_TIMEOUT, "the plugin took longer than --timeout" },
};

HostExit
host_fail(HostError* error, HostExit code, const char* format, ...)
{
  va_list args;
  va_start(args, format);
  error->code = code;
  vsnprintf(error->text, sizeof(error->text), format, args);
  va_end(args);
  return code;
}

HostExit
host_fail_value(const char* option, const char* text, const char* hint,
                HostError* error)
{
  return host_fail(error, HOST_EXIT_USAGE, "'%s %s' is not understood; %s",
                   option, text, hint);
}

HostExit
host_fail_memory(HostError* error)
{
  return host_fail(error, HOST_EXIT_NO_MEMORY,
                   "out of memory; close other programs or use fewer --jobs");
}

/**
   Write one line to stderr in one piece, so that lines of parallel processes
   do not mix. A file name may hold a newline: one message stays one line.
*/
static void
print_line(const char* prefix, const char* text)
{
  char         line[HOST_MESSAGE_SIZE + 64];
  const int    length = snprintf(line, sizeof(line) - 1, "%s%s", prefix, text);
  const size_t end =
    (length < 0)
      ? 0
      : ((size_t)length < sizeof(line) - 2 ? (size_t)length : sizeof(line) - 2);
  for (size_t i = 0; i < end; ++i) {
    line[i] = host_line_char(line[i]);
  }
  line[end]     = '\n';
  line[end + 1] = '\0';
  fputs(line, stderr);
  fflush(stderr);
}

void
host_error_print(const HostError* error)
{
  print_line("dala-host: ", error->text);
}

void
host_warn(const char* format, ...)
{
  char    text[HOST_MESSAGE_SIZE];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof(text), format, args);
  va_end(args);
  print_line("dala-host: warning: ", text);
}

void
host_exit_table_print(FILE* out)
{
  for (size_t i = 0; i < sizeof(exit_table) / sizeof(exit_table[0]); ++i) {
    fprintf(out, "  %3d  %s\n", (int)exit_table[i].code, exit_table[i].meaning);
  }
}
