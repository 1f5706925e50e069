#include "plugin/dsp/kernels/kernels.h"
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/ears_rig.h"
#include "tests/support/signals.h"

#include <stdbool.h>
#include <stdlib.h>

static const double rate = 48000.0;

/// What a watch gathers.
typedef struct {
  double   want_hz;
  size_t   from;   ///< Frame from which the pitch must stand.
  size_t   pieces; ///< After that.
  size_t   right;  ///< Within 50 cents.
  size_t   voiced;
  double   cents; ///< Sum of the errors of the right ones.
  size_t   first; ///< First frame that was right and stayed.
  uint64_t hash;  ///< Over all readings,
  uint64_t told;  ///< and over all events: their order is another.
  unsigned events[DALA_HEARD_TONE + 1U]; ///< By kind.
} Seen;

static void
watch(const DalaEars* const ears, const size_t frame, void* const user)
{
  Seen* const  seen = (Seen*)user;
  const double hz   = (double)ears->heard.f0_hz;
  for (uint32_t i = 0; i < ears->n_events; i++) {
    seen->events[ears->events[i].kind]++;
  }
  const bool right = hz > 0.0 && fabs(test_cents(hz, seen->want_hz)) < 50.0;
  seen->first      = right ? (seen->first ? seen->first : frame) : 0U;
  if (frame > seen->from) {
    seen->pieces++;
    seen->voiced += hz > 0.0 ? 1U : 0U;
    seen->right += right ? 1U : 0U;
    seen->cents += right ? fabs(test_cents(hz, seen->want_hz)) : 0.0;
  }
}

static float*
zeros(const size_t n)
{
  float* const x = (float*)calloc(n, sizeof(float));
  assert_non_null(x);
  return x;
}

/// What fresh ears hear in x[n].
static void
hear(const float* const x, const size_t n, const double at_rate,
     Seen* const seen)
{
  EarsRig rig;
  ears_rig_open(&rig, at_rate, NULL);
  ears_rig_hear(&rig, x, n, 32U, 0U, watch, seen);
  ears_rig_close(&rig);
}

/// Half a second of a tone at this rate and level, heard from 60 ms on.
static Seen
hear_tone(const double at_rate, const double hz, const float level)
{
  const size_t n    = (size_t)(0.5 * at_rate);
  float* const x    = zeros(n);
  Seen         seen = { .want_hz = hz, .from = (size_t)(0.06 * at_rate) };
  ears_tone(x, n, at_rate, hz, level);
  hear(x, n, at_rate, &seen);
  free(x);
  return seen;
}

static void
test_pitch_is_right_within_a_cent_from_c3_to_a7(void** const state)
{
  (void)state;
  for (double note = -21.0; note <= 36.0; note += 3.0) { // semitones from A4
    const double hz   = 440.0 * exp2(note / 12.0);
    const Seen   seen = hear_tone(rate, hz, 0.3f);
    if (seen.right != seen.pieces) {
      print_error("%.1f Hz: %zu of %zu\n", hz, seen.right, seen.pieces);
    }
    assert_int_equal(seen.right, seen.pieces);
    check_at_most(seen.cents / (double)seen.right, 1.0);
    assert_int_equal(seen.events[DALA_HEARD_NOTE], 1U);
    assert_int_equal(seen.events[DALA_HEARD_LEGATO], 0U);
  }
}

static void
test_pitch_is_right_at_every_rate(void** const state)
{
  (void)state;
  static const double rates[] = { 8000.0,  16000.0, 22050.0,  32000.0, 44100.0,
                                  88200.0, 96000.0, 176400.0, 192e3,   384e3 };
  static const double notes[] = { 196.0, 440.0, 987.77 };
  for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
    for (size_t i = 0; i < 3U; i++) {
      const Seen seen = hear_tone(rates[r], notes[i], 0.3f);
      if (seen.right != seen.pieces) {
        print_error("%.0f: %.1f Hz\n", rates[r], notes[i]);
      }
      assert_int_equal(seen.right, seen.pieces);
      check_at_most(seen.cents / (double)seen.right,
                    rates[r] < 40000.0 ? 5.0 : 1.0);
    }
  }
}

