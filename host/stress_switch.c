/* Checks of what is switched while a note sounds, the bypass above all. */
#include "host/stress_checks.h"

#include "host/click.h"

#include <math.h>
#include <stdio.h>

/** A second before and after each event, in blocks. */
#define BLOCK 64u
#define EVERY (800u * BLOCK)

/** An event is heard within 20 ms, and the latency of the plugin. */
#define HEARD 960u

/** A soft note without harmonics above 2 kHz: 24 dB more do not distort it. */
static void
fill_note(HostSound* sound)
{
  for (size_t i = 0; i < sound->frames; ++i) {
    const double t    = (double)i / HOST_STRESS_RATE;
    double       wave = 0.0;
    for (int k = 1; k <= 8; ++k) {
      wave += sin(2.0 * M_PI * fmod(220.0 * k * t, 1.0)) / (double)(k * k);
    }
    for (uint32_t c = 0; c < sound->count; ++c) {
      sound->channels[c][i] = (float)(0.05 * wave * fmin(1.0, 20.0 * t));
    }
  }
}

static size_t
latency_of(const HostStress* self, const HostInstance* instance)
{
  const uint32_t port = self->plugin->ports.latency;
  if (port >= self->plugin->ports.count) {
    return 0;
  }
  const float latency = host_instance_control(instance, port);
  return (latency > 0.0f && latency < 48000.0f) ? (size_t)latency : 0;
}

/** The worst that was heard. */
typedef struct {
  double over_db;   /* the limit; below 0 if nothing was */
  char   text[480]; /* whatever number stands in it */
} Worst;

/** Listen to one event on all outputs. */
static void
listen(const HostSound* out, size_t event, size_t span, const char* what,
       Worst* worst)
{
  for (uint32_t c = 0; c < out->count; ++c) {
    const HostClick click =
      host_click_measure(out->channels[c], out->frames, event, span);
    const double click_over = click.click_db - HOST_CLICK_DB;
    const double gap_over   = click.gap_db - HOST_CLICK_GAP_DB;
    if (click_over > worst->over_db) {
      worst->over_db = click_over;
      snprintf(worst->text, sizeof(worst->text),
               "%s clicks: %.1f dB more above 8 kHz than around it", what,
               click.click_db);
    }
    if (gap_over > worst->over_db) {
      worst->over_db = gap_over;
      snprintf(worst->text, sizeof(worst->text), "%s leaves a gap of %.1f dB",
               what, click.gap_db);
    }
  }
}

/** Set a control to each value in turn under a note; true if one is heard. */
static bool
switch_under_note(const HostStress* self, uint32_t port, const float* values,
                  size_t n_values, Worst* worst)
{
  const char* symbol = self->plugin->ports.ports[port].symbol;
  HostSound   in =
    host_stress_sound(self, (n_values + 1u) * EVERY, HOST_STRESS_RATE, 1);
  HostSound out  = host_stress_room(self, in.frames);
  Worst     here = { 0.0, "" };
  HostRig   rig;
  host_stress_doing(self, "%.60s is switched", symbol);
  fill_note(&in);
  if (!host_rig_open(&rig, self, HOST_STRESS_RATE)) {
    return false;
  }
  for (size_t at = 0; at < in.frames; at += BLOCK) {
    if (at && at % EVERY == 0) {
      host_instance_set_control(rig.instance, port, values[at / EVERY - 1u]);
    }
    host_rig_run(&rig, &in, &out, at, BLOCK);
  }
  for (size_t i = 0; i < n_values; ++i) {
    char what[100];
    snprintf(what, sizeof(what), "%.60s=%g", symbol, (double)values[i]);
    listen(&out, (i + 1u) * EVERY, HEARD + latency_of(self, rig.instance), what,
           &here);
  }
  host_rig_close(&rig);
  host_sound_free(&in);
  host_sound_free(&out);
  if (here.over_db > worst->over_db) {
    *worst = here;
  }
  return here.over_db > 0.0;
}

/** With the bypass on, the input as it was, late by the latency. */
static void
expect_wire(const HostStress* self, uint32_t port)
{
  HostSound in  = host_stress_sound(self, 96000, HOST_STRESS_RATE, 1);
  HostSound out = host_stress_room(self, in.frames);
  HostRig   rig;
  host_stress_doing(self, "bypassed");
  if (!host_rig_open(&rig, self, HOST_STRESS_RATE)) {
    return;
  }
  host_instance_set_control(rig.instance, port, 0.0f);
  host_rig_run_all(&rig, &in, &out, host_stress_blocks(256));
  const size_t latency = latency_of(self, rig.instance);
  for (uint32_t c = 0; c < out.count; ++c) {
    const float* const sound = in.channels[c < in.count ? c : 0];
    for (size_t i = 0; i + latency < in.frames; ++i) {
      if (sound[i] != out.channels[c][i + latency]) {
        host_stress_say(self, HOST_STRESS_BROKEN,
                        "bypassed, output %u is not the input from frame %zu "
                        "on",
                        c + 1u, i + latency);
        break;
      }
    }
  }
  host_rig_close(&rig);
  host_sound_free(&in);
  host_sound_free(&out);
}

void
host_check_bypass(const HostStress* self)
{
  static const float off_and_on[] = { 0.0f, 1.0f };
  const HostPorts*   ports        = &self->plugin->ports;
  Worst              worst        = { 0.0, "" };
  uint32_t           port         = 0;
  while (port < ports->count && !ports->ports[port].is_enabled) {
    ++port;
  }
  if (port == ports->count || !ports->n_audio_in) {
    host_stress_say(self, HOST_STRESS_SKIPPED, "no lv2:enabled, or no input");
    return;
  }
  expect_wire(self, port);
  if (switch_under_note(self, port, off_and_on, 2, &worst)) {
    host_stress_say(self, HOST_STRESS_BROKEN, "%s", worst.text);
  }
}

void
host_check_clicks(const HostStress* self)
{
  const HostPorts* ports   = &self->plugin->ports;
  Worst            worst   = { 0.0, "" };
  unsigned         n_tried = 0;
  unsigned         n_heard = 0;
  for (uint32_t i = 0; i < ports->count; ++i) {
    const HostPort* port = &ports->ports[i];
    float           ends[2];
    if (!host_stress_may_turn(self->plugin, i) || port->is_enabled ||
        port->is_trigger) {
      continue;
    }
    const float start =
      host_settings_value(self->settings, port, HOST_STRESS_RATE);
    host_stress_range(port, HOST_STRESS_RATE, &ends[0], &ends[1]);
    const float values[] = { ends[0], start, ends[1], start };
    ++n_tried;
    n_heard += switch_under_note(self, i, values, 4, &worst) ? 1u : 0u;
  }
  if (n_heard) {
    host_stress_say(self, HOST_STRESS_BROKEN,
                    "%u of %u controls are heard, most of all %s", n_heard,
                    n_tried, worst.text);
  }
}
