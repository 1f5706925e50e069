#include "tests/support/check.h"
#include "tests/support/lv2/hear.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/violin.h"
#include "tests/support/pitch_score.h"

#include <lv2/atom/util.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
   A small corpus made here: a sampled violin plays from MIDI, which is the
   truth. A chromatic scale of detached notes, and a slow line that dances.
*/

#define FONT "/usr/share/sounds/sf3/MuseScore_General_Lite.sf3"
#define PPQ 960U
#define MAX_NOTES 128U

typedef struct {
  unsigned note;
  double   at_s;
  double   length_s;
} Note;

static Note     notes[MAX_NOTES];
static size_t   n_notes;
static uint8_t  midi[8192];
static size_t   midi_size;
static uint32_t midi_tick;

static void
put(const unsigned byte)
{
  assert_true(midi_size < sizeof midi);
  midi[midi_size++] = (uint8_t)byte;
}

/// Time since the last message, then a message of n bytes.
static void
message(const double at_s, const unsigned n, const unsigned a, const unsigned b,
        const unsigned c)
{
  const uint32_t tick  = (uint32_t)(at_s * 2.0 * PPQ + 0.5); // 120 a minute
  const uint32_t delta = tick - midi_tick;
  midi_tick            = tick;
  put(0x80U | (delta >> 14U & 0x7FU));
  put(0x80U | (delta >> 7U & 0x7FU));
  put(delta & 0x7FU);
  put(a);
  put(b);
  if (n > 2U) {
    put(c);
  }
}

static void
compose(void)
{
  static const unsigned tune[] = { 62, 69, 65, 64, 62, 69, 72, 71, 69, 62 };
  double                t      = 0.3;
  for (unsigned note = 55U; note <= 91U; note += 2U) {
    notes[n_notes++] = (Note){ note, t, 0.35 };
    t += 0.42;
  }
  for (unsigned i = 0; i < 20U; i++) {
    const double length = i % 3U == 0U ? 0.4 : 0.2;
    notes[n_notes++]    = (Note){ tune[i % 10U], t, length };
    t += length;
  }
}

static void
write_midi(const char* const path)
{
  static const uint8_t head[] = { 'M',       'T',         'h', 'd', 0,   0,
                                  0,         6,           0,   0,   0,   1,
                                  PPQ >> 8U, PPQ & 0xFFU, 'M', 'T', 'r', 'k' };
  message(0.0, 2U, 0xC0U, 40U, 0U); // violin
  for (size_t i = 0; i < n_notes; i++) {
    message(notes[i].at_s, 3U, 0x90U, notes[i].note, 96U);
    message(notes[i].at_s + notes[i].length_s - 0.01, 3U, 0x80U, notes[i].note,
            0U);
  }
  message(notes[n_notes - 1U].at_s + 1.0, 2U, 0xFFU, 0x2FU, 0U);
  put(0U);
  FILE* const file = fopen(path, "wb");
  assert_non_null(file);
  fwrite(head, 1U, sizeof head, file);
  const uint8_t size[] = { 0U, 0U, (uint8_t)(midi_size >> 8U),
                           (uint8_t)midi_size };
  fwrite(size, 1U, sizeof size, file);
  fwrite(midi, 1U, midi_size, file);
  fclose(file);
}

/// The rendered corpus, or NULL where nothing can render it.
static float*
render(size_t* const n)
{
  char path[] = "/tmp/dala_hearing_XXXXXX";
  char name[128];
  char command[512];
  if (access(FONT, R_OK) || system("command -v fluidsynth >/dev/null")) {
    printf("no fluidsynth or no soundfont: nothing to hear\n");
    return NULL;
  }
  assert_non_null(mkdtemp(path));
  snprintf(name, sizeof name, "%s/in.mid", path);
  compose();
  write_midi(name);
  snprintf(command, sizeof command,
           "fluidsynth -ni -q -R0 -C0 -g 1 -r 48000 -T wav -F %s/out.wav %s %s",
           path, FONT, name);
  assert_int_equal(system(command), 0);
  snprintf(name, sizeof name, "%s/out.wav", path);
  float* const x = test_sound_48k(name, n);
  snprintf(command, sizeof command, "rm -r %s", path);
  assert_int_equal(system(command), 0);
  assert_non_null(x);
  return x;
}

