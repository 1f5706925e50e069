#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/violin.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK 64U

static const double rates[] = { 8000.0,  11025.0, 22050.0, 32000.0,  44100.0,
                                48000.0, 88200.0, 96000.0, 192000.0, 384000.0 };
#define N_RATES (sizeof rates / sizeof rates[0])
#define USUAL_RATE 4U // 44.1 kHz, and 48 kHz next

typedef struct {
  const char* name;
  float       sample;
  double      back_s; ///< Must be back to normal so long after it.
} Trouble;

static const Trouble troubles[] = {
  // Faults: replaced by silence
  { "NaN", NAN, 0.050 },
  { "Inf", INFINITY, 0.050 },
  { "-Inf", -INFINITY, 0.050 },
  { "1e30", 1e30f, 1.0 },
  // Sound
  { "+36 dBFS", 63.0f, 1.0 },
  { "denormals", 1e-40f, 0.050 },
};
#define N_FAULTS 4U
#define N_TROUBLES (sizeof troubles / sizeof troubles[0])

/// What has no memory of its own: the ceiling alone.
static void
no_memory(TestPlug* const plug)
{
  test_plug_all_off(plug);
  plug->value[DALA_PORT_CEILING] = 1.0f;
}

/// Body and ceiling: what the body's modes keep is gone in 50 ms.
static void
whole_body(TestPlug* const plug)
{
  no_memory(plug);
  plug->value[DALA_PORT_BODY] = 100.0f;
}

/// As it comes, less what has a longer memory.
static void
default_body(TestPlug* const plug)
{
  no_memory(plug);
  plug->value[DALA_PORT_BODY] = 60.0f;
}

/// The horsehair follows the pitch that is heard, so it has to hear it again.
static void
haired_body(TestPlug* const plug)
{
  default_body(plug);
  plug->value[DALA_PORT_HORSEHAIR] = 60.0f;
}

/// The body given back to a pickup, and the kobyz on the bare string.
static void
pickup_body(TestPlug* const plug)
{
  whole_body(plug);
  plug->value[DALA_PORT_SOURCE] = 1.0f;
}

/// Both play `clean`, but one hears `bad` from `from` to `to`; their outputs.
typedef struct {
  float* clean;
  float* bad;
  float* l[2];
  float* r[2];
} Pair;

static Pair
play_pair(const double rate, const size_t frames, const size_t from,
          const size_t to, const float sample, void (*const set_up)(TestPlug*))
{
  Pair pair = { test_floats(frames),
                test_floats(frames),
                { test_floats(frames), test_floats(frames) },
                { test_floats(frames), test_floats(frames) } };
  test_violin(pair.clean, frames, rate);
  memcpy(pair.bad, pair.clean, frames * sizeof(float));
  for (size_t i = from; i < to; i++) {
    pair.bad[i] = sample;
  }
  for (unsigned side = 0; side < 2U; side++) {
    const float* const in   = side ? pair.bad : pair.clean;
    TestPlug* const    plug = test_plug_open(false, rate, true);
    set_up(plug);
    for (size_t at = 0; at + BLOCK <= frames; at += BLOCK) {
      test_plug_run(plug, in + at, NULL, pair.l[side] + at, pair.r[side] + at,
                    BLOCK);
    }
    test_plug_close(plug);
  }
  return pair;
}

static void
free_pair(const Pair* const pair)
{
  free(pair->clean);
  free(pair->bad);
  for (unsigned side = 0; side < 2U; side++) {
    free(pair->l[side]);
    free(pair->r[side]);
  }
}

/// Largest difference of the left sides, dB under the undisturbed peak.
static double
difference_db(const Pair* const pair, const size_t from, const size_t to)
{
  double worst = 1e-30;
  for (size_t i = from; i < to; i++) {
    worst = fmax(worst, fabs((double)pair->l[0][i] - (double)pair->l[1][i]));
    worst = fmax(worst, fabs((double)pair->r[0][i] - (double)pair->r[1][i]));
  }
  return 20.0 * log10(worst / test_peak(pair->l[0] + from, to - from));
}

/// Trouble in one sample or for longer; when its time is over, the output is
/// the undisturbed one to -80 dB.
static void
check_recovery(const double rate, const Trouble* const trouble,
               const double trouble_s, void (*const set_up)(TestPlug*))
{
  const size_t from   = (size_t)(0.3 * rate);
  const size_t to     = from + 1U + (size_t)(trouble_s * rate);
  const size_t back   = to + (size_t)(trouble->back_s * rate);
  const size_t frames = (back + (size_t)(0.2 * rate)) / BLOCK * BLOCK;
  const Pair pair = play_pair(rate, frames, from, to, trouble->sample, set_up);
  const size_t at_50_ms = to + (size_t)(0.050 * rate);
  const double db       = difference_db(&pair, back, frames);
  if (rate == 48000.0) {
    printf("  %-9s for %3.0f ms: %4.0f dB after 50 ms, %4.0f dB after %.0f\n",
           trouble->name, 1000.0 * trouble_s,
           difference_db(&pair, at_50_ms, frames), db,
           1000.0 * trouble->back_s);
  }
  if (!(db <= -80.0)) {
    print_error("%s for %.0f ms at %.0f Hz: %.1f dB after %.0f ms\n",
                trouble->name, 1000.0 * trouble_s, rate, db,
                1000.0 * trouble->back_s);
    fail();
  }
  free_pair(&pair);
}

