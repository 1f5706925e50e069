#ifndef HOST_GUARD_H
#define HOST_GUARD_H

#include <stddef.h>

/** How a guarded function ended. */
typedef enum {
  HOST_GUARD_DONE,
  HOST_GUARD_CRASHED,   /* by the signal in `number` */
  HOST_GUARD_LEFT,      /* ended the process, with the code in `number` */
  HOST_GUARD_HUNG,      /* took longer than its limit and was killed */
  HOST_GUARD_NO_PROCESS /* could not be started */
} HostGuardEnd;

/** A function that runs in a process of its own, with what it may write to. */
typedef struct {
  void (*function)(void* data, void* shared);
  void*  data;
  void*  shared; /* from host_guard_share(): both processes see it */
  double limit_s;
  int    number; /* filled at the end */
} HostGuard;

/** Memory, zeroed, that a guarded function can answer in; NULL if none. */
void*
host_guard_share(size_t size);

void
host_guard_unshare(void* memory, size_t size);

/**
   Run `self->function` in a child process and wait for it.

   A crash, an exit or a hang of the child is an answer, not our end. What it
   prints is dropped. All processes it has started are killed with it.
*/
HostGuardEnd
host_guard_run(HostGuard* self);

/** What happened, in words that follow "the plugin ...". */
void
host_guard_describe(const HostGuard* self, HostGuardEnd end, char* text,
                    size_t size);

#endif
