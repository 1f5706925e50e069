#ifndef HOST_JSON_H
#define HOST_JSON_H

#include <stdbool.h>
#include <stdio.h>

/** Writes JSON: remembers where commas and line ends belong. */
typedef struct {
  FILE* out;
  int   depth;
  bool  is_first; /* nothing yet in the innermost object or array */
} HostJson;

void
host_json_init(HostJson* self, FILE* out);

/** Open an object or array, `{` or `[`; `key` is NULL inside arrays. */
void
host_json_open(HostJson* self, const char* key, char bracket);

/** Close it again with `}` or `]`; the outermost one ends the line. */
void
host_json_close(HostJson* self, char bracket);

/**
   A text, escaped; NULL is written as null. Bytes that are not UTF-8 become
   \\udc80 to \\udcff, from which Python's surrogateescape makes them again.
*/
void
host_json_text(HostJson* self, const char* key, const char* text);

/** A number; NaN and infinity, which JSON lacks, are written as null. */
void
host_json_number(HostJson* self, const char* key, double number);

void
host_json_bool(HostJson* self, const char* key, bool value);

#endif
