/**
   The strings that ring along: the same bits however they are run, and what
   they do where there is no sound, no memory or no sense.
*/
#include "plugin/dsp/kernels/kernels.h"
#include "plugin/music/string_sets.h"
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"
#include "tests/support/strings_rig.h"

#include <stdbool.h>
#include <string.h>

#define TONIC 146.8323839587038 // D3
#define SETS ((uint32_t)DALA_STRING_SET_COUNT)

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

int
main(void)
{
  const struct CMUnitTest tests[] = {
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
    cmocka_unit_test(test_non_finite_state_is_seen_and_healed),
    cmocka_unit_test(test_bad_targets_make_mute_strings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
