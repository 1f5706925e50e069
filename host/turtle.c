#include "host/turtle.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

/** What follows the text in quotes that begins at `text`. */
static const char*
skip_quoted(const char* text)
{
  const char   quote   = *text;
  const bool   is_long = text[1] == quote && text[2] == quote;
  const size_t length  = is_long ? 3 : 1;
  for (text += length; *text; ++text) {
    if (*text == '\\' && text[1]) {
      ++text;
    } else if (*text == quote &&
               (!is_long || (text[1] == quote && text[2] == quote))) {
      return text + length;
    }
  }
  return text;
}

const char*
host_turtle_next_iri(const char* text)
{
  while (*text && *text != '<') {
    if (*text == '"' || *text == '\'') {
      text = skip_quoted(text);
    } else if (*text == '#') {
      text += strcspn(text, "\n");
    } else {
      ++text;
    }
  }
  return *text ? text : NULL;
}

static bool
is_escape(const char* text)
{
  return text[0] == '%' && isxdigit((unsigned char)text[1]) &&
         isxdigit((unsigned char)text[2]);
}

bool
host_turtle_is_safe(const char* text)
{
  for (const char* iri = host_turtle_next_iri(text); iri;
       iri             = host_turtle_next_iri(iri)) {
    for (; *iri && *iri != '>'; ++iri) {
      // A percent sign may be written as a character code as well
      if ((*iri == '%' && !is_escape(iri)) || !strncmp(iri, "\\u0025", 6) ||
          !strncmp(iri, "\\U00000025", 10)) {
        return false;
      }
    }
  }
  return true;
}
