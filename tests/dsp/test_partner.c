#include "plugin/dsp/partner.h"
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/module.h"
#include "tests/support/signals.h"

#include <stdlib.h>
#include <string.h>

#define RATE 48000U
#define FRAMES (8U * RATE)

static float l[FRAMES];
static float r[FRAMES];
static float other[FRAMES];

static const DalaStroke loud = { .velocity = 9.0F,
                                 .spread_s = 0.010F,
                                 .decay_s  = 0.1F };

// ------------------------------------------------------------------- swing

static void
open_swing(DalaSwing* const swing, const float depth_db)
{
  dala_swing_prepare(swing, RATE);
  dala_swing_set_string(swing, 0U, 0.7F, -1.0F); // low: left alone
  dala_swing_set_string(swing, 1U, 0.7F, 1.0F);  // high: right alone
  dala_swing_set_depth(swing, depth_db);
}

/// The gains for `n` frames, struck each `every` frames, in pieces of random
/// length if `seed` is not 0.
static void
run_swing(DalaSwing* const swing, const size_t n, const size_t every,
          const bool up, const uint64_t seed)
{
  TestRng    rng    = test_rng(seed);
  DalaStroke stroke = loud;
  stroke.up         = up;
  for (size_t i = 0; i < n; i++) {
    l[i] = r[i] = 1.0F;
  }
  for (size_t at = 0; at < n;) {
    const uint32_t frame = (uint32_t)(at % DALA_TICK);
    if (frame == 0U) {
      dala_swing_tick(swing);
    }
    if (at % every == 0U) {
      dala_swing_stroke(swing, &stroke);
    }
    uint32_t piece = DALA_TICK - frame;
    if (seed) {
      piece = 1U + (uint32_t)test_rng_range(&rng, 0.0, (double)piece - 0.01);
    }
    const size_t next = every - at % every;
    piece             = next < piece ? (uint32_t)next : piece;
    dala_swing_process(swing, l + at, r + at, frame, piece);
    at += piece;
  }
}

static void
test_swing_is_as_deep_as_told_and_keeps_the_power(void** const state)
{
  (void)state;
  for (int depth = 0; depth <= 12; depth += 3) {
    DalaSwing swing;
    open_swing(&swing, (float)depth);
    run_swing(&swing, FRAMES, 24000U, false, 0U); // falls back in between
    double most  = 0.0;
    double least = 1e9;
    double power = 0.0;
    for (size_t i = 4U * RATE; i < FRAMES; i++) {
      most  = fmax(most, (double)l[i]);
      least = fmin(least, (double)l[i]);
      power += (double)(l[i] * l[i]) / (4.0 * RATE);
    }
    check_near(20.0 * log10(most / least), (double)depth, 0.3);
    check_near(10.0 * log10(power), 0.0, 0.5);
  }
}

/// Frame on which x begins to rise after `from`.
static size_t
rise(const float* const x, size_t from)
{
  while (x[from + 1U] <= x[from] * 1.0005F) {
    from++;
  }
  return from;
}

static void
test_swing_strokes_rise_on_their_frame_string_after_string(void** const state)
{
  (void)state;
  DalaSwing swing;
  open_swing(&swing, 9.0F);
  run_swing(&swing, 4U * 24011U, 24011U, false, 0U);
  const size_t at = 3U * 24011U;
  check_near((double)rise(l, at - 100U), (double)at, 1.0);
  check_near((double)rise(r, at - 100U), (double)at + 480.0, 1.0);
  check_at_most((double)l[at + 470U] * 0.99, (double)l[at + 479U]); // 10 ms
  open_swing(&swing, 9.0F);
  run_swing(&swing, 4U * 24011U, 24011U, true, 0U);
  check_near((double)rise(r, at - 100U), (double)at, 1.0);
  check_near((double)rise(l, at - 100U), (double)at + 480.0, 1.0);
}

static void
test_swing_is_the_same_in_any_division(void** const state)
{
  (void)state;
  DalaSwing swing;
  open_swing(&swing, 7.0F);
  run_swing(&swing, RATE, 5003U, false, 0U);
  memcpy(other, l, RATE * sizeof *l);
  for (uint64_t seed = 1; seed < 4U; seed++) {
    open_swing(&swing, 7.0F);
    run_swing(&swing, RATE, 5003U, false, seed);
    assert_memory_equal(other, l, RATE * sizeof *l);
  }
}

