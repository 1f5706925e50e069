#include "host/automation.h"

#include "host/value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

HostExit
host_automation_check(const HostAutomation* self, double rate, HostError* error)
{
  for (uint32_t l = 0; l < self->n_lanes; ++l) {
    const HostLane* lane = &self->lanes[l];
    for (size_t i = 0; i < lane->count && lane->port->rate_scaled; ++i) {
      HostError inner;
      if (host_value_check(lane->port, lane->points[i].value, rate, &inner)) {
        return host_fail(error, inner.code, "'%s' line %zu: %s", self->path,
                         lane->points[i].line, inner.text);
      }
    }
  }
  return HOST_EXIT_OK;
}

void
host_automation_clear(HostAutomation* self)
{
  for (uint32_t l = 0; l < self->n_lanes; ++l) {
    free(self->lanes[l].points);
  }
  free(self->lanes);
  free(self->path);
  memset(self, 0, sizeof(*self));
}

HostExit
host_automation_play_init(HostAutomationPlay*   self,
                          const HostAutomation* automation, double rate,
                          HostError* error)
{
  self->automation = automation;
  self->rate       = rate;
  self->next       = (size_t*)calloc(automation->n_lanes + 1u, sizeof(size_t));
  return self->next ? HOST_EXIT_OK : host_fail_memory(error);
}

void
host_automation_play_clear(HostAutomationPlay* self)
{
  free(self->next);
  memset(self, 0, sizeof(*self));
}

static uint64_t
frame_of(const HostAutomationPlay* self, const HostPoint* point)
{
  return (uint64_t)llrint(point->time_s * self->rate);
}

/** Set one control; returns the frame of its next change. */
static uint64_t
apply_lane(HostAutomationPlay* self, uint32_t index, HostInstance* instance,
           uint64_t frame)
{
  const HostLane* lane = &self->automation->lanes[index];
  size_t          next = self->next[index];
  while (next < lane->count && frame_of(self, &lane->points[next]) <= frame) {
    ++next;
  }
  self->next[index] = next;
  const uint64_t end =
    (next < lane->count) ? frame_of(self, &lane->points[next]) : UINT64_MAX;
  if (!next) {
    return end;
  }
  const HostPoint* from  = &lane->points[next - 1u];
  double           value = (double)from->value;
  uint64_t         until = end;
  if (next < lane->count && lane->is_linear && from[1].value != from[0].value) {
    // From the grid, not from `frame`: blocks may begin anywhere
    const uint64_t begin = frame_of(self, from);
    const uint64_t grid  = frame - frame % HOST_AUTOMATION_GRID;
    const uint64_t at    = (grid > begin) ? grid : begin;
    value += ((double)from[1].value - value) * (double)(at - begin) /
             (double)(end - begin);
    until =
      (grid + HOST_AUTOMATION_GRID < end) ? grid + HOST_AUTOMATION_GRID : end;
  }
  host_instance_set_control(instance, lane->port->index, (float)value);
  return until;
}

uint64_t
host_automation_play_apply(HostAutomationPlay* self, HostInstance* instance,
                           uint64_t frame)
{
  uint64_t first = UINT64_MAX;
  for (uint32_t l = 0; l < self->automation->n_lanes; ++l) {
    const uint64_t change = apply_lane(self, l, instance, frame);
    first                 = (change < first) ? change : first;
  }
  return first;
}
