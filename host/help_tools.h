#ifndef HOST_HELP_TOOLS_H
#define HOST_HELP_TOOLS_H

/** The pages of the commands for people who make plugins. */
extern const char host_stress_help[];
extern const char host_bench_help[];

#endif
