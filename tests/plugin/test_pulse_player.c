/**
   The pulse beside a player: in phase with a gallop, and where the drone keeps
   to the register of the melody.
*/
#include "tests/support/check.h"
#include "tests/support/lv2/sampled.h"
#include "tests/support/pulse_rig.h"

#include <stdlib.h>
#include <string.h>

#define PLAYED (16U * 48000U)

/// A gallop, an eighth and two sixteenths of bowed tones on the notes of D
/// dorian, from half a second on, 5 ms off.
static void
play_gallop(float* const x, const double bpm)
{
  static const double hz[]     = { 293.66, 329.63, 349.23, 440.0, 392.0 };
  static const double places[] = { 0.0, 0.5, 0.75, 1.0 };
  TestRng             rng      = test_rng((uint64_t)bpm);
  const double        quarter  = 60.0 / bpm * PULSE_RATE;
  memset(x, 0, PLAYED * sizeof *x);
  for (uint32_t note = 0; note / 3U * quarter < PLAYED - 2.0 * PULSE_RATE;
       note++) {
    const double at = 0.5 * PULSE_RATE +
                      (note / 3U + places[note % 3U]) * quarter +
                      test_rng_range(&rng, -0.005, 0.005) * PULSE_RATE;
    const size_t len =
      (size_t)(0.9 * quarter * (places[note % 3U + 1U] - places[note % 3U]));
    const double step = 6.283185307179586 * hz[note % 5U] / PULSE_RATE;
    for (size_t i = 0; i < len; i++) {
      const double rise = fmin((double)i / (0.015 * PULSE_RATE), 1.0);
      const double fall = fmin((double)(len - i) / (0.015 * PULSE_RATE), 1.0);
      double       y    = 0.0;
      for (unsigned k = 1; k < 12U; k++) {
        y += sin(step * k * (double)i) / k;
      }
      x[(size_t)at + i] += (float)(0.15 * rise * fall * y);
    }
  }
}

/// Off the beat, s, after it was found.
typedef struct {
  double   mean;
  double   most;
  uint32_t late;  ///< Beats that are off by more than 30 ms,
  uint32_t beats; ///< of all.
} Phase;

/// Where the beats of the pulse fall beside n frames of playing whose own beats
/// are a quarter apart from `first` on, frames.
static Phase
measure_phase(const float* const x, const size_t n, const double first,
              const double quarter)
{
  Phase is = { 0 };
  pulse_rig_open(1U, 64U);
  dala_engine_set(pulse_rig.engine, DALA_PORT_ENABLED, 1.0f);
  dala_engine_set(pulse_rig.engine, DALA_PORT_TEMPO_SOURCE, 2.0f);
  dala_engine_set(pulse_rig.engine, DALA_PORT_STRINGS_LEVEL, -60.0f);
  dala_engine_set(pulse_rig.engine, DALA_PORT_SPACE_LEVEL, -60.0f);
  pulse_rig.in = x;
  pulse_rig_run_to(n);
  for (uint32_t k = 0; k < pulse_rig.n_fallen; k++) {
    const DalaPulseStroke* const s  = &pulse_rig.fallen[k].stroke;
    const double                 at = (double)pulse_rig.fallen[k].from - first;
    // Beats, after five to be sure of it and two to come into phase
    if (s->place == floor(s->place) && at > 7.5 * quarter) {
      const double off = at - quarter * floor(at / quarter + 0.5);
      is.mean += off / PULSE_RATE;
      is.most = fmax(is.most, fabs(off) / PULSE_RATE);
      is.late += fabs(off) > 0.030 * PULSE_RATE;
      is.beats++;
    }
  }
  is.mean /= is.beats;
  pulse_rig_close();
  return is;
}

static void
test_pulse_is_in_phase_with_a_played_gallop(void** const state)
{
  (void)state;
  static const double bpm[] = { 84.0, 100.0, 116.0, 126.0, 140.0 };
  float* const        x     = (float*)calloc(PLAYED, sizeof *x);
  for (size_t i = 0; i < sizeof bpm / sizeof bpm[0]; i++) {
    play_gallop(x, bpm[i]);
    const Phase is =
      measure_phase(x, PLAYED - 2U * (size_t)PULSE_RATE, 0.5 * PULSE_RATE,
                    60.0 / bpm[i] * PULSE_RATE);
    print_message("           %3.0f BPM: %+5.1f ms, at most %.1f\n", bpm[i],
                  1000.0 * is.mean, 1000.0 * is.most);
    check_at_most(1000.0 * fabs(is.mean), 15.0);
    check_at_most(1000.0 * is.most, 30.0);
    check_at_most(5.0, is.beats);
  }
  free(x);
}

