/**
   The capture of a tone: that it finds the steady part backwards, and its
   partials.
*/
#include "plugin/dsp/tone_capture.h"
#include "tests/support/check.h"
#include "tests/support/module.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000U
#define PARTIALS 11U ///< Of a violin at A4, to 5 kHz.

static const double pi = 3.14159265358979;

static DalaToneCapture capture;
static unsigned char*  memory;

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

static int
set_up(void** const state)
{
  (void)state;
  const DalaConfig cfg = { .rate = RATE };
  test_lay_out(tone_capture, &capture, &cfg, memory);
  dala_tone_capture_prepare(&capture);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(test_capture_measures_partials_within_half_a_dB),
    TEST(test_capture_reaches_back_for_the_mean_of_a_vibrato),
    TEST(test_capture_waits_for_enough_of_a_young_note),
    TEST(test_capture_of_silence_gives_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
