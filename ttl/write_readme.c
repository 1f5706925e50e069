#include "plugin/ports.h"
#include "ttl/write.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char* const unit_names[] = {
  [DALA_UNIT_NONE] = "",       [DALA_UNIT_DB] = "dB",
  [DALA_UNIT_HZ] = "Hz",       [DALA_UNIT_CENT] = "cents",
  [DALA_UNIT_PERCENT] = "%",   [DALA_UNIT_SECOND] = "s",
  [DALA_UNIT_BPM] = "BPM",     [DALA_UNIT_OCTAVE] = "octaves",
  [DALA_UNIT_FRAME] = "frames"
};

static void
print_table_row(const uint32_t port)
{
  const DalaPortInfo* const p    = &dala_ports[port];
  const char* const         unit = unit_names[p->unit];
  printf("| `%s` | ", p->symbol);
  if (p->flags & DALA_FLAG_ENUM) {
    const char* comma = "";
    for (size_t i = 0; i < dala_n_scale_points; i++) {
      if (dala_scale_points[i].port == port) {
        printf("%s%.9g %s", comma, dala_scale_points[i].value,
               dala_scale_points[i].label);
        comma = ", ";
      }
    }
  } else {
    printf("%.9g..%.9g%s%s", p->minimum, p->maximum, *unit ? " " : "", unit);
  }
  printf(" | %.9g | %s |\n", p->standard, p->doc);
}

static void
print_table(void)
{
  for (unsigned g = DALA_GROUP_NONE + 1U; g < DALA_N_GROUPS; g++) {
    printf("\n**%s**\n\n| Symbol | %s | %s | |\n|---|---|---|---|\n",
           ttl_groups[g].name, "Range",
           g == DALA_GROUP_OUTPUT ? "At rest" : "Default");
    for (uint32_t i = 0; i < DALA_N_PORTS; i++) {
      if (dala_ports[i].group == g) {
        print_table_row(i);
      }
    }
  }
  printf("\n");
}

int
write_readme(const char* const path)
{
  FILE* const file = fopen(path, "r");
  if (!file) {
    perror(path);
    return 1;
  }
  char line[4096];
  bool inside = false;
  bool found  = false;
  while (fgets(line, sizeof line, file)) {
    if (!strncmp(line, "<!-- end of port table", 22)) {
      inside = false;
    }
    if (!inside) {
      fputs(line, stdout);
    }
    if (!strncmp(line, "<!-- port table", 15)) {
      inside = found = true;
      print_table();
    }
  }
  fclose(file);
  if (!found) {
    fprintf(stderr, "ttlgen: %s has no line '<!-- port table'\n", path);
  }
  return !found;
}
