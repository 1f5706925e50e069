#include "plugin/dsp/kernels/kernels.h"
#include "plugin/music/drone_chords.h"
#include "tests/support/analysis.h"
#include "tests/support/body_click.h"
#include "tests/support/check.h"
#include "tests/support/drone_probe.h"
#include "tests/support/signals.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const double rates[] = { 44100.0, 48000.0, 96000.0 };

/// Two channels of this many seconds at the highest of the rates above.
#define MAX_SECONDS 12U
#define MAX_FRAMES (MAX_SECONDS * 96000U)
static float left[MAX_FRAMES];
static float right[MAX_FRAMES];

static void
run(DroneProbe* const probe, const size_t at, const double seconds)
{
  const size_t n = (size_t)(seconds * probe->cfg.rate / DALA_TICK) * DALA_TICK;
  assert_true(at + n <= MAX_FRAMES);
  drone_probe_run(probe, left + at, right + at, n, 0U, 0U);
}

static void
one_string(DroneProbe* const probe, const double hz)
{
  dala_drone_set_string(&probe->drone, 0U, (float)hz, 1.0f, 0.0f);
}

// ------------------------------------------------------------------ tuning

/// Ten seconds of one string against the pitch asked for, all tonics; octave
/// and ratio go round, so that each meets each in the three tunings.
static void
test_mean_pitch_is_within_2_cents(void** const state)
{
  (void)state;
  static const double ratios[] = { 1.0, 3.0 / 2.0, 4.0 / 3.0, 2.0 };
  static const float  tuning[] = { 415.0f, 440.0f, 442.0f };
  double              worst    = 0.0;
  for (uint32_t i = 0U; i < 12U * COUNT(rates) * COUNT(tuning); i++) {
    const double  rate   = rates[i / 12U % 3U];
    const float   a4     = tuning[i / 36U];
    const int32_t octave = (int32_t)((i + i / 12U) % 4U) - 2;
    const double  ratio  = ratios[(i / 3U + i / 12U) % 4U];
    const double  hz = ratio * (double)dala_drone_tonic_hz(i % 12U, octave, a4);
    const size_t  from = (size_t)(0.5 * rate);
    DroneProbe    probe;
    drone_probe_open(&probe, rate, NULL);
    one_string(&probe, hz);
    run(&probe, 0U, 10.5);
    const double mean =
      drone_probe_mean_hz(left + from, (size_t)(10.0 * rate) - 32U, rate, hz);
    check_near(test_cents(mean, hz), 0.0, 2.0);
    worst = fmax(worst, fabs(test_cents(mean, hz)));
    drone_probe_close(&probe);
  }
  print_message("           worst %.2f cents\n", worst);
}

static void
test_mean_pitch_holds_at_soft_and_harsh_colour(void** const state)
{
  (void)state;
  static const double hz[] = { 31.0, 97.0, 199.0, 201.0, 415.3, 740.0, 987.8 };
  for (uint32_t i = 0U; i < 2U * COUNT(hz); i++) {
    DroneProbe probe;
    drone_probe_open(&probe, 48000.0, NULL);
    dala_drone_set_colour(&probe.drone, (float)(i % 2U));
    one_string(&probe, hz[i / 2U]);
    run(&probe, 0U, 8.5);
    const double mean =
      drone_probe_mean_hz(left + 24000, 8U * 48000U - 32U, 48000.0, hz[i / 2U]);
    check_near(test_cents(mean, hz[i / 2U]), 0.0, 2.0);
    drone_probe_close(&probe);
  }
}

static void
test_both_strings_of_a_chord_are_in_tune(void** const state)
{
  (void)state;
  DroneProbe probe;
  drone_probe_open(&probe, 48000.0, NULL);
  const double d3 = drone_probe_chord(&probe, 2U, 0, DALA_CHORD_FIFTH, 440.0f);
  run(&probe, 0U, 10.5);
  // Partials that the other string does not have
  const float* const x = left + 24000;
  const size_t       n = 10U * 48000U - 32U;
  check_near(test_cents(drone_probe_mean_hz(x, n, 48000.0, d3), d3), 0.0, 2.0);
  check_near(test_cents(drone_probe_mean_hz(x, n, 48000.0, 1.5 * d3), 1.5 * d3),
             0.0, 2.0);
  drone_probe_close(&probe);
}

