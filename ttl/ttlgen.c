/**
   Writes what is made from the port table: manifest, plugin ttl, README table.

   ttlgen manifest | plugin | readme README.md   (to stdout)

   Checks the table first and exits 1 with a line per fault. Numbers are
   printed with %.9g in the C locale, so the output is the same everywhere.
*/
#include "plugin/ports.h"
#include "ttl/write.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
complain(const DalaPortInfo* const p, const char* const what)
{
  fprintf(stderr, "ttlgen: port %s: %s\n", p->symbol, what);
  return 1;
}

static int
check_points(const uint32_t port)
{
  const DalaPortInfo* const p      = &dala_ports[port];
  double                    expect = p->minimum;
  for (size_t i = 0; i < dala_n_scale_points; i++) {
    if (dala_scale_points[i].port == port) {
      if (dala_scale_points[i].value != expect) {
        return complain(p, "scale points are not consecutive from minimum");
      }
      expect += 1.0;
    }
  }
  const bool labelled = expect > p->minimum;
  if (labelled != !!(p->flags & DALA_FLAG_ENUM)) {
    return complain(p, "ENUM and scale points must come together");
  }
  return labelled && expect != p->maximum + 1.0
           ? complain(p, "scale points end before maximum")
           : 0;
}

static int
check_port(const uint32_t port)
{
  const DalaPortInfo* const p = &dala_ports[port];
  if (dala_port_by_symbol(p->symbol) != port) {
    return complain(p, "symbol stands twice");
  }
  if (strlen(p->short_name) > 16U) {
    return complain(p, "short name is longer than 16 characters");
  }
  if (strpbrk(p->doc, "\"\\|") || !*p->doc) {
    return complain(p, "comment is empty or holds a quote, bar or backslash");
  }
  if (p->kind != DALA_KIND_PARAM && p->kind != DALA_KIND_OUTPUT) {
    return 0;
  }
  if (!(p->minimum < p->maximum && p->minimum <= p->standard &&
        p->standard <= p->maximum)) {
    return complain(p, "range is not minimum <= default <= maximum");
  }
  if (p->flags & DALA_FLAG_TOGGLE && (p->minimum != 0.0 || p->maximum != 1.0)) {
    return complain(p, "a toggle goes from 0 to 1");
  }
  return check_points(port);
}

int
main(const int argc, char** const argv)
{
  int faults = 0;
  for (uint32_t i = 0; i < DALA_N_PORTS; i++) {
    faults += check_port(i);
  }
  if (faults) {
    return 1;
  }
  if (argc == 2 && !strcmp(argv[1], "manifest")) {
    write_manifest();
  } else if (argc == 2 && !strcmp(argv[1], "plugin")) {
    write_plugins();
  } else if (argc == 3 && !strcmp(argv[1], "readme")) {
    return write_readme(argv[2]);
  } else {
    fprintf(stderr, "usage: ttlgen manifest | plugin | readme README.md\n");
    return 2;
  }
  return fflush(stdout) || ferror(stdout) ? 1 : 0;
}