static void
test_pitch_does_not_depend_on_level(void** const state)
{
  (void)state;
  static const float levels[] = { 1.0f, 0.01f, 3e-4f };
  for (size_t i = 0; i < 3U; i++) {
    const Seen seen = hear_tone(rate, 293.66, levels[i]);
    assert_int_equal(seen.right, seen.pieces);
  }
}

static void
test_pitch_of_noise_and_silence_is_none(void** const state)
{
  (void)state;
  const size_t n = 480000U;
  float* const x = zeros(n);
  for (unsigned loud = 0; loud < 3U; loud++) {
    Seen seen = { .want_hz = 440.0 };
    if (loud) {
      test_noise(x, n, 7U + loud, loud == 1U ? 0.01f : 0.5f);
    }
    hear(x, n, rate, &seen);
    check_at_most((double)seen.voiced / (double)seen.pieces, 0.001);
  }
  free(x);
}

/// A tone becomes another at half a second.
static size_t
jump_frames(const double from_hz, const double to_hz)
{
  const size_t n    = 48000U;
  const size_t h    = n / 2U;
  float* const x    = zeros(n);
  Seen         seen = { .want_hz = to_hz, .from = h + 2400U };
  ears_tone(x, h, rate, from_hz, 0.3f);
  ears_tone(x + h, n - h, rate, to_hz, 0.3f);
  hear(x, n, rate, &seen);
  free(x);
  assert_int_equal(seen.right, seen.pieces);
  assert_int_equal(seen.events[DALA_HEARD_NOTE], 1U);
  assert_int_equal(seen.events[DALA_HEARD_END], 0U);
  return seen.first - h;
}

static void
test_pitch_follows_legato_within_12_ms_and_never_drops_out(void** const state)
{
  (void)state;
  for (int step = 1; step <= 11; step++) {
    const double other = 392.0 * exp2(step / 12.0);
    check_at_most((double)jump_frames(392.0, other) / rate, 0.012);
    check_at_most((double)jump_frames(other, 392.0) / rate, 0.012);
  }
}

static void
test_pitch_of_a_note_that_ends_is_none(void** const state)
{
  (void)state;
  const size_t n    = 48000U;
  float* const x    = zeros(n);
  Seen         seen = { .want_hz = 440.0, .from = n / 2U + 3360U };
  ears_tone(x, n / 2U, rate, 440.0, 0.3f);
  hear(x, n, rate, &seen);
  free(x);
  assert_int_equal(seen.voiced, 0U);
  assert_int_equal(seen.events[DALA_HEARD_END], 1U);
}

/// A note of 294 Hz whose odd partials are `odd` loud, but from half a second
/// on for `dip_s` a hundredth of that in power.
static Seen
hear_odd(const float odd, const double dip_s)
{
  const size_t n    = 48000U;
  float* const x    = zeros(n);
  Seen         seen = { .want_hz = 294.0, .from = 4800U };
  for (size_t i = 0; i < n; i++) {
    const double t    = (double)i / rate;
    const bool   dips = t > 0.5 && t < 0.5 + dip_s;
    for (unsigned k = 1U; k < 16U; k++) {
      const float gain = k % 2U ? odd * (dips ? 0.1f : 1.0f) : 1.0f;
      x[i] +=
        0.2f * gain / (float)k * (float)sin(6.283185307179586 * 294.0 * k * t);
    }
  }
  hear(x, n, rate, &seen);
  free(x);
  return seen;
}

/// A diminuendo under one bow: 20 notes, each 1.5 dB softer than the one
/// before, and between them 40 ms that are as loud and have no period.
static void
test_pitch_hears_a_diminuendo_to_its_end(void** const state)
{
  (void)state;
  const size_t note  = (size_t)(0.25 * rate);
  const size_t rough = (size_t)(0.04 * rate);
  const size_t n     = 20U * note;
  float* const x     = zeros(n);
  double       wrong = 0.0;
  for (size_t i = 0; i < 20U; i++) {
    const float  level = 0.3f * exp2f(-0.25f * (float)i);
    const double hz    = i % 2U ? 293.66 : 261.63;
    test_noise(x + i * note, rough, 11U + i, level);
    ears_tone(x + i * note + rough, note - rough, rate, hz, level);
  }
  for (size_t i = 10U; i < 20U; i++) {
    Seen seen = { .want_hz = i % 2U ? 293.66 : 261.63 };
    seen.from = i * note + rough + (size_t)(0.06 * rate);
    hear(x, (i + 1U) * note, rate, &seen);
    wrong += 1.0 - (double)seen.right / (double)seen.pieces;
  }
  check_at_most(wrong / 10.0, 0.01);
  free(x);
}

