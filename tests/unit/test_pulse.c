#include "plugin/music/pulse.h"
#include "tests/support/check.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define CYCLES 96

static const double lengths[] = { 1.0, 2.0, 2.0, 2.0, 4.0, 2.0,
                                  2.0, 3.0, 2.0, 1.5, 1.0 };

/// The rhythm of a cycle as the reference writes it: a velocity per step.
static void
write_out(const uint32_t pattern, const int64_t cycle, const double step,
          const bool low, char* const to)
{
  const double   start = (double)cycle * lengths[pattern];
  const uint32_t steps = (uint32_t)lround(lengths[pattern] / step);
  memset(to, '0', steps);
  to[steps] = '\0';
  for (uint32_t i = 0; i < dala_pulse_count(pattern, cycle); i++) {
    const DalaPulseStroke s = dala_pulse_stroke(pattern, cycle, i);
    if (s.low == low && !s.grace) {
      to[lround((s.place - start) / step)] =
        (char)('0' + (int)lroundf(s.velocity));
    }
  }
}

static void
test_pulse_patterns_are_those_of_the_scores(void** const state)
{
  (void)state;
  static const struct {
    uint32_t    pattern;
    int64_t     cycle;
    double      step;
    bool        low;
    const char* is;
  } written[] = {
    { 1U, 0, 0.25, false, "90547050" },
    { 2U, 0, 0.25, false, "64549080" },
    { 3U, 0, 0.25, false, "75806050" },
    { 4U, 0, 0.25, false, "8050805080506050" },
    { 5U, 0, 0.25, false, "98006060" },
    { 6U, 0, 0.25, false, "80008000" },
    { 6U, 0, 0.25, true, "00400040" },
    { 7U, 0, 0.5, false, "805705" },
    { 7U, 3, 0.5, false, "866866" },
    { 8U, 0, 0.25, false, "80057060" },
    { 9U, 0, 1.0 / 6.0, false, "433700600" },
    { 9U, 1, 0.25, false, "800560" },
    { 10U, 0, 0.25, false, "7676" },
    { 0U, 0, 1.0, false, "5" },
  };
  for (size_t i = 0; i < sizeof written / sizeof written[0]; i++) {
    char is[32];
    write_out(written[i].pattern, written[i].cycle, written[i].step,
              written[i].low, is);
    assert_string_equal(is, written[i].is);
  }
  for (uint32_t p = 0; p <= DALA_PULSES; p++) {
    check_near(dala_pulse_length(p), lengths[p], 0.0);
  }
}

static void
test_pulse_strokes_are_those_of_the_scores(void** const state)
{
  (void)state;
  static const char* const strokes[] = { "D",        "DDUDU", "DUDUDU", "DUDUU",
                                         "DUDUDUUU", "DUUU",  "DDDD",   "DUDU",
                                         "DUDU",     "DUDUU", "DDDD" };
  for (uint32_t p = 0; p <= DALA_PULSES; p++) {
    char     is[32];
    uint32_t n      = 0U;
    uint32_t graces = 0U;
    for (uint32_t i = 0; i < dala_pulse_count(p, 0); i++) {
      const DalaPulseStroke s = dala_pulse_stroke(p, 0, i);
      graces += s.grace;
      if (!s.grace) {
        is[n++] = s.up ? 'U' : 'D';
      }
    }
    is[n] = '\0';
    assert_string_equal(is, strokes[p]);
    assert_int_equal(graces, p == 4U ? 3 : 0); // the Adai stream alone
  }
}

