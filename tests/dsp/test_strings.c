/**
   The strings that ring along: in tune, decaying as asked, and a bridge that
   gives them nothing.
*/
#include "plugin/music/string_sets.h"
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"
#include "tests/support/strings_model.h"
#include "tests/support/strings_rig.h"

#include <stdbool.h>
#include <stdlib.h>

#define TONIC 146.8323839587038 // D3
#define SETS ((uint32_t)DALA_STRING_SET_COUNT)

static const double rates[] = { 44100.0, 48000.0, 96000.0 };

typedef struct {
  double cents;
  double t60; // relative
} Worst;

static void
measure_lone_string(StringsRig* const rig, const DalaStringTuning* const string,
                    const double decay_s, Worst* const worst)
{
  const double       rate   = rig->cfg.rate;
  const double       f      = (double)string->freq_hz;
  const double       t60    = decay_s * (double)string->t60_factor;
  const double       period = rate / f;
  const size_t       window = (size_t)(8.0 * period);
  const double       wanted = fmin(0.62 * t60, 1.2);
  const size_t       n = (size_t)(rate * wanted + 10.0 * period) + 2U * window;
  const StringsSound sound = strings_sound_new(n);
  const size_t       start =
    strings_burst(sound.in, f, rate, 8.0) + (size_t)(2.0 * period);
  dala_strings_set_set(&rig->strings, string, 1U);
  dala_strings_set_decay(&rig->strings, (float)decay_s);
  dala_strings_set_coupling(&rig->strings, 0.0F);
  dala_strings_reset(&rig->strings);
  rig->at = 0U;
  strings_rig_sound(rig, &sound, DALA_TICK);

  const size_t half  = (size_t)(0.2 * rate);
  const size_t twice = 2U * (half > window || t60 < 0.3 ? window : half);
  const double found = test_partial_hz(sound.l + start, twice, rate, f);
  const double decay =
    strings_fit_t60(sound.l + start, n - start, rate, f, window);
  worst->cents = fmax(worst->cents, fabs(test_cents(found, f)));
  worst->t60   = fmax(worst->t60, fabs(decay / t60 - 1.0));
  strings_sound_free(&sound);
}

static void
test_lone_string_is_in_tune_and_decays_as_asked(void** const state)
{
  (void)state;
  static const double decays[] = { 0.2, 2.0, 8.0 };
  for (size_t r = 0; r < 3U; r++) {
    StringsRig rig;
    strings_rig_open(&rig, rates[r], NULL);
    for (uint32_t d = 0; d < 3U; d++) {
      Worst worst = { 0.0, 0.0 };
      for (uint32_t set = 0; set < SETS; set++) {
        DalaStringTuning strings[DALA_STRINGS_MAX];
        const uint32_t   n = strings_of_set(set, TONIC, strings);
        for (uint32_t i = 0; i < n; i++) {
          measure_lone_string(&rig, &strings[i], decays[d], &worst);
        }
      }
      print_message("%g Hz, T60 %g s: %.4f cents, %.3f %%\n", rates[r],
                    decays[d], worst.cents, 100.0 * worst.t60);
      check_at_most(worst.cents, 0.2);
      check_at_most(worst.t60, 0.02);
    }
    strings_rig_close(&rig);
  }
}

// ------------------------------------------------------------ the bridge

typedef struct {
  double difference_db; // model against module, re the module's peak
  double cents;         // peak against nominal
  double t60;           // model against module, relative
} Match;

static void
compare_with_model(StringsRig* const rig, const uint32_t set,
                   const float coupling, Match* const match)
{
  const double       rate  = rig->cfg.rate;
  const size_t       n     = (size_t)(2.2 * rate);
  const size_t       start = (size_t)(0.1 * rate);
  const StringsSound sound = strings_sound_new(n);
  float* const       model = (float*)calloc(n, sizeof(float));
  DalaStringTuning   strings[DALA_STRINGS_MAX];
  const uint32_t     count = strings_of_set(set, TONIC, strings);
  test_noise(sound.in, (size_t)(0.05 * rate), 3U, 0.5F);
  for (uint32_t i = 0; i < count; i++) {
    strings[i].buzz = 0.0F; // the model has no such bridge
  }
  dala_strings_set_set(&rig->strings, strings, count);
  dala_strings_set_coupling(&rig->strings, coupling);
  dala_strings_reset(&rig->strings);
  rig->at = 0U;
  strings_rig_sound(rig, &sound, DALA_TICK);
  const StringsModelConfig cfg = { rate, 2.0,
                                   (double)coupling * DALA_STRINGS_MAX_COUPLING,
                                   (double)rig->strings.drive_now };
  strings_model_run(&cfg, strings, count, rig->strings.bank.pan_l, sound.in,
                    model, n);

  const double peak = test_peak(model, n);
  double       off  = 0.0;
  for (size_t i = 0; i < n; i++) {
    off = fmax(off, fabs((double)model[i] - (double)sound.l[i]));
  }
  match->difference_db = fmax(match->difference_db, 20.0 * log10(off / peak));
  for (uint32_t i = 0; i < count; i++) {
    const double f      = (double)strings[i].freq_hz;
    const size_t window = (size_t)(0.25 * rate);
    const size_t left   = n - start;
    const float* x      = sound.l + start;
    const double found  = test_partial_hz(x, left - left % 2U, rate, f);
    const double mine   = strings_fit_t60(x, left, rate, f, window);
    const double theirs = strings_fit_t60(model + start, left, rate, f, window);
    match->cents        = fmax(match->cents, fabs(test_cents(found, f)));
    match->t60          = fmax(match->t60, fabs(mine / theirs - 1.0));
  }
  free(model);
  strings_sound_free(&sound);
}

