/**
   The drone breathes as the law says: its level beside real playing against
   the law, worked out anew from the sound, and how still it is beside a steady
   bow. What each voice does by itself (bow changes, beating strings, strokes)
   is known from a drone that follows by 1 % and so begins at the same time.
*/
#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/sampled.h"
#include "tests/support/lv2/violin.h"

#include <stdlib.h>

#define RATE 48000U
#define BLOCK 64U
#define TICK 240U   // 5 ms: the grid of what is measured
#define WINDOW 10U  // ticks: some periods of the drone
#define HARDLY 1.0f // follow, %
#ifdef DALA_SANITIZE
#define MOST (6U * RATE)
#else
#define MOST (12U * RATE)
#endif
#define N (MOST / TICK)

#define VOICES 4U
#define DOMBRA 2U
static const char* const voices[VOICES] = { "kobyz", "zhyrau", "dombra",
                                            "own tone" };

static float out_l[MOST];
static float out_r[MOST];

/// The drone alone, both sides; n whole blocks.
static void
render(const float* const in, const size_t n, const float voice,
       const float follow)
{
  TestPlug* const plug = test_plug_open(false, RATE, true);
  test_plug_all_off(plug);
  plug->value[DALA_PORT_VOICE_LEVEL]  = -60.0f;
  plug->value[DALA_PORT_TONIC]        = 3.0f;
  plug->value[DALA_PORT_DRONE_LEVEL]  = 0.0f;
  plug->value[DALA_PORT_DRONE_VOICE]  = voice;
  plug->value[DALA_PORT_DRONE_FOLLOW] = follow;
  for (size_t at = 0; at + BLOCK <= n; at += BLOCK) {
    plug->value[DALA_PORT_DRONE_CAPTURE] =
      at > RATE && at < 2U * RATE ? 1.0f : 0.0f;
    test_plug_run(plug, in + at, NULL, out_l + at, out_r + at, BLOCK);
  }
  test_plug_close(plug);
}

/// Power of both sides per TICK.
static void
powers(const size_t n, double power[N])
{
  for (size_t k = 0; k < n / TICK; k++) {
    power[k] = 1e-12;
    for (size_t i = k * TICK; i < (k + 1U) * TICK; i++) {
      power[k] += (double)out_l[i] * (double)out_l[i] +
                  (double)out_r[i] * (double)out_r[i];
    }
  }
}

/// The law of the DSP notes at follow 100 %, of the level over 10 ms: a gain of
/// power per TICK.
static void
law(const float* const in, const size_t n, double gain[N])
{
  const double attack  = 1.0 - exp(-1.0 / (0.015 * RATE));
  const double release = 1.0 - exp(-1.0 / (0.250 * RATE));
  double       power   = 0.0;
  double       now     = -18.0;
  for (size_t i = 0; i < n; i++) {
    const double past = i >= 480U ? (double)in[i - 480U] : 0.0;
    power += ((double)in[i] * (double)in[i] - past * past) / 480.0;
    const double level = 10.0 * log10(fmax(power, 1e-12));
    const double wish  = fmin(fmax(0.7 * (level + 20.0), -18.0), 3.0);
    now += (wish > now ? attack : release) * (wish - now);
    if (i % TICK == TICK / 2U) {
      gain[i / TICK] = pow(10.0, 0.1 * now * (1.0 - 0.01 * (double)HARDLY));
    }
  }
}

/// Frames per TICK since something was last played, for what fades at an end.
static size_t
silent_for(const float* const in, const size_t k, const size_t before)
{
  double sum = 0.0;
  for (size_t i = k * TICK; i < (k + 1U) * TICK; i++) {
    sum += (double)in[i] * (double)in[i];
  }
  return sum > 1e-5 * TICK ? 0U : before + TICK;
}

/// Level of one over the other in a window from tick k on, dB.
static double
over(const double* const a, const double* const b, const size_t k)
{
  double sum_a = 0.0;
  double sum_b = 0.0;
  for (size_t i = k; i < k + WINDOW; i++) {
    sum_a += a[i];
    sum_b += b[i];
  }
  return 10.0 * log10(sum_a / sum_b);
}