/// Voiced from when the sampled note has swelled to when it is let go; the
/// ends and the sampled releases are not scored, the start is silent.
static TestTrack
truth_of_notes(const double seconds)
{
  TestTrack truth = test_track_new((size_t)(seconds / 0.005));
  for (size_t i = 0; i < truth.n; i++) {
    truth.time_s[i] = 0.005 * (double)i;
    truth.hz[i]     = truth.time_s[i] < 0.28 ? 0.0 : -1.0;
    for (size_t k = 0; k < n_notes; k++) {
      if (truth.time_s[i] > notes[k].at_s + 0.1 &&
          truth.time_s[i] < notes[k].at_s + notes[k].length_s - 0.02) {
        truth.hz[i] = 440.0 * exp2(((double)notes[k].note - 69.0) / 12.0);
      }
    }
  }
  return truth;
}

static void
test_hearing_a_sampled_violin(void** const state)
{
  (void)state;
  size_t        n    = 0U;
  TestPitchSums sums = { 0 };
  float* const  x    = render(&n);
  if (!x) {
    return;
  }
  TestTrack truth = truth_of_notes((double)n / 48000.0);
  TestTrack heard = test_hear_pitch(x, n);
  free(x);
  test_pitch_count(&heard, &truth, 0.0, &sums);
  printf("%.0f frames: %.2f %% right, %.2f %% missed, %.2f %% gross, %.2f "
         "cents; %.0f silent frames: %.0f called voiced\n",
         sums.voiced, 100.0 * sums.fine / sums.voiced,
         100.0 * sums.missed / sums.voiced, 100.0 * sums.gross / sums.called,
         sums.cents / sums.fine, sums.unvoiced, sums.alarms);
  assert_true(sums.voiced > 1000.0);
  check_at_most(1.0 - sums.fine / sums.voiced, 0.015);
  check_at_most(sums.missed / sums.voiced, 0.01);
  check_at_most(sums.cents / sums.fine, 12.0); // the samples' own vibrato
  check_at_most(sums.alarms, 0.0);
  test_track_free(&truth);
  test_track_free(&heard);
}

// ------------------------------------------------------------- the notify port

/// Notes heard in one sound, by whatever blocks, as frames and URIDs.
typedef struct {
  size_t   n;
  size_t   frame[64];
  uint32_t type[64];
  float    hz[64];
} Told;

static void
read_notify(const TestPlug* const plug, const size_t at, Told* const told)
{
  const LV2_Atom_Sequence* const sequence = &plug->notify.head;
  LV2_ATOM_SEQUENCE_FOREACH(sequence, event)
  {
    const LV2_Atom_Object* const object = (const LV2_Atom_Object*)&event->body;
    const LV2_Atom*              hz     = NULL;
    assert_int_equal(object->atom.type, test_urid(LV2_ATOM__Object));
    lv2_atom_object_get(object, test_urid("urn:dala:violin#hz"), &hz, 0);
    assert_non_null(hz);
    assert_true(told->n < 64U);
    told->frame[told->n] = at + (size_t)event->time.frames;
    told->type[told->n]  = object->body.otype;
    told->hz[told->n++]  = ((const LV2_Atom_Float*)hz)->body;
  }
}