/// The period is the string's: alike after one, not already after a half or
/// a third, and not more alike after two.
static void
test_no_octave_state_at_any_pitch_and_colour(void** const state)
{
  (void)state;
  for (uint32_t i = 0U; i < 3U * 3U * 16U; i++) {
    const double rate = rates[i % 3U];
    const double hz   = 31.0 * exp2(5.0 * (double)(i / 9U) / 15.0);
    const double t    = 1.0 / hz;
    const size_t from = (size_t)rate;
    const size_t n    = (size_t)(0.4 * rate);
    DroneProbe   probe;
    drone_probe_open(&probe, rate, NULL);
    dala_drone_set_colour(&probe.drone, 0.5f * (float)(i / 3U % 3U));
    one_string(&probe, hz);
    run(&probe, 0U, 1.5);
    const float* const x    = left + from;
    const double       once = drone_probe_likeness(x, n, rate, t);
    check_at_most(0.95, once);
    check_at_most(drone_probe_likeness(x, n, rate, 0.5 * t), 0.3);
    check_at_most(drone_probe_likeness(x, n, rate, t / 3.0), 0.3);
    check_at_most(drone_probe_likeness(x, n, rate, 2.0 * t), once + 0.02);
    drone_probe_close(&probe);
  }
}

// ------------------------------------------------------------ start, level

static void
test_starts_by_a_bow_attack_within_300_ms(void** const state)
{
  (void)state;
  for (uint32_t i = 0U; i < 4U * 3U; i++) {
    const double rate = rates[i % 3U];
    const size_t n    = (size_t)(0.1 * rate);
    DroneProbe   probe;
    drone_probe_open(&probe, rate, NULL);
    const double hz =
      drone_probe_chord(&probe, 2U, (int32_t)(i / 3U) - 2, 0U, 440.0f);
    run(&probe, 0U, 2.0);
    const float* const x = left + (size_t)(0.2 * rate);
    // a bow attack, neither a step nor a swell
    check_at_most(test_rms_db(left, n / 10U) + 12.0,
                  test_rms_db(left + (size_t)rate, 8U * n));
    check_near(test_rms_db(x, n), test_rms_db(left + (size_t)rate, 8U * n),
               1.0);
    check_at_most(0.9, drone_probe_likeness(x, n, rate, 1.0 / hz));
    drone_probe_close(&probe);
  }
}

/// Both channels and their sum, every chord, a minute in all.
static void
test_level_of_every_chord_is_constant_within_2_db(void** const state)
{
  (void)state;
  const size_t from = 24000U;
  const size_t n    = 11U * 48000U;
  for (uint32_t i = 0U; i < 2U * DALA_N_CHORDS; i++) {
    DroneProbe probe;
    drone_probe_open(&probe, 48000.0, NULL);
    drone_probe_chord(&probe, i % 2U ? 8U : 3U, (int32_t)(i % 2U), i / 2U,
                      440.0f);
    run(&probe, 0U, 11.5);
    check_at_most(drone_probe_level_range(left + from, n, 48000.0), 2.0);
    check_at_most(drone_probe_level_range(right + from, n, 48000.0), 2.0);
    for (size_t k = 0U; k < from + n; k++) {
      left[k] = 0.5f * (left[k] + right[k]);
    }
    check_at_most(drone_probe_level_range(left + from, n, 48000.0), 2.0);
    drone_probe_close(&probe);
  }
}

static void
test_level_is_the_reference_within_2_db_at_every_pitch(void** const state)
{
  (void)state;
  for (uint32_t i = 0U; i < 4U * DALA_N_CHORDS * 4U; i++) {
    DroneProbe probe;
    drone_probe_open(&probe, 48000.0, NULL);
    drone_probe_chord(&probe, 3U * (i / 20U), (int32_t)(i % 4U) - 2,
                      i / 4U % DALA_N_CHORDS, 440.0f);
    run(&probe, 0U, 2.5);
    const double l = test_rms_db(left + 24000, 96000U);
    const double r = test_rms_db(right + 24000, 96000U);
    const double both =
      10.0 * log10(0.5 * (pow(10.0, 0.1 * l) + pow(10.0, 0.1 * r)));
    check_near(both, -15.5, 1.6);
    drone_probe_close(&probe);
  }
}