#define NOTES 84U

/// The same from a sampled violin, whose notes swell, 8 ms off; returns frames.
static float*
play_sampled(const double bpm, const uint64_t seed, size_t* const n)
{
  static const unsigned tune[]   = { 62U, 64U, 65U, 69U, 67U };
  static const double   places[] = { 0.0, 0.5, 0.75, 1.0 };
  TestRng               rng      = test_rng(seed);
  TestNote              notes[NOTES];
  const double          quarter = 60.0 / bpm;
  for (uint32_t i = 0; i < NOTES; i++) {
    notes[i].note = tune[(i + i / 7U) % 5U];
    notes[i].at_s = 0.5 + quarter * (i / 3U + places[i % 3U]) +
                    test_rng_range(&rng, -0.014, 0.014);
    notes[i].length_s = 0.9 * quarter * (places[i % 3U + 1U] - places[i % 3U]);
  }
  return test_sampled_violin(notes, NOTES, n);
}

static void
test_pulse_is_in_phase_with_a_sampled_gallop(void** const state)
{
  (void)state;
  uint32_t late  = 0U;
  uint32_t beats = 0U;
  for (uint32_t i = 0; i < 4U; i++) {
    const double bpm = 84.0 + 28.0 * i;
    size_t       n;
    float* const x = play_sampled(bpm, 5U + i, &n);
    if (!x) {
      skip();
    }
    const Phase is = measure_phase(x, n - (size_t)PULSE_RATE, 0.5 * PULSE_RATE,
                                   60.0 / bpm * PULSE_RATE);
    print_message("           %3.0f BPM: %+5.1f ms, over 30 in %u of %u\n", bpm,
                  1000.0 * is.mean, is.late, is.beats);
    check_at_most(1000.0 * fabs(is.mean), 15.0);
    late += is.late;
    beats += is.beats;
    free(x);
  }
  check_at_most(60.0, beats);
  check_at_most((double)late / beats, 0.02);
}

/// The octave of the drone after a note of a second and a rest.
static int32_t
octave_after(float* const x, const float style, const double hz)
{
  const size_t n = 3U * (size_t)PULSE_RATE / 2U;
  memset(x, 0, n * sizeof *x);
  for (size_t i = 0; i < (size_t)PULSE_RATE; i++) {
    for (unsigned k = 1; k < 8U; k++) {
      x[i] +=
        (float)(0.1 * sin(6.283185307179586 * hz * k * (double)i / PULSE_RATE) /
                k);
    }
  }
  dala_engine_set(pulse_rig.engine, DALA_PORT_ORNAMENT_STYLE, style);
  pulse_rig.in      = x;
  pulse_rig.in_from = pulse_rig.frame;
  pulse_rig_run_to(pulse_rig.frame + n);
  return pulse_rig.engine->tuning.drone_octave;
}

static void
test_pulse_adai_keeps_the_drone_two_octaves_below_a_high_melody(
  void** const state)
{
  (void)state;
  float* const x = (float*)calloc(PLAYED, sizeof *x);
  pulse_rig_open(4U, 64U);
  dala_engine_set(pulse_rig.engine, DALA_PORT_ENABLED, 1.0f);
  dala_engine_set(pulse_rig.engine, DALA_PORT_DRONE_OCTAVE, 1.0f);
  assert_int_equal(octave_after(x, 0.0f, 293.66), 1);
  assert_int_equal(octave_after(x, 0.0f, 587.33), 0);
  assert_int_equal(octave_after(x, 0.0f, 220.0), 1);
  assert_int_equal(octave_after(x, 1.0f, 587.33), 1);
  dala_engine_set(pulse_rig.engine, DALA_PORT_DRONE_OCTAVE, -1.0f);
  assert_int_equal(octave_after(x, 0.0f, 587.33), -1);
  pulse_rig_close();
  free(x);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_pulse_is_in_phase_with_a_played_gallop),
    cmocka_unit_test(test_pulse_is_in_phase_with_a_sampled_gallop),
    cmocka_unit_test(
      test_pulse_adai_keeps_the_drone_two_octaves_below_a_high_melody),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
