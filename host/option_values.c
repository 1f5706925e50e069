#include "host/option_values.h"

#include "host/suggest.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/** Most processes at a time: a slip of the finger must not stop a machine. */
#define MOST_JOBS 256

/** Longest tail that can be asked for: one hour. */
#define LONGEST_TAIL_S 3600.0

/** A whole number without sign, up to `highest`. */
static bool
read_number(const char* text, uint64_t highest, uint64_t* number)
{
  char* end = NULL;
  if (*text < '0' || *text > '9') {
    return false;
  }
  errno   = 0;
  *number = strtoull(text, &end, 10);
  return !errno && !*end && *number <= highest;
}

HostExit
host_option_block(HostOptions* options, const char* text, HostError* error)
{
  static const char word[] = "random:";
  uint64_t          number = 0;
  if (!strncmp(text, word, sizeof(word) - 1) &&
      read_number(text + sizeof(word) - 1, UINT64_MAX, &number)) {
    host_blocks_random(&options->blocks, number);
    return HOST_EXIT_OK;
  }
  if (read_number(text, HOST_LARGEST_BLOCK, &number) && number) {
    host_blocks_fixed(&options->blocks, (uint32_t)number);
    return HOST_EXIT_OK;
  }
  return host_fail_value(
    "--block", text,
    "give frames from 1 to 65536, or random:SEED with a whole number", error);
}

HostExit
host_option_tail(HostOptions* options, const char* text, HostError* error)
{
  char* end = NULL;
  if (!strcmp(text, "auto")) {
    options->tail_auto = true;
    return HOST_EXIT_OK;
  }
  const bool   is_number = *text >= '0' && *text <= '9';
  const double seconds   = is_number ? strtod(text, &end) : -1.0;
  if (end && !strcmp(end, "s")) {
    ++end;
  }
  // A number leaves `end` where it ended
  // NOLINTNEXTLINE(clang-analyzer-core.*)
  if (is_number && !*end && seconds >= 0.0 && seconds <= LONGEST_TAIL_S) {
    options->tail_auto = false;
    options->tail_s    = seconds;
    return HOST_EXIT_OK;
  }
  return host_fail_value("--tail", text, "give seconds from 0 to 3600, or auto",
                         error);
}

HostExit
host_option_format(HostOptions* options, const char* text, HostError* error)
{
  options->format = host_format_by_name(text);
  return options->format ? HOST_EXIT_OK
                         : host_fail_value("--format", text,
                                           "use wav, flac, ogg or aiff", error);
}

HostExit
host_option_bits(HostOptions* options, const char* text, HostError* error)
{
  options->bits = host_bits_by_name(text);
  return options->bits
           ? HOST_EXIT_OK
           : host_fail_value("--bits", text, "use 16, 24 or 32f", error);
}

HostExit
host_option_channel(HostOptions* options, const char* text, HostError* error)
{
  static const struct {
    const char* name;
    HostChannel channel;
  } names[] = {
    { "mix", HOST_CHANNEL_MIX },
    { "left", HOST_CHANNEL_LEFT },
    { "right", HOST_CHANNEL_RIGHT },
    { "each", HOST_CHANNEL_EACH },
  };
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
    if (host_same_text(names[i].name, text)) {
      options->channel = names[i].channel;
      return HOST_EXIT_OK;
    }
  }
  return host_fail_value("--channel", text, "use mix, left, right or each",
                         error);
}

HostExit
host_option_jobs(HostOptions* options, const char* text, HostError* error)
{
  uint64_t number = 0;
  if (!read_number(text, MOST_JOBS, &number) || !number) {
    return host_fail_value("--jobs", text, "give a whole number from 1 to 256",
                           error);
  }
  options->jobs = (unsigned)number;
  return HOST_EXIT_OK;
}
