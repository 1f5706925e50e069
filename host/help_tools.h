#ifndef HOST_HELP_TOOLS_H
#define HOST_HELP_TOOLS_H

/** What `render --help` says of many files. */
extern const char host_batch_help[];

/** The pages of the commands for people who make plugins. */
extern const char host_stress_help[];
extern const char host_bench_help[];

#endif
