#include "plugin/dsp/strings.h"
#include "plugin/music/string_sets.h"
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"
#include "tests/support/strings_rig.h"

#include <string.h>

#define PI 3.14159265358979323846
#define TONIC 146.8323839587038 // D3
#define RATE 48000.0
#define SECOND 48000U

// The strings of the sarangi, with the buzz of its set times `amount`, over
// sound->in
static void
play(StringsRig* const rig, const float amount, const StringsSound* const sound)
{
  DalaStringTuning strings[DALA_STRINGS_MAX];
  const uint32_t   n = strings_of_set(DALA_STRING_SET_SARANGI, TONIC, strings);
  for (uint32_t i = 0; i < n; i++) {
    strings[i].buzz *= amount;
  }
  strings_rig_open(rig, RATE, NULL);
  dala_strings_set_set(&rig->strings, strings, n);
  strings_rig_sound(rig, sound, DALA_TICK);
}

static bool
same_rings(const StringsRig* const a, const StringsRig* const b)
{
  return !memcmp(a->memory, b->memory, a->bytes);
}

static void
subtract(float* const from, const float* const what, const size_t n)
{
  for (size_t i = 0; i < n; i++) {
    from[i] -= what[i];
  }
}

// The bridge never hears the buzz, so the buzz can give no energy to a string
static void
test_buzz_leaves_the_strings_as_they_are(void** const state)
{
  (void)state;
  const StringsSound without = strings_sound_new(2U * SECOND);
  const StringsSound with    = strings_sound_new(2U * SECOND);
  StringsRig         a;
  StringsRig         b;
  test_violin(without.in, without.n, RATE);
  memcpy(with.in, without.in, with.n * sizeof(float));
  play(&a, 0.0F, &without);
  play(&b, 2.0F, &with);
  assert_true(same_rings(&a, &b));
  subtract(with.l, without.l, with.n);
  const double buzz = test_rms_db(with.l, with.n);
  print_message("all of it: %.1f dB under the strings\n",
                test_rms_db(without.l, without.n) - buzz);
  assert_true(buzz > -60.0);
  strings_rig_close(&a);
  strings_rig_close(&b);
  strings_sound_free(&without);
  strings_sound_free(&with);
}

// What a set's buzz times `amount` adds to a violin line, dB
static double
buzz_db(const float amount, const float loudness)
{
  const StringsSound sounds[2] = { strings_sound_new(2U * SECOND),
                                   strings_sound_new(2U * SECOND) };
  for (int k = 0; k < 2; k++) {
    StringsRig rig;
    test_violin(sounds[k].in, sounds[k].n, RATE);
    for (size_t i = 0; i < sounds[k].n; i++) {
      sounds[k].in[i] *= loudness;
    }
    play(&rig, k ? amount : 0.0F, &sounds[k]);
    strings_rig_close(&rig);
  }
  subtract(sounds[1].l, sounds[0].l, sounds[0].n);
  const double level = test_rms_db(sounds[1].l, sounds[1].n);
  strings_sound_free(&sounds[0]);
  strings_sound_free(&sounds[1]);
  return level;
}

static void
test_buzz_is_as_strong_as_asked_at_any_loudness(void** const state)
{
  (void)state;
  const double whole = buzz_db(1.0F, 1.0F);
  check_near(buzz_db(0.5F, 1.0F) - whole, -6.02, 0.1);
  check_near(buzz_db(0.125F, 1.0F) - whole, -18.06, 0.1);
  check_near(buzz_db(1.0F, 0.01F) - whole, -40.0, 0.1);
  assert_true(buzz_db(0.0F, 1.0F) < -399.0);
}

// Frames of a quarter of a second: whole periods of every multiple of 4 Hz, and
// of whatever folds back from those
#define QUARTER (SECOND / 4U)

