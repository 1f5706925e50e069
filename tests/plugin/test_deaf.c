/**
   Deaf to itself: the plugin's own sound comes back through the microphone,
   24 dB softer, 5 and 30 ms late, with everything on and loud. It does so from
   the second phrase on: the first one tells the tempo, which is to stay. It
   opens in a rest, where for a tenth of a second it may pass for a note.
*/
#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/sampled.h"
#include "tests/support/lv2/violin.h"

#include <stdbool.h>
#include <stdlib.h>

#define RATE 48000U
#define BLOCK 64U
#define AFTER (6U * RATE)
#define OPENS (4U * RATE)               // the way back
#define KNOWN (OPENS + RATE * 3U / 10U) // that it is there
#define STEP_S 0.476
#define BPM (60.0 / STEP_S)
#define KNOB_BPM 97.0f // far from that

/// Phrases in D with rests of a second, 16 s.
#define NOTES 24U
static TestNote tune[NOTES];

static void
write_tune(void)
{
  static const unsigned phrase[6] = { 62U, 65U, 69U, 67U, 65U, 62U };
  for (size_t i = 0; i < NOTES; i++) {
    const double bar = (double)(i / 6U);
    tune[i].note     = phrase[i % 6U];
    tune[i].at_s     = 0.2 + 4.0 * bar + STEP_S * (double)(i % 6U);
    tune[i].length_s = i % 6U == 5U ? 0.6 : 0.4;
  }
}

typedef struct {
  size_t rest;       ///< Blocks of rest,
  size_t voiced;     ///< and those in which a pitch was told.
  bool   moved;      ///< The tonic became another than D.
  float  tempo;      ///< Before anything came back,
  float  tempo_last; ///< after the last note,
  float  tempo_end;  ///< and 6 s later.
  double playing;    ///< Mean square of the output, last phrase,
  double after;      ///< and 3 s after its end.
} Seen;

static bool
is_rest(const float* const violin, const size_t n, const size_t at)
{
  const size_t back = RATE / 10U;
  double       sum  = 0.0;
  for (size_t i = at > back ? at - back : 0U; i < at && i < n; i++) {
    sum += (double)violin[i] * (double)violin[i];
  }
  return at > RATE && sum < 1e-6 * (double)back;
}

static Seen
play(const float* const violin, const size_t n, const size_t late,
     const float voice, const float pulse, const bool hold)
{
  const size_t    all   = (n + AFTER) / BLOCK * BLOCK;
  float* const    out_l = test_floats(all);
  float* const    out_r = test_floats(all);
  TestPlug* const plug  = test_plug_open(false, RATE, true);
  Seen            seen  = { 0 };
  test_plug_all_on(plug);
  plug->value[DALA_PORT_TONIC]         = 0.0f;
  plug->value[DALA_PORT_TEMPO_SOURCE]  = 2.0f;
  plug->value[DALA_PORT_TEMPO]         = KNOB_BPM;
  plug->value[DALA_PORT_DRONE_HOLD]    = hold ? 1.0f : 0.0f;
  plug->value[DALA_PORT_DRONE_LEVEL]   = -6.0f;
  plug->value[DALA_PORT_STRINGS_LEVEL] = -6.0f;
  plug->value[DALA_PORT_SPACE_LEVEL]   = -6.0f;
  plug->value[DALA_PORT_SPACE]         = 7.0f;
  plug->value[DALA_PORT_DRONE_VOICE]   = voice;
  plug->value[DALA_PORT_PULSE]         = pulse;
  for (size_t at = 0; at < all; at += BLOCK) {
    float in[BLOCK];
    for (size_t i = 0; i < BLOCK; i++) {
      const size_t k = at + i;
      in[i]          = k < n ? violin[k] : 0.0f;
      if (k >= OPENS) {
        // half the sum, 24 dB softer
        in[i] += 0.0315479f * (out_l[k - late] + out_r[k - late]);
      }
    }
    // The own tone is the player's, from a note of the second phrase
    plug->value[DALA_PORT_DRONE_CAPTURE] = at / RATE == 5U ? 1.0f : 0.0f;
    test_plug_run(plug, in, NULL, out_l + at, out_r + at, BLOCK);
    if (at >= KNOWN && is_rest(violin, n, at + BLOCK)) {
      seen.rest++;
      seen.voiced += plug->value[DALA_PORT_PITCH_HZ] > 0.0f ? 1U : 0U;
    }
    seen.moved |= at > n && plug->value[DALA_PORT_TONIC_OUT] != 3.0f;
    seen.tempo_end  = plug->value[DALA_PORT_TEMPO_OUT];
    seen.tempo      = at < OPENS ? seen.tempo_end : seen.tempo;
    seen.tempo_last = at < n ? seen.tempo_end : seen.tempo_last;
  }
  for (size_t i = 0; i < RATE / 2U; i++) {
    const size_t a = n - 2U * RATE + i;
    const size_t b = n + 5U * RATE / 2U + i;
    seen.playing += (double)out_l[a] * (double)out_l[a];
    seen.after += (double)out_l[b] * (double)out_l[b];
  }
  test_plug_close(plug);
  free(out_l);
  free(out_r);
  return seen;
}

