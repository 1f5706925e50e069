#include "host/line.h"

char
host_line_char(char c)
{
  const unsigned char byte = (unsigned char)c;
  if (byte < 0x20 || byte == 0x7F) {
    return '?';
  }
  return c;
}

void
host_print_name(FILE* out, const char* name)
{
  for (const char* c = name; *c; ++c) {
    fputc(host_line_char(*c), out);
  }
}
