#include "tests/support/lv2/score.h"

static uint32_t
next_length(const uint32_t block, TestRng* const rng)
{
  if (block) {
    return block;
  }
  static const uint32_t limits[] = { 4U, 40U, 300U, 3000U };
  const uint32_t        limit    = limits[test_rng_u32(rng) % 4U];
  return test_rng_u32(rng) % limit;
}

/// Set what is due at `at`; returns the first frame of the next control change.
static size_t
set_controls(TestPlug* const plug, const TestCue* const cues,
             const size_t n_cues, const size_t at, const size_t end)
{
  for (size_t i = 0; i < n_cues; i++) {
    const TestCue* const cue = &cues[i];
    if (cue->port == DALA_PORT_CONTROL || cue->frame < at) {
      continue;
    }
    if (cue->frame > at) {
      return cue->frame < end ? cue->frame : end;
    }
    plug->value[cue->port] = cue->value;
  }
  return end;
}

static void
send_midi(TestPlug* const plug, const TestCue* const cues, const size_t n_cues,
          const size_t from, const size_t to)
{
  for (size_t i = 0; i < n_cues; i++) {
    const TestCue* const cue = &cues[i];
    if (cue->port == DALA_PORT_CONTROL && cue->frame >= from &&
        cue->frame < to) {
      test_sequence_midi(&plug->control, (int64_t)(cue->frame - from),
                         cue->midi[0], cue->midi[1], cue->midi[2], 3U);
    }
  }
}

void
test_score_play(TestPlug* const plug, const TestCue* const cues,
                const size_t n_cues, const TestSound* const sound,
                const uint32_t block, TestRng* const rng)
{
  size_t at = 0U;
  while (at < sound->frames) {
    const size_t limit = set_controls(plug, cues, n_cues, at, sound->frames);
    const size_t wish  = at + next_length(block, rng);
    const size_t to    = wish < limit ? wish : limit;
    send_midi(plug, cues, n_cues, at, to);
    test_plug_run(plug, sound->in + at, sound->in_r ? sound->in_r + at : NULL,
                  sound->out_l + at, sound->out_r + at, (uint32_t)(to - at));
    at = to;
  }
}