static Told
tell(const float* const x, const size_t n, const uint32_t block)
{
  static float    l[TEST_MAX_BLOCK];
  static float    r[TEST_MAX_BLOCK];
  TestPlug* const plug  = test_plug_open(false, 48000.0, true);
  Told            told  = { 0 };
  float           count = 0.0f;
  for (size_t at = 0; at < n;) {
    const uint32_t now = n - at < block ? (uint32_t)(n - at) : block;
    test_plug_run(plug, x + at, NULL, l, r, now);
    read_notify(plug, at, &told);
    count = plug->value[DALA_PORT_ONSETS];
    at += now;
  }
  test_plug_close(plug);
  assert_true(count >= 3.0f);
  return told;
}

static void
test_hearing_tells_notes_at_their_frames_whatever_the_blocks(void** const state)
{
  (void)state;
  const size_t n = 144000U;
  float* const x = test_floats(n);
  test_steady_note(x + 4800, 43200U, 48000.0, 293.66, 5000.0, 0.3);
  test_steady_note(x + 48000, 38400U, 48000.0, 440.0, 5000.0, 0.3);
  test_steady_note(x + 96000, 38400U, 48000.0, 659.26, 5000.0, 0.3);
  const Told want = tell(x, n, 64U);
  assert_int_equal(want.type[0], test_urid("urn:dala:violin#note"));
  assert_in_range(want.frame[0], 4800U, 6000U);
  check_near(want.hz[0], 293.66, 5.0);
  assert_int_equal(want.type[1], test_urid("urn:dala:violin#legato"));
  assert_in_range(want.frame[1], 48000U, 48700U);
  check_near(want.hz[1], 440.0, 8.0);
  assert_int_equal(want.type[2], test_urid("urn:dala:violin#noteEnd"));
  assert_in_range(want.frame[2], 86400U, 90000U);
  assert_int_equal(want.type[3], test_urid("urn:dala:violin#note"));
  static const uint32_t blocks[] = { 1U, 33U, 1000U, 8192U };
  for (size_t i = 0; i < 4U; i++) {
    const Told told = tell(x, n, blocks[i]);
    assert_int_equal(told.n, want.n);
    assert_memory_equal(told.frame, want.frame, sizeof told.frame);
    assert_memory_equal(told.type, want.type, sizeof told.type);
    assert_memory_equal(told.hz, want.hz, sizeof told.hz);
  }
  free(x);
}

// ------------------------------------------------------------------- tonic

static void
test_hearing_a_long_open_string_sets_the_tonic(void** const state)
{
  (void)state;
  const size_t    n = 96000U;
  float* const    x = test_floats(n);
  static float    l[1024];
  static float    r[1024];
  TestPlug* const plug = test_plug_open(false, 48000.0, true);
  test_steady_note(x, n, 48000.0, 440.0, 5000.0, 0.3);
  test_plug_run(plug, x, NULL, l, r, 1024U);
  assert_true(plug->value[DALA_PORT_TONIC_OUT] == 3.0f); // D till it knows
  for (size_t at = 1024U; at + 1024U <= n; at += 1024U) {
    test_plug_run(plug, x + at, NULL, l, r, 1024U);
  }
  assert_true(plug->value[DALA_PORT_TONIC_OUT] == 10.0f);
  assert_true(fabsf(plug->value[DALA_PORT_PITCH_CENTS]) < 16.0f); // vibrato
  plug->value[DALA_PORT_TONIC] = 8.0f; // the port decides at once
  test_plug_run(plug, x, NULL, l, r, 64U);
  assert_true(plug->value[DALA_PORT_TONIC_OUT] == 8.0f);
  for (size_t at = 0U; at + 1024U <= n; at += 1024U) {
    test_plug_run(plug, x + at, NULL, l, r, 1024U);
  }
  assert_true(plug->value[DALA_PORT_TONIC_OUT] == 8.0f);
  test_plug_close(plug);
  free(x);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_hearing_a_sampled_violin),
    cmocka_unit_test(
      test_hearing_tells_notes_at_their_frames_whatever_the_blocks),
    cmocka_unit_test(test_hearing_a_long_open_string_sets_the_tonic),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
