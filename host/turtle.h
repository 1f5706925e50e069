#ifndef HOST_TURTLE_H
#define HOST_TURTLE_H

#include <stdbool.h>

/**
   What has to be known of Turtle text without parsing it: its IRIs, the names
   in angle brackets. Texts in quotes and comments are passed over.
   Source: RDF 1.1 Turtle, W3C 2014, section 6.
*/

/** The '<' of the first IRI at or after `text`, or NULL. */
const char*
host_turtle_next_iri(const char* text);

/**
   False if an IRI holds a '%' that is no whole escape: serd 0.30 would read
   past the end of a file name that ends so.
*/
bool
host_turtle_is_safe(const char* text);

#endif
