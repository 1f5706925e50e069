/**
   Stopping the strings under sound: silent at once, awake after eight ticks.
*/
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"
#include "tests/support/strings_rig.h"

#include <stdbool.h>
#include <string.h>

#define N 24000U
#define TONIC 146.83
// Frames that pass before the eighth tick begins
#define WAKE (7U * DALA_TICK)

static bool
any_sound(const float* const x, const size_t n)
{
  return test_peak(x, n) > 0.0;
}

/// A bank that has sounded, as loudly as asked, then been stopped on the grid.
static void
open_stopped(StringsRig* const rig, const StringsSound* const sound,
             const float loudness)
{
  const StringsSound past = strings_sound_new(N);
  for (size_t i = 0; i < N; i++) {
    past.in[i] = loudness * sound->in[i];
  }
  strings_rig_open(rig, 48000.0, NULL);
  strings_rig_set(rig, 3U, TONIC);
  strings_rig_sound(rig, &past, 32U);
  assert_true(any_sound(past.l, N));
  strings_sound_free(&past);
  dala_strings_stop(&rig->strings);
}

static void
test_stop_is_silent_then_wakes_without_a_past(void** const state)
{
  (void)state;
  StringsRig         soft;
  StringsRig         loud;
  const StringsSound want = strings_sound_new(N);
  const StringsSound got  = strings_sound_new(N);
  test_violin(want.in, N, 48000.0);
  memcpy(got.in, want.in, N * sizeof(float));
  open_stopped(&soft, &want, 0.01F);
  open_stopped(&loud, &got, 1.0F);

  strings_rig_sound(&soft, &want, 32U);
  strings_rig_sound(&loud, &got, 32U);

  assert_false(any_sound(got.l, WAKE));
  assert_false(any_sound(got.r, WAKE));
  assert_true(any_sound(got.l, N));
  assert_int_equal(test_first_difference(got.l, want.l, N), N);
  assert_int_equal(test_first_difference(got.r, want.r, N), N);
  strings_rig_close(&soft);
  strings_rig_close(&loud);
  strings_sound_free(&got);
  strings_sound_free(&want);
}

// Under sound they begin softly, and soon hear as much as others do
static void
test_stopped_strings_wake_softly_and_are_soon_as_loud(void** const state)
{
  (void)state;
  StringsRig         fresh;
  StringsRig         used;
  const StringsSound want  = strings_sound_new(N);
  const StringsSound got   = strings_sound_new(N);
  const size_t       first = 4U * DALA_TICK; // of 10 ms
  test_violin(want.in, N, 48000.0);
  memcpy(got.in, want.in, N * sizeof(float));
  open_stopped(&used, &got, 1.0F);
  strings_rig_open(&fresh, 48000.0, NULL);
  strings_rig_set(&fresh, 3U, TONIC);
  strings_rig_sound(&used, &got, 32U);
  strings_rig_run(&fresh, want.in + WAKE, want.l + WAKE, want.r + WAKE,
                  N - WAKE, 32U);
  check_at_most(test_rms_db(got.l + WAKE, first),
                test_rms_db(want.l + WAKE, first) - 10.0);
  check_near(test_rms_db(got.l + N / 2U, N / 2U),
             test_rms_db(want.l + N / 2U, N / 2U), 0.5);
  strings_rig_close(&fresh);
  strings_rig_close(&used);
  strings_sound_free(&got);
  strings_sound_free(&want);
}

static void
test_stop_while_waking_begins_again(void** const state)
{
  (void)state;
  StringsRig         rig;
  const StringsSound sound = strings_sound_new(N);
  test_violin(sound.in, N, 48000.0);
  open_stopped(&rig, &sound, 1.0F);
  strings_rig_run(&rig, sound.in, sound.l, sound.r, 4U * DALA_TICK, 32U);
  dala_strings_stop(&rig.strings);
  memset(sound.in, 0, N * sizeof(float));
  strings_rig_sound(&rig, &sound, 32U);
  assert_false(any_sound(sound.l, N)); // no old sound in any ring
  assert_false(any_sound(sound.r, N));
  strings_rig_close(&rig);
  strings_sound_free(&sound);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_stop_is_silent_then_wakes_without_a_past),
    cmocka_unit_test(test_stopped_strings_wake_softly_and_are_soon_as_loud),
    cmocka_unit_test(test_stop_while_waking_begins_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
