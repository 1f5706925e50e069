#include "plugin/dsp/kernels/kernels.h"
#include "plugin/dsp/strings.h"
#include "plugin/music/string_sets.h"
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"
#include "tests/support/strings_model.h"
#include "tests/support/strings_rig.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
#define TONIC 146.8323839587038 // D3
#define SETS ((uint32_t)DALA_STRING_SET_COUNT)

static const double rates[] = { 44100.0, 48000.0, 96000.0 };

// ------------------------------------------------------ tuning and decay

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

// ------------------------------------------------- equal bits, no surprises

// A second and a half of violin through every kind of change
static void
eventful(StringsRig* const rig, const StringsSound* const sound,
         const uint32_t piece)
{
  const size_t step = sound->n / 12U / DALA_TICK * DALA_TICK;
  for (uint32_t k = 0; k < 12U; k++) {
    strings_rig_set(rig, (3U * k + 3U) % SETS,
                    TONIC * (1.0 + 0.05 * (double)(k % 5U)));
    dala_strings_set_decay(&rig->strings, 0.3F * (float)(1U + k));
    dala_strings_set_coupling(&rig->strings, 0.25F * (float)(k % 5U));
    strings_rig_run(rig, sound->in + k * step, sound->l + k * step,
                    sound->r + k * step, step, piece);
  }
}

static void
check_same(const StringsSound* const got, const StringsSound* const want)
{
  assert_int_equal(test_first_difference(got->l, want->l, want->n), want->n);
  assert_int_equal(test_first_difference(got->r, want->r, want->n), want->n);
}

static void
check_variant(const double rate, const char* const variant,
              const StringsSound* want)
{
  static const uint32_t pieces[] = { 32U, 1U, 7U, 16U, 31U, 0U };
  if (!dala_kernels_by_name(variant)) {
    print_message("no %s on this machine\n", variant);
    return;
  }
  for (size_t p = 0; p < sizeof pieces / sizeof pieces[0]; p++) {
    StringsRig         rig;
    const StringsSound sound = strings_sound_new(want->n);
    memcpy(sound.in, want->in, want->n * sizeof(float));
    strings_rig_open(&rig, rate, variant);
    eventful(&rig, &sound, pieces[p]);
    check_same(&sound, want);
    strings_rig_close(&rig);
    strings_sound_free(&sound);
  }
}

static void
test_any_division_and_variant_gives_equal_bits(void** const state)
{
  (void)state;
  static const double all[] = { 8000.0, 16000.0, 44100.0, 48000.0, 96000.0 };
  for (size_t r = 0; r < sizeof all / sizeof all[0]; r++) {
    StringsRig         rig;
    const StringsSound sound = strings_sound_new((size_t)(1.5 * all[r]));
    test_violin(sound.in, sound.n, all[r]);
    strings_rig_open(&rig, all[r], "w4");
    eventful(&rig, &sound, DALA_TICK);
    assert_true(test_peak(sound.l, sound.n) > 0.01);
    check_variant(all[r], "w4", &sound);
    check_variant(all[r], "w8", &sound);
    strings_rig_close(&rig);
    strings_sound_free(&sound);
  }
}

static void
test_in_place_gives_equal_bits(void** const state)
{
  (void)state;
  StringsRig         rig;
  const StringsSound want = strings_sound_new(48000U);
  const StringsSound got  = strings_sound_new(48000U);
  test_violin(want.in, want.n, 48000.0);
  strings_rig_open(&rig, 48000.0, NULL);
  strings_rig_set(&rig, 3U, TONIC);
  strings_rig_sound(&rig, &want, 16U);

  for (int right = 0; right < 2; right++) {
    float* const over = right ? got.r : got.l;
    memcpy(over, want.in, want.n * sizeof(float));
    dala_strings_reset(&rig.strings);
    rig.at = 0U;
    strings_rig_run(&rig, over, got.l, got.r, want.n, 16U);
    check_same(&got, &want);
  }
  strings_rig_close(&rig);
  strings_sound_free(&got);
  strings_sound_free(&want);
}

static void
test_reset_equals_fresh(void** const state)
{
  (void)state;
  StringsRig         fresh;
  StringsRig         used;
  const StringsSound want = strings_sound_new(24000U);
  const StringsSound got  = strings_sound_new(24000U);
  test_violin(want.in, want.n, 48000.0);
  memcpy(got.in, want.in, want.n * sizeof(float));
  strings_rig_open(&fresh, 48000.0, NULL);
  strings_rig_open(&used, 48000.0, NULL);
  eventful(&used, &got, 7U);
  strings_rig_run(&used, got.in, got.l, got.r, 13U, 32U); // leave amid a tick
  dala_strings_reset(&used.strings);
  used.at = 0U;
  strings_rig_set(&fresh, 1U, TONIC);
  strings_rig_set(&used, 1U, TONIC);
  dala_strings_set_decay(&used.strings, 2.0F);
  dala_strings_set_coupling(&used.strings, DALA_STRINGS_COUPLING);
  strings_rig_sound(&fresh, &want, 32U);
  strings_rig_sound(&used, &got, 32U);
  check_same(&got, &want);
  strings_rig_close(&fresh);
  strings_rig_close(&used);
  strings_sound_free(&got);
  strings_sound_free(&want);
}

