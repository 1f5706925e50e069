/**
   The pulse with hosts whose tempo moves: ramps and steps, told exactly or in
   ticks; and how places are told.
*/
#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/pulse_rig.h"

#include <lv2/atom/forge.h>
#include <lv2/time/time.h>

static const uint32_t blocks[] = { 1U, 7U, 33U, 1000U };

/// A song whose tempo goes straight from one to another between two frames.
typedef struct {
  double bpm;
  double to_bpm;
  double from;
  double to;
} Song;

static double
song_bpm(const Song* const s, const double t)
{
  const double part = fmin(fmax((t - s->from) / (s->to - s->from), 0.0), 1.0);
  return s->bpm + part * (s->to_bpm - s->bpm);
}

static double
song_quarters(const Song* const s, const double t)
{
  const double ramp = fmin(fmax(t - s->from, 0.0), s->to - s->from);
  const double mean = 0.5 * (s->bpm + song_bpm(s, s->from + ramp));
  return (s->bpm * fmin(t, s->from) + mean * ramp +
          s->to_bpm * fmax(t - s->to, 0.0)) /
         (60.0 * PULSE_RATE);
}

/// The frame of a place.
static double
song_frame(const Song* const s, const double quarters)
{
  double low  = 0.0;
  double high = 1e7;
  for (unsigned i = 0; i < 60U; i++) {
    const double mid                                   = 0.5 * (low + high);
    *(song_quarters(s, mid) < quarters ? &low : &high) = mid;
  }
  return low;
}

/// How hosts tell places: as they are, or in whole ticks, cut as Ardour does.
static double
song_told(const Song* const s, const double t, const bool ticks)
{
  const double q = song_quarters(s, t);
  return ticks ? floor(q * 1920.0 + 1e-9) / 1920.0 : q;
}

/// The host tells each block where it is, and where the ramp ends, nothing
/// else; the strokes fall where its own clock has them. A corner is known when
/// the next place is told.
static void
check_ramp(const Song* const song, const uint32_t pattern, const uint32_t piece,
           const bool ticks)
{
  pulse_rig_open(pattern, blocks[pattern % 4U]);
  while (pulse_rig.frame < 480000U) {
    const double t = (double)pulse_rig.frame;
    if (t < song->to + 2.0 * piece) { // all is told
      pulse_rig_tell(song_bpm(song, t), song_told(song, t, ticks), true, 1.0f);
    }
    pulse_rig_run_to(pulse_rig.frame + piece);
  }
  for (uint32_t i = 1; i < pulse_rig.n_fallen; i++) {
    const PulseFallen* const f     = &pulse_rig.fallen[i];
    const double             place = f->stroke.place + (double)f->stroke.late;
    const double             at =
      song_frame(song, place) + (double)f->stroke.delay_s * PULSE_RATE;
    // Graces are struck before their note's place is known
    const double ahead = f->stroke.grace ? 0.055 * PULSE_RATE : 0.0;
    const bool   corner =
      (at >= song->from - ahead && at < song->from + 2.0 * piece) ||
      (at >= song->to - ahead && at < song->to + 2.0 * piece);
    const double within = corner ? 100.0 : 1.01;
    check_at_most((double)f->from, at + within);
    check_at_most(at - within, (double)f->to - 1.0);
    assert_true(f->stroke.place >= pulse_rig.fallen[i - 1U].stroke.place);
  }
  // Each once
  check_near(pulse_rig.n_fallen,
             pulse_rig_strokes_in(pattern, song_quarters(song, 480000.0)), 2.0);
  pulse_rig_close();
}

static void
test_pulse_follows_tempo_ramps(void** const state)
{
  (void)state;
  static const uint32_t pieces[] = { 64U, 333U, 1024U };
  for (uint32_t p = 1; p <= DALA_PULSES; p++) {
    for (uint32_t k = 0; k < 4U; k++) {
      const uint32_t piece = pieces[(p + k) % 3U];
      const Song     song  = { .bpm    = k % 2U ? 200.0 : 40.0,
                               .to_bpm = k % 2U ? 40.0 : 200.0,
                               .from   = piece * floor(48000.0 / piece),
                               .to     = piece * floor(432000.0 / piece) };
      check_ramp(&song, p, piece, k / 2U);
    }
  }
}

/// No ramp is heard where the tempo steps.
static void
test_pulse_follows_a_tempo_that_steps(void** const state)
{
  (void)state;
  for (uint32_t k = 0; k < 4U; k++) {
    const uint32_t piece = k % 2U ? 64U : 1024U;
    const double   at    = 100.0 * piece;
    const Song     song  = {
           .bpm = 120.0, .to_bpm = 126.0, .from = at - 0.01, .to = at
    };
    check_ramp(&song, 1U, piece, k / 2U);
  }
}