/// Loudness (ITU-R BS.1770, its filters at 48 kHz) of one channel.
static double
loudness(const float* const x, const size_t n)
{
  double s1 = 0.0, s2 = 0.0, h1 = 0.0, h2 = 0.0, sum = 0.0;
  for (size_t i = 0U; i < n; i++) {
    const double s =
      (double)x[i] + 1.69065929318241 * s1 - 0.73248077421585 * s2;
    const double y1 =
      1.53512485958697 * s - 2.69169618940638 * s1 + 1.19839281085285 * s2;
    const double h = y1 + 1.99004745483398 * h1 - 0.99007225036621 * h2;
    const double y = h - 2.0 * h1 + h2;
    s2             = s1;
    s1             = s;
    h2             = h1;
    h1             = h;
    sum += y * y;
  }
  return 10.0 * log10(sum / (double)n);
}

static void
test_loudness_is_the_same_in_every_octave_within_3_db(void** const state)
{
  (void)state;
  for (uint32_t i = 0U; i < 3U * DALA_N_CHORDS; i++) {
    double lo = 300.0, hi = -300.0;
    for (int32_t octave = -2; octave <= 1; octave++) {
      DroneProbe probe;
      drone_probe_open(&probe, 48000.0, NULL);
      drone_probe_chord(&probe, 5U * (i / 5U), octave, i % 5U, 440.0f);
      run(&probe, 0U, 2.5);
      const double now = loudness(left + 24000, 95000U);
      lo               = fmin(lo, now);
      hi               = fmax(hi, now);
      drone_probe_close(&probe);
    }
    check_at_most(hi - lo, 3.0);
  }
}

static void
test_level_follows_the_gain_and_not_the_colour(void** const state)
{
  (void)state;
  DroneProbe probe;
  drone_probe_open(&probe, 48000.0, NULL);
  drone_probe_chord(&probe, 2U, 0, 0U, 440.0f);
  run(&probe, 0U, 2.0);
  dala_drone_set_gain(&probe.drone, 0.125f);
  run(&probe, 96000U, 2.0);
  dala_drone_set_colour(&probe.drone, 1.0f);
  run(&probe, 192000U, 2.0);
  const double whole  = test_rms_db(left + 48000, 48000U);
  const double eighth = test_rms_db(left + 144000, 48000U);
  const double harsh  = test_rms_db(left + 240000, 48000U);
  check_near(whole - eighth, 18.06, 0.5);
  check_near(harsh - eighth, 0.0, 0.8);
  drone_probe_close(&probe);
}

static void
test_no_dc(void** const state)
{
  (void)state;
  DroneProbe probe;
  drone_probe_open(&probe, 48000.0, NULL);
  drone_probe_chord(&probe, 0U, 0, 1U, 440.0f);
  run(&probe, 0U, 11.0);
  double sum = 0.0;
  for (size_t i = 48000U; i < 528000U; i++) {
    sum += (double)left[i];
  }
  check_near(sum / 480000.0, 0.0, 3e-4);
  drone_probe_close(&probe);
}

/// The bow arm lives: the level is never quite the same, nor the pitch.
static void
test_a_steady_drone_is_not_frozen(void** const state)
{
  (void)state;
  DroneProbe probe;
  drone_probe_open(&probe, 48000.0, NULL);
  one_string(&probe, 146.83);
  run(&probe, 0U, 8.5);
  check_at_most(0.1, drone_probe_level_range(left + 24000, 384000U, 48000.0));
  double lo = 1e9, hi = 0.0;
  for (size_t at = 24000U; at < 360000U; at += 24000U) {
    const double hz = test_partial_hz(left + at, 24000U, 48000.0, 146.83);
    lo              = fmin(lo, hz);
    hi              = fmax(hi, hz);
  }
  check_at_most(0.5, test_cents(hi, lo));
  check_at_most(test_cents(hi, lo), 8.0);
  drone_probe_close(&probe);
}

// ------------------------------------------------------------------ clicks