static void
check_law(const float* const in, const size_t n)
{
  static double gain[N];
  static double told[N];
  static double made[N];
  law(in, n, gain);
  for (uint32_t voice = 0; voice < VOICES; voice++) {
    double   sum    = 0.0;
    double   square = 0.0;
    uint32_t beyond = 0U;
    uint32_t count  = 0U;
    size_t   silent = 0U;
    render(in, n, (float)voice, HARDLY);
    powers(n, told);
    for (size_t k = 0; k < n / TICK; k++) {
      told[k] *= gain[k];
    }
    render(in, n, (float)voice, 100.0f);
    powers(n, made);
    for (size_t k = 0; k + WINDOW <= n / TICK; k++) {
      silent = silent_for(in, k, silent);
      if (k * TICK > 5U * RATE / 2U && silent < RATE / 2U) {
        const double off = over(made, told, k);
        sum += off;
        square += off * off;
        beyond += fabs(off) > 1.5;
        count++;
      }
    }
    print_message("           %s: %.2f dB rms, mean %+.2f, over 1.5 dB in "
                  "%.1f %% of %.1f s\n",
                  voices[voice], sqrt(square / count), sum / count,
                  100.0 * beyond / count, (double)count * TICK / RATE);
    check_at_most(sqrt(square / count), 1.5);
  }
}

static void
test_follow_is_the_law_beside_a_sampled_phrase(void** const state)
{
  (void)state;
  static const unsigned tune[] = { 62U, 65U, 69U, 67U, 65U, 62U, 60U, 62U };
  TestNote              notes[16];
  size_t                n;
  for (size_t i = 0; i < 16U; i++) {
    notes[i].note     = tune[i % 8U];
    notes[i].at_s     = 0.1 + 0.75 * (double)i;
    notes[i].length_s = i % 8U == 7U ? 0.3 : i % 3U ? 0.7 : 0.35;
  }
  float* const in = test_sampled_violin(notes, 16U, &n);
  if (!in) {
    skip();
  }
  check_law(in, n < MOST ? n : MOST);
  free(in);
}

static void
test_follow_is_the_law_beside_recordings(void** const state)
{
  (void)state;
  float* const in = test_floats(MOST);
  if (!test_recorded_violin(in, MOST, RATE)) {
    free(in);
    skip();
  }
  check_law(in, MOST);
  free(in);
}

/// Level of one over the other between 2 and 20 Hz, by one pole each, dB rms.
static double
ripple(const double* const a, const double* const b, const size_t from,
       const size_t to)
{
  const double low  = 1.0 - exp(-6.2832 * 2.0 * TICK / RATE);
  const double high = 1.0 - exp(-6.2832 * 20.0 * TICK / RATE);
  double       fast = over(a, b, from);
  double       mean = fast;
  double       sum  = 0.0;
  for (size_t k = from; k < to; k++) {
    fast += high * (over(a, b, k) - fast);
    mean += low * (fast - mean);
    sum += (fast - mean) * (fast - mean);
  }
  return sqrt(sum / (double)(to - from));
}

static void
test_follow_does_not_pump_under_a_steady_bow(void** const state)
{
  (void)state;
  static double  with[N];
  static double  without[N];
  static double  one[N];
  const size_t   n    = MOST < 8U * RATE ? MOST : 8U * RATE;
  const size_t   from = 3U * RATE / TICK;
  const size_t   to   = n / TICK - WINDOW;
  const TestNote note = { 69U, 0.0, 8.5 };
  size_t         made;
  float* const   in = test_sampled_violin(&note, 1U, &made);
  if (!in || made < n) {
    skip();
  }
  for (size_t k = 0; k < N; k++) {
    one[k] = 1.0;
  }
  for (uint32_t voice = 0; voice < VOICES; voice++) {
    render(in, n, (float)voice, HARDLY);
    powers(n, without);
    render(in, n, (float)voice, 100.0f);
    powers(n, with);
    const double pumps = ripple(with, without, from, to);
    const double all   = ripple(with, one, from, to);
    print_message("           %s: %.2f dB, without following %.2f, by "
                  "following %.2f\n",
                  voices[voice], all, ripple(without, one, from, to), pumps);
    check_at_most(pumps, 1.0);
    // Strokes are no pumping
    check_at_most(voice == DOMBRA ? 0.0 : all, 1.0);
  }
  free(in);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_follow_is_the_law_beside_a_sampled_phrase),
    cmocka_unit_test(test_follow_is_the_law_beside_recordings),
    cmocka_unit_test(test_follow_does_not_pump_under_a_steady_bow),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
