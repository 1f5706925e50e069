#include "host/value.h"

#include "host/suggest.h"
#include "host/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** Room for the list of labels in a message. */
#define LABELS_SIZE 400

static bool
find_label(const HostPort* port, const char* text, float* value)
{
  for (uint32_t i = 0; i < port->n_points; ++i) {
    if (host_same_text(port->points[i].label, text)) {
      *value = port->points[i].value;
      return true;
    }
  }
  return false;
}

static bool
find_switch(const HostPort* port, const char* text, float* value)
{
  static const char* const words[] = {
    "off", "on", "false", "true", "no", "yes"
  };
  for (size_t i = 0; port->toggled && i < 6; ++i) {
    if (host_same_text(words[i], text)) {
      *value = (i & 1u) ? 1.0f : 0.0f;
      return true;
    }
  }
  return false;
}

/** List the labels of a port as `A, B or C`, cut when there are too many. */
static void
list_labels(const HostPort* port, char labels[LABELS_SIZE])
{
  size_t used = 0;
  labels[0]   = '\0';
  for (uint32_t i = 0; i < port->n_points; ++i) {
    const char* between = i == 0 ? "" : i + 1 < port->n_points ? ", " : " or ";
    const int   n = snprintf(labels + used, LABELS_SIZE - used, "%s%s", between,
                             port->points[i].label);
    if (n < 0 || (size_t)n >= LABELS_SIZE - used) {
      memcpy(labels + LABELS_SIZE - 4, "...", 4);
      return;
    }
    used += (size_t)n;
  }
}

static HostExit
fail_not_understood(const HostPort* port, const char* text, HostError* error)
{
  if (port->n_points) {
    char labels[LABELS_SIZE];
    list_labels(port, labels);
    return host_fail(error, HOST_EXIT_BAD_VALUE,
                     "'%s' is no value of '%s'; give a number or one of: %s",
                     text, port->symbol, labels);
  }
  return host_fail(
    error, HOST_EXIT_BAD_VALUE, "'%s' is no value of '%s'; give a %s%s", text,
    port->symbol, port->toggled ? "number, on or off" : "number",
    port->unit_symbol && !port->toggled ? ", with or without its unit" : "");
}

static HostExit
convert(const HostPort* port, const char* text, const char* suffix,
        double* number, HostError* error)
{
  const HostUnit* unit = host_unit_by_suffix(suffix);
  if (port->unit && unit &&
      host_unit_convert(unit, port->unit, *number, number)) {
    return HOST_EXIT_OK;
  }
  if (port->unit_symbol && host_same_text(port->unit_symbol, suffix)) {
    return HOST_EXIT_OK;
  }
  if (port->unit_symbol) {
    return host_fail(error, HOST_EXIT_BAD_VALUE,
                     "'%s': '%s' is in %s and does not take '%s'; give the "
                     "value in %s",
                     text, port->symbol, port->unit_symbol, suffix,
                     port->unit_symbol);
  }
  return host_fail(error, HOST_EXIT_BAD_VALUE,
                   "'%s': '%s' has no unit; give the number without '%s'", text,
                   port->symbol, suffix);
}

/** True if `text` begins as a decimal number (not nan, inf, or 0x..). */
static bool
begins_as_number(const char* text)
{
  const char* digits = text + ((*text == '-' || *text == '+') ? 1 : 0);
  if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')) {
    return false;
  }
  return (digits[0] >= '0' && digits[0] <= '9') ||
         (digits[0] == '.' && digits[1] >= '0' && digits[1] <= '9');
}

HostExit
host_value_parse(const HostPort* port, const char* text, float* value,
                 HostError* error)
{
  if (!begins_as_number(text)) {
    return (find_label(port, text, value) || find_switch(port, text, value))
             ? HOST_EXIT_OK
             : fail_not_understood(port, text, error);
  }
  char*  rest   = NULL;
  double number = strtod(text, &rest);
  // "4th" or "2 strings" are labels: such a text is a number only if no label
  if (*rest && find_label(port, text, value)) {
    return HOST_EXIT_OK;
  }
  rest += strspn(rest, " ");
  if (*rest) {
    const HostExit code = convert(port, text, rest, &number, error);
    if (code) {
      return code;
    }
  }
  *value = (float)number;
  return isfinite(*value) ? HOST_EXIT_OK
                          : fail_not_understood(port, text, error);
}

static HostExit
check_points(const HostPort* port, float value, HostError* error)
{
  char labels[LABELS_SIZE];
  char number[40];
  for (uint32_t i = 0; i < port->n_points; ++i) {
    if (port->points[i].value == value) {
      return HOST_EXIT_OK;
    }
  }
  list_labels(port, labels);
  snprintf(number, sizeof(number), "%.9g", (double)value);
  return host_fail(error, HOST_EXIT_BAD_VALUE,
                   "%s is no value of '%s'; choose one of: %s", number,
                   port->symbol, labels);
}

HostExit
host_value_check(const HostPort* port, float value, double rate,
                 HostError* error)
{
  const double scale   = port->rate_scaled ? rate : 1.0;
  const double minimum = (double)port->minimum * scale;
  const double maximum = (double)port->maximum * scale;
  const char*  unit    = port->unit_symbol ? port->unit_symbol : "";
  if ((double)value < minimum || (double)value > maximum) {
    return host_fail(error, HOST_EXIT_BAD_VALUE,
                     "%.9g%s is out of range for '%s'; it goes from %.9g to "
                     "%.9g%s%s",
                     (double)value, unit, port->symbol, minimum, maximum,
                     *unit ? " " : "", unit);
  }
  if (port->enumeration && port->n_points) {
    return check_points(port, value, error);
  }
  if (port->integer && value != floorf(value)) {
    return host_fail(error, HOST_EXIT_BAD_VALUE,
                     "%.9g is no value of '%s'; give a whole number",
                     (double)value, port->symbol);
  }
  return HOST_EXIT_OK;
}
