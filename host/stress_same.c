/* Checks that say: the output must be the same. */
#include "host/stress_checks.h"

#include "lv2/core/lv2.h"

#include <stdio.h>

/** Frames of sound that are compared: 1.25 s. */
#define FRAMES 60000u

/** Blocks of the rendering that the others are compared with. */
#define REFERENCE_BLOCK 256u

static bool
render(const HostStress* self, const HostSound* in, HostSound* out,
       HostBlocks blocks, const char* what)
{
  host_stress_doing(self, "%s", what);
  return host_stress_render(self, in, out, blocks);
}

void
host_check_blocks(const HostStress* self)
{
  static const uint32_t sizes[]  = { 1, 7, 16, 64, 1000, 8192 };
  HostSound             in       = host_stress_sound(self, FRAMES, 48000.0, 1);
  HostSound             expected = host_stress_room(self, FRAMES);
  HostSound             got      = host_stress_room(self, FRAMES);
  HostBlocks            random;
  host_blocks_random(&random, 1);
  if (!render(self, &in, &expected, host_stress_blocks(REFERENCE_BLOCK),
              "blocks of 256") ||
      !render(self, &in, &got, host_stress_blocks(REFERENCE_BLOCK),
              "blocks of 256 again")) {
    return;
  }
  host_stress_expect(self, &expected, &got, "the same run twice");
  for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); ++i) {
    char what[64];
    snprintf(what, sizeof(what), "blocks of %u", sizes[i]);
    if (render(self, &in, &got, host_stress_blocks(sizes[i]), what)) {
      host_stress_expect(self, &expected, &got, what);
    }
  }
  if (render(self, &in, &got, random, "random blocks")) {
    host_stress_expect(self, &expected, &got, "random blocks");
  }
}

static bool
is_in_place_broken(const HostStress* self)
{
  LilvNode*  name = lilv_new_uri(self->world->lilv, LV2_CORE__inPlaceBroken);
  const bool is   = lilv_plugin_has_feature(self->plugin->lilv, name);
  lilv_node_free(name);
  return is;
}

/** Index of the main audio input number `wanted`. */
static uint32_t
input_port(const HostPorts* ports, uint32_t wanted)
{
  for (uint32_t i = 0; i < ports->count; ++i) {
    const HostPort* port = &ports->ports[i];
    if (port->kind == HOST_PORT_AUDIO && port->is_input && !port->sidechain &&
        !wanted--) {
      return i;
    }
  }
  return HOST_NO_PORT;
}

/** Run with input i in the memory of output (i + turn) mod outputs. */
static void
run_in_place(const HostStress* self, const HostSound* in, HostSound* out,
             uint32_t turn)
{
  const HostPorts* ports = &self->plugin->ports;
  HostRig          rig;
  if (!host_rig_open(&rig, self, HOST_STRESS_RATE)) {
    return;
  }
  for (uint32_t i = 0; i < ports->n_audio_in; ++i) {
    if (i >= ports->n_audio_out) {
      break; /* two inputs in one place would be one input */
    }
    const uint32_t place = (i + turn) % ports->n_audio_out;
    rig.inputs[i]        = host_instance_outputs(rig.instance)[place];
    lilv_instance_connect_port(host_instance_lilv(rig.instance),
                               input_port(ports, i), rig.inputs[i]);
  }
  host_rig_run_all(&rig, in, out, host_stress_blocks(REFERENCE_BLOCK));
  host_rig_close(&rig);
}

