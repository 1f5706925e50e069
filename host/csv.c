#include "host/csv.h"

#include <stdbool.h>
#include <string.h>

char*
host_csv_trim(char* text)
{
  static const char blanks[] = " \t\r";
  text += strspn(text, blanks);
  size_t length = strlen(text);
  while (length && strchr(blanks, text[length - 1])) {
    text[--length] = '\0';
  }
  return text;
}

/** Take a field in quotes out of `*rest`, in place; false if it has no end. */
static bool
take_quoted(char** rest, char** field)
{
  char* from = *rest + 1;
  char* to   = from;
  *field     = from;
  for (; *from; ++from) {
    if (*from == '"' && from[1] != '"') {
      ++from;
      from += strspn(from, " \t\r");
      const bool is_end = !*from || *from == ',';
      *rest             = *from ? from + 1 : from;
      *to               = '\0';
      return is_end;
    }
    from += (*from == '"') ? 1 : 0;
    *to++ = *from;
  }
  return false;
}

size_t
host_csv_split(char* line, char** fields, size_t n_fields)
{
  size_t count  = 0;
  char*  rest   = line;
  bool   is_end = false;
  while (!is_end) {
    char* field = NULL;
    rest += strspn(rest, " \t");
    if (*rest == '"') {
      if (!take_quoted(&rest, &field)) {
        return 0;
      }
      is_end = !*rest && rest[-1] != ',';
    } else {
      field            = rest;
      const size_t end = strcspn(rest, ",");
      is_end           = !rest[end];
      rest += end + (is_end ? 0 : 1);
      field[end] = '\0';
      field      = host_csv_trim(field);
    }
    if (count < n_fields) {
      fields[count] = field;
    }
    ++count;
  }
  return count;
}