// Power of the partials of f in x[QUARTER] from `lo` Hz on
static double
power_of_partials(const float* const x, const double f, const double lo)
{
  double sum = 0.0;
  for (double k = ceil(lo / f); k * f < 0.5 * RATE; k += 1.0) {
    const double step = 2.0 * PI * k * f / RATE;
    double       re   = 0.0;
    double       im   = 0.0;
    for (size_t i = 0; i < QUARTER; i++) {
      re += (double)x[i] * cos(step * (double)i);
      im += (double)x[i] * sin(step * (double)i);
    }
    sum += (re * re + im * im) * 2.0 / ((double)QUARTER * (double)QUARTER);
  }
  return sum;
}

// Ten partials of a tone, falling as those of a bowed string
static void
steady_tone(float* const out, const size_t n, const double f)
{
  for (size_t i = 0; i < n; i++) {
    double x = 0.0;
    for (int h = 1; h <= 10; h++) {
      x += sin(2.0 * PI * fmod(f * h * (double)i / RATE, 1.0)) / h;
    }
    out[i] = (float)(0.1 * x);
  }
}

// One string under a steady tone of its own pitch, settled
static void
hum(const double f, const float buzz, float* const out)
{
  const DalaStringTuning string = { (float)f, 1.0F, 1.0F, buzz };
  const StringsSound     sound  = strings_sound_new(SECOND);
  StringsRig             rig;
  steady_tone(sound.in, SECOND, f);
  strings_rig_open(&rig, RATE, NULL);
  dala_strings_set_set(&rig.strings, &string, 1U);
  dala_strings_set_decay(&rig.strings, 0.2F);
  strings_rig_sound(&rig, &sound, DALA_TICK);
  memcpy(out, sound.l + SECOND - QUARTER, QUARTER * sizeof(float));
  strings_rig_close(&rig);
  strings_sound_free(&sound);
}

static void
test_buzz_is_bright_and_made_of_harmonics(void** const state)
{
  (void)state;
  static const double fs[] = { 68.0, 148.0, 220.0, 332.0, 492.0 };
  static float        bare[QUARTER];
  static float        buzzing[QUARTER];
  DalaStringTuning    set[DALA_STRINGS_MAX];
  (void)strings_of_set(DALA_STRING_SET_SARANGI, TONIC, set);
  for (size_t i = 0; i < sizeof fs / sizeof fs[0]; i++) {
    const double f = fs[i];
    hum(f, 0.0F, bare);
    hum(f, set[0].buzz, buzzing);
    subtract(buzzing, bare, QUARTER);
    const double string = test_rms_db(bare, QUARTER);
    const double level  = test_rms_db(buzzing, QUARTER) - string;
    const double all    = pow(10.0, 0.1 * (level + string));
    const double bright = power_of_partials(buzzing, f, 2000.0) / all;
    const double rest   = fabs(all - power_of_partials(buzzing, f, f));
    const double alien  = 10.0 * log10(rest) - string;
    print_message("%.0f Hz: %.1f dB re the string, %.0f %% over 2 kHz, what is "
                  "no harmonic %.0f dB\n",
                  f, level, 100.0 * bright, alien);
    check_near(level, -14.0, 4.0);
    assert_true(bright > 0.25);
    check_at_most(alien, -55.0);
  }
}

static void
test_buzz_has_no_mean(void** const state)
{
  (void)state;
  const StringsSound sound = strings_sound_new(2U * SECOND);
  StringsRig         rig;
  test_violin(sound.in, sound.n, RATE);
  play(&rig, 2.0F, &sound);
  double mean = 0.0;
  for (size_t i = SECOND; i < 2U * SECOND; i++) {
    mean += (double)sound.l[i] / (double)SECOND;
  }
  print_message("mean %.1e of %.1e\n", mean, test_peak(sound.l, sound.n));
  check_at_most(fabs(mean), 1.0e-3 * test_peak(sound.l, sound.n));
  strings_rig_close(&rig);
  strings_sound_free(&sound);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_buzz_leaves_the_strings_as_they_are),
    cmocka_unit_test(test_buzz_is_as_strong_as_asked_at_any_loudness),
    cmocka_unit_test(test_buzz_is_bright_and_made_of_harmonics),
    cmocka_unit_test(test_buzz_has_no_mean),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
