/**
   Every voice of the drone keeps its pitch: over ten seconds for every tonic,
   octave, intonation, chord and A4, and over ten minutes. With DALA_FULL set
   the whole table is measured, 2400 chords a voice, else some of it.
*/
#include "plugin/dsp/partner.h"
#include "plugin/music/drone_chords.h"
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/module.h"

#include <complex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000U
#define LEAD (RATE / 2U) // what begins is not measured
#define SECONDS 10U
#define FRAMES (LEAD + SECONDS * RATE)
#define WINDOW (3U * RATE / 10U)
#define HOP (3U * RATE / 20U)
#ifdef DALA_SANITIZE
#define STEP 601U // one chord in so many of the table
#define PARTS 12U // of SECONDS and some
#else
#define STEP 61U
#define PARTS 60U
#endif

#define TWO_PI 6.283185307179586

static const char* const names[DALA_PARTNER_VOICES] = { "kobyz", "zhyrau",
                                                        "dombra", "own tone" };

static float  left[FRAMES];
static float  right[FRAMES];
static double hann[WINDOW];

static DalaPartner partner;
static void*       memory;

static void
open_partner(const uint32_t voice)
{
  const DalaConfig cfg  = test_config(RATE, NULL);
  DalaTone         tone = { .hz = 293.66F, .count = 20U };
  for (uint32_t k = 0; k < tone.count; k++) {
    tone.amp[k] = 0.2F / (float)(k + 1U);
  }
  memset(&partner, 0x5A, sizeof partner);
  test_lay_out(partner, &partner, &cfg, memory);
  dala_partner_prepare(&partner, &cfg);
  dala_partner_set_tone(&partner, &tone);
  dala_partner_set_voice(&partner, voice);
  dala_partner_set_on(&partner, true);
}

/// A chord; returns the pitch asked for of each string, 0 for those at rest.
static void
set_chord(const uint32_t chord, const float tonic, const uint32_t equal,
          double hz[DALA_CHORD_STRINGS])
{
  const DalaDroneChordString* const strings = dala_drone_chord(chord);
  for (uint32_t i = 0; i < DALA_CHORD_STRINGS; i++) {
    const float at = tonic * dala_drone_ratio(chord, i, equal);
    hz[i]          = strings[i].gain > 0.0F ? (double)at : 0.0;
    dala_partner_set_string(&partner, i, at, strings[i].gain, strings[i].pan);
  }
}

/// Frames from the start of a tick; what is plucked is struck each second, its
/// strings 6 to 14 ms apart, so that two in unison meet in all phases.
static void
run(float* const l, float* const r, const size_t frames)
{
  DalaStroke stroke = { .velocity = 5.0F };
  for (size_t at = 0; at + DALA_TICK <= frames; at += DALA_TICK) {
    dala_partner_tick(&partner);
    if (partner.voice == (uint32_t)DALA_PARTNER_DOMBRA && at % RATE == LEAD) {
      stroke.spread_s = 0.006F + 0.0008F * (float)(at / RATE * 7U % SECONDS);
      dala_partner_stroke(&partner, &stroke);
    }
    dala_partner_process(&partner, l + at, r + at, DALA_TICK);
  }
}

/// The partial at hz in a Hann window from x on, as a complex number.
static double complex
partial(const float* const x, const double hz)
{
  const double complex turn = cexp(-TWO_PI * I * hz / RATE);
  double complex       at   = 1.0;
  double complex       sum  = 0.0;
  for (size_t i = 0; i < WINDOW; i++) {
    sum += hann[i] * (double)x[i] * at;
    at *= turn;
  }
  return sum;
}

/// Mean over ten seconds of what sounds near hz, weighted by its power, so
/// that of two in unison the middle counts and their beats do not; each second
/// without what its stroke begins with.
static double
mean_hz(const float* const x, const double hz)
{
  const size_t begins =
    partner.voice == (uint32_t)DALA_PARTNER_DOMBRA ? RATE / 10U : 0U;
  double complex sum = 0.0;
  for (uint32_t s = 0; s < SECONDS; s++) {
    const float* const second = x + LEAD + s * RATE;
    double complex     last   = partial(second + begins, hz);
    for (size_t at = begins + HOP; at + WINDOW <= RATE; at += HOP) {
      const double complex next = partial(second + at, hz);
      sum += conj(last) * next;
      last = next;
    }
  }
  const double complex hop = cexp(TWO_PI * I * hz * HOP / RATE);
  return hz + carg(sum * conj(hop)) / TWO_PI * RATE / HOP;
}

