/**
   The frames on which the drone is struck, in the engine, against the grid of
   quarters that the host tells.
*/
#include "tests/support/check.h"
#include "tests/support/pulse_rig.h"

/// Frames from a place of the grid to a stroke, with its micro-timing.
static double
frames_to(const DalaPulseStroke* const s, const double quarters,
          const double bpm)
{
  const double quarter = 60.0 / bpm * PULSE_RATE;
  return (s->place + (double)s->late - quarters) * quarter +
         (double)s->delay_s * PULSE_RATE;
}

/// All that fell from index `i` on did so on its frame, or the next.
static void
check_frames(uint32_t i, const double start, const double quarters,
             const double bpm)
{
  for (; i < pulse_rig.n_fallen; i++) {
    const PulseFallen* const f  = &pulse_rig.fallen[i];
    const double             at = start + frames_to(&f->stroke, quarters, bpm);
    check_at_most((double)f->from, fmax(at + 1.01, start));
    check_at_most(at - 0.01, (double)f->to - 1.0);
  }
}

static const uint32_t blocks[] = { 1U, 7U, 33U, 1000U };

static void
test_pulse_every_pattern_and_tempo_is_on_its_frame(void** const state)
{
  (void)state;
  static const double bpm[] = { 40.0, 97.3f, 126.0, 200.0 };
  for (uint32_t p = 1; p <= DALA_PULSES; p++) {
    for (size_t i = 0; i < 4U; i++) {
      pulse_rig_open(p, blocks[(p + i) % 4U]);
      pulse_rig_tell(bpm[i], 0.0, true, 1.0f);
      pulse_rig_run_to((uint64_t)(13.0 * 60.0 / bpm[i] * PULSE_RATE) - 4800U);
      check_frames(0U, 0.0, 0.0, bpm[i]);
      // All of 12 quarters, and none of the thirteenth's end
      uint32_t n = 0U;
      for (uint32_t k = 0; k < pulse_rig.n_fallen; k++) {
        n += pulse_rig.fallen[k].stroke.place < 12.0 - 1e-9;
      }
      // a stroke on the first frame falls before it can be watched
      check_near(n, pulse_rig_strokes_in(p, 12.0), 1.0);
      pulse_rig_close();
    }
  }
}

/// The host rolls from any place, at any frame of a block and of the tick.
static void
test_pulse_starts_and_jumps_fall_on_their_frames(void** const state)
{
  (void)state;
  for (uint32_t b = 0; b < 4U; b++) {
    pulse_rig_open(4U, blocks[b]);
    pulse_rig_run_to(1000U);
    for (uint32_t round = 0; round < 40U; round++) {
      const double bpm   = (double)(40U + 4U * round);
      const double place = round % 2U ? 0.0 : 0.37 * round;
      pulse_rig_run_to(pulse_rig.frame + 17U + 389U * round);
      pulse_rig_tell(bpm, place, true, 1.0f);
      const uint32_t first = pulse_rig.n_fallen;
      const double   start = (double)pulse_rig.frame;
      pulse_rig_run_to(pulse_rig.frame +
                       (uint64_t)(4.0 * 60.0 / bpm * PULSE_RATE));
      check_frames(first, start, place, bpm);
      // None is lost: those of four quarters, but for graces at the edges
      check_near(pulse_rig.n_fallen - first, 11.0, 2.0);
    }
    pulse_rig_close();
  }
}

/// A loop of two bars sounds each time as the time before, to the frame.
static void
test_pulse_a_loop_repeats_exactly(void** const state)
{
  (void)state;
  const uint64_t loop = 8U * 24000U;
  for (uint32_t p = 1; p <= DALA_PULSES; p++) {
    uint32_t first[5] = { 0U };
    pulse_rig_open(p, 1U);
    for (uint32_t round = 0; round < 4U; round++) {
      pulse_rig_tell(120.0, 12.0, true, 1.0f);
      pulse_rig_run_to(pulse_rig.frame + loop);
      first[round + 1U] = pulse_rig.n_fallen;
    }
    const uint32_t n = first[2] - first[1];
    check_near(n, pulse_rig_strokes_in(p, 20.0) - pulse_rig_strokes_in(p, 12.0),
               1.0);
    for (uint32_t round = 2; round < 4U; round++) {
      assert_int_equal(first[round + 1U] - first[round], n);
      for (uint32_t i = 0; i < n; i++) {
        const PulseFallen* const a = &pulse_rig.fallen[first[1] + i];
        const PulseFallen* const b = &pulse_rig.fallen[first[round] + i];
        assert_int_equal(b->from - a->from, (round - 1U) * loop);
        assert_true(a->stroke.place == b->stroke.place);
      }
    }
    pulse_rig_close();
  }
}

static void
test_pulse_runs_on_when_the_host_stops_and_without_one(void** const state)
{
  (void)state;
  pulse_rig_open(1U, 64U);
  pulse_rig_run_to(240000U); // the knob: 126 BPM, 2.5 strokes a quarter
  check_near(pulse_rig.n_fallen, 5.0 * 126.0 / 60.0 * 2.5, 2.0);
  pulse_rig_tell(100.0, 3.0, true, 1.0f);
  pulse_rig_run_to(pulse_rig.frame + 48000U);
  pulse_rig_tell(100.0, 17.0, true, 0.0f); // stops, and is moved
  const uint32_t before = pulse_rig.n_fallen;
  for (uint32_t i = 0; i < 60U; i++) {
    pulse_rig_run_to(pulse_rig.frame + 4000U);
    pulse_rig_tell(100.0, 17.0, true, 0.0f); // says so in every block
  }
  check_near(pulse_rig.n_fallen - before, 5.0 * 100.0 / 60.0 * 2.5, 2.0);
  pulse_rig_close();
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_pulse_every_pattern_and_tempo_is_on_its_frame),
    cmocka_unit_test(test_pulse_starts_and_jumps_fall_on_their_frames),
    cmocka_unit_test(test_pulse_a_loop_repeats_exactly),
    cmocka_unit_test(test_pulse_runs_on_when_the_host_stops_and_without_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
