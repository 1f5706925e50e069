#ifndef HOST_STRESS_RIG_H
#define HOST_STRESS_RIG_H

#include "host/blocks.h"
#include "host/instance.h"
#include "host/settings.h"
#include "host/world.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The rate of all checks but that of the rates, in Hz. */
#define HOST_STRESS_RATE 48000.0

/** The largest block that any check runs, in frames. */
#define HOST_STRESS_MAX_BLOCK 8192u

/** What a check found. */
typedef enum {
  HOST_STRESS_RUNNING, /* no verdict: the plugin ended the check */
  HOST_STRESS_HOLDS,
  HOST_STRESS_BROKEN,
  HOST_STRESS_SKIPPED
} HostStressVerdict;

/** The answer of a check; in memory shared with the parent. */
typedef struct {
  HostStressVerdict verdict;
  char              doing[160]; /* what was being tried last */
  char              text[400];
} HostStressResult;

/** What a check works with. */
typedef struct {
  const HostWorld*    world;
  const HostPlugin*   plugin;
  const HostSettings* settings;
  HostStressResult*   result;
} HostStress;

/** Sound in memory, one array per channel. */
typedef struct {
  float**  channels;
  uint32_t count;
  size_t   frames;
} HostSound;

/** A running plugin, and the memory that its inputs are connected to. */
typedef struct {
  HostInstance* instance;
  float**       inputs; /* may be that of outputs, for a check in place */
} HostRig;

/** Say what is tried next, for the case that the plugin does not return. */
void
host_stress_doing(const HostStress* self, const char* format, ...)
  __attribute__((format(printf, 2, 3)));

/** Give the verdict; the first "broken" stays. */
void
host_stress_say(const HostStress* self, HostStressVerdict verdict,
                const char* format, ...) __attribute__((format(printf, 3, 4)));

/** Memory, zeroed; without it the check ends as skipped. */
void*
host_stress_memory(const HostStress* self, size_t count, size_t size);

/**
   A test sound for all inputs of the plugin: notes with harmonics, noise,
   a gap of silence, the same for the same `seed`, each input its own.
*/
HostSound
host_stress_sound(const HostStress* self, size_t frames, double rate,
                  uint32_t seed);

/** Silence with room for all outputs of the plugin. */
HostSound
host_stress_room(const HostStress* self, size_t frames);

void
host_sound_free(HostSound* sound);

/** Make and activate an instance; false, with the verdict, if it refuses. */
bool
host_rig_open(HostRig* rig, const HostStress* stress, double rate);

void
host_rig_close(HostRig* rig);

/** Run `n` frames of `in` from `at` on; the outputs go to `out` there. */
void
host_rig_run(const HostRig* rig, const HostSound* in, HostSound* out, size_t at,
             uint32_t n);

/** Run all of `in` in such blocks. */
void
host_rig_run_all(const HostRig* rig, const HostSound* in, HostSound* out,
                 HostBlocks blocks);

/** Open, run all of `in` in such blocks, close; false if it refuses. */
bool
host_stress_render(const HostStress* self, const HostSound* in, HostSound* out,
                   HostBlocks blocks);

/** Compare a rendering with the one it must equal, and say so if not. */
void
host_stress_expect(const HostStress* self, const HostSound* expected,
                   const HostSound* got, const char* what);

/** The first frame that is not finite in [begin, end), or `end`. */
size_t
host_sound_first_bad(const HostSound* sound, size_t begin, size_t end);

/** Root of the mean square of all channels in [begin, end). */
double
host_sound_rms(const HostSound* sound, size_t begin, size_t end);

/** Blocks of one size. */
HostBlocks
host_stress_blocks(uint32_t frames);

/** True for a control input that a check may turn. */
bool
host_stress_may_turn(const HostPlugin* plugin, uint32_t port);

/** Range of a control at `rate` in Hz; 0 to 1 where none is given. */
void
host_stress_range(const HostPort* port, double rate, float* lowest,
                  float* highest);

#endif