/// At the tempo of the reference and at both ends, cycles before the song's
/// start too.
static void
test_pulse_strokes_come_in_order_with_the_unevenness_of_a_hand(
  void** const state)
{
  (void)state;
  static const double bpm[] = { 40.0, 126.0, 200.0 };
  for (uint32_t p = 0; p <= DALA_PULSES; p++) {
    double   sum[2]    = { 0.0, 0.0 };
    double   square[2] = { 0.0, 0.0 };
    uint32_t n[2]      = { 0U, 0U };
    double   last[3]   = { -1e9, -1e9, -1e9 };
    for (int64_t c = -CYCLES; c < CYCLES; c++) {
      for (uint32_t i = 0; i < dala_pulse_count(p, c); i++) {
        const DalaPulseStroke s     = dala_pulse_stroke(p, c, i);
        const double          beats = s.place - floor(s.place);
        const uint32_t        weak  = beats > 1e-9;
        check_at_most(fabs((double)s.late), 0.02);
        check_at_most((double)s.gap, 2.0);
        for (uint32_t k = 0; k < 3U; k++) {
          const double at =
            (s.place + (double)s.late) * 60.0 / bpm[k] + (double)s.delay_s;
          check_at_most(last[k], at);
          last[k] = at;
        }
        if (!s.grace) {
          assert_true(weak || s.delay_s >= 0.0f);
          sum[weak] += (double)s.delay_s;
          square[weak] += (double)s.delay_s * (double)s.delay_s;
          n[weak]++;
        } else {
          check_near((double)s.delay_s, -0.055, 0.015);
        }
      }
    }
    for (uint32_t k = 0; k < 2U && n[k] > 0U; k++) {
      const double mean = sum[k] / n[k];
      const double sd   = sqrt(square[k] / n[k] - mean * mean);
      check_near(1000.0 * sd, k ? 5.5 : 2.3, k ? 1.5 : 0.5);
    }
  }
}

static void
test_pulse_repeats_exactly_and_is_uneven(void** const state)
{
  (void)state;
  for (uint32_t p = 1; p <= DALA_PULSES; p++) {
    uint32_t same = 0U;
    for (int64_t c = -CYCLES; c < CYCLES; c++) {
      const DalaPulseStroke a = dala_pulse_stroke(p, c, 0U);
      const DalaPulseStroke b = dala_pulse_stroke(p, c, 0U);
      const DalaPulseStroke d = dala_pulse_stroke(p, c + 1, 0U);
      assert_true(a.place == b.place && a.delay_s == b.delay_s &&
                  a.velocity == b.velocity && a.tap == b.tap);
      same += a.delay_s == d.delay_s;
    }
    check_at_most((double)same, 2.0);
  }
}

static void
test_pulse_taps_on_beat_1_every_2_to_4_bars(void** const state)
{
  (void)state;
  for (uint32_t p = 0; p <= DALA_PULSES; p++) {
    const double bar  = fmax(lengths[p], p == 9U ? 3.0 : p % 10U ? 0.0 : 4.0);
    double       last = NAN;
    for (int64_t c = -CYCLES; c < CYCLES; c++) {
      for (uint32_t i = 0; i < dala_pulse_count(p, c); i++) {
        const DalaPulseStroke s = dala_pulse_stroke(p, c, i);
        if (s.tap) {
          check_near(s.place / bar, floor(s.place / bar), 1e-9);
          if (last == last) {
            check_near((s.place - last) / bar, 3.0, 1.0);
          }
          last = s.place;
        }
      }
    }
    assert_true(last == last);
  }
}

static void
test_pulse_drift_stays_within_3_percent_over_8_bars(void** const state)
{
  (void)state;
  double most = 0.0;
  for (double q = -64.0; q < 64.0; q += 0.25) {
    const double tempo =
      4.0 * (dala_pulse_drift(q + 0.25) - dala_pulse_drift(q));
    most = fmax(most, fabs(tempo));
    check_near(dala_pulse_drift(q), dala_pulse_drift(q + 32.0), 1e-9);
  }
  check_at_most(2.0 * most, 0.03);
  check_at_most(0.005, most);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_pulse_patterns_are_those_of_the_scores),
    cmocka_unit_test(test_pulse_strokes_are_those_of_the_scores),
    cmocka_unit_test(
      test_pulse_strokes_come_in_order_with_the_unevenness_of_a_hand),
    cmocka_unit_test(test_pulse_repeats_exactly_and_is_uneven),
    cmocka_unit_test(test_pulse_taps_on_beat_1_every_2_to_4_bars),
    cmocka_unit_test(test_pulse_drift_stays_within_3_percent_over_8_bars),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
