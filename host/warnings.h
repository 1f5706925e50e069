#ifndef HOST_WARNINGS_H
#define HOST_WARNINGS_H

/** Where warnings go: to a person, or into a report. */
typedef struct {
  void (*take)(void* data, const char* text);
  void* data;
} HostWarnings;

/** Give one warning, printf-style. */
void
host_warnings_add(const HostWarnings* self, const char* format, ...)
  __attribute__((format(printf, 2, 3)));

#endif
