/**
   The bowed drone: in tune over all it is asked for, and of one level.
*/
#include "plugin/music/drone_chords.h"
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/drone_probe.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MAX_FRAMES (12U * 96000U)

static const double rates[] = { 44100.0, 48000.0, 96000.0 };

static float left[MAX_FRAMES];
static float right[MAX_FRAMES];

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
    drone_probe_string(&probe, hz);
    drone_probe_seconds(&probe, left, right, 10.5);
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
    drone_probe_string(&probe, hz[i / 2U]);
    drone_probe_seconds(&probe, left, right, 8.5);
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
  drone_probe_seconds(&probe, left, right, 10.5);
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
    drone_probe_string(&probe, hz);
    drone_probe_seconds(&probe, left, right, 1.5);
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
    drone_probe_seconds(&probe, left, right, 2.0);
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
    drone_probe_seconds(&probe, left, right, 11.5);
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
    drone_probe_seconds(&probe, left, right, 2.5);
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
      drone_probe_seconds(&probe, left, right, 2.5);
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
  drone_probe_seconds(&probe, left, right, 2.0);
  dala_drone_set_gain(&probe.drone, 0.125f);
  drone_probe_seconds(&probe, left + 96000U, right + 96000U, 2.0);
  dala_drone_set_colour(&probe.drone, 1.0f);
  drone_probe_seconds(&probe, left + 192000U, right + 192000U, 2.0);
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
  drone_probe_seconds(&probe, left, right, 11.0);
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
  drone_probe_string(&probe, 146.83);
  drone_probe_seconds(&probe, left, right, 8.5);
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
      drone_probe_seconds(&probe, left, right, 10.0);
    }
    const double mean = drone_probe_mean_hz(left, 479000U, 48000.0, hz);
    check_near(test_cents(mean, hz), 0.0, 2.0);
    check_near(test_rms_db(left, 479000U), -16.0, 1.0);
    check_at_most(drone_probe_likeness(left, 9600U, 48000.0, 1.0 / hz), 0.99);
    check_at_most(0.95, drone_probe_likeness(left, 9600U, 48000.0, 2.0 / hz));
  }
  drone_probe_close(&probe);
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
    cmocka_unit_test(test_ten_minutes_do_not_drift),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
