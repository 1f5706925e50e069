/**
   The own tone: that it is the player's, in tune, alive and without a click.
*/
#include "plugin/dsp/own_tone.h"
#include "tests/support/check.h"
#include "tests/support/module.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>

#define RATE 48000U
#define SECONDS 88U
#define N (SECONDS * RATE)
#define LONG (24U * RATE)
#define PARTIALS 11U ///< Of a violin at A4, to 5 kHz.

static const double pi = 3.14159265358979;

static DalaOwnTone    voice;
static DalaTone       tone;
static unsigned char* memory;
static float          out_l[N];
static float          out_r[N];

/// A violin's: an even fall with a hill at 1 kHz and a valley at 2.
static double
partial_db(const double hz)
{
  return -hz / 250.0 + 6.0 * cos(2.0 * pi * hz / 2000.0 + pi);
}

static void
render(const uint32_t from, const uint32_t to)
{
  for (uint32_t at = from; at < to; at += DALA_TICK) {
    dala_own_tone_tick(&voice);
    dala_own_tone_process(&voice, out_l + at, out_r + at, 13U);
    dala_own_tone_process(&voice, out_l + at + 13U, out_r + at + 13U, 19U);
  }
}

/// Amplitude at hz in a Hann window of n frames, left channel.
static double
amplitude(const double hz, const uint32_t at, const uint32_t n)
{
  const double complex turn  = cexp(-2.0 * pi * I * hz / RATE);
  const double complex swell = cexp(-2.0 * pi * I / n);
  double complex       phase = 1.0;
  double complex       hann  = 1.0;
  double complex       sum   = 0.0;
  for (uint32_t i = 0; i < n; i++) {
    sum += (1.0 - creal(hann)) * (double)out_l[at + i] * phase;
    phase *= turn;
    hann *= swell;
  }
  return 2.0 * cabs(sum) / n;
}

static int
set_up(void** const state)
{
  (void)state;
  const DalaConfig cfg = test_config(RATE, NULL);
  test_lay_out(own_tone, &voice, &cfg, memory);
  dala_own_tone_prepare(&voice, &cfg);
  tone = (DalaTone){ .hz = 441.3f, .count = PARTIALS };
  for (uint32_t k = 0; k < PARTIALS; k++) {
    const double db = partial_db(441.3 * (k + 1U));
    tone.amp[k]     = (float)(0.1 * pow(10.0, db / 20.0));
  }
  return 0;
}

static int
tear_down(void** const state)
{
  (void)state;
  free(memory);
  return 0;
}

static void
sound(const float hz, const uint32_t seconds)
{
  dala_own_tone_set_tone(&voice, &tone);
  dala_own_tone_set_string(&voice, 0U, hz, 1.0f, 0.0f);
  dala_own_tone_set_on(&voice, true);
  render(0U, seconds * RATE);
}

/// Mean power of each harmonic of the drone against the envelope taken.
static void
test_own_tone_envelope_within_2_dB_of_the_captured(void** const state)
{
  (void)state;
  const double hz = 146.832;
  sound((float)hz, 24U);
  double sum = 0.0;
  double wrong[40];
  for (uint32_t k = 4; k <= 33; k++) {
    double power = 0.0;
    for (uint32_t at = RATE; at + 4800U < LONG; at += 4800U) {
      const double a = amplitude(hz * k, at, 2400U);
      power += a * a / ((LONG - RATE) / 4800U);
    }
    const double want = (double)dala_tone_at(&tone, (float)(hz * k));
    wrong[k]          = want > 0.0 ? 10.0 * log10(power / (want * want)) : 0.0;
    sum += wrong[k] / 30.0;
  }
  for (uint32_t k = 4; k <= 30; k++) {
    assert_true(fabs(wrong[k] - sum) < 2.0);
  }
}