static void
test_coupled_strings_match_a_double_model(void** const state)
{
  (void)state;
  static const float couplings[] = { DALA_STRINGS_COUPLING, 1.0F };
  for (size_t r = 0; r < 3U; r++) {
    StringsRig rig;
    strings_rig_open(&rig, rates[r], NULL);
    for (uint32_t c = 0; c < 2U; c++) {
      for (uint32_t set = 0; set < SETS; set++) {
        Match match = { -400.0, 0.0, 0.0 };
        compare_with_model(&rig, set, couplings[c], &match);
        print_message("%g Hz, coupling %g, set %u: %.1f dB, %.3f cents, "
                      "T60 %.4f %%\n",
                      rates[r], (double)couplings[c], set, match.difference_db,
                      match.cents, 100.0 * match.t60);
        check_at_most(match.difference_db, -80.0);
        check_at_most(match.cents, 3.0);
        check_at_most(match.t60, 0.02);
      }
    }
    strings_rig_close(&rig);
  }
}

static void
test_bridge_is_passive_for_every_set(void** const state)
{
  (void)state;
  StringsRig rig;
  strings_rig_open(&rig, 48000.0, NULL);
  for (uint32_t set = 0; set < SETS; set++) {
    strings_rig_set(&rig, set, TONIC);
    dala_strings_set_coupling(&rig.strings, 1.0F);
    dala_strings_reset(&rig.strings);
    dala_strings_tick(&rig.strings);
    const DalaLoopSet* const now = &rig.strings.bank.now;
    double                   sum = 0.0;
    for (uint32_t i = 0; i < rig.strings.bank.count; i++) {
      sum += (double)now->loops[i].a * (double)now->loops[i].a;
    }
    check_at_most((double)now->coupling * sum, 0.24);
  }
  strings_rig_close(&rig);
}

// Energy that the strings' loops took in over the last `n` frames, n less than
// a ring
static double
stored(const DalaLoopBank* const bank, const uint32_t n)
{
  double sum = 0.0;
  for (uint32_t i = 0; i < DALA_LOOPS_MAX; i++) {
    const float* const ring =
      bank->rings + (size_t)i * (bank->ring_len + DALA_LOOPS_EXTRA);
    for (uint32_t k = 1; k <= n; k++) {
      const double x =
        (double)ring[(bank->pos + bank->ring_len - k) % bank->ring_len];
      sum += x * x;
    }
  }
  return sum;
}

// Largest growth, from one window to the next, of what the loops carry and of
// what is heard
typedef struct {
  double carried;
  double heard;
} Growth;

static void
retune(StringsRig* const rig, TestRng* const rng, const bool other_sets)
{
  const uint32_t set = other_sets ? test_rng_u32(rng) % SETS : 3U;
  strings_rig_set(rig, set, test_rng_range(rng, 131.0, 247.0));
  dala_strings_set_decay(&rig->strings, (float)test_rng_range(rng, 6.0, 8.0));
}

