/**
   The own tone: that it is the player's, in tune, alive and without a click.
*/
#include "plugin/dsp/own_tone.h"

#include "plugin/dsp/kernels/kernels.h"
#include "plugin/dsp/tone_capture.h"

// cmocka needs these four before it
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000U
#define SECONDS 24U
#define N (SECONDS * RATE)
#define PARTIALS 11U ///< Of a violin at A4, to 5 kHz.

static const double pi = 3.14159265358979;

static DalaOwnTone     voice;
static DalaToneCapture capture;
static unsigned char*  memory;
static float           out_l[N];
static float           out_r[N];

/// A violin's: an even fall with a hill at 1 kHz and a valley at 2.
static double
partial_db(const double hz)
{
  return -hz / 250.0 + 6.0 * cos(2.0 * pi * hz / 2000.0 + pi);
}

static float
violin(const double hz, const uint32_t frame)
{
  double x = 0.0;
  for (uint32_t k = 1; k <= PARTIALS; k++) {
    x += 0.1 * pow(10.0, partial_db(hz * k) / 20.0) *
         sin(2.0 * pi * fmod(hz * k * frame / RATE, 1.0) + k * k);
  }
  return (float)x;
}

/// A tick of a note into the capture; true if a tone is whole.
static bool
hear(const float* const x, const double hz)
{
  const DalaHeard heard = { .f0_hz      = (float)hz,
                            .confidence = 0.95f,
                            .note_s     = 1.0f };
  const bool      whole = dala_tone_capture_tick(&capture, &heard);
  dala_tone_capture_process(&capture, x, DALA_TICK);
  return whole;
}

/// Play a note into the capture; true if a tone came of it.
static bool
take(const double hz)
{
  bool taken = false;
  for (uint32_t at = 0; at < RATE && !taken; at += DALA_TICK) {
    float x[DALA_TICK];
    for (uint32_t i = 0; i < DALA_TICK; i++) {
      x[i] = violin(hz, at + i);
    }
    if (at == 6000U / DALA_TICK * DALA_TICK) {
      dala_tone_capture_ask(&capture);
    }
    taken = hear(x, hz);
  }
  return taken;
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
  double re = 0.0;
  double im = 0.0;
  for (uint32_t i = 0; i < n; i++) {
    const double w = 1.0 - cos(2.0 * pi * i / n);
    const double p = 2.0 * pi * fmod(hz * (at + i) / RATE, 1.0);
    re += w * (double)out_l[at + i] * cos(p);
    im += w * (double)out_l[at + i] * sin(p);
  }
  return 2.0 * sqrt(re * re + im * im) / n;
}

static int
set_up(void** const state)
{
  (void)state;
  const DalaConfig cfg = { .rate = RATE, .kernels = dala_kernels_select() };
  DalaArena        arena;
  dala_arena_measure(&arena);
  dala_own_tone_layout(&voice, &cfg, &arena);
  dala_tone_capture_layout(&capture, &cfg, &arena);
  memory = (unsigned char*)aligned_alloc(DALA_ARENA_ALIGN, arena.used);
  if (!memory) {
    return 1;
  }
  dala_arena_init(&arena, memory, arena.used);
  dala_own_tone_layout(&voice, &cfg, &arena);
  dala_tone_capture_layout(&capture, &cfg, &arena);
  dala_own_tone_prepare(&voice, &cfg);
  dala_tone_capture_prepare(&capture);
  return dala_arena_status(&arena) != DALA_STATUS_OK;
}

static int
tear_down(void** const state)
{
  (void)state;
  free(memory);
  return 0;
}

static void
sound(const float hz)
{
  dala_own_tone_set_tone(&voice, &capture.tone);
  dala_own_tone_set_string(&voice, 0U, hz, 1.0f, 0.0f);
  dala_own_tone_set_on(&voice, true);
  render(0U, N);
}

static void
test_capture_measures_partials_within_half_a_dB(void** const state)
{
  (void)state;
  assert_true(take(441.3));
  for (uint32_t k = 0; k < PARTIALS; k++) {
    const double is  = 20.0 * log10((double)capture.tone.amp[k] / 0.1);
    const double was = partial_db(441.3 * (k + 1U));
    assert_true(fabs(is - was) < 0.5);
  }
}

/// Partial k of a note with a vibrato of 5.5 Hz; each swells and fades by some
/// 8 dB, as the body has it, at other times than the next.
static double
swell(const uint32_t k, const uint32_t frame)
{
  return 0.05 * (1.0 + 0.45 * sin(2.0 * pi * 5.5 * frame / RATE + 2.0 * k));
}

static float
vibrato(const uint32_t frame, double* const hz)
{
  const double turn  = 2.0 * pi * 5.5 * frame / RATE;
  const double share = 0.012;
  const double phase =
    441.3 * (frame - share * RATE / (2.0 * pi * 5.5) * cos(turn)) / RATE;
  double x = 0.0;
  for (uint32_t k = 1; k <= PARTIALS; k++) {
    x += swell(k, frame) * sin(2.0 * pi * fmod(phase * k, 1.0) + k * k);
  }
  *hz = 441.3 * (1.0 + share * sin(turn));
  return (float)x;
}

