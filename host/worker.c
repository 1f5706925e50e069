#include "host/worker.h"

#include "host/traps.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/** Answers start at multiples of this, so that plugins may cast them. */
#define ALIGNMENT 16u

static size_t
rounded(size_t size)
{
  return (size + ALIGNMENT - 1u) / ALIGNMENT * ALIGNMENT;
}

/** Keep one answer: its size in the first 16 bytes, then its bytes. */
static LV2_Worker_Status
respond(LV2_Worker_Respond_Handle handle, uint32_t size, const void* data)
{
  HostWorker*  self = (HostWorker*)handle;
  const size_t more = ALIGNMENT + rounded(size);
  if (self->used + more > self->room) {
    const size_t   room    = 2 * (self->used + more);
    unsigned char* answers = (unsigned char*)realloc(self->answers, room);
    if (!answers) {
      return LV2_WORKER_ERR_NO_SPACE;
    }
    self->answers = answers;
    self->room    = room;
  }
  memcpy(self->answers + self->used, &size, sizeof(size));
  if (size) {
    memcpy(self->answers + self->used + ALIGNMENT, data, size);
  }
  self->used += more;
  return LV2_WORKER_SUCCESS;
}

static LV2_Worker_Status
schedule_work(LV2_Worker_Schedule_Handle handle, uint32_t size,
              const void* data)
{
  HostWorker* self = (HostWorker*)handle;
  if (!self->plugin || !self->plugin->work) {
    return LV2_WORKER_ERR_UNKNOWN;
  }
  // In a real host another thread would do this
  const bool              was = host_traps_pause();
  const LV2_Worker_Status status =
    self->plugin->work(self->handle, respond, self, size, data);
  host_traps_resume(was);
  return status;
}

void
host_worker_init(HostWorker* self)
{
  memset(self, 0, sizeof(*self));
  self->schedule.handle        = self;
  self->schedule.schedule_work = schedule_work;
}

void
host_worker_attach(HostWorker* self, const LV2_Worker_Interface* plugin,
                   LV2_Handle handle)
{
  self->plugin = plugin;
  self->handle = handle;
}

void
host_worker_deliver(HostWorker* self)
{
  // An answer may ask for more work: what that brings waits for the next
  // cycle, else a plugin that always asks again would hold us for ever
  unsigned char* answers = self->answers;
  const size_t   used    = self->used;
  self->answers          = NULL;
  self->used             = 0;
  self->room             = 0;
  for (size_t at = 0; at < used;) {
    uint32_t size = 0;
    memcpy(&size, answers + at, sizeof(size));
    if (self->plugin->work_response) {
      self->plugin->work_response(self->handle, size, answers + at + ALIGNMENT);
    }
    at += ALIGNMENT + rounded(size);
  }
  free(answers);
}

void
host_worker_end_run(HostWorker* self)
{
  host_worker_deliver(self);
  if (self->plugin && self->plugin->end_run) {
    self->plugin->end_run(self->handle);
  }
}

void
host_worker_clear(HostWorker* self)
{
  free(self->answers);
  memset(self, 0, sizeof(*self));
}
