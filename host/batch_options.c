#include "host/batch_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/** Longest time limit that can be asked for: a week. */
#define LONGEST_TIMEOUT_S 604800.0

/** Most parts that a list can be split into. */
#define MOST_SHARDS 1000000u

/** Options that no output depends on. */
static const char* const about_the_run[] = {
  "directory", "output",  "force",   "quiet",       "jobs",
  "json",      "timeout", "resume",  "shard",       "report",
  "dry-run",   "help",    "version", "control-log", "save-state",
};

static HostExit
read_timeout(HostBatchOptions* self, const char* text, HostError* error)
{
  char*        end       = NULL;
  const bool   is_number = (*text >= '0' && *text <= '9') || *text == '.';
  const double seconds   = is_number ? strtod(text, &end) : 0.0;
  if (end && !strcmp(end, "s")) {
    ++end;
  }
  // A number leaves `end` where it ended
  // NOLINTNEXTLINE(clang-analyzer-core.*)
  if (!is_number || *end || !(seconds > 0.0 && seconds <= LONGEST_TIMEOUT_S)) {
    return host_fail_value("--timeout", text, "give seconds, more than 0",
                           error);
  }
  self->timeout_s = seconds;
  return HOST_EXIT_OK;
}

static HostExit
read_shard(HostBatchOptions* self, const char* text, HostError* error)
{
  char*               rest  = NULL;
  const unsigned long shard = strtoul(text, &rest, 10);
  if (*text >= '1' && *text <= '9' && *rest == '/' && rest[1] >= '1' &&
      rest[1] <= '9') {
    const unsigned long shards = strtoul(rest + 1, &rest, 10);
    if (!*rest && shards <= MOST_SHARDS && shard <= shards) {
      self->shard  = (uint32_t)shard;
      self->shards = (uint32_t)shards;
      return HOST_EXIT_OK;
    }
  }
  return host_fail_value("--shard", text,
                         "write 1/4, 2/4, 3/4 and 4/4 for four parts", error);
}

HostExit
host_batch_option_apply(HostBatchOptions* self, int option, const char* text,
                        HostError* error)
{
  switch (option) {
    case HOST_BATCH_RESUME:
      self->resume = true;
      return HOST_EXIT_OK;
    case HOST_BATCH_DRY_RUN:
      self->dry_run = true;
      return HOST_EXIT_OK;
    case HOST_BATCH_REPORT:
      self->report = text;
      return HOST_EXIT_OK;
    case HOST_BATCH_SHARD:
      return read_shard(self, text, error);
    default:
      return read_timeout(self, text, error);
  }
}

uint64_t
host_batch_mark(uint64_t mark, const char* text)
{
  // Fowler, Noll, Vo; the 0 at the end counts, so that "a" "bc" is not "abc"
  const unsigned char* c = (const unsigned char*)text;
  mark                   = mark ? mark : UINT64_C(0xCBF29CE484222325);
  do {
    mark = (mark ^ *c) * UINT64_C(0x100000001B3);
  } while (*c++);
  return mark;
}

void
host_batch_options_note(HostBatchOptions* self, const struct option* option,
                        const char* text)
{
  struct stat status;
  char        about[80];
  for (size_t i = 0; i < sizeof(about_the_run) / sizeof(*about_the_run); ++i) {
    if (!strcmp(about_the_run[i], option->name)) {
      return;
    }
  }
  self->mark = host_batch_mark(self->mark, option->name);
  if (text) {
    self->mark = host_batch_mark(self->mark, text);
    if (!stat(text, &status) && S_ISREG(status.st_mode)) {
      snprintf(about, sizeof(about), "%lld %lld.%09ld",
               (long long)status.st_size, (long long)status.st_mtim.tv_sec,
               status.st_mtim.tv_nsec);
      self->mark = host_batch_mark(self->mark, about);
    }
  }
}
