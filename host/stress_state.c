/* Check that a state comes back as it was saved. */
#include "host/stress_checks.h"

#include "host/urid.h"

#include "lv2/atom/atom.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** The name under which the state is written; any would do. */
#define STATE_URI "urn:dala-host:stress-state"

#define FRAMES 48000u

/** What lilv asks for values with. */
typedef struct {
  const HostStress*   stress;
  const HostInstance* instance;
} ValueSource;

static const void*
get_value(const char* symbol, void* user_data, uint32_t* size, uint32_t* type)
{
  const ValueSource* source = (const ValueSource*)user_data;
  const HostPorts*   ports  = &source->stress->plugin->ports;
  static float       value; /* lilv copies it at once */
  for (uint32_t i = 0; i < ports->count; ++i) {
    if (!strcmp(ports->ports[i].symbol, symbol)) {
      value = host_instance_control(source->instance, i);
      *size = sizeof(value);
      *type = host_urids_map(source->stress->world->urids, LV2_ATOM__Float);
      return &value;
    }
  }
  *size = 0;
  return NULL;
}

static void
set_value(const char* symbol, void* user_data, const void* value, uint32_t size,
          uint32_t type)
{
  ValueSource*    source = (ValueSource*)user_data;
  const HostPort* port =
    host_ports_find(&source->stress->plugin->ports, symbol);
  (void)type;
  if (port && size == sizeof(float)) {
    host_instance_set_control((HostInstance*)source->instance, port->index,
                              *(const float*)value);
  }
}

static LilvState*
save(const HostStress* self, const HostRig* rig)
{
  ValueSource source = { self, rig->instance };
  return lilv_state_new_from_instance(
    self->plugin->lilv, host_instance_lilv(rig->instance),
    host_urids_map_feature(self->world->urids), NULL, NULL, NULL, NULL,
    get_value, &source, 0, host_instance_features(rig->instance));
}

/** To Turtle and back. */
static LilvState*
through_text(const HostStress* self, const LilvState* state)
{
  LV2_URID_Map* map  = host_urids_map_feature(self->world->urids);
  char*         text = lilv_state_to_string(
            self->world->lilv, map, host_urids_unmap_feature(self->world->urids), state,
            STATE_URI, NULL);
  LilvState* back =
    text ? lilv_state_new_from_string(self->world->lilv, map, text) : NULL;
  free(text);
  return back;
}

/** Turn all controls to two thirds of their range, whole where they must be. */
static void
turn_all(const HostStress* self, const HostRig* rig)
{
  for (uint32_t i = 0; i < self->plugin->ports.count; ++i) {
    const HostPort* port = &self->plugin->ports.ports[i];
    float           ends[2];
    if (!host_stress_may_turn(self->plugin, i) || port->is_enabled) {
      continue;
    }
    host_stress_range(port, HOST_STRESS_RATE, &ends[0], &ends[1]);
    const float value = ends[0] + 0.667f * (ends[1] - ends[0]);
    const bool  whole = port->integer || port->toggled || port->enumeration;
    host_instance_set_control(rig->instance, i, whole ? roundf(value) : value);
  }
}

static void
compare_sound(const HostStress* self, const HostRig* a, const HostRig* b)
{
  HostSound in       = host_stress_sound(self, FRAMES, 48000.0, 1);
  HostSound expected = host_stress_room(self, FRAMES);
  HostSound got      = host_stress_room(self, FRAMES);
  host_rig_run_all(a, &in, &expected, host_stress_blocks(256));
  host_rig_run_all(b, &in, &got, host_stress_blocks(256));
  host_stress_expect(self, &expected, &got, "sound of the restored plugin");
  host_sound_free(&in);
  host_sound_free(&expected);
  host_sound_free(&got);
}

void
host_check_state(const HostStress* self)
{
  HostRig saved;
  HostRig restored;
  if (!host_rig_open(&saved, self, HOST_STRESS_RATE) ||
      !host_rig_open(&restored, self, HOST_STRESS_RATE)) {
    return;
  }
  turn_all(self, &saved);
  host_stress_doing(self, "saving the state");
  LilvState* first  = save(self, &saved);
  LilvState* second = first ? through_text(self, first) : NULL;
  if (!second) {
    host_stress_say(self, HOST_STRESS_BROKEN, "the state cannot be %s",
                    first ? "read again" : "saved");
    return;
  }
  host_stress_doing(self, "restoring the state");
  ValueSource target = { self, restored.instance };
  lilv_state_restore(second, host_instance_lilv(restored.instance), set_value,
                     &target, 0, host_instance_features(restored.instance));
  host_instance_run(restored.instance, 0);
  host_stress_doing(self, "saving what was restored");
  LilvState* third = save(self, &restored);
  if (!third || !lilv_state_equals(first, third)) {
    host_stress_say(self, HOST_STRESS_BROKEN,
                    "saved, restored and saved again, it is another");
  }
  compare_sound(self, &saved, &restored);
  lilv_state_free(first);
  lilv_state_free(second);
  lilv_state_free(third);
  host_rig_close(&saved);
  host_rig_close(&restored);
}