static void
test_pitch_keeps_its_octave_where_odd_partials_are_weak_or_fade(void** state)
{
  (void)state;
  const Seen weak = hear_odd(0.2f, 0.0);
  assert_int_equal(weak.right, weak.pieces);
  const Seen fades = hear_odd(0.6f, 0.015);
  assert_int_equal(fades.right, fades.pieces);
  assert_int_equal(fades.events[DALA_HEARD_LEGATO], 0U);
}

/// Hears a tone while a string that nobody bows rings 10 dB under it.
static Seen
hear_beside(const double hz, const double ringing_hz)
{
  const size_t n    = 24000U;
  float* const x    = zeros(n);
  float* const ring = zeros(n);
  Seen         seen = { .want_hz = hz, .from = 4800U };
  ears_tone(x, n, rate, hz, 0.3f);
  ears_tone(ring, n, rate, ringing_hz, 0.095f);
  for (size_t i = 0; i < n; i++) {
    x[i] += ring[i];
  }
  hear(x, n, rate, &seen);
  free(x);
  free(ring);
  return seen;
}

static void
test_pitch_is_no_common_period_of_a_note_and_a_ringing_string(void** state)
{
  (void)state;
  static const double pairs[][2] = {
    { 659.26, 440.00 }, // both repeat at 220 Hz
    { 440.00, 293.66 }, // at 147 Hz
    { 880.00, 659.26 }, // at 220 Hz
    { 587.33, 440.00 }, // at 147 Hz
  };
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
    const Seen seen = hear_beside(pairs[i][0], pairs[i][1]);
    if (seen.right != seen.pieces) {
      print_error("%.0f beside %.0f Hz\n", pairs[i][0], pairs[i][1]);
    }
    assert_int_equal(seen.right, seen.pieces);
  }
}

/// Hears a string that is left to ring under the next note, of which the first
/// 60 ms do not count.
static Seen
hear_after(const double ringing_hz, const double hz, const double under_db)
{
  const size_t n     = 28800U;
  const size_t at    = 9600U;
  float* const x     = zeros(n);
  float* const left  = zeros(n);
  Seen         seen  = { .want_hz = hz, .from = at + 2880U };
  const float  under = (float)pow(10.0, -under_db / 20.0);
  ears_tone(x + at, n - at, rate, hz, 0.3f);
  ears_tone(left, n, rate, ringing_hz, 0.3f);
  for (size_t i = 0; i < n; i++) {
    x[i] += left[i] * (i < at ? 1.0f : under);
  }
  hear(x, n, rate, &seen);
  free(x);
  free(left);
  return seen;
}

static void
test_pitch_leaves_a_period_that_the_string_before_lends_it(void** state)
{
  (void)state;
  static const double pairs[][2] = {
    { 293.66, 523.25 },  // at 262 Hz the string is 0.7 alike
    { 587.33, 1108.73 }, // at 554 Hz almost
    { 659.26, 493.88 },  // both repeat at 165 Hz
    { 440.00, 587.33 },  // at 147 Hz
  };
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
    const Seen seen = hear_after(pairs[i][0], pairs[i][1], 11.0);
    if (seen.right != seen.pieces) {
      print_error("%.0f after %.0f Hz\n", pairs[i][1], pairs[i][0]);
    }
    assert_int_equal(seen.right, seen.pieces);
  }
}

/// Any two notes from A5 to D#7, the first 9 dB under the second: high up a
/// common period is never far, up to twelve of either note long.
static void
test_pitch_high_up_is_no_common_period_of_two_notes_in_a_row(void** state)
{
  (void)state;
  size_t pairs = 0U;
  size_t wrong = 0U;
  for (int from = 12; from <= 30; from++) { // semitones from A4
    for (int to = 12; to <= 30; to++) {
      if (from != to) {
        const Seen seen =
          hear_after(440.0 * exp2(from / 12.0), 440.0 * exp2(to / 12.0), 9.0);
        wrong += seen.right == seen.pieces ? 0U : 1U;
        pairs++;
      }
    }
  }
  printf("%zu of %zu pairs are heard as another note\n", wrong, pairs);
  check_at_most((double)wrong / (double)pairs, 0.07);
}

