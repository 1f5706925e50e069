#include "host/warnings.h"

#include "host/errors.h"

#include <stdarg.h>

void
host_warnings_add(const HostWarnings* self, const char* format, ...)
{
  char    text[HOST_MESSAGE_SIZE];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof(text), format, args);
  va_end(args);
  self->take(self->data, text);
}
