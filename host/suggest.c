#include "host/suggest.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/** Longer names are compared by their first part only. */
#define MAX_LENGTH 255

void
host_suggest_begin(HostSuggestion* self, const char* wanted)
{
  self->wanted   = wanted;
  self->best     = NULL;
  self->distance = SIZE_MAX;
}

static size_t
smaller(size_t a, size_t b)
{
  return a < b ? a : b;
}

static char
lower(char c)
{
  // ASCII letters
  // NOLINTNEXTLINE(bugprone-narrowing-conversions)
  return (c >= 'A' && c <= 'Z') ? (char)(c - 'A' + 'a') : c;
}

/** Edit distance (Levenshtein), the case of letters ignored. */
static size_t
edit_distance(const char* a, const char* b)
{
  const size_t la = smaller(strlen(a), MAX_LENGTH);
  const size_t lb = smaller(strlen(b), MAX_LENGTH);
  size_t       row[MAX_LENGTH + 1];
  for (size_t j = 0; j <= lb; ++j) {
    row[j] = j;
  }
  for (size_t i = 1; i <= la; ++i) {
    size_t diagonal = row[0];
    row[0]          = i;
    for (size_t j = 1; j <= lb; ++j) {
      const size_t change = (lower(a[i - 1]) == lower(b[j - 1])) ? 0 : 1;
      const size_t best =
        smaller(smaller(row[j] + 1, row[j - 1] + 1), diagonal + change);
      diagonal = row[j];
      row[j]   = best;
    }
  }
  return row[lb];
}

void
host_suggest_offer(HostSuggestion* self, const char* name)
{
  const size_t distance = edit_distance(self->wanted, name);
  if (distance < self->distance) {
    self->distance = distance;
    self->best     = name;
  }
}

const char*
host_suggest_result(const HostSuggestion* self)
{
  // A third of the letters wrong is still a slip; more is another word
  const size_t limit = strlen(self->wanted) / 3 + 1;
  return (self->best && self->distance <= limit) ? self->best : NULL;
}

bool
host_same_text(const char* a, const char* b)
{
  return !strcasecmp(a, b);
}
