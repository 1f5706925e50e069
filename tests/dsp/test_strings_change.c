/**
   The strings that ring along, while they are retuned: no click, and how a
   change is taken.
*/
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"
#include "tests/support/strings_rig.h"

#define PI 3.14159265358979323846
#define TONIC 146.8323839587038 // D3

static const double rates[] = { 44100.0, 48000.0, 96000.0 };

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
    cmocka_unit_test(test_no_change_clicks_under_sound),
    cmocka_unit_test(test_no_change_clicks_under_a_low_tone),
    cmocka_unit_test(test_targets_wait_for_the_end_of_a_fade),
    cmocka_unit_test(test_setting_the_same_again_begins_no_fade),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