void
host_check_in_place(const HostStress* self)
{
  HostSound in       = host_stress_sound(self, FRAMES, 48000.0, 1);
  HostSound expected = host_stress_room(self, FRAMES);
  HostSound got      = host_stress_room(self, FRAMES);
  if (!self->plugin->ports.n_audio_in) {
    host_stress_say(self, HOST_STRESS_SKIPPED, "no audio input");
    return;
  }
  if (is_in_place_broken(self)) {
    host_stress_say(self, HOST_STRESS_SKIPPED, "declares lv2:inPlaceBroken");
    return;
  }
  if (!render(self, &in, &expected, host_stress_blocks(REFERENCE_BLOCK),
              "memory of its own")) {
    return;
  }
  for (uint32_t turn = 0; turn < self->plugin->ports.n_audio_out; ++turn) {
    char what[64];
    snprintf(what, sizeof(what), "input 1 in the memory of output %u",
             turn + 1u);
    host_stress_doing(self, "%s", what);
    run_in_place(self, &in, &got, turn);
    host_stress_expect(self, &expected, &got, what);
  }
}

void
host_check_zero_length(const HostStress* self)
{
  HostSound in       = host_stress_sound(self, FRAMES, 48000.0, 1);
  HostSound expected = host_stress_room(self, FRAMES);
  HostSound got      = host_stress_room(self, FRAMES);
  HostRig   rig;
  if (!render(self, &in, &expected, host_stress_blocks(REFERENCE_BLOCK),
              "blocks of 256") ||
      !host_rig_open(&rig, self, HOST_STRESS_RATE)) {
    return;
  }
  host_stress_doing(self, "run() with 0 frames");
  for (size_t at = 0; at < FRAMES;) {
    const size_t   left = FRAMES - at;
    const uint32_t n =
      left < REFERENCE_BLOCK ? (uint32_t)left : REFERENCE_BLOCK;
    host_rig_run(&rig, &in, &got, at, 0);
    host_rig_run(&rig, &in, &got, at, n);
    at += n;
  }
  host_rig_close(&rig);
  host_stress_expect(self, &expected, &got, "with runs of 0 frames between");
}

void
host_check_reactivation(const HostStress* self)
{
  HostSound  in       = host_stress_sound(self, FRAMES, 48000.0, 1);
  HostSound  other    = host_stress_sound(self, FRAMES, 48000.0, 2);
  HostSound  expected = host_stress_room(self, FRAMES);
  HostSound  got      = host_stress_room(self, FRAMES);
  HostBlocks blocks   = host_stress_blocks(REFERENCE_BLOCK);
  HostRig    rig;
  if (!render(self, &in, &expected, blocks, "a fresh instance") ||
      !host_rig_open(&rig, self, HOST_STRESS_RATE)) {
    return;
  }
  host_rig_run_all(&rig, &other, &got, blocks);
  host_stress_doing(self, "deactivate and activate");
  host_instance_deactivate(rig.instance);
  host_instance_activate(rig.instance);
  host_rig_run_all(&rig, &in, &got, blocks);
  host_rig_close(&rig);
  host_stress_expect(self, &expected, &got, "activated again");
}

void
host_check_two_instances(const HostStress* self)
{
  HostSound in       = host_stress_sound(self, FRAMES, 48000.0, 1);
  HostSound other    = host_stress_sound(self, FRAMES, 48000.0, 2);
  HostSound expected = host_stress_room(self, FRAMES);
  HostSound got      = host_stress_room(self, FRAMES);
  HostSound ignored  = host_stress_room(self, FRAMES);
  HostRig   rigs[2];
  if (!render(self, &in, &expected, host_stress_blocks(REFERENCE_BLOCK),
              "one instance") ||
      !host_rig_open(&rigs[0], self, HOST_STRESS_RATE) ||
      !host_rig_open(&rigs[1], self, HOST_STRESS_RATE)) {
    return;
  }
  host_stress_doing(self, "two instances in turn");
  for (size_t at = 0; at < FRAMES;) {
    const size_t   left = FRAMES - at;
    const uint32_t n =
      left < REFERENCE_BLOCK ? (uint32_t)left : REFERENCE_BLOCK;
    host_rig_run(&rigs[1], &other, &ignored, at, n);
    host_rig_run(&rigs[0], &in, &got, at, n);
    at += n;
  }
  host_rig_close(&rigs[1]);
  host_rig_close(&rigs[0]);
  host_stress_expect(self, &expected, &got, "beside another instance");
}