/// After a scratch that no note outlasts, the string left rings on beside the
/// new one: both repeat under a violin's range.
static void
test_pitch_after_a_scratch_is_not_what_two_strings_have_in_common(void** state)
{
  (void)state;
  static const double pairs[][2] = {
    { 440.00, 293.66 }, // at 147 Hz
    { 293.66, 440.00 },
    { 659.26, 493.88 }, // at 165 Hz
  };
  const size_t n       = 24000U;
  const size_t at      = 12000U;
  const size_t scratch = 1200U;
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
    float* const x    = zeros(n);
    float* const left = zeros(n);
    Seen         seen = { .want_hz = pairs[i][1], .from = at };
    ears_tone(left, at - scratch, rate, pairs[i][0], 0.3f);
    ears_tone(left + at, n - at, rate, pairs[i][0], 0.3f);
    ears_tone(x + at, n - at, rate, pairs[i][1], 0.3f);
    test_noise(x + at - scratch, scratch, 7U, 0.3f);
    for (size_t k = 0; k < n; k++) {
      x[k] += left[k] * (k < at ? 1.0f : expf(-(float)(k - at) / 4800.0f));
    }
    hear(x, n, rate, &seen);
    assert_int_equal(seen.right, seen.voiced);
    assert_true(2U * seen.right > seen.pieces);
    free(x);
    free(left);
  }
}

// --------------------------------------------------------------- equality

static void
mix(uint64_t* const hash, const void* const bytes, const size_t size)
{
  for (size_t i = 0; i < size; i++) {
    *hash = (*hash ^ ((const uint8_t*)bytes)[i]) * 1099511628211U;
  }
}

/// Takes in every new reading, whatever the pieces.
static void
watch_hash(const DalaEars* const ears, const size_t frame, void* const user)
{
  Seen* const seen = (Seen*)user;
  if (frame % 160U == 0U) {
    mix(&seen->hash, &ears->heard, sizeof ears->heard);
  }
  for (uint32_t i = 0; i < ears->n_events; i++) {
    mix(&seen->told, &ears->events[i].kind, sizeof ears->events[i].kind);
    mix(&seen->told, &ears->events[i].f0_hz, sizeof(float));
  }
}

static uint64_t
hash_of(const float* const x, const size_t n, const double at_rate,
        const char* const variant, const uint32_t piece)
{
  EarsRig rig;
  Seen    seen = { .hash = 1469598103934665603U, .told = 7U };
  ears_rig_open(&rig, at_rate, variant);
  ears_rig_hear(&rig, x, n, piece, 0U, watch_hash, &seen);
  ears_rig_close(&rig);
  mix(&seen.hash, &seen.told, sizeof seen.told);
  return seen.hash;
}

static void
test_ears_any_variant_and_division_is_identical(void** const state)
{
  (void)state;
  static const double   rates[]  = { 8000.0, 48000.0, 96000.0 };
  static const uint32_t pieces[] = { 1U, 5U, 16U, 32U };
  const size_t          n        = 192000U;
  float* const          x        = zeros(n);
  for (size_t r = 0; r < 3U; r++) {
    test_violin(x, n, rates[r]);
    const uint64_t want = hash_of(x, n, rates[r], "w4", 32U);
    for (size_t i = 0; i < 4U; i++) {
      assert_true(hash_of(x, n, rates[r], "w4", pieces[i]) == want);
      if (dala_kernels_by_name("w8")) {
        assert_true(hash_of(x, n, rates[r], "w8", pieces[i]) == want);
      }
    }
    x[n / 2U] += 0.01f; // a hash that cannot differ proves nothing
    assert_true(hash_of(x, n, rates[r], "w4", 32U) != want);
  }
  free(x);
}

static void
test_ears_reset_is_as_fresh(void** const state)
{
  (void)state;
  const size_t n = 96000U;
  float* const x = zeros(n);
  EarsRig      rig;
  Seen         first  = { .hash = 1U };
  Seen         second = { .hash = 1U };
  test_violin(x, n, rate);
  ears_rig_open(&rig, rate, NULL);
  ears_rig_hear(&rig, x, n, 32U, 0U, watch_hash, &first);
  dala_ears_reset(&rig.ears);
  ears_rig_hear(&rig, x, n, 32U, 0U, watch_hash, &second);
  ears_rig_close(&rig);
  free(x);
  assert_true(first.hash == second.hash);
  assert_true(first.told == second.told);
}

