#ifndef HOST_LINE_H
#define HOST_LINE_H

#include <stdio.h>

/** The character, or '?' for one that would end or garble a line. */
char
host_line_char(char c);

/** Print a file name, which may hold anything, as a part of one line. */
void
host_print_name(FILE* out, const char* name);

#endif
