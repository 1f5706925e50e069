/**
   The own tone through the plugin: that it is the player's, on recorded notes,
   and that what changes it, which is heard later than it is asked for, never
   clicks.
*/
#include "tests/support/analysis.h"
#include "tests/support/check.h"
#include "tests/support/lv2/click.h"
#include "tests/support/lv2/hear.h"
#include "tests/support/lv2/score.h"
#include "tests/support/lv2/violin.h"

#include <complex.h>
#include <stdio.h>
#include <stdlib.h>

#define RATE 48000U
#define TWO_PI 6.283185307179586
#define VOICE 3.0f

// ----------------------------------------------------------------- envelope

#define TOP_HZ 5000.0
#define MOST_PARTIALS 40U
#define SETTLE (2U * RATE) // a capture, tables and a crossfade
#define DRONE (4U * RATE)
#define FAINT 1e-4 // of the power of the loudest partial: not counted

/// Several strings and players, five with vibrato.
static const char* const names[] = {
  "iowa_sulG_A3_ff", "iowa_sulG_C4_ff", "iowa_sulG_E4_ff",  "iowa_sulD_F4_ff",
  "iowa_sulD_A4_ff", "iowa_sulA_A4_ff", "iowa_sulA_Db5_ff", "iowa_sulE_E5_ff",
  "iowa_sulE_E6_ff", "sms_violin_B3",   "vsco_G3_vib",      "vsco_C4_vib",
  "vsco_A4_vib",     "vsco_E5_vib",     "vsco_C6_vib",
};

#define NOTES (sizeof names / sizeof names[0])

/// Add the powers of the partials of hz, which have n, in a Hann window.
static void
add_powers(const float* const x, const double hz, const size_t window,
           const size_t n, double* const power)
{
  for (size_t k = 0; k < n; k++) {
    const double complex turn =
      cexp(-TWO_PI * I * hz * (double)(k + 1U) / RATE);
    double complex at  = 1.0;
    double complex sum = 0.0;
    for (size_t i = 0; i < window; i++) {
      const double hann = 1.0 - cos(TWO_PI * (double)i / (double)window);
      sum += hann * (double)x[i] * at;
      at *= turn;
    }
    power[k] += creal(sum * conj(sum)) / (double)(window * window);
  }
}

/// Mean pitch that the track has of some frames; 0 if it is not sure.
static double
pitch_of(const TestTrack* const track, const size_t from, const size_t to)
{
  double   sum = 0.0;
  unsigned n   = 0U;
  for (size_t i = 0; i < track->n; i++) {
    const double at = track->time_s[i] * RATE;
    if (at >= (double)from && at <= (double)to) {
      if (track->hz[i] <= 0.0) {
        return 0.0;
      }
      sum += track->hz[i];
      n++;
    }
  }
  return n > 0U ? sum / n : 0.0;
}

/// What was played, and where its steady part lies.
typedef struct {
  float*    x;
  size_t    n;
  TestTrack track;
  size_t    from;
  size_t    to; ///< Where it is captured: two seconds on, or before it ends.
  double    hz;
} Note;

static bool
load(const char* const shared, const char* const name, Note* const note)
{
  char path[4096];
  (void)snprintf(path, sizeof path, "%s/audio/%s.flac", shared, name);
  note->x = test_sound_48k(path, &note->n);
  if (!note->x) {
    return false;
  }
  (void)snprintf(path, sizeof path, "%s/audio/%s.f0.csv", shared, name);
  note->track = test_track_load(path);
  note->from  = 0U;
  while (pitch_of(&note->track, note->from, note->from + RATE / 10U) <= 0.0) {
    note->from += RATE / 200U;
  }
  note->from += RATE / 10U;
  note->to = note->from;
  while (note->to < note->from + 2U * RATE &&
         pitch_of(&note->track, note->to, note->to + RATE / 20U) > 0.0) {
    note->to += RATE / 200U;
  }
  note->hz = pitch_of(&note->track, note->from, note->to);
  return true;
}

