#ifndef HOST_RENDER_LOOP_H
#define HOST_RENDER_LOOP_H

#include "host/audio_file.h"
#include "host/blocks.h"
#include "host/control_log.h"
#include "host/errors.h"
#include "host/feed.h"
#include "host/instance.h"
#include "host/render.h"
#include "host/score.h"
#include "host/tail.h"
#include "host/voices.h"

#include <stdbool.h>
#include <stdint.h>

/** One rendering on its way, as render.c prepares it. */
typedef struct {
  const HostSetup* setup;
  HostReport*      report;
  HostMeter*       meter;
  HostAudioReader* reader;
  HostVoices       voices;
  HostFeed         feed;
  HostTail         tail;
  HostAudioWriter* writer;
  HostControlLog   log;
  bool             has_log;
  HostBlocks       blocks;
  float*           frames; /* one block of output, interleaved; made here */
  uint64_t         skip;   /* frames of latency still to be dropped */
  bool             has_run;
  int              scratch;    /* what is to be normalized, or -1 */
  HostAudioTarget  target;     /* the output in the end */
  bool             may_widen;  /* to 32-bit float rather than clip */
  bool             must_widen; /* it clipped: begin again */
} HostRendering;

/**
   Run the plugin over the whole input and its tail, block by block: read,
   run, check, log, take the latency out, write.

   Fails, with the error in the report, as host_audio_read() and
   host_audio_write(), or with HOST_EXIT_NOT_FINITE or HOST_EXIT_NO_MEMORY.
*/
HostExit
host_render_loop(HostRendering* self);

#endif
