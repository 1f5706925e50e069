/* Checks with sound and control values that are out of the ordinary. */
#include "host/stress_checks.h"

#include <math.h>
#include <stdio.h>

/** Frames run with each setting of a control. */
#define STEP_FRAMES 2048u

static uint32_t
next_random(uint32_t* state)
{
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

/** Say so if there is no finite sound in [begin, end). */
static bool
is_finite(const HostStress* self, const HostSound* out, size_t begin,
          size_t end, const char* what)
{
  const size_t bad = host_sound_first_bad(out, begin, end);
  if (bad < end) {
    host_stress_say(self, HOST_STRESS_BROKEN,
                    "%s: NaN or infinity in the output", what);
  }
  return bad == end;
}

/** A quarter second of sound, one block of `value`, two seconds of sound. */
static void
run_with_fault(const HostStress* self, float value, const char* name)
{
  const size_t   at       = 12000;
  const uint32_t n        = 64;
  const size_t   frames   = 108000;
  HostSound      in       = host_stress_sound(self, frames, 48000.0, 1);
  HostSound      expected = host_stress_room(self, frames);
  HostSound      got      = host_stress_room(self, frames);
  HostBlocks     blocks   = host_stress_blocks(n);
  bool           renders  = host_stress_render(self, &in, &expected, blocks);
  for (uint32_t c = 0; c < in.count; ++c) {
    for (size_t i = at; i < at + n; ++i) {
      in.channels[c][i] = (i & 1u) ? -value : value;
    }
  }
  host_stress_doing(self, "%s in the input", name);
  renders = renders && host_stress_render(self, &in, &got, blocks);
  if (renders) {
    const size_t last = frames - 48000;
    const size_t bad  = host_sound_first_bad(&got, at, frames);
    size_t       end  = frames;
    while (end > bad && host_sound_first_bad(&got, end - 1, end) == end) {
      --end;
    }
    const double change =
      20.0 * log10((host_sound_rms(&got, last, frames) + 1e-9) /
                   (host_sound_rms(&expected, last, frames) + 1e-9));
    if (bad < frames) {
      host_stress_say(
        self, HOST_STRESS_BROKEN, "%s in: NaN or infinity out, %s%.0f ms", name,
        end == frames ? "still after " : "for ", (double)(end - bad) / 48.0);
    } else if (!(fabs(change) < 3.0)) {
      host_stress_say(self, HOST_STRESS_BROKEN,
                      "%s in: the level is off by %+.1f dB after 1.25 s", name,
                      change);
    }
  }
  host_sound_free(&in);
  host_sound_free(&expected);
  host_sound_free(&got);
}

void
host_check_faults(const HostStress* self)
{
  if (!self->plugin->ports.n_audio_in) {
    host_stress_say(self, HOST_STRESS_SKIPPED, "no audio input");
    return;
  }
  run_with_fault(self, NAN, "NaN");
  run_with_fault(self, INFINITY, "infinity");
  run_with_fault(self, 1e30f, "1e30");
  run_with_fault(self, 1e-40f, "1e-40");
}

/** Run one step with control `port` at `value`. */
static bool
step(const HostStress* self, HostRig* rig, const HostSound* in, HostSound* out,
     uint32_t port, float value)
{
  char what[100];
  snprintf(what, sizeof(what), "%.60s=%g",
           self->plugin->ports.ports[port].symbol, (double)value);
  host_stress_doing(self, "%s", what);
  host_instance_set_control(rig->instance, port, value);
  host_rig_run_all(rig, in, out, host_stress_blocks(256));
  return is_finite(self, out, 0, STEP_FRAMES, what);
}

/** Each control alone at `values`, then back to where it was. */
static void
turn_each(const HostStress* self, const float* values, size_t n_values)
{
  HostSound in  = host_stress_sound(self, STEP_FRAMES, 48000.0, 1);
  HostSound out = host_stress_room(self, STEP_FRAMES);
  HostRig   rig;
  if (!host_rig_open(&rig, self, HOST_STRESS_RATE)) {
    return;
  }
  bool whole = true;
  for (uint32_t i = 0; i < self->plugin->ports.count && whole; ++i) {
    const HostPort* port = &self->plugin->ports.ports[i];
    float           ends[2];
    if (!host_stress_may_turn(self->plugin, i)) {
      continue;
    }
    const float before = host_instance_control(rig.instance, i);
    host_stress_range(port, HOST_STRESS_RATE, &ends[0], &ends[1]);
    for (size_t k = 0; k < (values ? n_values : 2u) && whole; ++k) {
      whole = step(self, &rig, &in, &out, i, values ? values[k] : ends[k]);
    }
    whole = whole && step(self, &rig, &in, &out, i, before);
  }
  host_rig_close(&rig);
}

/** All controls at the lower end, then all at the upper. */
static void
turn_all(const HostStress* self)
{
  HostSound in  = host_stress_sound(self, 24000, 48000.0, 1);
  HostSound out = host_stress_room(self, 24000);
  for (int upper = 0; upper < 2; ++upper) {
    HostRig rig;
    host_stress_doing(self, "all controls at %s",
                      upper ? "maximum" : "minimum");
    if (!host_rig_open(&rig, self, HOST_STRESS_RATE)) {
      return;
    }
    for (uint32_t i = 0; i < self->plugin->ports.count; ++i) {
      float ends[2];
      host_stress_range(&self->plugin->ports.ports[i], HOST_STRESS_RATE,
                        &ends[0], &ends[1]);
      if (host_stress_may_turn(self->plugin, i)) {
        host_instance_set_control(rig.instance, i, ends[upper]);
      }
    }
    host_rig_run_all(&rig, &in, &out, host_stress_blocks(256));
    is_finite(self, &out, 0, 24000,
              upper ? "all controls at maximum" : "all controls at minimum");
    host_rig_close(&rig);
  }
}

void
host_check_extremes(const HostStress* self)
{
  turn_each(self, NULL, 0);
  turn_all(self);
}

void
host_check_wild_values(const HostStress* self)
{
  const float values[] = { -1e9f, 1e9f, NAN, INFINITY };
  turn_each(self, values, sizeof(values) / sizeof(values[0]));
}

void
host_check_automation(const HostStress* self)
{
  const size_t frames = 96000;
  HostSound    in     = host_stress_sound(self, frames, 48000.0, 1);
  HostSound    out    = host_stress_room(self, frames);
  for (uint32_t seed = 1; seed <= 3; ++seed) {
    uint32_t random = seed;
    HostRig  rig;
    host_stress_doing(self, "random values, seed %u", seed);
    if (!host_rig_open(&rig, self, HOST_STRESS_RATE)) {
      return;
    }
    for (size_t at = 0; at < frames; at += 64) {
      for (uint32_t i = 0; i < self->plugin->ports.count; ++i) {
        const HostPort* port = &self->plugin->ports.ports[i];
        float           ends[2];
        // One in eight, so that others can settle meanwhile
        if (!host_stress_may_turn(self->plugin, i) ||
            next_random(&random) % 8u) {
          continue;
        }
        host_stress_range(port, HOST_STRESS_RATE, &ends[0], &ends[1]);
        const float part  = (float)(next_random(&random) % 1001u) / 1000.0f;
        const float value = ends[0] + part * (ends[1] - ends[0]);
        host_instance_set_control(
          rig.instance, i,
          (port->integer || port->toggled || port->enumeration) ? roundf(value)
                                                                : value);
      }
      host_rig_run(&rig, &in, &out, at, 64);
    }
    is_finite(self, &out, 0, frames, "random values every 64 frames");
    host_rig_close(&rig);
  }
}

void
host_check_rates(const HostStress* self)
{
  static const double rates[] = {
    8000.0,  11025.0, 22050.0, 32000.0,  44100.0,
    48000.0, 88200.0, 96000.0, 192000.0, 384000.0
  };
  for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); ++i) {
    const size_t frames = (size_t)(0.7 * rates[i]);
    HostSound    in     = host_stress_sound(self, frames, rates[i], 1);
    HostSound    out    = host_stress_room(self, frames);
    HostRig      rig;
    char         what[40];
    snprintf(what, sizeof(what), "%.0f Hz", rates[i]);
    host_stress_doing(self, "%s", what);
    if (host_rig_open(&rig, self, rates[i])) {
      host_rig_run_all(&rig, &in, &out, host_stress_blocks(256));
      is_finite(self, &out, 0, frames, what);
      host_rig_close(&rig);
    }
    host_sound_free(&in);
    host_sound_free(&out);
  }
}
