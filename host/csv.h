#ifndef HOST_CSV_H
#define HOST_CSV_H

#include <stddef.h>

/** Cut blanks off both ends of `text`, in place. */
char*
host_csv_trim(char* text);

/**
   Split a line at its commas, in place.

   A field may stand in double quotes, where "" is one quote; blanks around
   fields are cut off. Stores the first `n_fields` and returns how many there
   are, 0 if quotes have no end.
*/
size_t
host_csv_split(char* line, char** fields, size_t n_fields);

#endif