// ------------------------------------------------------------------ notes

static void
test_notes_hear_a_bow_change_on_the_same_note(void** const state)
{
  (void)state;
  const size_t n = 96000U;
  float* const x = zeros(n);
  EarsRig      rig;
  Seen         seen = { .want_hz = 440.0, .from = 4800U };
  TestRng      rng  = test_rng(3U);
  ears_tone(x, n, rate, 440.0, 0.3f);
  for (size_t i = 0; i < 1920U; i++) { // 40 ms, 6 dB down, and the bow scrapes
    const double dip = sin(3.14159265 * (double)i / 1920.0);
    x[n / 2U + i]    = x[n / 2U + i] * (float)(1.0 - 0.6 * dip) +
                    0.05f * (float)dip * test_rng_bipolar(&rng);
  }
  ears_rig_open(&rig, rate, NULL);
  ears_rig_hear(&rig, x, n, 32U, 0U, watch, &seen);
  ears_rig_close(&rig);
  free(x);
  assert_int_equal(seen.right, seen.pieces);
  assert_int_equal(seen.events[DALA_HEARD_NOTE], 1U);
  assert_int_equal(seen.events[DALA_HEARD_BOW], 1U);
  assert_int_equal(seen.events[DALA_HEARD_LEGATO], 0U);
  assert_int_equal(rig.ears.heard.onsets, 2U);
}

static void
test_notes_measure_a_vibrato(void** const state)
{
  (void)state;
  const size_t n = 96000U;
  float* const x = zeros(n);
  EarsRig      rig;
  Seen         seen  = { .want_hz = 440.0, .from = 4800U };
  double       phase = 0.0;
  for (size_t i = 0; i < n; i++) {
    const double cents = 25.0 * sin(6.2831853 * 5.5 * (double)i / rate);
    phase += 6.283185307179586 * 440.0 * exp2(cents / 1200.0) / rate;
    for (unsigned k = 1U; k < 10U; k++) {
      x[i] += (float)(0.2 / k * sin(k * phase));
    }
  }
  ears_rig_open(&rig, rate, NULL);
  ears_rig_hear(&rig, x, n, 32U, 0U, watch, &seen);
  check_near(rig.ears.heard.vibrato_hz, 5.5, 0.5);
  check_near(rig.ears.heard.vibrato_cents, 25.0, 5.0);
  ears_rig_close(&rig);
  free(x);
  assert_int_equal(seen.right, seen.pieces);
  assert_int_equal(seen.events[DALA_HEARD_LEGATO], 0U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_pitch_is_right_within_a_cent_from_c3_to_a7),
    cmocka_unit_test(test_pitch_is_right_at_every_rate),
    cmocka_unit_test(test_pitch_does_not_depend_on_level),
    cmocka_unit_test(test_pitch_of_noise_and_silence_is_none),
    cmocka_unit_test(
      test_pitch_follows_legato_within_12_ms_and_never_drops_out),
    cmocka_unit_test(test_pitch_of_a_note_that_ends_is_none),
    cmocka_unit_test(test_pitch_hears_a_diminuendo_to_its_end),
    cmocka_unit_test(
      test_pitch_keeps_its_octave_where_odd_partials_are_weak_or_fade),
    cmocka_unit_test(
      test_pitch_is_no_common_period_of_a_note_and_a_ringing_string),
    cmocka_unit_test(
      test_pitch_leaves_a_period_that_the_string_before_lends_it),
    cmocka_unit_test(
      test_pitch_high_up_is_no_common_period_of_two_notes_in_a_row),
    cmocka_unit_test(
      test_pitch_after_a_scratch_is_not_what_two_strings_have_in_common),
    cmocka_unit_test(test_ears_any_variant_and_division_is_identical),
    cmocka_unit_test(test_ears_reset_is_as_fresh),
    cmocka_unit_test(test_notes_hear_a_bow_change_on_the_same_note),
    cmocka_unit_test(test_notes_measure_a_vibrato),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