typedef struct {
  uint32_t pitch_class;
  int32_t  octave;
  uint32_t chord;
  float    a4;
  bool     on;
} Scene;

/// From one scene to the other under sound; returns nothing, fails on a click.
static void
check_change(const Scene a, const Scene b, const double rate)
{
  const size_t at = (size_t)(1.5 * rate / DALA_TICK) * DALA_TICK;
  const size_t n  = 2U * at;
  DroneProbe   probe;
  drone_probe_open(&probe, rate, NULL);
  dala_drone_set_on(&probe.drone, a.on);
  drone_probe_chord(&probe, a.pitch_class, a.octave, a.chord, a.a4);
  drone_probe_run(&probe, left, right, at, 0U, 0U);
  dala_drone_set_on(&probe.drone, b.on);
  drone_probe_chord(&probe, b.pitch_class, b.octave, b.chord, b.a4);
  drone_probe_run(&probe, left + at, right + at, n - at, 0U, 0U);
  const size_t length = (size_t)(0.06 * rate);
  body_click_check(left, n, rate, at, length);
  body_click_check(right, n, rate, at, length);
  drone_probe_close(&probe);
}

static void
test_no_click_when_the_chord_changes(void** const state)
{
  (void)state;
  static const uint32_t pairs[][2] = { { 0U, 1U }, { 1U, 0U }, { 1U, 2U },
                                       { 1U, 4U }, { 0U, 3U }, { 3U, 2U } };
  for (uint32_t i = 0U; i < COUNT(pairs); i++) {
    const Scene a = { 2U, 0, pairs[i][0], 440.0f, true };
    const Scene b = { 2U, 0, pairs[i][1], 440.0f, true };
    check_change(a, b, rates[i % 3U]);
  }
}

static void
test_no_click_when_the_tonic_or_octave_changes(void** const state)
{
  (void)state;
  static const Scene to[] = { { 7U, 0, 1U, 440.0f, true },
                              { 3U, 0, 1U, 440.0f, true },
                              { 1U, 0, 1U, 440.0f, true },
                              { 2U, 1, 1U, 440.0f, true },
                              { 9U, 1, 0U, 440.0f, true } };
  for (uint32_t i = 0U; i < COUNT(to); i++) {
    const Scene a = { 2U, 0, to[i].chord, 440.0f, true };
    check_change(a, to[i], rates[i % 3U]);
  }
}

static void
test_no_click_when_the_pitch_glides(void** const state)
{
  (void)state;
  static const double cents[] = { -95.0, -30.0, 2.0, 30.0, 95.0 };
  for (uint32_t i = 0U; i < 2U * COUNT(cents); i++) {
    const float a4 = (float)(440.0 * exp2(cents[i / 2U] / 1200.0));
    const Scene a  = { 2U, (int32_t)(i % 2U), 1U, 440.0f, true };
    const Scene b  = { 2U, (int32_t)(i % 2U), 1U, a4, true };
    check_change(a, b, rates[i % 3U]);
  }
}

static void
test_no_click_when_switched_on_and_off(void** const state)
{
  (void)state;
  for (uint32_t i = 0U; i < 6U; i++) {
    const Scene on  = { 2U, (int32_t)(i / 2U) - 1, 1U, 440.0f, true };
    const Scene off = { 2U, (int32_t)(i / 2U) - 1, 1U, 440.0f, false };
    check_change(i % 2U ? on : off, i % 2U ? off : on, rates[i % 3U]);
  }
}

static void
test_a_glide_reaches_its_pitch_within_100_ms(void** const state)
{
  (void)state;
  DroneProbe probe;
  drone_probe_open(&probe, 48000.0, NULL);
  one_string(&probe, 220.0);
  run(&probe, 0U, 1.0);
  one_string(&probe, 230.0);
  run(&probe, 48000U, 1.0);
  check_near(
    test_cents(test_partial_hz(left + 52800, 9600U, 48000.0, 230.0), 230.0),
    0.0, 5.0);
  drone_probe_close(&probe);
}