static void
check_every_trouble(const size_t first, const size_t last,
                    void (*const set_up)(TestPlug*))
{
  static const double lengths_s[] = { 0.0, 0.01, 0.2 };
  for (size_t i = first; i <= last; i++) {
    for (size_t k = 0; k < N_TROUBLES; k++) {
      for (size_t l = 0; l < sizeof lengths_s / sizeof lengths_s[0]; l++) {
        check_recovery(rates[i], &troubles[k], lengths_s[l], set_up);
      }
    }
  }
}

static void
test_recovery_is_complete_in_50_ms_at_every_rate(void** const state)
{
  (void)state;
  check_every_trouble(0U, N_RATES - 1U, no_memory);
}

static void
test_recovery_takes_50_ms_with_the_body_on_too(void** const state)
{
  (void)state;
  check_every_trouble(0U, N_RATES - 1U, whole_body);
  check_every_trouble(USUAL_RATE, USUAL_RATE + 1U, default_body);
  check_every_trouble(USUAL_RATE, USUAL_RATE + 1U, pickup_body);
}

/// With horsehair the level, over 20 ms each, is back within 2 dB after 50 ms,
/// not the sound: whether a finger stops this A, which swings about an open
/// string, takes half a swing of its vibrato to be heard again.
static void
test_recovery_of_the_level_takes_50_ms_with_horsehair(void** const state)
{
  (void)state;
  static const double lengths_s[] = { 0.0, 0.01, 0.2 };
  double              worst       = 0.0;
  for (size_t i = 0U; i < 3U * N_RATES; i++) {
    const double rate   = rates[i / 3U];
    const size_t from   = (size_t)(0.3 * rate);
    const size_t to     = from + 1U + (size_t)(lengths_s[i % 3U] * rate);
    const size_t back   = to + (size_t)(0.050 * rate);
    const size_t window = (size_t)(0.020 * rate);
    const size_t frames = (back + 10U * window) / BLOCK * BLOCK;
    const Pair   pair   = play_pair(rate, frames, from, to, NAN, haired_body);
    for (size_t at = back; at + window <= frames; at += window) {
      worst = fmax(worst, fabs(test_rms_db(pair.l[0] + at, window) -
                               test_rms_db(pair.l[1] + at, window)));
    }
    free_pair(&pair);
  }
  print_message("horsehair: level within %.2f dB after 50 ms\n", worst);
  check_at_most(worst, 2.0);
}

static void
test_recovery_a_fault_is_no_more_than_a_missing_sample(void** const state)
{
  (void)state;
  const double rate   = 48000.0;
  const size_t from   = 24000U;
  const size_t to     = 24100U;
  const size_t frames = 96000U;
  const Pair   zero = play_pair(rate, frames, from, to, 0.0f, test_plug_all_on);
  for (size_t k = 0; k < N_FAULTS; k++) {
    const Pair pair =
      play_pair(rate, frames, from, to, troubles[k].sample, test_plug_all_on);
    assert_memory_equal(pair.l[1], zero.l[1], frames * sizeof(float));
    assert_memory_equal(pair.r[1], zero.r[1], frames * sizeof(float));
    free_pair(&pair);
  }
  free_pair(&zero);
}

static void
drone_alone(TestPlug* const plug)
{
  test_plug_all_off(plug);
  plug->value[DALA_PORT_VOICE_LEVEL]  = -60.0f;
  plug->value[DALA_PORT_DRONE_LEVEL]  = 0.0f;
  plug->value[DALA_PORT_DRONE_FOLLOW] = 0.0f;
  plug->value[DALA_PORT_TONIC]        = 10.0f; // A: nothing to be heard wrongly
}

static void
strings_alone(TestPlug* const plug)
{
  test_plug_all_off(plug);
  plug->value[DALA_PORT_VOICE_LEVEL]   = -60.0f;
  plug->value[DALA_PORT_STRINGS_LEVEL] = 0.0f;
  plug->value[DALA_PORT_STRINGS_DECAY] = 0.2f;
  plug->value[DALA_PORT_STRINGS_SET]   = 3.0f;
  plug->value[DALA_PORT_TONIC]         = 10.0f;
}

static void
body_alone(TestPlug* const plug)
{
  test_plug_all_off(plug);
  plug->value[DALA_PORT_BODY] = 100.0f;
}

static void
test_recovery_leaves_no_effect_dead(void** const state)
{
  (void)state;
  static void (*const effects[])(TestPlug*) = { drone_alone, strings_alone,
                                                body_alone };
  static const char* const names[]          = { "drone", "strings", "body" };
  const double             rate             = 48000.0;
  const size_t             from             = (size_t)(1.0 * rate);
  const size_t             to               = (size_t)(1.2 * rate);
  const size_t             frames           = (size_t)(4.0 * rate);
  const size_t             late             = (size_t)(3.0 * rate);
  for (size_t e = 0; e < 3U; e++) {
    for (size_t k = 0; k < N_TROUBLES; k++) {
      const Pair pair =
        play_pair(rate, frames, from, to, troubles[k].sample, effects[e]);
      const double fresh = test_rms_db(pair.l[0] + late, frames - late);
      const double after = test_rms_db(pair.l[1] + late, frames - late);
      printf("  %-8s after %-10s %.1f dB, undisturbed %.1f dB\n", names[e],
             troubles[k].name, after, fresh);
      assert_true(fresh > -50.0);
      check_near(after, fresh, 1.0);
      free_pair(&pair);
    }
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_recovery_is_complete_in_50_ms_at_every_rate),
    cmocka_unit_test(test_recovery_takes_50_ms_with_the_body_on_too),
    cmocka_unit_test(test_recovery_of_the_level_takes_50_ms_with_horsehair),
    cmocka_unit_test(test_recovery_a_fault_is_no_more_than_a_missing_sample),
    cmocka_unit_test(test_recovery_leaves_no_effect_dead),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
