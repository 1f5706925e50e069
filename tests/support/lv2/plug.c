#include "tests/support/lv2/plug.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const LV2_Descriptor*
test_plug_descriptor(const bool stereo)
{
  static LV2_Descriptor_Function function;
  if (!function) {
    char              path[4096];
    const char* const bundle = getenv("DALA_BUNDLE");
    snprintf(path, sizeof path, "%s/dala.so", bundle ? bundle : ".");
    void* const library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void* const symbol  = library ? dlsym(library, "lv2_descriptor") : NULL;
    if (!symbol) {
      fprintf(stderr, "%s: %s (set DALA_BUNDLE)\n", path, dlerror());
      exit(1);
    }
    memcpy(&function, &symbol, sizeof function);
  }
  return function(stereo ? 1U : 0U);
}

static void
connect_all(TestPlug* const plug)
{
  for (uint32_t i = 0; i < plug->n_ports; i++) {
    const DalaPortKind kind = dala_ports[i].kind;
    plug->value[i]          = (float)dala_ports[i].standard;
    if (kind == DALA_KIND_PARAM || kind == DALA_KIND_OUTPUT) {
      plug->descriptor->connect_port(plug->handle, i, &plug->value[i]);
    }
  }
}

TestPlug*
test_plug_open(const bool stereo, const double rate, const bool mapped)
{
  const LV2_Descriptor* const descriptor = test_plug_descriptor(stereo);
  const LV2_Feature           map        = { LV2_URID__map, test_map() };
  const LV2_Feature* const    features[] = { mapped ? &map : NULL, NULL };
  const LV2_Handle            handle =
    descriptor->instantiate(descriptor, rate, "", features);
  if (!handle) {
    return NULL;
  }
  TestPlug* const plug = (TestPlug*)aligned_alloc(64U, 64U * 1024U);
  memset(plug, 0, 64U * 1024U);
  plug->descriptor = descriptor;
  plug->handle     = handle;
  plug->n_ports    = stereo ? DALA_N_PORTS : DALA_N_PORTS_MONO;
  connect_all(plug);
  if (mapped) {
    test_sequence_clear(&plug->control);
    descriptor->connect_port(handle, DALA_PORT_CONTROL, &plug->control);
    descriptor->connect_port(handle, DALA_PORT_NOTIFY, &plug->notify);
  }
  descriptor->activate(handle);
  return plug;
}

void
test_plug_close(TestPlug* const plug)
{
  if (plug) {
    if (plug->descriptor->deactivate) {
      plug->descriptor->deactivate(plug->handle);
    }
    plug->descriptor->cleanup(plug->handle);
    free(plug);
  }
}

void
test_plug_restart(TestPlug* const plug)
{
  if (plug->descriptor->deactivate) {
    plug->descriptor->deactivate(plug->handle);
  }
  plug->descriptor->activate(plug->handle);
}

static void
connect_audio(TestPlug* const plug, const uint32_t port, const float* const x)
{
  void* data = NULL;
  memcpy(&data, &x, sizeof data); // LV2 connects inputs without const
  plug->descriptor->connect_port(plug->handle, port, data);
}

void
test_plug_run(TestPlug* const plug, const float* const in,
              const float* const in_r, float* const out_l, float* const out_r,
              const uint32_t n)
{
  connect_audio(plug, DALA_PORT_IN, in);
  connect_audio(plug, DALA_PORT_OUT_L, out_l);
  connect_audio(plug, DALA_PORT_OUT_R, out_r);
  if (plug->n_ports > DALA_PORT_IN_R) {
    connect_audio(plug, DALA_PORT_IN_R, in_r);
  }
  test_sequence_offer(&plug->notify, TEST_SEQUENCE_ROOM);
  plug->descriptor->run(plug->handle, n);
  test_sequence_clear(&plug->control);
}

const TestSetting*
test_settings_off(size_t* const n)
{
  static const TestSetting off[] = {
    { DALA_PORT_DRONE_LEVEL, -60.0f },  { DALA_PORT_STRINGS_LEVEL, -60.0f },
    { DALA_PORT_JINGLE_LEVEL, -60.0f }, { DALA_PORT_SPACE_LEVEL, -60.0f },
    { DALA_PORT_ORNAMENT, 0.0f },       { DALA_PORT_VIBRATO, 0.0f },
    { DALA_PORT_BODY, 0.0f },           { DALA_PORT_HORSEHAIR, 0.0f },
    { DALA_PORT_CEILING, 0.0f },
  };
  *n = sizeof off / sizeof off[0];
  return off;
}

void
test_plug_all_off(TestPlug* const plug)
{
  size_t                   n;
  const TestSetting* const off = test_settings_off(&n);
  for (size_t i = 0; i < n; i++) {
    plug->value[off[i].port] = off[i].value;
  }
}

void
test_plug_all_on(TestPlug* const plug)
{
  plug->value[DALA_PORT_ORNAMENT]      = 100.0f;
  plug->value[DALA_PORT_VIBRATO]       = 30.0f;
  plug->value[DALA_PORT_BODY]          = 100.0f;
  plug->value[DALA_PORT_HORSEHAIR]     = 60.0f;
  plug->value[DALA_PORT_DRONE_LEVEL]   = -12.0f;
  plug->value[DALA_PORT_DRONE_FOLLOW]  = 50.0f;
  plug->value[DALA_PORT_STRINGS_LEVEL] = -12.0f;
  plug->value[DALA_PORT_STRINGS_SET]   = 3.0f;
  plug->value[DALA_PORT_STRINGS_DECAY] = 4.0f;
  plug->value[DALA_PORT_JINGLE_LEVEL]  = -12.0f;
  plug->value[DALA_PORT_SPACE_LEVEL]   = -12.0f;
  plug->value[DALA_PORT_CEILING]       = 1.0f;
}

void
test_plug_scramble(TestPlug* const plug, TestRng* const rng, const double share)
{
  for (uint32_t i = 0; i < plug->n_ports; i++) {
    const DalaPortInfo* const info   = &dala_ports[i];
    const double              chance = test_rng_range(rng, 0.0, 1.0);
    const double place = test_rng_range(rng, info->minimum, info->maximum);
    if (info->kind != DALA_KIND_PARAM || chance > share) {
      continue;
    }
    if (i == DALA_PORT_ENABLED) {
      plug->value[i] = place > 0.1 ? 1.0f : 0.0f;
    } else {
      plug->value[i] = dala_port_clamp(i, (float)place);
    }
  }
}
