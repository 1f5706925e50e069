#ifndef HOST_SUGGEST_H
#define HOST_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>

/** The name nearest to a mistyped one, found by offering names in turn. */
typedef struct {
  const char* wanted;
  const char* best;
  size_t      distance;
} HostSuggestion;

/** Start a search for the name nearest to `wanted` (borrowed). */
void
host_suggest_begin(HostSuggestion* self, const char* wanted);

/** Offer one candidate; `name` is borrowed and must outlive the search. */
void
host_suggest_offer(HostSuggestion* self, const char* name);

/** The nearest name, or NULL when none is near enough to be meant. */
const char*
host_suggest_result(const HostSuggestion* self);

/** True if both texts are equal when the case of ASCII letters is ignored. */
bool
host_same_text(const char* a, const char* b);

#endif