// `windows` of about 170 ms after the input stopped, with a retune every
// `every` ticks (0: never)
static Growth
largest_growth(StringsRig* const rig, const uint32_t every,
               const bool other_sets, const int windows)
{
  const uint32_t window_n = (uint32_t)(rig->cfg.rate / 48000.0 * 256.0 + 0.5);
  const uint32_t piece    = rig->strings.bank.ring_len / 2U / DALA_TICK;
  TestRng        rng      = test_rng(11U);
  float          quiet[DALA_TICK] = { 0.0F };
  float          l[DALA_TICK];
  float          r[DALA_TICK];
  Growth         growth = { 0.0, 0.0 };
  Growth         before = { 0.0, 0.0 };
  uint32_t       ticks  = 0U;
  for (int w = 0; w < windows; w++) {
    Growth now = { 0.0, 0.0 };
    for (uint32_t t = 1; t <= window_n / piece * piece; t++) {
      if (every && ++ticks % every == 0U) {
        retune(rig, &rng, other_sets);
      }
      strings_rig_run(rig, quiet, l, r, DALA_TICK, DALA_TICK);
      for (uint32_t i = 0; i < DALA_TICK; i++) {
        now.heard += (double)l[i] * (double)l[i] + (double)r[i] * (double)r[i];
      }
      if (t % piece == 0U) {
        now.carried += stored(&rig->strings.bank, piece * DALA_TICK);
      }
    }
    if (w) {
      growth.carried = fmax(growth.carried, now.carried / before.carried);
      growth.heard   = fmax(growth.heard, now.heard / before.heard);
    }
    before = now;
  }
  return growth;
}

static void
ring_up(StringsRig* const rig, const uint32_t set, const float decay_s,
        const float coupling)
{
  const size_t       ticks = (size_t)(0.2 * rig->cfg.rate) / DALA_TICK;
  const StringsSound sound = strings_sound_new(ticks * DALA_TICK);
  test_noise(sound.in, sound.n, 5U, 0.5F);
  strings_rig_set(rig, set, TONIC);
  dala_strings_set_decay(&rig->strings, decay_s);
  dala_strings_set_coupling(&rig->strings, coupling);
  dala_strings_reset(&rig->strings);
  rig->at = 0U;
  strings_rig_sound(rig, &sound, DALA_TICK);
  strings_sound_free(&sound);
}

static void
test_energy_never_grows_after_the_input_stops(void** const state)
{
  (void)state;
  static const float couplings[] = { 0.0F, DALA_STRINGS_COUPLING, 1.0F };
  for (size_t r = 0; r < 3U; r++) {
    StringsRig rig;
    strings_rig_open(&rig, rates[r], NULL);
    for (uint32_t set = 0; set < SETS; set++) {
      for (uint32_t c = 0; c < 3U; c++) {
        ring_up(&rig, set, 8.0F, couplings[c]);
        const Growth growth = largest_growth(&rig, 0U, false, 12);
        print_message("%g Hz, set %u, coupling %g: carried x%.3f, heard "
                      "x%.3f\n",
                      rates[r], set, (double)couplings[c], growth.carried,
                      growth.heard);
        check_at_most(growth.carried, 1.0);
        check_at_most(growth.heard, 1.0);
      }
    }
    strings_rig_close(&rig);
  }
}

static void
test_energy_never_grows_under_random_retuning(void** const state)
{
  (void)state;
  for (size_t r = 0; r < 3U; r++) {
    StringsRig rig;
    strings_rig_open(&rig, rates[r], NULL);
    for (uint32_t every = 7U; every <= 61U; every += 9U) {
      const bool other_sets = every % 2U == 0U;
      ring_up(&rig, 3U, 8.0F, other_sets ? 1.0F : 0.0F);
      const Growth growth = largest_growth(&rig, every, other_sets, 24);
      print_message("%g Hz, every %u: carried x%.3f, heard x%.3f\n", rates[r],
                    every, growth.carried, growth.heard);
      check_at_most(growth.carried, 1.0);
      if (!other_sets) { // another set may hear a ringing string better
        check_at_most(growth.heard, 1.0);
      }
    }
    strings_rig_close(&rig);
  }
}

static void
test_a_set_that_left_leaves_no_sound_behind(void** const state)
{
  (void)state;
  StringsRig         rig;
  const StringsSound sound = strings_sound_new(48000U);
  strings_rig_open(&rig, 48000.0, NULL);
  ring_up(&rig, 3U, 0.2F, 0.0F);
  strings_rig_set(&rig, 0U, TONIC);
  strings_rig_sound(&rig, &sound, DALA_TICK);
  strings_rig_sound(&rig, &sound, DALA_TICK);
  strings_rig_set(&rig, 3U, TONIC);
  strings_rig_sound(&rig, &sound, DALA_TICK);
  check_at_most(test_rms_db(sound.l, 4800U), -150.0);
  strings_rig_close(&rig);
  strings_sound_free(&sound);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_lone_string_is_in_tune_and_decays_as_asked),
    cmocka_unit_test(test_coupled_strings_match_a_double_model),
    cmocka_unit_test(test_bridge_is_passive_for_every_set),
    cmocka_unit_test(test_energy_never_grows_after_the_input_stops),
    cmocka_unit_test(test_energy_never_grows_under_random_retuning),
    cmocka_unit_test(test_a_set_that_left_leaves_no_sound_behind),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
