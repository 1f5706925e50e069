/**
   The parts of ttlgen: each writes one kind of text to stdout.

   Thread:  one; build time.
*/
#ifndef DALA_TTL_WRITE_H
#define DALA_TTL_WRITE_H

#include "plugin/ports.h"

typedef struct {
  const char* symbol;
  const char* name;
} TtlGroup;

/// Groups of ports, by DalaGroup.
extern const TtlGroup ttl_groups[DALA_N_GROUPS];

void
write_manifest(void);

void
write_plugins(void);

/// The README with the lines between its two marks made anew; nonzero if it
/// cannot be read or has no marks.
int
write_readme(const char* path);

#endif // DALA_TTL_WRITE_H