static void
test_its_own_sound_moves_nothing(void** const state)
{
  (void)state;
  static const struct {
    float voice;
    float pulse;
  } partners[] = { { 0.0f, 0.0f },
                   { 0.0f, 1.0f },
                   { 1.0f, 0.0f },
                   { 2.0f, 1.0f },
                   { 3.0f, 0.0f } };
  size_t n;
  write_tune();
  float* const violin = test_sampled_violin(tune, NOTES, &n);
  if (!violin) {
    skip();
  }
  for (size_t k = 0; k < 2U * sizeof partners / sizeof partners[0]; k++) {
    const size_t late = k % 2U ? RATE * 3U / 100U : RATE / 200U;
    const Seen   seen = play(violin, n, late, partners[k / 2U].voice,
                             partners[k / 2U].pulse, false);
    const double part = 100.0 * (double)seen.voiced / (double)seen.rest;
    const double fall = 10.0 * log10(seen.after / seen.playing + 1e-20);
    print_message("voice %.0f, pulse %.0f, %zu frames late: %.2f %% of rests "
                  "voiced, %.0f dB after 3 s, tempo %.1f, then %.1f\n",
                  (double)partners[k / 2U].voice,
                  (double)partners[k / 2U].pulse, late, part, fall,
                  (double)seen.tempo, (double)seen.tempo_last);
    check_at_most(part, 0.1);
    check_at_most(fall, -30.0);
    assert_false(seen.moved);
    check_near(seen.tempo, BPM, 1.0); // else there is nothing to be moved
    check_near(seen.tempo_last, BPM, 0.04 * BPM);
    check_near(seen.tempo_end, seen.tempo_last, 0.5);
  }
  free(violin);
}

/// Part of the time in which a tune 40 dB softer than usual has a pitch,
/// beside a drone of this level that is held.
static double
heard_beside(const float* const violin, const size_t n, const float drone_db)
{
  TestPlug* const plug               = test_plug_open(false, RATE, true);
  size_t          told               = 0U;
  plug->value[DALA_PORT_DRONE_HOLD]  = 1.0f;
  plug->value[DALA_PORT_DRONE_LEVEL] = drone_db;
  for (size_t at = 0; at + BLOCK <= n; at += BLOCK) {
    float in[BLOCK];
    float l[BLOCK];
    float r[BLOCK];
    for (size_t i = 0; i < BLOCK; i++) {
      in[i] = 0.01f * violin[at + i];
    }
    test_plug_run(plug, in, NULL, l, r, BLOCK);
    told += plug->value[DALA_PORT_PITCH_HZ] > 0.0f ? 1U : 0U;
  }
  test_plug_close(plug);
  return (double)told * BLOCK / (double)n;
}

/// The gate is no muzzle: where nothing comes back, all is heard.
static void
test_pianissimo_beside_a_loud_drone_is_heard(void** const state)
{
  (void)state;
  size_t n;
  write_tune();
  float* const violin = test_sampled_violin(tune, NOTES, &n);
  if (!violin) {
    skip();
  }
  const double alone  = heard_beside(violin, n, -60.0f);
  const double beside = heard_beside(violin, n, 0.0f);
  print_message("40 dB softer than usual: a pitch for %.1f %% of the time, "
                "beside the drone for %.1f %%\n",
                100.0 * alone, 100.0 * beside);
  check_at_most(alone - beside, 0.03 * alone);
  free(violin);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_its_own_sound_moves_nothing),
    cmocka_unit_test(test_pianissimo_beside_a_loud_drone_is_heard),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