static void
test_swing_of_no_depth_is_exactly_nothing(void** const state)
{
  (void)state;
  DalaSwing swing;
  open_swing(&swing, 0.0F);
  run_swing(&swing, RATE, 5000U, false, 0U);
  for (size_t i = 0; i < RATE; i++) {
    assert_true(l[i] == 1.0F && r[i] == 1.0F);
  }
}

// ----------------------------------------------------------------- partner

typedef struct {
  DalaPartner partner;
  void*       memory;
  size_t      frames;
} Rig;

static Rig rig;

static void
open_partner(void)
{
  const DalaConfig cfg = test_config(RATE, NULL);
  memset(&rig, 0x5A, sizeof rig);
  test_lay_out(partner, &rig.partner, &cfg, rig.memory);
  dala_partner_prepare(&rig.partner, &cfg);
  dala_partner_set_string(&rig.partner, 0U, 146.83F, 0.8F, -0.3F);
  dala_partner_set_string(&rig.partner, 1U, 220.25F, 0.6F, 0.3F);
  dala_partner_set_depth(&rig.partner, 7.0F);
  dala_partner_set_on(&rig.partner, true);
  rig.frames = 0U;
}

/// Seconds in which `stroke`, if any, falls each half second.
static void
run_partner(const double seconds, const DalaStroke* const stroke)
{
  const size_t end = rig.frames + (size_t)(seconds * RATE) / 32U * 32U;
  for (; rig.frames < end; rig.frames += DALA_TICK) {
    dala_partner_tick(&rig.partner);
    if (stroke && rig.frames % 24000U == 0U) {
      dala_partner_stroke(&rig.partner, stroke);
    }
    dala_partner_process(&rig.partner, l + rig.frames, r + rig.frames,
                         DALA_TICK);
  }
}

static double
level_db(const double from_s, const double to_s)
{
  const size_t from = (size_t)(from_s * RATE);
  return test_rms_db(l + from, (size_t)(to_s * RATE) - from);
}

static void
test_partner_voices_take_turns_and_the_one_that_left_rests(void** const state)
{
  (void)state;
  open_partner();
  run_partner(1.0, &loud);
  dala_partner_set_voice(&rig.partner, DALA_PARTNER_DOMBRA);
  run_partner(1.0, &loud);
  assert_true(dala_drone_idle(&rig.partner.kobyz));
  assert_false(dala_dombra_idle(&rig.partner.dombra));
  dala_partner_set_voice(&rig.partner, DALA_PARTNER_KOBYZ);
  run_partner(1.0, &loud);
  assert_true(dala_dombra_idle(&rig.partner.dombra));
  assert_false(dala_drone_idle(&rig.partner.kobyz));
  // No hole at either change
  for (double at = 0.98; at < 1.2; at += 0.01) {
    check_at_most(level_db(0.9, 1.0) - 6.0, level_db(at, at + 0.02));
    check_at_most(fmin(level_db(1.9, 2.0), level_db(2.3, 3.0)) - 6.0,
                  level_db(at + 1.0, at + 1.02));
  }
  dala_partner_set_on(&rig.partner, false);
  run_partner(0.5, NULL);
  assert_true(dala_partner_idle(&rig.partner));
  free(rig.memory);
}

static void
test_partner_voices_are_alike_in_level(void** const state)
{
  (void)state;
  double level[2];
  for (uint32_t i = 0; i < 2U; i++) {
    open_partner();
    dala_partner_set_voice(&rig.partner,
                           i ? DALA_PARTNER_DOMBRA : DALA_PARTNER_KOBYZ);
    run_partner(6.0, &loud);
    level[i] = level_db(1.0, 6.0);
    free(rig.memory);
  }
  check_near(level[1], level[0], 3.0); // two strokes a second are few
}

static void
test_partner_that_is_not_there_is_the_kobyz(void** const state)
{
  (void)state;
  open_partner();
  dala_partner_set_voice(&rig.partner, 77U);
  run_partner(0.5, NULL);
  assert_false(dala_drone_idle(&rig.partner.kobyz));
  free(rig.memory);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_swing_is_as_deep_as_told_and_keeps_the_power),
    cmocka_unit_test(
      test_swing_strokes_rise_on_their_frame_string_after_string),
    cmocka_unit_test(test_swing_is_the_same_in_any_division),
    cmocka_unit_test(test_swing_of_no_depth_is_exactly_nothing),
    cmocka_unit_test(
      test_partner_voices_take_turns_and_the_one_that_left_rests),
    cmocka_unit_test(test_partner_voices_are_alike_in_level),
    cmocka_unit_test(test_partner_that_is_not_there_is_the_kobyz),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
