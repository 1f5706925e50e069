#ifndef HOST_RENDER_OUTPUT_H
#define HOST_RENDER_OUTPUT_H

#include "host/render_loop.h"

/**
   Settle how the output is stored and begin the files; `log` may be NULL.

   Where the level is to change, the sound goes into a scratch file first.
   Fails as host_format_settle(), host_output_begin(), host_audio_create().
*/
HostExit
host_render_begin(HostRendering* self, HostOutput* sound, HostOutput* log);

/**
   Complete the sound, unless `code` says that the rendering failed.

   Fails as host_audio_finish() and host_normalize().
*/
HostExit
host_render_end(HostRendering* self, const HostOutput* sound, HostExit code,
                HostError* error);

#endif
