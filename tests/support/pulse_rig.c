#include "tests/support/pulse_rig.h"

#include "plugin/engine/engine.h"
#include "tests/support/check.h"
#include "tests/support/module.h"

#include <stdlib.h>
#include <string.h>

#define MAX_BLOCK 1024U

PulseRig pulse_rig;

void
pulse_rig_open(const uint32_t pattern, const uint32_t block)
{
  memset(&pulse_rig, 0, sizeof pulse_rig);
  pulse_rig.rng    = test_rng(pattern + 31U * block);
  pulse_rig.block  = block;
  pulse_rig.engine = (DalaEngine*)calloc(1U, sizeof *pulse_rig.engine);
  pulse_rig.memory = test_engine_open(pulse_rig.engine, PULSE_RATE);
  dala_engine_set(pulse_rig.engine, DALA_PORT_PULSE, (float)pattern);
  dala_engine_set(pulse_rig.engine, DALA_PORT_ENABLED, 0.0f);
}

void
pulse_rig_close(void)
{
  free(pulse_rig.memory);
  free(pulse_rig.engine);
}

/// Whether this stroke is the next.
static bool
is_next(const DalaPulsing* const p, const int64_t cycle, const uint32_t index)
{
  return p->cycle == cycle && p->index == index;
}

void
pulse_rig_run_to(const uint64_t frame)
{
  static const float silence[MAX_BLOCK];
  static float       out[2][MAX_BLOCK];
  DalaPulsing* const p = &pulse_rig.engine->pulsing;
  while (pulse_rig.frame < frame) {
    const uint64_t left = frame - pulse_rig.frame;
    const uint32_t most =
      1U + (uint32_t)(test_rng_range(&pulse_rig.rng, 0.0, 1.0) *
                        (double)(pulse_rig.block - 1U) +
                      0.5);
    const uint32_t n = left < most ? (uint32_t)left : most;
    if (!p->on) { // the first tick seeks the first stroke
      dala_engine_process(pulse_rig.engine, silence, NULL, out[0], out[1], 1U);
      pulse_rig.frame++;
      continue;
    }
    int64_t  cycle = p->cycle;
    uint32_t index = p->index;
    dala_engine_process(pulse_rig.engine,
                        pulse_rig.in
                          ? pulse_rig.in + (pulse_rig.frame - pulse_rig.in_from)
                          : silence,
                        NULL, out[0], out[1], n);
    while (!is_next(p, cycle, index)) {
      assert_true(pulse_rig.n_fallen < PULSE_MOST_STROKES);
      PulseFallen* const f = &pulse_rig.fallen[pulse_rig.n_fallen++];
      f->stroke            = dala_pulse_stroke(p->pattern, cycle, index);
      f->from              = pulse_rig.frame;
      f->to                = pulse_rig.frame + n;
      const bool last      = index + 1U == dala_pulse_count(p->pattern, cycle);
      cycle += last;
      index = last ? 0U : index + 1U;
    }
    pulse_rig.frame += n;
  }
}

void
pulse_rig_tell(const double bpm, const double quarters, const bool placed,
               const float speed)
{
  const DalaEvent event = { .kind        = DALA_EVENT_POSITION,
                            .as.position = { .bpm           = (float)bpm,
                                             .beats_per_bar = 4.0f,
                                             .beat_unit     = 4.0f,
                                             .speed         = speed,
                                             .placed        = placed,
                                             .quarters      = quarters } };
  dala_engine_event(pulse_rig.engine, &event);
}

uint32_t
pulse_rig_strokes_in(const uint32_t pattern, const double quarters)
{
  uint32_t n = 0U;
  for (int64_t c = 0; (double)c * dala_pulse_length(pattern) < quarters; c++) {
    for (uint32_t i = 0; i < dala_pulse_count(pattern, c); i++) {
      n += dala_pulse_stroke(pattern, c, i).place < quarters - 1e-9;
    }
  }
  return n;
}