/// The chord whose number in the table is `which`; returns the worst of its
/// strings, cents.
static double
measure(const uint32_t voice, const uint32_t which)
{
  static const float tunings[] = { 415.0F, 428.0F, 440.0F, 453.0F, 466.0F };
  const uint32_t class         = which % 12U;
  const int32_t  octave        = (int32_t)(which / 12U % 4U) - 2;
  const uint32_t equal         = which / 48U % 2U;
  const uint32_t chord         = which / 96U % DALA_N_CHORDS;
  const float    a4            = tunings[which / 96U / DALA_N_CHORDS];
  double         hz[DALA_CHORD_STRINGS];
  double         worst = 0.0;
  open_partner(voice);
  set_chord(chord, dala_drone_tonic_hz(class, octave, a4), equal, hz);
  run(left, right, FRAMES);
  for (uint32_t i = 0; i < DALA_CHORD_STRINGS; i++) {
    // An octave's upper string hides behind the lower one's partials
    const bool alone = chord != (uint32_t)DALA_CHORD_OCTAVE || i == 0U;
    if (hz[i] > 0.0 && alone) {
      const bool   to_left = dala_drone_chord(chord)[i].pan < 0.0F;
      const double off =
        fabs(test_cents(mean_hz(to_left ? left : right, hz[i]), hz[i]));
      if (off > 2.0) {
        printf("  %s, class %u, octave %d, A4 %g, %s, chord %u, string %u: "
               "%.2f cents off %.2f Hz\n",
               names[voice], class, octave, (double)a4,
               equal ? "equal" : "just", chord, i, off, hz[i]);
      }
      worst = fmax(worst, off);
    }
  }
  free(memory);
  return worst;
}

static void
test_partner_mean_pitch_is_within_2_cents(void** const state)
{
  (void)state;
  const uint32_t all  = 12U * 4U * 2U * DALA_N_CHORDS * 5U;
  const uint32_t step = getenv("DALA_FULL") ? 1U : STEP;
  for (uint32_t voice = 0; voice < DALA_PARTNER_VOICES; voice++) {
    double   worst = 0.0;
    double   sum   = 0.0;
    uint32_t n     = 0U;
    for (uint32_t i = 7U * voice % step; i < all; i += step, n++) {
      const double off = measure(voice, i);
      worst            = fmax(worst, off);
      sum += off;
    }
    print_message("           %s, %u chords: worst %.2f cents, mean %.2f\n",
                  names[voice], n, worst, sum / n);
    check_at_most(worst, 2.0);
  }
}

static void
test_partner_ten_minutes_keep_pitch_and_level_and_no_dc(void** const state)
{
  (void)state;
  for (uint32_t voice = 0; voice < DALA_PARTNER_VOICES; voice++) {
    double hz[DALA_CHORD_STRINGS];
    double first[2] = { 0.0 };
    open_partner(voice);
    set_chord(DALA_CHORD_FIFTH, 146.832F, 0U, hz);
    for (uint32_t part = 0; part < PARTS; part++) {
      run(left, right, FRAMES);
      if (part % 10U != 0U && part + 1U < PARTS) {
        continue;
      }
      const float* const sides[] = { left, right };
      for (uint32_t side = 0; side < 2U; side++) {
        const float* const x    = sides[side] + LEAD;
        const double       db   = test_rms_db(x, FRAMES - LEAD);
        double             mean = 0.0;
        for (size_t i = 0; i < FRAMES - LEAD; i++) {
          mean += (double)x[i] / (FRAMES - LEAD);
        }
        first[side] = part ? first[side] : db;
        check_near(db, first[side], 1.0);
        check_near(mean, 0.0, 1e-3);
        check_near(test_cents(mean_hz(sides[side], hz[side]), hz[side]), 0.0,
                   2.0);
        // Nothing an octave below that was not there
        check_at_most(test_partial_db(x, RATE, RATE, 0.5 * hz[side]),
                      test_partial_db(x, RATE, RATE, hz[side]) - 20.0);
      }
      assert_true(dala_partner_healthy(&partner));
    }
    free(memory);
  }
}

int
main(void)
{
  for (size_t i = 0; i < WINDOW; i++) {
    hann[i] = 0.5 - 0.5 * cos(TWO_PI * (double)i / WINDOW);
  }
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_partner_mean_pitch_is_within_2_cents),
    cmocka_unit_test(test_partner_ten_minutes_keep_pitch_and_level_and_no_dc),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
