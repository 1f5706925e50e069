#include "host/automation.h"

#include "host/csv.h"
#include "host/settings.h"
#include "host/suggest.h"
#include "host/value.h"
#include "host/whole_file.h"

#include <stdlib.h>
#include <string.h>

/** Latest time of a point: some 11 days. */
#define LATEST_S 1e6

/** What a line consists of. */
enum { TIME, SYMBOL, VALUE, N_FIELDS };

/** The file on its way through. */
typedef struct {
  HostAutomation*   automation;
  const HostPlugin* plugin;
  size_t            line; /* from 1 */
  HostError*        error;
} Reader;

static HostExit
fail_line(const Reader* self, const char* what, const char* text)
{
  return host_fail(self->error, HOST_EXIT_BAD_AUTOMATION,
                   "'%s' line %zu: %s%s%s%s; write time_s,symbol,value",
                   self->automation->path, self->line, what, *text ? " '" : "",
                   text, *text ? "'" : "");
}

/** Put the place before a message. */
static HostExit
name_line(const Reader* self)
{
  const HostError inner = *self->error;
  return host_fail(self->error, inner.code, "'%s' line %zu: %s",
                   self->automation->path, self->line, inner.text);
}

static bool
read_time(const char* text, double* time_s)
{
  char* end = NULL;
  if (strspn(text, "0123456789.eE+-") != strlen(text) || !*text) {
    return false;
  }
  *time_s = strtod(text, &end);
  return !*end && *time_s >= 0.0 && *time_s <= LATEST_S;
}

/** The lane of `port`, made if it is new. */
static HostLane*
find_lane(HostAutomation* self, const HostPort* port)
{
  for (uint32_t l = 0; l < self->n_lanes; ++l) {
    if (self->lanes[l].port == port) {
      return &self->lanes[l];
    }
  }
  HostLane* lane  = &self->lanes[self->n_lanes++];
  lane->port      = port;
  lane->is_linear = !port->integer && !port->toggled && !port->enumeration;
  return lane;
}

static bool
add_point(HostLane* lane, const HostPoint* point)
{
  if (lane->count == lane->room) {
    const size_t room = lane->room ? 2u * lane->room : 16u;
    HostPoint*   more =
      (HostPoint*)realloc(lane->points, room * sizeof(HostPoint));
    if (!more) {
      return false;
    }
    lane->points = more;
    lane->room   = room;
  }
  lane->points[lane->count++] = *point;
  return true;
}

static HostExit
read_line(Reader* self, char* line)
{
  static const char head[]           = "time_s,symbol,value";
  char*             fields[N_FIELDS] = { NULL, NULL, NULL };
  HostPoint         point            = { 0.0, 0.0f, self->line };
  const HostPort*   port             = NULL;
  line                               = host_csv_trim(line);
  if (!*line || *line == '#' ||
      (self->line == 1 && host_same_text(line, head))) {
    return HOST_EXIT_OK;
  }
  const size_t count = host_csv_split(line, fields, N_FIELDS);
  if (count != N_FIELDS) {
    return fail_line(self, count ? "not three fields" : "quotes without end",
                     "");
  }
  if (!read_time(fields[TIME], &point.time_s)) {
    return fail_line(self, "no time in seconds from 0 to 1000000:",
                     *fields[TIME] ? fields[TIME] : "nothing");
  }
  HostError* error = self->error;
  HostExit   code =
    host_settings_find(self->plugin, fields[SYMBOL], &port, error);
  if (!code) {
    code = host_value_parse(port, fields[VALUE], &point.value, error);
  }
  if (!code && !port->rate_scaled) {
    code = host_value_check(port, point.value, 0.0, error);
  }
  if (code) {
    return name_line(self);
  }
  return add_point(find_lane(self->automation, port), &point)
           ? HOST_EXIT_OK
           : host_fail_memory(error);
}

/** Earlier first; at the same time as the lines stand. */
static int
by_time(const void* a, const void* b)
{
  const HostPoint* x = (const HostPoint*)a;
  const HostPoint* y = (const HostPoint*)b;
  return (x->time_s != y->time_s)
           ? (x->time_s > y->time_s) - (x->time_s < y->time_s)
           : (x->line > y->line) - (x->line < y->line);
}

static HostExit
read_lines(Reader* self, char* text, size_t size)
{
  static const char mark[] = "\xEF\xBB\xBF"; /* some editors put it first */
  HostExit          code   = HOST_EXIT_OK;
  char*             line   = text + (strncmp(text, mark, 3) ? 0 : 3);
  char* const       end    = text + size;
  self->line               = 1;
  while (line < end && !code) {
    char* const stop = line + strcspn(line, "\n");
    if (stop < end && !*stop) {
      return fail_line(self, "a zero byte: this is no text", "");
    }
    *stop = '\0';
    code  = read_line(self, line);
    line  = stop + 1;
    ++self->line;
  }
  return code;
}

HostExit
host_automation_read(HostAutomation* self, const char* path,
                     const HostPlugin* plugin, HostError* error)
{
  Reader reader = { self, plugin, 0, error };
  char*  text   = NULL;
  size_t size   = 0;
  memset(self, 0, sizeof(*self));
  HostExit code =
    host_whole_file_read(path, HOST_EXIT_BAD_AUTOMATION, &text, &size, error);
  if (code) {
    return code;
  }
  self->path  = strdup(path);
  self->lanes = (HostLane*)calloc(plugin->ports.count + 1u, sizeof(HostLane));
  code        = (self->path && self->lanes) ? read_lines(&reader, text, size)
                                            : host_fail_memory(error);
  free(text);
  if (!code && !self->n_lanes) {
    code =
      host_fail(error, HOST_EXIT_BAD_AUTOMATION,
                "'%s' holds no points; write lines time_s,symbol,value", path);
  }
  for (uint32_t l = 0; l < self->n_lanes && !code; ++l) {
    // A lane is made with its first point
    // NOLINTNEXTLINE(clang-analyzer-core.*)
    qsort(self->lanes[l].points, self->lanes[l].count, sizeof(HostPoint),
          by_time);
  }
  if (code) {
    host_automation_clear(self);
  }
  return code;
}
