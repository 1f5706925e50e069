#ifndef HOST_WORKER_H
#define HOST_WORKER_H

#include "lv2/core/lv2.h"
#include "lv2/worker/worker.h"

#include <stddef.h>

/**
   The worker extension, offline: work is done at once, in the thread that
   asks for it, so a rendering is the same every time. Answers wait until
   run() has returned, as the extension demands.
*/
typedef struct {
  LV2_Worker_Schedule         schedule; /* the feature */
  const LV2_Worker_Interface* plugin;   /* NULL: the plugin has no worker */
  LV2_Handle                  handle;
  unsigned char*              answers; /* size, bytes, size, bytes, ... */
  size_t                      used;
  size_t                      room;
} HostWorker;

/** Prepare the feature; the plugin is connected later. */
void
host_worker_init(HostWorker* self);

/** Connect a plugin that has just been made; `plugin` may be NULL. */
void
host_worker_attach(HostWorker* self, const LV2_Worker_Interface* plugin,
                   LV2_Handle handle);

/** Hand over what has been answered; to be called after every run(). */
void
host_worker_end_run(HostWorker* self);

/** The same for work that was asked for outside run(). */
void
host_worker_deliver(HostWorker* self);

void
host_worker_clear(HostWorker* self);

#endif
