/* Check of the latency a plugin reports. */
#include "host/stress_checks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** Frames of noise that are looked for in the output. */
#define NOISE 8192u

/** Where the noise begins, and how late it is looked for: 0.75 s. */
#define BEGIN 4800u
#define LATEST 36000u

/** Frames that the report may be off: a third of a millisecond. */
#define TOLERANCE 16

/** Below this correlation there is no way through that could be timed. */
#define CLEAR 0.3

/** Likeness of `sound` from `at` on with the noise, 0 to 1, whatever sign. */
static double
likeness(const float* noise, double noise_energy, const float* sound)
{
  double sums[4] = { 0.0, 0.0, 0.0, 0.0 };
  double energy  = 0.0;
  for (size_t i = 0; i < NOISE; i += 4) {
    for (size_t k = 0; k < 4; ++k) {
      const double s = (double)sound[i + k];
      sums[k] += s * (double)noise[i + k];
      energy += s * s;
    }
  }
  const double product = fabs(sums[0] + sums[1] + sums[2] + sums[3]);
  return (energy > 0.0) ? product / sqrt(energy * noise_energy) : 0.0;
}

/** Likeness at each delay from 0 to LATEST, the best of all outputs. */
static double*
correlate(const HostStress* self, const HostSound* in, const HostSound* out)
{
  double* curve  = (double*)host_stress_memory(self, LATEST, sizeof(double));
  double  energy = 0.0;
  for (size_t i = 0; i < NOISE; ++i) {
    const double s = (double)in->channels[0][BEGIN + i];
    energy += s * s;
  }
  for (uint32_t c = 0; c < out->count && c < 2; ++c) {
    for (size_t lag = 0; lag < LATEST; ++lag) {
      const double like = likeness(in->channels[0] + BEGIN, energy,
                                   out->channels[c] + BEGIN + lag);
      curve[lag]        = (like > curve[lag]) ? like : curve[lag];
    }
  }
  return curve;
}

/** Where the curve is highest in [begin, end). */
static size_t
highest(const double* curve, size_t begin, size_t end)
{
  size_t best = begin;
  for (size_t i = begin; i < end; ++i) {
    best = (curve[i] > curve[best]) ? i : best;
  }
  return best;
}

/** Frame after BEGIN where the answer to one impulse is largest. */
static size_t
impulse_delay(const HostStress* self, HostSound* in, HostSound* out)
{
  size_t best = BEGIN;
  for (uint32_t c = 0; c < in->count; ++c) {
    memset(in->channels[c], 0, in->frames * sizeof(float));
    in->channels[c][BEGIN] = 0.5f;
  }
  host_stress_doing(self, "an impulse");
  if (host_stress_render(self, in, out, host_stress_blocks(256))) {
    for (size_t i = BEGIN; i < out->frames; ++i) {
      best =
        (fabsf(out->channels[0][i]) > fabsf(out->channels[0][best])) ? i : best;
    }
  }
  return best - BEGIN;
}

static void
judge(const HostStress* self, const double* curve, long reported,
      size_t impulse)
{
  const size_t best  = highest(curve, 0, LATEST);
  const long   low   = (reported > TOLERANCE) ? reported - TOLERANCE : 0;
  const long   high  = reported + TOLERANCE + 1;
  const bool   heard = low < (long)LATEST;
  const size_t near_by =
    heard
      ? highest(curve, (size_t)low, high < (long)LATEST ? (size_t)high : LATEST)
      : 0;
  if (curve[best] < CLEAR) {
    host_stress_say(self, HOST_STRESS_HOLDS,
                    "reports %ld frames; the input is not found in the output "
                    "(correlation %.2f), impulse at %zu",
                    reported, curve[best], impulse);
  } else if (!heard || curve[near_by] < 0.5 * curve[best]) {
    host_stress_say(self, HOST_STRESS_BROKEN,
                    "reports %ld frames, is late by %zu (correlation %.2f, "
                    "%.2f where reported; impulse at %zu)",
                    reported, best, curve[best], heard ? curve[near_by] : 0.0,
                    impulse);
  } else {
    host_stress_say(self, HOST_STRESS_HOLDS,
                    "reports %ld frames, measured %zu (correlation %.2f), "
                    "impulse at %zu",
                    reported, near_by, curve[near_by], impulse);
  }
}

void
host_check_latency(const HostStress* self)
{
  const size_t frames = BEGIN + NOISE + LATEST;
  HostSound    in     = host_stress_sound(self, frames, 48000.0, 1);
  HostSound    out    = host_stress_room(self, frames);
  HostRig      rig;
  uint32_t     random = 1;
  long         said   = 0;
  if (!in.count) {
    host_stress_say(self, HOST_STRESS_SKIPPED, "no audio input");
    return;
  }
  for (size_t i = 0; i < frames; ++i) {
    random             = random * 1664525u + 1013904223u;
    const bool  sounds = i >= BEGIN && i < BEGIN + NOISE;
    const float sample = sounds ? (float)random / 8589934592.0f - 0.25f : 0.0f;
    for (uint32_t c = 0; c < in.count; ++c) {
      in.channels[c][i] = sample;
    }
  }
  host_stress_doing(self, "a burst of noise");
  if (!host_rig_open(&rig, self, HOST_STRESS_RATE)) {
    return;
  }
  host_rig_run_all(&rig, &in, &out, host_stress_blocks(256));
  if (self->plugin->ports.latency < self->plugin->ports.count) {
    said =
      lrintf(host_instance_control(rig.instance, self->plugin->ports.latency));
  }
  host_rig_close(&rig);
  if (said < 0 || host_sound_first_bad(&out, 0, frames) < frames) {
    host_stress_say(self, HOST_STRESS_BROKEN,
                    said < 0 ? "reports %ld frames"
                             : "reports %ld frames; NaN in the output",
                    said);
    return;
  }
  double* curve = correlate(self, &in, &out);
  judge(self, curve, said, impulse_delay(self, &in, &out));
  free(curve);
}