// -------------------------------------------------------- through the port

typedef enum { BY_BAR, BY_BEAT, BY_FRAME, N_WAYS } Way;

/// A position of a song in `per_bar`/`unit` that rolls at 90 quarters a
/// minute from quarter `place`, told in one way.
static void
add_position(TestSequence* const to, const int64_t frame, const Way way,
             const double place, const int32_t per_bar, const int32_t unit)
{
  LV2_Atom_Forge       forge;
  LV2_Atom_Forge_Frame object;
  _Alignas(8) uint8_t  buffer[512];
  const double         beats = place * unit / 4.0;
  const double         bar   = floor(beats / per_bar);
  lv2_atom_forge_init(&forge, test_map());
  lv2_atom_forge_set_buffer(&forge, buffer, sizeof buffer);
  lv2_atom_forge_object(&forge, &object, 0U, test_urid(LV2_TIME__Position));
  lv2_atom_forge_key(&forge, test_urid(LV2_TIME__speed));
  lv2_atom_forge_float(&forge, 1.0f);
  lv2_atom_forge_key(&forge, test_urid(LV2_TIME__beatsPerMinute));
  lv2_atom_forge_float(&forge, 90.0f * (float)unit / 4.0f);
  lv2_atom_forge_key(&forge, test_urid(LV2_TIME__beatUnit));
  lv2_atom_forge_int(&forge, unit);
  lv2_atom_forge_key(&forge, test_urid(LV2_TIME__beatsPerBar));
  lv2_atom_forge_float(&forge, (float)per_bar);
  if (way == BY_BAR) {
    lv2_atom_forge_key(&forge, test_urid(LV2_TIME__bar));
    lv2_atom_forge_long(&forge, (int64_t)bar);
    lv2_atom_forge_key(&forge, test_urid(LV2_TIME__barBeat));
    lv2_atom_forge_float(&forge, (float)(beats - bar * per_bar));
  } else if (way == BY_BEAT) {
    lv2_atom_forge_key(&forge, test_urid(LV2_TIME__beat));
    lv2_atom_forge_double(&forge, beats);
  } else {
    lv2_atom_forge_key(&forge, test_urid(LV2_TIME__frame));
    lv2_atom_forge_long(&forge, (int64_t)(place * PULSE_RATE / 1.5));
    lv2_atom_forge_key(&forge, test_urid(LV2_TIME__framesPerSecond));
    lv2_atom_forge_float(&forge, (float)PULSE_RATE);
  }
  lv2_atom_forge_pop(&forge, &object);
  const LV2_Atom* const atom = (const LV2_Atom*)buffer;
  test_sequence_add(to, frame, atom->type, atom + 1, atom->size);
}

/// Two seconds of a held drone with the gallop, told at frame 99 of block 9.
static void
sound(const Way way, const int32_t per_bar, const int32_t unit,
      float out[2][96256])
{
  static const float silence[512];
  TestPlug* const    plug = test_plug_open(false, PULSE_RATE, true);
  test_plug_all_off(plug);
  plug->value[DALA_PORT_DRONE_LEVEL]  = -6.0f;
  plug->value[DALA_PORT_DRONE_HOLD]   = 1.0f;
  plug->value[DALA_PORT_DRONE_FOLLOW] = 0.0f;
  plug->value[DALA_PORT_PULSE]        = 1.0f;
  for (uint32_t i = 0; i < 188U; i++) {
    if (i == 9U) {
      add_position(&plug->control, 99, way, 13.5, per_bar, unit);
    }
    test_plug_run(plug, silence, NULL, out[0] + 512U * i, out[1] + 512U * i,
                  512U);
  }
  test_plug_close(plug);
}

static void
test_pulse_place_is_read_in_every_metre_and_way(void** const state)
{
  (void)state;
  static const int32_t metres[][2] = {
    { 4, 4 }, { 3, 4 }, { 6, 8 }, { 5, 16 }, { 2, 2 }
  };
  static float first[2][96256];
  static float other[2][96256];
  sound(BY_BAR, 4, 4, first);
  for (uint32_t i = 0; i < 5U; i++) {
    for (Way way = BY_BAR; way < N_WAYS; way++) {
      sound(way, metres[i][0], metres[i][1], other);
      assert_memory_equal(first, other, sizeof first);
    }
  }
  sound(BY_BEAT, 4, 8, other); // quarters at half the beat: the same again
  assert_memory_equal(first, other, sizeof first);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_pulse_follows_tempo_ramps),
    cmocka_unit_test(test_pulse_follows_a_tempo_that_steps),
    cmocka_unit_test(test_pulse_place_is_read_in_every_metre_and_way),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