/// The ears tell the pitch 5 ms late. The note is over 0.2 s before it is
/// asked for.
static void
test_capture_reaches_back_for_the_mean_of_a_vibrato(void** const state)
{
  (void)state;
  bool   taken = false;
  double hz[9];
  for (uint32_t at = 0; at < 4U * RATE && !taken; at += DALA_TICK) {
    float x[DALA_TICK] = { 0.0f };
    for (uint32_t i = 0; i < DALA_TICK && at < 2U * RATE; i++) {
      x[i] = vibrato(at + i, &hz[8]);
    }
    if (at == 22U * RATE / 10U) {
      dala_tone_capture_ask(&capture);
    }
    memmove(hz, hz + 1, 8U * sizeof *hz);
    taken = hear(x, at > RATE / 10U && at < 2U * RATE ? hz[0] : 0.0);
  }
  assert_true(taken);
  const double was = 0.05 * sqrt(1.0 + 0.45 * 0.45 / 2.0);
  for (uint32_t k = 0; k < PARTIALS; k++) {
    const double db = 20.0 * log10((double)capture.tone.amp[k] / was);
    assert_true(fabs(db) < 1.0);
  }
}

/// Asked for at the first sound of a note, it waits for more than that.
static void
test_capture_waits_for_enough_of_a_young_note(void** const state)
{
  (void)state;
  uint32_t at = 0;
  dala_tone_capture_ask(&capture);
  for (bool taken = false; at < RATE && !taken; at += DALA_TICK) {
    float x[DALA_TICK];
    for (uint32_t i = 0; i < DALA_TICK; i++) {
      x[i] = violin(441.3, at + i);
    }
    taken = hear(x, 441.3);
  }
  assert_true(at > 3U * RATE / 10U);
  assert_true(at < RATE);
}

static void
test_capture_of_silence_gives_up(void** const state)
{
  (void)state;
  const DalaHeard heard = { .f0_hz = 0.0f };
  dala_tone_capture_ask(&capture);
  for (uint32_t at = 0; at < 3U * RATE; at += DALA_TICK) {
    assert_false(dala_tone_capture_tick(&capture, &heard));
  }
  assert_int_equal(capture.waits, 0);
}

/// Mean power of each harmonic of the drone against the envelope taken.
static void
test_own_tone_envelope_within_2_dB_of_the_captured(void** const state)
{
  (void)state;
  const double hz = 146.832;
  assert_true(take(441.3));
  sound((float)hz);
  double sum = 0.0;
  double wrong[40];
  for (uint32_t k = 4; k <= 33; k++) {
    double power = 0.0;
    for (uint32_t at = RATE; at + 4800U < N; at += 4800U) {
      const double a = amplitude(hz * k, at, 2400U);
      power += a * a / ((N - RATE) / 4800U);
    }
    const double want = (double)dala_tone_at(&capture.tone, (float)(hz * k));
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
  assert_true(take(441.3));
  for (uint32_t p = 0; p < 4U; p++) {
    dala_own_tone_reset(&voice);
    sound((float)pitches[p]);
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

static void
test_own_tone_never_repeats(void** const state)
{
  (void)state;
  static double track[800];
  assert_true(take(441.3));
  sound(146.832f);
  for (uint32_t k = 1; k <= 8U; k++) {
    const uint32_t n    = 800U;
    double         mean = 0.0;
    for (uint32_t i = 0; i < n; i++) {
      track[i] = amplitude(146.832 * k, RATE + 1200U * i, 2400U);
      mean += track[i] / n;
    }
    for (uint32_t lag = 10; lag < n * 3U / 4U; lag++) {
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
      assert_true(ab < 0.8 * sqrt(aa * bb));
    }
  }
}

static void
test_own_tone_level_is_the_reference(void** const state)
{
  (void)state;
  assert_true(take(441.3));
  sound(146.832f);
  double power = 0.0;
  double mean  = 0.0;
  for (uint32_t i = RATE; i < N; i++) {
    power += 0.5 * (double)(out_l[i] * out_l[i] + out_r[i] * out_r[i]);
    mean += (double)out_l[i] / (N - RATE);
  }
  const double db = 10.0 * log10(power / (N - RATE));
  assert_true(fabs(db + 16.0) < 1.0);
  assert_true(fabs(mean) < 1e-4);
}

/// Retuned by a fourth, and another tone: the level never falls into a hole.
static void
test_own_tone_changes_without_a_hole(void** const state)
{
  (void)state;
  assert_true(take(441.3));
  dala_own_tone_set_tone(&voice, &capture.tone);
  dala_own_tone_set_string(&voice, 0U, 146.832f, 1.0f, 0.0f);
  dala_own_tone_set_on(&voice, true);
  render(0U, RATE);
  dala_own_tone_set_string(&voice, 0U, 196.0f, 1.0f, 0.0f);
  render(RATE, 2U * RATE);
  dala_own_tone_set_tone(&voice, &capture.tone);
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
  assert_true(take(441.3));
  dala_own_tone_set_tone(&voice, &capture.tone);
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
    TEST(test_capture_measures_partials_within_half_a_dB),
    TEST(test_capture_reaches_back_for_the_mean_of_a_vibrato),
    TEST(test_capture_waits_for_enough_of_a_young_note),
    TEST(test_capture_of_silence_gives_up),
    TEST(test_own_tone_envelope_within_2_dB_of_the_captured),
    TEST(test_own_tone_is_in_tune_within_1_cent),
    TEST(test_own_tone_never_repeats),
    TEST(test_own_tone_level_is_the_reference),
    TEST(test_own_tone_changes_without_a_hole),
    TEST(test_own_tone_any_division_gives_the_same_bits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
