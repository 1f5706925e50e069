#include "host/json.h"

#include <math.h>

void
host_json_init(HostJson* self, FILE* out)
{
  self->out      = out;
  self->depth    = 0;
  self->is_first = true;
}

/** Bytes of the UTF-8 character at `text`, 0 if there is none (RFC 3629). */
static unsigned
character_length(const unsigned char* text)
{
  // The second byte is what shuts out long forms, surrogates and no planes
  static const struct {
    unsigned char first, last, lowest, highest;
    unsigned      length;
  } kinds[] = {
    { 0x01, 0x7F, 0x00, 0xFF, 1 }, { 0xC2, 0xDF, 0x80, 0xBF, 2 },
    { 0xE0, 0xE0, 0xA0, 0xBF, 3 }, { 0xE1, 0xEC, 0x80, 0xBF, 3 },
    { 0xED, 0xED, 0x80, 0x9F, 3 }, { 0xEE, 0xEF, 0x80, 0xBF, 3 },
    { 0xF0, 0xF0, 0x90, 0xBF, 4 }, { 0xF1, 0xF3, 0x80, 0xBF, 4 },
    { 0xF4, 0xF4, 0x80, 0x8F, 4 },
  };
  for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); ++i) {
    if (text[0] >= kinds[i].first && text[0] <= kinds[i].last &&
        text[1] >= kinds[i].lowest && text[1] <= kinds[i].highest) {
      unsigned n = 2;
      while (n < kinds[i].length && (text[n] & 0xC0) == 0x80) {
        ++n;
      }
      return (n >= kinds[i].length) ? kinds[i].length : 0;
    }
  }
  return 0;
}

static void
write_text(HostJson* self, const char* text)
{
  fputc('"', self->out);
  for (const char* c = text; *c; ++c) {
    const unsigned char byte   = (unsigned char)*c;
    const unsigned      length = character_length((const unsigned char*)c);
    if (!length) {
      // A name need not be UTF-8, and JSON must be: as Python escapes it
      fprintf(self->out, "\\udc%02x", byte);
    } else if (length > 1) {
      fwrite(c, 1, length, self->out);
      c += length - 1;
    } else if (byte == '"' || byte == '\\') {
      fprintf(self->out, "\\%c", byte);
    } else if (byte < 0x20 || byte == 0x7F) {
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
    // Counts of frames and bytes are to be exact
    const bool is_whole = number == floor(number) && fabs(number) < 1e15;
    fprintf(self->out, is_whole ? "%.0f" : "%.9g", number);
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