static void
test_silent_until_the_tick_after_reset(void** const state)
{
  (void)state;
  StringsRig         rig;
  const StringsSound sound = strings_sound_new(480U);
  test_noise(sound.in, sound.n, 1U, 1.0F);
  strings_rig_open(&rig, 48000.0, NULL);
  strings_rig_set(&rig, 3U, TONIC);
  for (int again = 0; again < 2; again++) { // fresh, then used
    for (size_t at = 0; at < sound.n; at += DALA_TICK) {
      sound.l[at] = 1.0F;
      dala_strings_process(&rig.strings, sound.in + at, sound.l + at,
                           sound.r + at, DALA_TICK);
    }
    assert_true(test_peak(sound.l, sound.n) == 0.0);
    assert_true(test_peak(sound.r, sound.n) == 0.0);
    strings_rig_sound(&rig, &sound, DALA_TICK);
    assert_true(test_peak(sound.l, sound.n) > 0.0);
    dala_strings_reset(&rig.strings);
  }
  strings_rig_close(&rig);
  strings_sound_free(&sound);
}

static void
test_extreme_rates_run_finite(void** const state)
{
  (void)state;
  static const double extremes[] = { 8000.0, 384000.0 };
  for (size_t r = 0; r < 2U; r++) {
    StringsRig         rig;
    const StringsSound sound = strings_sound_new((size_t)extremes[r]);
    test_violin(sound.in, sound.n, extremes[r]);
    strings_rig_open(&rig, extremes[r], NULL);
    dala_strings_set_decay(&rig.strings, 8.0F);
    eventful(&rig, &sound, 0U);
    const double peak =
      fmax(test_peak(sound.l, sound.n), test_peak(sound.r, sound.n));
    check_at_most(peak, 20.0);
    assert_true(peak > 0.05);
    assert_true(dala_strings_healthy(&rig.strings));
    strings_rig_close(&rig);
    strings_sound_free(&sound);
  }
}

static void
test_refuses_rates_outside_the_range(void** const state)
{
  (void)state;
  static const double bad[] = { 7999.0, 384001.0, 0.0, -1.0, (double)NAN };
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    DalaStrings      strings;
    DalaArena        arena;
    const DalaConfig cfg = { bad[i], dala_kernels_select() };
    dala_arena_measure(&arena);
    assert_int_equal(dala_strings_layout(&strings, &cfg, &arena),
                     DALA_STATUS_BAD_RATE);
  }
}

static void
test_memory_at_48_khz_is_within_400_kib(void** const state)
{
  (void)state;
  StringsRig rig;
  strings_rig_open(&rig, 48000.0, NULL);
  check_at_most(rig.bytes, 400.0 * 1024.0);
  strings_rig_close(&rig);
}

static void
test_silence_in_gives_silence_out(void** const state)
{
  (void)state;
  StringsRig         rig;
  const StringsSound sound = strings_sound_new(24000U);
  strings_rig_open(&rig, 48000.0, NULL);
  eventful(&rig, &sound, 0U);
  assert_true(test_peak(sound.l, sound.n) == 0.0);
  assert_true(test_peak(sound.r, sound.n) == 0.0);
  strings_rig_close(&rig);
  strings_sound_free(&sound);
}

static void
test_dc_does_not_accumulate(void** const state)
{
  (void)state;
  for (uint32_t set = 0; set < SETS; set++) {
    StringsRig         rig;
    const StringsSound sound = strings_sound_new(4U * 48000U);
    for (size_t i = 0; i < sound.n; i++) {
      sound.in[i] = 1.0F;
    }
    strings_rig_open(&rig, 48000.0, NULL);
    strings_rig_set(&rig, set, TONIC);
    dala_strings_set_decay(&rig.strings, 0.5F);
    strings_rig_sound(&rig, &sound, DALA_TICK);
    check_at_most(test_rms_db(sound.l + 3U * 48000U, 48000U), -100.0);
    strings_rig_close(&rig);
    strings_sound_free(&sound);
  }
}