static void
test_chords_at_random_leave_no_hole_and_no_burst(void** const state)
{
  (void)state;
  TestRng    rng = test_rng(5U);
  DroneProbe probe;
  size_t     at = 48000U;
  drone_probe_open(&probe, 48000.0, NULL);
  drone_probe_chord(&probe, 0U, 0, 1U, 440.0f);
  run(&probe, 0U, 1.0);
  while (at < 480000U) {
    const uint32_t n = 32U * (1U + test_rng_u32(&rng) % 100U);
    drone_probe_chord(&probe, test_rng_u32(&rng) % 12U,
                      (int32_t)(test_rng_u32(&rng) % 2U),
                      test_rng_u32(&rng) % DALA_N_CHORDS, 440.0f);
    drone_probe_run(&probe, left + at, right + at, n, 0U, 0U);
    at += n;
  }
  for (size_t i = 4800U; i + 960U < at; i += 240U) {
    check_near(test_rms_db(left + i, 960U), -16.5, 5.5);
  }
  drone_probe_close(&probe);
}

static void
test_off_means_silence_and_idle(void** const state)
{
  (void)state;
  DroneProbe probe;
  drone_probe_open(&probe, 48000.0, NULL);
  drone_probe_chord(&probe, 2U, 0, 1U, 440.0f);
  run(&probe, 0U, 1.0);
  assert_false(dala_drone_idle(&probe.drone));
  dala_drone_set_on(&probe.drone, false);
  run(&probe, 48000U, 0.2);
  assert_true(dala_drone_idle(&probe.drone));
  check_at_most(test_peak(left + 48000 + 2400, 7000U), 0.0);
  drone_probe_close(&probe);
}

// ------------------------------------------------------------ equal bits

/// A second with changes in it; pieces as drone_probe_run() takes them.
static void
render(const double rate, const char* const variant, const uint32_t piece,
       const uint64_t seed, float* const out, const size_t n)
{
  DroneProbe probe;
  drone_probe_open(&probe, rate, variant);
  for (uint32_t part = 0U; part < 4U; part++) {
    drone_probe_chord(&probe, 2U + 5U * part, (int32_t)part - 2, 1U + part % 3U,
                      440.0f + (float)part);
    dala_drone_set_colour(&probe.drone, 0.3f * (float)part);
    drone_probe_run(&probe, out + part * n, right, n, piece, seed);
  }
  drone_probe_close(&probe);
}

static void
test_every_variant_and_division_is_bit_identical(void** const state)
{
  (void)state;
  static const double   rate[]  = { 48000.0,  44100.0,  96000.0,
                                    192000.0, 384000.0, 11025.0 };
  static const uint32_t piece[] = { 1U, 7U, 16U, 31U, 32U };
  const size_t          n       = 11200U;
  float* const          want    = left;
  float* const          got     = left + 4U * n;
  for (uint32_t r = 0U; r < COUNT(rate); r++) {
    render(rate[r], "w4", 0U, 0U, want, n);
    check_at_most(-40.0, test_rms_db(want, 4U * n)); // there is something
    for (uint32_t p = 0U; p <= COUNT(piece); p++) {
      const bool random = p == COUNT(piece);
      render(rate[r], NULL, random ? 0U : piece[p], random ? 7U : 0U, got, n);
      assert_int_equal(test_first_difference(got, want, 4U * n), 4U * n);
    }
  }
}

/// The kernel itself, apart from the drone, in pieces of a tick.
static void
test_kernel_division_is_bit_identical(void** const state)
{
  (void)state;
  static const char* const names[] = { "w4", "w8" };
  float                    whole[2][DALA_TICK];
  float                    parts[2][DALA_TICK];
  TestRng                  rng = test_rng(3U);
  for (uint32_t k = 0U; k < 2U; k++) {
    const DalaKernels* const kernels = dala_kernels_by_name(names[k]);
    DroneProbe               a;
    DroneProbe               b;
    if (!kernels) {
      continue;
    }
    drone_probe_open(&a, 48000.0, "w4");
    drone_probe_open(&b, 48000.0, "w4");
    drone_probe_chord(&a, 2U, 1, 1U, 440.0f);
    drone_probe_chord(&b, 2U, 1, 1U, 440.0f);
    run(&a, 0U, 0.3);
    run(&b, 0U, 0.3);
    for (uint32_t tick = 0U; tick < 500U; tick++) {
      dala_kernels_by_name("w4")->bowed(&a.drone.bank, 0U, whole[0], whole[1],
                                        DALA_TICK);
      for (uint32_t at = 0U; at < DALA_TICK;) {
        const uint32_t n = 1U + test_rng_u32(&rng) % (DALA_TICK - at);
        kernels->bowed(&b.drone.bank, at, parts[0] + at, parts[1] + at, n);
        at += n;
      }
      assert_memory_equal(whole, parts, sizeof whole);
    }
    drone_probe_close(&a);
    drone_probe_close(&b);
  }
}

