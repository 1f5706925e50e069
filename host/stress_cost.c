/* Checks of what a plugin costs: time in silence, calls, memory. */
#include "host/stress_checks.h"

#include "host/traps.h"

#include "lv2/worker/worker.h"

#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/** Frames per block, and per stretch that is timed: 0.1 s. */
#define BLOCK 64u
#define STRETCH 4800u

/** Silence is listened to for so long: past the denormals of a 2 s decay. */
#define SILENCE_S 30.0

/** But not for more than this of thread CPU time. */
#define SILENCE_CPU_S 2.0

/**
   So much dearer than sound may silence be measured: the least of three
   stretches repeats within a third on a busy machine. Denormals cost ten
   times as much and more.
*/
#define MORE_ALLOWED 1.5

static double
thread_s(void)
{
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/** Thread CPU seconds of the cheapest of three stretches of `in`. */
static double
time_stretches(const HostRig* rig, const HostSound* in, HostSound* out)
{
  double least = 0.0;
  for (int i = 0; i < 3; ++i) {
    const double begin = thread_s();
    host_rig_run_all(rig, in, out, host_stress_blocks(BLOCK));
    const double cost = thread_s() - begin;
    least             = (i && least < cost) ? least : cost;
  }
  return least;
}

/**
   What 0.1 s of `in` costs when it is heard over and over: the third dearest
   of the measurements, as the machine may have spoilt one or two.
*/
static double
time_long(const HostRig* rig, const HostSound* in, HostSound* out)
{
  const double begin      = thread_s();
  double       dearest[3] = { 0.0, 0.0, 0.0 };
  const int    rounds = (int)(SILENCE_S * HOST_STRESS_RATE / (3.0 * STRETCH));
  for (int r = 0; r < rounds && thread_s() - begin < SILENCE_CPU_S; ++r) {
    double cost = time_stretches(rig, in, out);
    for (size_t i = 0; i < 3; ++i) {
      const double held = dearest[i];
      if (cost > held) {
        dearest[i] = cost;
        cost       = held;
      }
    }
  }
  return dearest[2];
}

void
host_check_silence(const HostStress* self)
{
  HostSound sound   = host_stress_sound(self, 10u * STRETCH, 48000.0, 1);
  HostSound loud    = sound; /* the loudest section: 0.2 to 0.3 s */
  HostSound silence = host_stress_sound(self, STRETCH, 48000.0, 1);
  HostSound out     = host_stress_room(self, 10u * STRETCH);
  HostRig   rig;
  if (!host_rig_open(&rig, self, HOST_STRESS_RATE)) {
    return;
  }
  for (uint32_t c = 0; c < sound.count; ++c) {
    loud.channels[c] += 2u * STRETCH;
    memset(silence.channels[c], 0, STRETCH * sizeof(float));
  }
  loud.frames = STRETCH;
  host_stress_doing(self, "sound");
  const double cost = time_long(&rig, &loud, &out);
  host_stress_doing(self, "30 s of silence");
  const double quiet = time_long(&rig, &silence, &out);
  for (uint32_t c = 0; c < sound.count; ++c) {
    for (size_t i = 0; i < STRETCH; ++i) {
      silence.channels[c][i] = (i & 1u) ? 1e-40f : -1e-40f;
    }
  }
  host_stress_doing(self, "30 s of denormals");
  const double tiny = time_long(&rig, &silence, &out);
  const double most = MORE_ALLOWED * cost + 20e-6;
  host_rig_close(&rig);
  host_stress_say(self,
                  (quiet > most || tiny > most) ? HOST_STRESS_BROKEN
                                                : HOST_STRESS_HOLDS,
                  "silence costs %.2f, denormals %.2f times as much as sound",
                  quiet / cost, tiny / cost);
}

/** Run a second of sound in small blocks. */
static void
run_second(const HostRig* rig, const HostSound* in, HostSound* out)
{
  host_rig_run_all(rig, in, out, host_stress_blocks(BLOCK));
}

/** With no way into the kernel any more: does not return. */
static _Noreturn void
run_sealed(const HostStress* self, const HostRig* rig, const HostSound* in,
           HostSound* out)
{
  long last = 0;
  host_stress_doing(self, "run() under a filter of system calls");
  if (!host_traps_seal()) {
    host_stress_say(self, HOST_STRESS_HOLDS,
                    "no allocation, no lock; the "
                    "kernel has no filter of calls");
    _exit(0);
  }
  run_second(rig, in, out);
  const uint64_t calls = host_traps_calls(&last);
  if (calls) {
    host_stress_say(self, HOST_STRESS_BROKEN,
                    "%llu system calls in 750 runs, the last of them number "
                    "%ld",
                    (unsigned long long)calls, last);
  } else {
    host_stress_say(self, HOST_STRESS_HOLDS,
                    "no allocation, lock or system call in 1500 runs");
  }
  host_traps_exit(0);
}

void
host_check_real_time(const HostStress* self)
{
  HostSound in  = host_stress_sound(self, 48000, 48000.0, 1);
  HostSound out = host_stress_room(self, 48000);
  HostRig   rig;
  if (!host_traps_work()) {
    host_stress_say(self, HOST_STRESS_SKIPPED,
                    "this build of dala-host cannot tell");
    return;
  }
  if (!host_rig_open(&rig, self, HOST_STRESS_RATE)) {
    return;
  }
  host_stress_doing(self, "run() with allocations and locks counted");
  run_second(&rig, &in, &out);
  const HostTrapCounts counts = host_traps_counts();
  if (counts.allocations || counts.frees || counts.locks) {
    host_stress_say(self, HOST_STRESS_BROKEN,
                    "%llu allocations, %llu frees, %llu locks in 750 runs",
                    (unsigned long long)counts.allocations,
                    (unsigned long long)counts.frees,
                    (unsigned long long)counts.locks);
    return;
  }
  if (lilv_instance_get_extension_data(host_instance_lilv(rig.instance),
                                       LV2_WORKER__interface)) {
    // What the worker does here and now would be caught with the rest
    host_stress_say(self, HOST_STRESS_HOLDS,
                    "no allocation, no lock in 750 runs (has a worker: system "
                    "calls not looked at)");
    return;
  }
  run_sealed(self, &rig, &in, &out);
}

void
host_check_leaks(const HostStress* self)
{
  const int cycles = 24;
  const int warm   = 4;
  HostSound in     = host_stress_sound(self, STRETCH, 48000.0, 1);
  HostSound out    = host_stress_room(self, STRETCH);
  long      before = 0;
  HostRig   kept; /* so that the library stays loaded */
  HostRig   rig;
  if (!host_traps_work()) {
    host_stress_say(self, HOST_STRESS_SKIPPED,
                    "this build of dala-host cannot tell");
    return;
  }
  if (!host_rig_open(&kept, self, HOST_STRESS_RATE)) {
    return;
  }
  host_stress_doing(self, "made and freed over and over");
  for (int i = 0; i < warm + cycles; ++i) {
    before = (i == warm) ? host_traps_bytes() : before;
    if (!host_rig_open(&rig, self, HOST_STRESS_RATE)) {
      return;
    }
    host_rig_run_all(&rig, &in, &out, host_stress_blocks(256));
    host_rig_close(&rig);
  }
  const double each =
    ((double)host_traps_bytes() - (double)before) / (double)cycles;
  if (each >= 16.0) {
    host_stress_say(self, HOST_STRESS_BROKEN,
                    "%.0f bytes lost with each instance", each);
  }
}
