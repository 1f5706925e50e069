#include "host/json.h"

#include <math.h>

void
host_json_init(HostJson* self, FILE* out)
{
  self->out      = out;
  self->depth    = 0;
  self->is_first = true;
}

static void
write_text(HostJson* self, const char* text)
{
  fputc('"', self->out);
  for (const char* c = text; *c; ++c) {
    const unsigned char byte = (unsigned char)*c;
    if (byte == '"' || byte == '\\') {
      fprintf(self->out, "\\%c", byte);
    } else if (byte < 0x20) {
      fprintf(self->out, "\\u%04x", byte);
    } else {
      fputc(byte, self->out);
    }
  }
  fputc('"', self->out);
}

/** What comes before any value: comma, new line, key. */
static void
begin_value(HostJson* self, const char* key)
{
  if (self->depth) {
    fprintf(self->out, "%s\n%*s", self->is_first ? "" : ",", 2 * self->depth,
            "");
  }
  self->is_first = false;
  if (key) {
    write_text(self, key);
    fputs(": ", self->out);
  }
}

void
host_json_open(HostJson* self, const char* key, char bracket)
{
  begin_value(self, key);
  fputc(bracket, self->out);
  ++self->depth;
  self->is_first = true;
}

void
host_json_close(HostJson* self, char bracket)
{
  --self->depth;
  if (!self->is_first) {
    fprintf(self->out, "\n%*s", 2 * self->depth, "");
  }
  fputc(bracket, self->out);
  self->is_first = false;
  if (!self->depth) {
    fputc('\n', self->out);
  }
}

void
host_json_text(HostJson* self, const char* key, const char* text)
{
  begin_value(self, key);
  if (text) {
    write_text(self, text);
  } else {
    fputs("null", self->out);
  }
}

void
host_json_number(HostJson* self, const char* key, double number)
{
  begin_value(self, key);
  if (isfinite(number)) {
    fprintf(self->out, "%.9g", number);
  } else {
    fputs("null", self->out);
  }
}

void
host_json_bool(HostJson* self, const char* key, bool value)
{
  begin_value(self, key);
  fputs(value ? "true" : "false", self->out);
}
