#ifndef HOST_RENDER_HELP_H
#define HOST_RENDER_HELP_H

/** What `render --help` says of the options in render_options.h. */
extern const char host_render_help[];

#endif
