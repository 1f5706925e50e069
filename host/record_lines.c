#include "host/record_lines.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Undo the writing of special bytes as %XX, in place. */
static void
unescape(char* text)
{
  char* to = text;
  for (const char* from = text; *from; ++from, ++to) {
    unsigned code = 0;
    // Two hexadecimal digits always fit
    // NOLINTNEXTLINE(cert-err34-c)
    if (*from == '%' && sscanf(from + 1, "%2x", &code) == 1) {
      *to = (char)code;
      from += 2;
    } else {
      *to = *from;
    }
  }
  *to = '\0';
}

static bool
add_line(HostRecordLines* self, char* text)
{
  HostRecordLine line = { 0 };
  char           word[8];
  int            at = 0;
  // Our own lines; a damaged one only costs a new render
  // NOLINTNEXTLINE(cert-err34-c)
  if (sscanf(text, "%7s %16" SCNx64 " %lld %lld.%9ld %lld %lld.%9ld %n", word,
             &line.mark, &line.input.size, &line.input.s, &line.input.ns,
             &line.output.size, &line.output.s, &line.output.ns, &at) != 8 ||
      !at || !strchr(text, '\n')) {
    return true; /* cut short by a crash */
  }
  text[strcspn(text, "\n")] = '\0';
  if (self->count == self->room) {
    const size_t    room = self->room ? 2 * self->room : 256;
    HostRecordLine* lines =
      (HostRecordLine*)realloc(self->lines, room * sizeof(HostRecordLine));
    if (!lines) {
      return false;
    }
    self->lines = lines;
    self->room  = room;
  }
  line.name    = strdup(text + at);
  line.order   = self->count;
  line.is_done = !strcmp(word, "done");
  if (!line.name) {
    return false;
  }
  unescape(line.name);
  self->lines[self->count++] = line;
  return true;
}

static bool
read_one(HostRecordLines* self, const char* folder, const char* name)
{
  char*  path  = NULL;
  char*  text  = NULL;
  size_t room  = 0;
  bool   whole = true;
  if (asprintf(&path, "%s/%s", folder, name) < 0) {
    return false;
  }
  FILE* file = fopen(path, "re");
  while (file && whole && getline(&text, &room, file) > 0) {
    whole = add_line(self, text);
  }
  if (file) {
    fclose(file);
  }
  free(text);
  free(path);
  return whole;
}

static int
by_name(const void* a, const void* b)
{
  const HostRecordLine* x     = (const HostRecordLine*)a;
  const HostRecordLine* y     = (const HostRecordLine*)b;
  const int             order = strcmp(x->name, y->name);
  return order ? order : (x->order > y->order) - (x->order < y->order);
}

bool
host_record_lines_read(HostRecordLines* self, const char* folder)
{
  DIR* entries = opendir(folder);
  bool whole   = true;
  memset(self, 0, sizeof(*self));
  if (!entries) {
    return true; /* nothing there yet */
  }
  for (struct dirent* entry = readdir(entries); entry && whole;
       entry                = readdir(entries)) {
    if (!strncmp(entry->d_name, HOST_RECORD_NAME,
                 sizeof(HOST_RECORD_NAME) - 1)) {
      whole = read_one(self, folder, entry->d_name);
    }
  }
  closedir(entries);
  if (self->count) {
    qsort(self->lines, self->count, sizeof(HostRecordLine), by_name);
  }
  return whole;
}

void
host_record_lines_clear(HostRecordLines* self)
{
  for (size_t i = 0; i < self->count; ++i) {
    free(self->lines[i].name);
  }
  free(self->lines);
  memset(self, 0, sizeof(*self));
}

static bool
same(const HostFileTime* a, const HostFileTime* b)
{
  return a->size == b->size && a->s == b->s && a->ns == b->ns;
}

/** Index of the first line of `name`, or `count`. */
static size_t
first_of(const HostRecordLines* self, const char* name)
{
  size_t low  = 0;
  size_t high = self->count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (strcmp(self->lines[middle].name, name) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

HostRecorded
host_record_lines_find(const HostRecordLines* self, const char* name,
                       uint64_t mark, const HostFileTime* input,
                       const HostFileTime* output)
{
  HostRecorded found = HOST_RECORDED_NOT;
  for (size_t i = first_of(self, name);
       i < self->count && !strcmp(self->lines[i].name, name); ++i) {
    const HostRecordLine* line = &self->lines[i];
    if (!line->is_done) {
      found = HOST_RECORDED_OLD;
    } else if (!same(&line->output, output)) {
      found = HOST_RECORDED_NOT;
    } else {
      found = (line->mark == mark && same(&line->input, input))
                ? HOST_RECORDED_CURRENT
                : HOST_RECORDED_OLD;
    }
  }
  return found;
}

bool
host_record_line_write(int fd, const char* word, uint64_t mark,
                       const HostFileTime* input, const HostFileTime* output,
                       const char* name)
{
  const size_t room = 200 + 3 * strlen(name);
  char*        line = (char*)malloc(room);
  if (!line) {
    return false;
  }
  size_t n = (size_t)snprintf(
    line, room, "%s %016" PRIx64 " %lld %lld.%09ld %lld %lld.%09ld ", word,
    mark, input->size, input->s, input->ns, output->size, output->s,
    output->ns);
  for (const char* c = name; *c; ++c) {
    const unsigned char byte = (unsigned char)*c;
    n += (size_t)snprintf(
      line + n, room - n,
      (byte <= 0x20 || byte == '%' || byte == 0x7F) ? "%%%02X" : "%c", byte);
  }
  line[n++]           = '\n';
  const bool is_whole = write(fd, line, n) == (ssize_t)n;
  free(line);
  return is_whole;
}