static void
test_mono_sum_keeps_every_string(void** const state)
{
  (void)state;
  StringsRig rig;
  strings_rig_open(&rig, 48000.0, NULL);
  for (uint32_t s = 0; s < DALA_LOOPS_SUMS; s++) {
    const double l = (double)rig.strings.bank.pan_l[s];
    const double r = (double)rig.strings.bank.pan_r[s];
    check_near(l * l + r * r, 1.0, 1.0e-5);
    assert_true(l > 0.0 && r > 0.0);
    assert_true(l + r >= 1.0);
  }
  strings_rig_close(&rig);
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

static void
test_non_finite_state_is_seen_and_healed(void** const state)
{
  (void)state;
  static const float bad[] = { NAN, INFINITY, -INFINITY, 3.0e38F };
  for (size_t b = 0; b < sizeof bad / sizeof bad[0]; b++) {
    StringsRig         rig;
    const StringsSound sound = strings_sound_new(4800U);
    test_violin(sound.in, sound.n, 48000.0);
    strings_rig_open(&rig, 48000.0, NULL);
    strings_rig_set(&rig, 3U, TONIC);
    strings_rig_sound(&rig, &sound, 16U);
    const float poison[2] = { bad[b], -bad[b] };
    float       l[2];
    float       r[2];
    strings_rig_run(&rig, poison, l, r, 2U, 2U);
    bool seen = false;
    for (int t = 0; t < 400 && !seen; t++) {
      float quiet[DALA_TICK] = { 0.0F };
      float out_l[DALA_TICK];
      float out_r[DALA_TICK];
      for (uint32_t k = 0; k < DALA_TICK && !seen; k++) {
        strings_rig_run(&rig, quiet, out_l, out_r, 1U, 1U);
        seen = !dala_strings_healthy(&rig.strings);
      }
    }
    assert_true(seen || bad[b] == 3.0e38F);
    const uint32_t rest = DALA_TICK - rig.at % DALA_TICK;
    strings_rig_run(&rig, sound.in, sound.l, sound.r, rest, rest);
    strings_rig_sound(&rig, &sound,
                      16U); // strings_rig_run() resets as the engine does
    if (seen) {
      assert_true(isfinite(test_rms_db(sound.l, sound.n)));
      assert_true(test_peak(sound.l, sound.n) > 0.001);
    }
    strings_rig_close(&rig);
    strings_sound_free(&sound);
  }
}

static void
test_bad_targets_make_mute_strings(void** const state)
{
  (void)state;
  static const float freqs[] = { NAN,   INFINITY, -1.0F,    0.0F,
                                 31.0F, 6000.0F,  24000.0F, 1.0e30F };
  StringsRig         rig;
  const StringsSound sound = strings_sound_new(4800U);
  DalaStringTuning   strings[8];
  test_violin(sound.in, sound.n, 48000.0);
  for (uint32_t i = 0; i < 8U; i++) {
    strings[i] = (DalaStringTuning){ freqs[i], 1.0F, 1.0F, 1.0F };
  }
  strings_rig_open(&rig, 48000.0, NULL);
  dala_strings_set_set(&rig.strings, strings, 8U);
  dala_strings_set_decay(&rig.strings, NAN);
  dala_strings_set_coupling(&rig.strings, NAN);
  strings_rig_sound(&rig, &sound, DALA_TICK);
  assert_true(test_peak(sound.l, sound.n) == 0.0);
  strings_rig_close(&rig);
  strings_sound_free(&sound);
}

// --------------------------------------------------------------- no clicks

typedef void (*Change)(StringsRig* rig);

static void
change_tonic(StringsRig* const rig)
{
  strings_rig_set(rig, 3U, 1.31 * TONIC);
}

static void
change_tonic_little(StringsRig* const rig)
{
  strings_rig_set(rig, 3U, 1.002 * TONIC);
}

static void
change_set(StringsRig* const rig)
{
  strings_rig_set(rig, 0U, TONIC);
}

static void
change_decay(StringsRig* const rig)
{
  dala_strings_set_decay(&rig->strings, 0.2F);
}

static void
change_coupling(StringsRig* const rig)
{
  dala_strings_set_coupling(&rig->strings, 1.0F);
}

static const Change changes[] = { change_tonic, change_tonic_little, change_set,
                                  change_decay, change_coupling };
#define CHANGES (sizeof changes / sizeof changes[0])

// 2.6 s of sound->in with a change amid it
static void
check_change(const double rate, const Change change,
             const StringsSound* const sound)
{
  StringsRig   rig;
  const size_t event = (size_t)(1.3 * rate) / DALA_TICK * DALA_TICK;
  strings_rig_open(&rig, rate, NULL);
  strings_rig_set(&rig, 3U, TONIC);
  strings_rig_run(&rig, sound->in, sound->l, sound->r, event, DALA_TICK);
  change(&rig);
  strings_rig_run(&rig, sound->in + event, sound->l + event, sound->r + event,
                  sound->n - event, DALA_TICK);
  strings_check_no_click(sound, rate, event);
  strings_rig_close(&rig);
}

static void
test_no_change_clicks_under_sound(void** const state)
{
  (void)state;
  for (size_t r = 0; r < 3U; r++) {
    const StringsSound sound = strings_sound_new((size_t)(2.6 * rates[r]));
    test_violin(sound.in, sound.n, rates[r]);
    for (size_t c = 0; c < CHANGES; c++) {
      check_change(rates[r], changes[c], &sound);
    }
    strings_sound_free(&sound);
  }
}

// Nothing above 8 kHz hides a click here
static void
test_no_change_clicks_under_a_low_tone(void** const state)
{
  (void)state;
  for (size_t r = 0; r < 3U; r++) {
    const StringsSound sound = strings_sound_new((size_t)(2.6 * rates[r]));
    for (size_t i = 0; i < sound.n; i++) {
      const double t    = (double)i / rates[r];
      const double rise = fmin(1.0, 5.0 * t);
      sound.in[i]       = (float)(0.5 * rise * sin(2.0 * PI * TONIC * t));
    }
    for (size_t c = 0; c < CHANGES; c++) {
      check_change(rates[r], changes[c], &sound);
    }
    strings_sound_free(&sound);
  }
}

// ------------------------------------------------------------ the mechanism

static void
test_targets_wait_for_the_end_of_a_fade(void** const state)
{
  (void)state;
  StringsRig         rig;
  const StringsSound sound = strings_sound_new(DALA_TICK);
  strings_rig_open(&rig, 48000.0, NULL);
  strings_rig_set(&rig, 3U, TONIC);
  strings_rig_sound(&rig, &sound, DALA_TICK);
  strings_rig_set(&rig, 3U, 1.1 * TONIC);
  for (uint32_t t = 0; t < 6U; t++) { // the next set is made in six ticks
    assert_false(rig.strings.fading);
    strings_rig_sound(&rig, &sound, DALA_TICK);
  }
  assert_true(rig.strings.fading);
  const uint32_t delay = rig.strings.bank.next.delay[0];
  strings_rig_set(&rig, 3U, 1.2 * TONIC);
  const uint32_t ticks = rig.strings.fade_len / DALA_TICK;
  check_near((double)rig.strings.fade_len / 48000.0, 0.010, 0.001);
  for (uint32_t t = 1; t < ticks; t++) {
    strings_rig_sound(&rig, &sound, DALA_TICK);
    assert_int_equal(rig.strings.bank.next.delay[0], delay);
  }
  strings_rig_sound(&rig, &sound, DALA_TICK);
  assert_int_equal(rig.strings.bank.now.delay[0], delay);
  for (uint32_t t = 0; t < 6U + ticks; t++) {
    strings_rig_sound(&rig, &sound, DALA_TICK);
  }
  assert_false(rig.strings.fading);
  assert_int_equal(rig.strings.bank.now.delay[0],
                   (uint32_t)(48000.0 / (1.2 * TONIC) - 2.0));
  strings_rig_close(&rig);
  strings_sound_free(&sound);
}

static void
test_setting_the_same_again_begins_no_fade(void** const state)
{
  (void)state;
  StringsRig         rig;
  const StringsSound sound = strings_sound_new(DALA_TICK);
  strings_rig_open(&rig, 48000.0, NULL);
  strings_rig_set(&rig, 2U, TONIC);
  strings_rig_sound(&rig, &sound, DALA_TICK);
  strings_rig_set(&rig, 2U, TONIC);
  dala_strings_set_decay(&rig.strings, 2.0F);
  strings_rig_sound(&rig, &sound, DALA_TICK);
  assert_false(rig.strings.fading);
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
    cmocka_unit_test(test_any_division_and_variant_gives_equal_bits),
    cmocka_unit_test(test_in_place_gives_equal_bits),
    cmocka_unit_test(test_reset_equals_fresh),
    cmocka_unit_test(test_silent_until_the_tick_after_reset),
    cmocka_unit_test(test_extreme_rates_run_finite),
    cmocka_unit_test(test_refuses_rates_outside_the_range),
    cmocka_unit_test(test_memory_at_48_khz_is_within_400_kib),
    cmocka_unit_test(test_silence_in_gives_silence_out),
    cmocka_unit_test(test_dc_does_not_accumulate),
    cmocka_unit_test(test_mono_sum_keeps_every_string),
    cmocka_unit_test(test_a_set_that_left_leaves_no_sound_behind),
    cmocka_unit_test(test_non_finite_state_is_seen_and_healed),
    cmocka_unit_test(test_bad_targets_make_mute_strings),
    cmocka_unit_test(test_no_change_clicks_under_sound),
    cmocka_unit_test(test_no_change_clicks_under_a_low_tone),
    cmocka_unit_test(test_targets_wait_for_the_end_of_a_fade),
    cmocka_unit_test(test_setting_the_same_again_begins_no_fade),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