/// Phase of the fundamental, cents off over ten seconds.
static void
test_own_tone_is_in_tune_within_1_cent(void** const state)
{
  (void)state;
  const double pitches[] = { 73.416, 146.832, 220.0, 293.665 };
  for (uint32_t p = 0; p < 4U; p++) {
    dala_own_tone_reset(&voice);
    sound((float)pitches[p], 12U);
    double last  = 0.0;
    double turns = 0.0;
    for (uint32_t at = RATE; at + 2048U < 11U * RATE; at += 2048U) {
      double re = 0.0;
      double im = 0.0;
      for (uint32_t i = 0; i < 2048U; i++) {
        const double w = 1.0 - cos(2.0 * pi * i / 2048.0);
        const double a = 2.0 * pi * fmod(pitches[p] * (at + i) / RATE, 1.0);
        re += w * (double)out_l[at + i] * cos(a);
        im -= w * (double)out_l[at + i] * sin(a);
      }
      const double now = atan2(im, re) / (2.0 * pi);
      turns += at == RATE ? 0.0 : remainder(now - last, 1.0);
      last = now;
    }
    const double cents = 1731.23 * turns / 10.0 / pitches[p];
    assert_true(fabs(cents) < 1.0);
  }
}

/// Largest correlation of a track with itself, at 0.25 to 60 s.
static double
repeats(const double* const track, const uint32_t n, const uint32_t per_s)
{
  double mean  = 0.0;
  double worst = 0.0;
  for (uint32_t i = 0; i < n; i++) {
    mean += track[i] / n;
  }
  for (uint32_t lag = per_s / 4U; lag <= 60U * per_s; lag++) {
    double ab = 0.0;
    double aa = 0.0;
    double bb = 0.0;
    for (uint32_t i = 0; i + lag < n; i++) {
      const double a = track[i] - mean;
      const double b = track[i + lag] - mean;
      ab += a * b;
      aa += a * a;
      bb += b * b;
    }
    worst = fmax(worst, ab / sqrt(aa * bb));
  }
  return worst;
}

/// Alone and beside a fifth, whose partials fall on every third of its own.
static void
test_own_tone_never_repeats(void** const state)
{
  (void)state;
  static const float hz[] = { 73.416f, 146.832f, 220.0f, 146.832f };
  static double      track[8U * SECONDS];
  for (uint32_t s = 0; s < 4U; s++) {
    dala_own_tone_reset(&voice);
    dala_own_tone_set_string(&voice, 1U, 1.5f * hz[s], s == 3U ? 0.7f : 0.0f,
                             0.0f);
    sound(hz[s], SECONDS);
    for (uint32_t k = 1; k <= 8U; k++) {
      const uint32_t n = 8U * (SECONDS - 2U);
      for (uint32_t i = 0; i < n; i++) {
        track[i] =
          amplitude((double)hz[s] * k, RATE + RATE / 8U * i, RATE / 20U);
      }
      assert_true(repeats(track, n, 8U) < 0.8);
    }
  }
}

/// Butterworth, two poles, in place.
static void
filter(double* const x, const uint32_t n, const double hz, const double rate,
       const bool high)
{
  const double w    = tan(pi * hz / rate);
  const double norm = 1.0 / (1.0 + sqrt(2.0) * w + w * w);
  const double b    = high ? norm : w * w * norm;
  const double turn = high ? -2.0 : 2.0;
  double       s1   = 0.0;
  double       s2   = 0.0;
  for (uint32_t i = 0; i < n; i++) {
    const double y = b * x[i] + s1;
    s1             = turn * b * x[i] - 2.0 * (w * w - 1.0) * norm * y + s2;
    s2             = b * x[i] - (1.0 - sqrt(2.0) * w + w * w) * norm * y;
    x[i]           = y;
  }
}

/// Largest swing of the level over 10 ms, between 2 and 20 times a second, dB.
static double
ripple(const uint32_t from, const uint32_t to)
{
  static double  level[SECONDS * 500U];
  const uint32_t hop   = RATE / 500U;
  const uint32_t n     = (to - from) / hop - 5U;
  double         worst = 0.0;
  for (uint32_t i = 0; i < n; i++) {
    double power = 0.0;
    for (uint32_t j = from + i * hop; j < from + (i + 5U) * hop; j++) {
      power += (double)(out_l[j] * out_l[j] + out_r[j] * out_r[j]);
    }
    level[i] = 10.0 * log10(power);
  }
  const double start = level[0];
  for (uint32_t i = 0; i < n; i++) {
    level[i] -= start;
  }
  filter(level, n, 2.0, 500.0, true);
  filter(level, n, 20.0, 500.0, false);
  filter(level, n, 20.0, 500.0, false); // the periods of a low fifth, 37 Hz
  for (uint32_t i = 1000U; i < n; i++) {
    worst = fmax(worst, fabs(level[i]));
  }
  return worst;
}