static void
test_reset_equals_fresh(void** const state)
{
  (void)state;
  const size_t n = 48000U;
  DroneProbe   probe;
  drone_probe_open(&probe, 48000.0, NULL);
  drone_probe_chord(&probe, 7U, -1, 3U, 440.0f);
  dala_drone_set_colour(&probe.drone, 0.9f);
  drone_probe_run(&probe, left, right, n, 0U, 0U);
  drone_probe_chord(&probe, 2U, 0, 1U, 440.0f);
  dala_drone_reset(&probe.drone);
  drone_probe_run(&probe, left, right, n, 0U, 0U);
  drone_probe_close(&probe);

  drone_probe_open(&probe, 48000.0, NULL);
  drone_probe_chord(&probe, 2U, 0, 1U, 440.0f);
  dala_drone_set_colour(&probe.drone, 0.9f);
  dala_drone_reset(&probe.drone);
  drone_probe_run(&probe, left + n, right, n, 0U, 0U);
  drone_probe_close(&probe);
  assert_int_equal(test_first_difference(left, left + n, n), n);
  check_at_most(-20.0, test_rms_db(left, n));
}

// -------------------------------------------------------------- robustness

static void
test_is_in_tune_and_finite_at_8_and_384_khz(void** const state)
{
  (void)state;
  static const double extreme[] = { 8000.0, 384000.0 };
  for (uint32_t i = 0U; i < 2U * 4U; i++) {
    const double rate = extreme[i % 2U];
    const size_t n    = (size_t)(2.0 * rate);
    DroneProbe   probe;
    drone_probe_open(&probe, rate, NULL);
    const double hz =
      drone_probe_chord(&probe, 2U, (int32_t)(i / 2U) - 2, 1U, 440.0f);
    run(&probe, 0U, 2.5);
    for (size_t k = 0U; k < n; k++) {
      assert_true(isfinite(left[k]) && isfinite(right[k]));
    }
    check_near(test_rms_db(left + (size_t)(0.5 * rate), n), -16.0, 2.5);
    const double mean =
      drone_probe_mean_hz(left + (size_t)(0.5 * rate), n - 32U, rate, hz);
    check_near(test_cents(mean, hz), 0.0, 3.0);
    drone_probe_close(&probe);
  }
}

static void
test_pitch_out_of_range_is_survived(void** const state)
{
  (void)state;
  static const double hz[] = { -1.0, 0.0, 1e-3, 5.0, 3000.0, 1e9 };
  for (uint32_t i = 0U; i < 3U * COUNT(hz); i++) {
    DroneProbe probe;
    drone_probe_open(&probe, i % 3U ? rates[i % 3U] : 8000.0, NULL);
    one_string(&probe, hz[i / 3U]);
    run(&probe, 0U, 0.5);
    one_string(&probe, hz[(i / 3U + 1U) % COUNT(hz)]);
    run(&probe, 0U, 0.5);
    check_at_most(test_peak(left, 4000U), 1.0);
    assert_true(dala_drone_healthy(&probe.drone));
    drone_probe_close(&probe);
  }
}

static void
test_a_bad_state_is_seen_and_reset_heals_it(void** const state)
{
  (void)state;
  static const float bad[] = { NAN, INFINITY, -INFINITY };
  for (uint32_t i = 0U; i < COUNT(bad); i++) {
    DroneProbe probe;
    uint32_t   ticks = 0U;
    drone_probe_open(&probe, 48000.0, NULL);
    drone_probe_chord(&probe, 2U, -2, 1U, 440.0f);
    run(&probe, 0U, 0.5);
    assert_true(dala_drone_healthy(&probe.drone));
    DalaBowedString* const s = &probe.drone.bank.strings[0];
    s->to_nut[(s->pos + s->size - 100U) % s->size] = bad[i];
    while (dala_drone_healthy(&probe.drone) && ticks < 100U) {
      drone_probe_run(&probe, left, right, 32U, 0U, 0U);
      ticks++;
    }
    check_at_most(ticks, 90U); // one period and a bit
    dala_drone_reset(&probe.drone);
    run(&probe, 0U, 1.0);
    assert_true(dala_drone_healthy(&probe.drone));
    check_near(test_rms_db(left + 24000, 23000U), -15.0, 2.0);
    drone_probe_close(&probe);
  }
}