static void
free_note(Note* const note)
{
  free(note->x);
  test_track_free(&note->track);
}

/// Of its own pitch class, at its pitch or octaves below; into x[DRONE].
static double
sound_drone(const Note* const note, float* const x)
{
  static float    silence[64];
  static float    aside[64];
  TestPlug* const plug = test_plug_open(false, RATE, true);
  const long class     = lrint(69.0 + 12.0 * log2(note->hz / 440.0)) % 12;
  double hz            = 440.0 * exp2((double)(class - 21) / 12.0);
  float  quiet         = 0.0f;
  test_plug_all_off(plug);
  plug->value[DALA_PORT_VOICE_LEVEL]  = -60.0f;
  plug->value[DALA_PORT_DRONE_LEVEL]  = 0.0f;
  plug->value[DALA_PORT_DRONE_VOICE]  = VOICE;
  plug->value[DALA_PORT_DRONE_CHORD]  = 0.0f;
  plug->value[DALA_PORT_DRONE_FOLLOW] = 0.0f;
  plug->value[DALA_PORT_DRONE_HOLD]   = 1.0f;
  plug->value[DALA_PORT_TONIC]        = (float)(class + 1);
  if (hz > 1.03 * note->hz) {
    plug->value[DALA_PORT_DRONE_OCTAVE] = -1.0f;
    hz *= 0.5;
  }
  for (size_t at = 0; at < note->to + SETTLE + DRONE; at += 64U) {
    const bool   plays = at + 64U <= note->to;
    float* const out =
      at >= note->to + SETTLE ? x + (at - note->to - SETTLE) : aside;
    plug->value[DALA_PORT_DRONE_CAPTURE] = plays ? 0.0f : 1.0f;
    test_plug_run(plug, plays ? note->x + at : silence, NULL, out, aside, 64U);
    quiet += aside[0];
  }
  test_plug_close(plug);
  assert_true(isfinite(quiet));
  return hz;
}

/// Largest error of a partial, dB, the two as loud; counts those compared.
static double
compare(const Note* const note, unsigned* const all)
{
  static float drone[DRONE + 64U];
  double       is[MOST_PARTIALS]  = { 0.0 };
  double       was[MOST_PARTIALS] = { 0.0 };
  double       ratio[2]           = { 0.0 };
  double       worst              = 0.0;
  const double base               = sound_drone(note, drone);
  const double tuned              = test_partial_hz(drone, RATE, RATE, base);
  const double order              = rint(note->hz / tuned);
  const size_t n       = (size_t)fmin(TOP_HZ / note->hz, MOST_PARTIALS);
  const size_t window  = (size_t)(16.0 * RATE / tuned);
  const size_t stretch = (size_t)(8.0 * RATE / note->hz);
  for (size_t at = 0; at + window <= DRONE; at += window / 2U) {
    add_powers(drone + at, tuned * order, window, n, is);
  }
  for (size_t at = note->from; at + stretch <= note->to; at += stretch / 2U) {
    const double hz = pitch_of(&note->track, at, at + stretch);
    add_powers(note->x + at, hz > 0.0 ? hz : note->hz, stretch, n, was);
  }
  double most = 0.0;
  for (size_t k = 0; k < n; k++) {
    ratio[0] += is[k];
    ratio[1] += was[k];
    most = fmax(most, was[k]);
  }
  for (size_t k = 0; k < n; k++) {
    const double db = fabs(10.0 * log10(is[k] / was[k] * ratio[1] / ratio[0]));
    if (was[k] > FAINT * most) {
      *all += 1U;
      worst = fmax(worst, db);
    }
  }
  return worst;
}