/// With what was taken, with a bright tone of many partials and with one whose
/// loudest is far up.
static void
test_own_tone_does_not_pump(void** const state)
{
  (void)state;
  static const float hz[] = { 73.416f, 146.832f, 261.63f, 440.0f };
  for (uint32_t t = 0; t < 3U; t++) {
    for (uint32_t k = 0; t > 0U && k < DALA_TONE_PARTIALS; k++) {
      const float bright  = 1.0f / (1.0f + 0.03f * (float)(k * k));
      const float whistle = k == 3U ? 1.0f : 0.25f / (float)(k + 1U);
      tone.hz             = t == 1U ? 196.0f : 700.0f;
      tone.count          = 40U;
      tone.amp[k]         = t == 1U ? bright : whistle;
    }
    for (uint32_t s = 0; s < 8U; s++) {
      const bool chord = s & 1U;
      dala_own_tone_reset(&voice);
      dala_own_tone_set_string(&voice, 1U, 1.5f * hz[s / 2U],
                               chord ? 0.75f : 0.0f, 0.3f);
      sound(hz[s / 2U], 16U);
      assert_true(ripple(RATE, 16U * RATE) < 1.0);
    }
  }
}

/// Whatever the force of the bow.
static void
test_own_tone_level_is_the_reference(void** const state)
{
  (void)state;
  static const float colours[] = { 0.0f, 0.4f, 1.0f };
  for (uint32_t c = 0; c < 3U; c++) {
    double power = 0.0;
    double mean  = 0.0;
    dala_own_tone_reset(&voice);
    dala_own_tone_set_colour(&voice, colours[c]);
    sound(146.832f, 24U);
    for (uint32_t i = RATE; i < LONG; i++) {
      power += 0.5 * (double)(out_l[i] * out_l[i] + out_r[i] * out_r[i]);
      mean += (double)out_l[i] / (LONG - RATE);
    }
    const double db = 10.0 * log10(power / (LONG - RATE));
    assert_true(fabs(db + 16.0) < 0.5);
    assert_true(fabs(mean) < 1e-4);
  }
}

/// Retuned by a fourth, and another tone: the level never falls into a hole.
static void
test_own_tone_changes_without_a_hole(void** const state)
{
  (void)state;
  dala_own_tone_set_tone(&voice, &tone);
  dala_own_tone_set_string(&voice, 0U, 146.832f, 1.0f, 0.0f);
  dala_own_tone_set_on(&voice, true);
  render(0U, RATE);
  dala_own_tone_set_string(&voice, 0U, 196.0f, 1.0f, 0.0f);
  render(RATE, 2U * RATE);
  dala_own_tone_set_tone(&voice, &tone);
  render(2U * RATE, 3U * RATE);
  for (uint32_t at = RATE / 2U; at + 960U < 3U * RATE; at += 480U) {
    double power = 0.0;
    for (uint32_t i = at; i < at + 960U; i++) {
      power += (double)(out_l[i] * out_l[i]) / 960.0;
    }
    assert_true(10.0 * log10(power) > -22.0);
  }
  dala_own_tone_set_on(&voice, false);
  render(3U * RATE, 4U * RATE);
  assert_true(dala_own_tone_idle(&voice));
  assert_true(dala_own_tone_healthy(&voice));
}

static void
test_own_tone_any_division_gives_the_same_bits(void** const state)
{
  (void)state;
  static float whole[RATE];
  dala_own_tone_set_tone(&voice, &tone);
  dala_own_tone_set_string(&voice, 0U, 146.832f, 0.8f, -0.3f);
  dala_own_tone_set_string(&voice, 1U, 220.25f, 0.6f, 0.3f);
  dala_own_tone_set_on(&voice, true);
  for (uint32_t at = 0; at < RATE; at += DALA_TICK) {
    dala_own_tone_tick(&voice);
    dala_own_tone_process(&voice, whole + at, out_r + at, DALA_TICK);
  }
  dala_own_tone_reset(&voice);
  render(0U, RATE);
  assert_memory_equal(whole, out_l, sizeof whole);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(test_own_tone_envelope_within_2_dB_of_the_captured),
    TEST(test_own_tone_is_in_tune_within_1_cent),
    TEST(test_own_tone_never_repeats),
    TEST(test_own_tone_does_not_pump),
    TEST(test_own_tone_level_is_the_reference),
    TEST(test_own_tone_changes_without_a_hole),
    TEST(test_own_tone_any_division_gives_the_same_bits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