static void
test_ten_minutes_do_not_drift(void** const state)
{
  (void)state;
  DroneProbe probe;
  drone_probe_open(&probe, 48000.0, NULL);
  drone_probe_chord(&probe, 2U, 0, 1U, 440.0f);
  const double hz = (double)dala_drone_tonic_hz(2U, 0, 440.0f);
  for (uint32_t minute = 0U; minute < 10U; minute++) {
    for (uint32_t i = 0U; i < 6U; i++) {
      run(&probe, 0U, 10.0);
    }
    const double mean = drone_probe_mean_hz(left, 479000U, 48000.0, hz);
    check_near(test_cents(mean, hz), 0.0, 2.0);
    check_near(test_rms_db(left, 479000U), -16.0, 1.0);
    check_at_most(drone_probe_likeness(left, 9600U, 48000.0, 1.0 / hz), 0.99);
    check_at_most(0.95, drone_probe_likeness(left, 9600U, 48000.0, 2.0 / hz));
  }
  drone_probe_close(&probe);
}

static void
test_refuses_rates_outside_its_range(void** const state)
{
  (void)state;
  static const double wrong[] = { 0.0, 7999.0, 384001.0, -48000.0, NAN };
  static DalaDrone    drone;
  for (uint32_t i = 0U; i < COUNT(wrong); i++) {
    const DalaConfig cfg = { wrong[i], dala_kernels_select() };
    DalaArena        arena;
    dala_arena_measure(&arena);
    assert_int_equal(dala_drone_layout(&drone, &cfg, &arena),
                     DALA_STATUS_BAD_RATE);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_mean_pitch_is_within_2_cents),
    cmocka_unit_test(test_mean_pitch_holds_at_soft_and_harsh_colour),
    cmocka_unit_test(test_both_strings_of_a_chord_are_in_tune),
    cmocka_unit_test(test_no_octave_state_at_any_pitch_and_colour),
    cmocka_unit_test(test_starts_by_a_bow_attack_within_300_ms),
    cmocka_unit_test(test_level_of_every_chord_is_constant_within_2_db),
    cmocka_unit_test(test_level_is_the_reference_within_2_db_at_every_pitch),
    cmocka_unit_test(test_loudness_is_the_same_in_every_octave_within_3_db),
    cmocka_unit_test(test_level_follows_the_gain_and_not_the_colour),
    cmocka_unit_test(test_no_dc),
    cmocka_unit_test(test_a_steady_drone_is_not_frozen),
    cmocka_unit_test(test_no_click_when_the_chord_changes),
    cmocka_unit_test(test_no_click_when_the_tonic_or_octave_changes),
    cmocka_unit_test(test_no_click_when_the_pitch_glides),
    cmocka_unit_test(test_no_click_when_switched_on_and_off),
    cmocka_unit_test(test_a_glide_reaches_its_pitch_within_100_ms),
    cmocka_unit_test(test_chords_at_random_leave_no_hole_and_no_burst),
    cmocka_unit_test(test_off_means_silence_and_idle),
    cmocka_unit_test(test_every_variant_and_division_is_bit_identical),
    cmocka_unit_test(test_kernel_division_is_bit_identical),
    cmocka_unit_test(test_reset_equals_fresh),
    cmocka_unit_test(test_is_in_tune_and_finite_at_8_and_384_khz),
    cmocka_unit_test(test_pitch_out_of_range_is_survived),
    cmocka_unit_test(test_a_bad_state_is_seen_and_reset_heals_it),
    cmocka_unit_test(test_ten_minutes_do_not_drift),
    cmocka_unit_test(test_refuses_rates_outside_its_range),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