static void
test_own_tone_is_that_of_recorded_notes_within_3_dB(void** const state)
{
  (void)state;
  const char* const shared = getenv("DALA_SHARED");
  unsigned          all    = 0U;
  for (size_t i = 0; shared && i < NOTES; i++) {
    Note note;
    if (load(shared, names[i], &note)) {
      const double worst = compare(&note, &all);
      printf("           %-18s %4.0f Hz, %.1f s: worst partial %.1f dB\n",
             names[i], note.hz, (double)(note.to - note.from) / RATE, worst);
      assert_true(worst < 3.0);
      free_note(&note);
    }
  }
  if (all == 0U) {
    printf("no recordings in DALA_SHARED: skipped\n");
    return;
  }
  printf("           %u partials to 5 kHz compared\n", all);
}

// ------------------------------------------------------------------- clicks

#define CAPTURE (RATE / 5U)
#define EVENT (3U * RATE + 5U) // on no grid
#define LATER (12U * RATE / 10U)
#define STEP (2U * RATE / 25U) // what test_click_near() looks at
#define FRAMES (11U * RATE / 2U)

static float in[FRAMES];
static float out_l[FRAMES];
static float out_r[FRAMES];

typedef struct {
  const char* name;
  DalaPort    port;
  float       before;
  float       after;
  float       voice; ///< Before, if the port is another.
  bool        taken; ///< A tone was captured before.
} Change;

static const Change changes[] = {
  { "first tone", DALA_PORT_DRONE_CAPTURE, 0, 1, VOICE, false },
  { "next tone", DALA_PORT_DRONE_CAPTURE, 0, 1, VOICE, true },
  { "from the kobyz", DALA_PORT_DRONE_VOICE, 0, VOICE, 0, true },
  { "to the kobyz", DALA_PORT_DRONE_VOICE, VOICE, 0, 0, true },
  { "from the singer", DALA_PORT_DRONE_VOICE, 1, VOICE, 0, true },
  { "tonic D to A", DALA_PORT_TONIC, 3, 10, VOICE, true },
  { "A4", DALA_PORT_A4, 440, 415, VOICE, true },
  { "octave up", DALA_PORT_DRONE_OCTAVE, -1, 1, VOICE, true },
  { "chord 0 to 1", DALA_PORT_DRONE_CHORD, 0, 1, VOICE, true },
  { "chord 1 to 4", DALA_PORT_DRONE_CHORD, 1, 4, VOICE, true },
};

/// Alone, without the note. Returns the clicks found.
static unsigned
play(const Change* const change)
{
  const TestCue cues[] = {
    { .frame = CAPTURE,
      .port  = DALA_PORT_DRONE_CAPTURE,
      .value = change->taken ? 1.0f : 0.0f },
    { .frame = CAPTURE + 99U, .port = DALA_PORT_DRONE_CAPTURE, .value = 0.0f },
    { .frame = EVENT, .port = change->port, .value = change->after },
  };
  const TestSound sound = { in, NULL, out_l, out_r, FRAMES };
  TestPlug* const plug  = test_plug_open(false, RATE, true);
  test_plug_all_off(plug);
  plug->value[DALA_PORT_VOICE_LEVEL] = -60.0f;
  plug->value[DALA_PORT_DRONE_LEVEL] = 0.0f;
  plug->value[DALA_PORT_TONIC]       = 3.0f;
  plug->value[DALA_PORT_DRONE_VOICE] = change->voice;
  plug->value[change->port]          = change->before;
  test_score_play(plug, cues, 3U, &sound, 64U, NULL);
  test_plug_close(plug);
  unsigned clicks = 0U;
  for (size_t at = EVENT; at < EVENT + LATER; at += STEP) {
    clicks += test_click_near(out_l, FRAMES, RATE, at, change->name);
    clicks += test_click_near(out_r, FRAMES, RATE, at, change->name);
  }
  return clicks;
}

static void
test_own_tone_never_clicks_when_a_change_is_heard(void** const state)
{
  (void)state;
  unsigned clicks = 0U;
  test_steady_note(in, FRAMES, RATE, 440.0, 12000.0, 0.5);
  for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
    clicks += play(&changes[i]);
  }
  assert_int_equal(clicks, 0U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_own_tone_is_that_of_recorded_notes_within_3_dB),
    cmocka_unit_test(test_own_tone_never_clicks_when_a_change_is_heard),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
