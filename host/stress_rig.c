#include "host/stress_rig.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool
host_rig_open(HostRig* rig, const HostStress* stress, double rate)
{
  HostError error;
  rig->instance = NULL;
  rig->inputs   = (float**)host_stress_memory(
      stress, stress->plugin->ports.n_audio_in + 1u, sizeof(float*));
  if (host_instance_new(&rig->instance, stress->world, stress->plugin,
                        stress->settings, rate, HOST_STRESS_MAX_BLOCK,
                        &error)) {
    host_stress_say(stress, HOST_STRESS_BROKEN, "does not start at %.0f Hz",
                    rate);
    host_rig_close(rig);
    return false;
  }
  for (uint32_t i = 0; i < stress->plugin->ports.n_audio_in; ++i) {
    rig->inputs[i] = host_instance_inputs(rig->instance)[i];
  }
  host_instance_activate(rig->instance);
  return true;
}

void
host_rig_close(HostRig* rig)
{
  host_instance_free(rig->instance);
  free(rig->inputs);
  rig->instance = NULL;
  rig->inputs   = NULL;
}

void
host_rig_run(const HostRig* rig, const HostSound* in, HostSound* out, size_t at,
             uint32_t n)
{
  for (uint32_t c = 0; c < in->count; ++c) {
    memcpy(rig->inputs[c], in->channels[c] + at, n * sizeof(float));
  }
  host_instance_run(rig->instance, n);
  for (uint32_t c = 0; c < out->count; ++c) {
    memcpy(out->channels[c] + at, host_instance_outputs(rig->instance)[c],
           n * sizeof(float));
  }
}

void
host_rig_run_all(const HostRig* rig, const HostSound* in, HostSound* out,
                 HostBlocks blocks)
{
  for (size_t at = 0; at < in->frames;) {
    const uint32_t wanted = host_blocks_next(&blocks);
    const size_t   left   = in->frames - at;
    const uint32_t n      = (left < wanted) ? (uint32_t)left : wanted;
    host_rig_run(rig, in, out, at, n);
    at += n;
  }
}

bool
host_stress_render(const HostStress* self, const HostSound* in, HostSound* out,
                   HostBlocks blocks)
{
  HostRig rig;
  if (!host_rig_open(&rig, self, HOST_STRESS_RATE)) {
    return false;
  }
  host_rig_run_all(&rig, in, out, blocks);
  host_rig_close(&rig);
  return true;
}

/**
   The first frame where two sounds differ as numbers (so that -0 equals 0
   and NaN nothing), or `frames`; `peak` is the largest difference.
*/
static size_t
sound_difference(const HostSound* a, const HostSound* b, double* peak)
{
  size_t first = a->frames;
  *peak        = 0.0;
  for (uint32_t c = 0; c < a->count; ++c) {
    for (size_t i = 0; i < a->frames; ++i) {
      const double difference =
        fabs((double)a->channels[c][i] - (double)b->channels[c][i]);
      if (difference == 0.0) {
        continue;
      }
      first = (i < first) ? i : first;
      *peak = (isnan(difference) || difference > *peak) ? difference : *peak;
    }
  }
  return first;
}

void
host_stress_expect(const HostStress* self, const HostSound* expected,
                   const HostSound* got, const char* what)
{
  double       peak  = 0.0;
  const size_t first = sound_difference(expected, got, &peak);
  if (first < expected->frames) {
    host_stress_say(self, HOST_STRESS_BROKEN,
                    "%s: differs from frame %zu on, by up to %.1f dBFS", what,
                    first, 20.0 * log10(peak));
  }
}

size_t
host_sound_first_bad(const HostSound* sound, size_t begin, size_t end)
{
  for (size_t i = begin; i < end; ++i) {
    for (uint32_t c = 0; c < sound->count; ++c) {
      if (!isfinite(sound->channels[c][i])) {
        return i;
      }
    }
  }
  return end;
}

double
host_sound_rms(const HostSound* sound, size_t begin, size_t end)
{
  double sum = 0.0;
  for (uint32_t c = 0; c < sound->count; ++c) {
    for (size_t i = begin; i < end; ++i) {
      sum += (double)sound->channels[c][i] * (double)sound->channels[c][i];
    }
  }
  return (end > begin && sound->count)
           ? sqrt(sum / ((double)(end - begin) * sound->count))
           : 0.0;
}
