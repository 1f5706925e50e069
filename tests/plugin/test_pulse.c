/**
   The frames on which the drone is struck, in the engine, against the grid of
   quarters that the host tells. The strokes are watched from within: each
   block tells which fell in it, and blocks of one frame tell the frame.
*/
#include "plugin/dsp/kernels/kernels.h"
#include "plugin/engine/engine.h"
#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/signals.h"

#include <lv2/atom/forge.h>
#include <lv2/time/time.h>

#include <stdlib.h>
#include <string.h>

#define RATE 48000.0
#define MAX_BLOCK 1024U
#define MAX_STROKES 4096U

/// A stroke that fell, and the block that it fell in.
typedef struct {
  DalaPulseStroke stroke;
  uint64_t        from;
  uint64_t        to;
} Fallen;

typedef struct {
  DalaEngine*  engine;
  void*        memory;
  TestRng      rng;
  uint32_t     block; ///< Longest block; blocks are of random length.
  const float* in;    ///< What the player plays, or NULL.
  uint64_t     frame;
  Fallen       fallen[MAX_STROKES];
  uint32_t     n_fallen;
} Rig;

static Rig rig;

static void
open_rig(const uint32_t pattern, const uint32_t block)
{
  const DalaConfig cfg = { .rate = RATE, .kernels = dala_kernels_select() };
  DalaArena        arena;
  memset(&rig, 0, sizeof rig);
  rig.rng    = test_rng(pattern + 31U * block);
  rig.block  = block;
  rig.engine = (DalaEngine*)calloc(1U, sizeof *rig.engine);
  dala_arena_measure(&arena);
  dala_engine_layout(rig.engine, &cfg, &arena);
  const size_t size = arena.used;
  rig.memory        = aligned_alloc(DALA_ARENA_ALIGN, size);
  memset(rig.memory, 0, size);
  dala_arena_init(&arena, rig.memory, size);
  dala_engine_layout(rig.engine, &cfg, &arena);
  dala_engine_prepare(rig.engine, &cfg, false);
  dala_engine_set(rig.engine, DALA_PORT_PULSE, (float)pattern);
  // The pulse keeps time in bypass too, and nothing else costs any
  dala_engine_set(rig.engine, DALA_PORT_ENABLED, 0.0f);
}

static void
close_rig(void)
{
  free(rig.memory);
  free(rig.engine);
}

/// Whether this stroke is the next.
static bool
is_next(const DalaPulsing* const p, const int64_t cycle, const uint32_t index)
{
  return p->cycle == cycle && p->index == index;
}

/// Run to a frame; strokes from the one that was next on are noted.
static void
run_to(const uint64_t frame)
{
  static const float silence[MAX_BLOCK];
  static float       out[2][MAX_BLOCK];
  DalaPulsing* const p = &rig.engine->pulsing;
  while (rig.frame < frame) {
    const uint64_t left = frame - rig.frame;
    const uint32_t most = 1U + (uint32_t)(test_rng_range(&rig.rng, 0.0, 1.0) *
                                            (double)(rig.block - 1U) +
                                          0.5);
    const uint32_t n    = left < most ? (uint32_t)left : most;
    if (!p->on) { // the first tick seeks the first stroke
      dala_engine_process(rig.engine, silence, NULL, out[0], out[1], 1U);
      rig.frame++;
      continue;
    }
    int64_t  cycle = p->cycle;
    uint32_t index = p->index;
    dala_engine_process(rig.engine, rig.in ? rig.in + rig.frame : silence, NULL,
                        out[0], out[1], n);
    while (!is_next(p, cycle, index)) {
      assert_true(rig.n_fallen < MAX_STROKES);
      Fallen* const f = &rig.fallen[rig.n_fallen++];
      f->stroke       = dala_pulse_stroke(p->pattern, cycle, index);
      f->from         = rig.frame;
      f->to           = rig.frame + n;
      const bool last = index + 1U == dala_pulse_count(p->pattern, cycle);
      cycle += last;
      index = last ? 0U : index + 1U;
    }
    rig.frame += n;
  }
}

static void
tell(const double bpm, const double quarters, const bool placed,
     const float speed)
{
  const DalaEvent event = { .kind        = DALA_EVENT_POSITION,
                            .as.position = { .bpm           = (float)bpm,
                                             .beats_per_bar = 4.0f,
                                             .beat_unit     = 4.0f,
                                             .speed         = speed,
                                             .placed        = placed,
                                             .quarters      = quarters } };
  dala_engine_event(rig.engine, &event);
}

/// Frames from a place of the grid to a stroke, with its micro-timing.
static double
frames_to(const DalaPulseStroke* const s, const double quarters,
          const double bpm)
{
  const double quarter = 60.0 / bpm * RATE;
  return (s->place + (double)s->late - quarters) * quarter +
         (double)s->delay_s * RATE;
}

/// All that fell from index `i` on did so on its frame, or the next.
static void
check_frames(uint32_t i, const double start, const double quarters,
             const double bpm)
{
  for (; i < rig.n_fallen; i++) {
    const Fallen* const f  = &rig.fallen[i];
    const double        at = start + frames_to(&f->stroke, quarters, bpm);
    check_at_most((double)f->from, fmax(at + 1.01, start));
    check_at_most(at - 0.01, (double)f->to - 1.0);
  }
}

/// Strokes that are written in so many quarters of a cycle's start.
static uint32_t
strokes_in(const uint32_t pattern, const double quarters)
{
  uint32_t n = 0U;
  for (int64_t c = 0; (double)c * dala_pulse_length(pattern) < quarters; c++) {
    for (uint32_t i = 0; i < dala_pulse_count(pattern, c); i++) {
      n += dala_pulse_stroke(pattern, c, i).place < quarters - 1e-9;
    }
  }
  return n;
}

static const uint32_t blocks[] = { 1U, 7U, 33U, 1000U };

// ------------------------------------------------------------------- tests

static void
test_pulse_every_pattern_and_tempo_is_on_its_frame(void** const state)
{
  (void)state;
  static const double bpm[] = { 40.0, 97.3f, 126.0, 200.0 };
  for (uint32_t p = 1; p <= DALA_PULSES; p++) {
    for (size_t i = 0; i < 4U; i++) {
      open_rig(p, blocks[(p + i) % 4U]);
      tell(bpm[i], 0.0, true, 1.0f);
      run_to((uint64_t)(13.0 * 60.0 / bpm[i] * RATE) - 4800U);
      check_frames(0U, 0.0, 0.0, bpm[i]);
      // All of 12 quarters, and none of the thirteenth's end
      uint32_t n = 0U;
      for (uint32_t k = 0; k < rig.n_fallen; k++) {
        n += rig.fallen[k].stroke.place < 12.0 - 1e-9;
      }
      // a stroke on the first frame falls before it can be watched
      check_near(n, strokes_in(p, 12.0), 1.0);
      close_rig();
    }
  }
}

/// The host rolls from any place, at any frame of a block and of the tick.
static void
test_pulse_starts_and_jumps_fall_on_their_frames(void** const state)
{
  (void)state;
  for (uint32_t b = 0; b < 4U; b++) {
    open_rig(4U, blocks[b]);
    run_to(1000U);
    for (uint32_t round = 0; round < 40U; round++) {
      const double bpm   = (double)(40U + 4U * round);
      const double place = round % 2U ? 0.0 : 0.37 * round;
      run_to(rig.frame + 17U + 389U * round);
      tell(bpm, place, true, 1.0f);
      const uint32_t first = rig.n_fallen;
      const double   start = (double)rig.frame;
      run_to(rig.frame + (uint64_t)(4.0 * 60.0 / bpm * RATE));
      check_frames(first, start, place, bpm);
      // None is lost: those of four quarters, but for graces at the edges
      check_near(rig.n_fallen - first, 11.0, 2.0);
    }
    close_rig();
  }
}

/// A loop of two bars sounds each time as the time before, to the frame.
static void
test_pulse_a_loop_repeats_exactly(void** const state)
{
  (void)state;
  const uint64_t loop = 8U * 24000U;
  for (uint32_t p = 1; p <= DALA_PULSES; p++) {
    uint32_t first[5] = { 0U };
    open_rig(p, 1U);
    for (uint32_t round = 0; round < 4U; round++) {
      tell(120.0, 12.0, true, 1.0f);
      run_to(rig.frame + loop);
      first[round + 1U] = rig.n_fallen;
    }
    const uint32_t n = first[2] - first[1];
    check_near(n, strokes_in(p, 20.0) - strokes_in(p, 12.0), 1.0);
    for (uint32_t round = 2; round < 4U; round++) {
      assert_int_equal(first[round + 1U] - first[round], n);
      for (uint32_t i = 0; i < n; i++) {
        const Fallen* const a = &rig.fallen[first[1] + i];
        const Fallen* const b = &rig.fallen[first[round] + i];
        assert_int_equal(b->from - a->from, (round - 1U) * loop);
        assert_true(a->stroke.place == b->stroke.place);
      }
    }
    close_rig();
  }
}

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
         (60.0 * RATE);
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
  open_rig(pattern, blocks[pattern % 4U]);
  while (rig.frame < 480000U) {
    const double t = (double)rig.frame;
    if (t < song->to + 2.0 * piece) { // all is told
      tell(song_bpm(song, t), song_told(song, t, ticks), true, 1.0f);
    }
    run_to(rig.frame + piece);
  }
  for (uint32_t i = 1; i < rig.n_fallen; i++) {
    const Fallen* const f     = &rig.fallen[i];
    const double        place = f->stroke.place + (double)f->stroke.late;
    const double        at =
      song_frame(song, place) + (double)f->stroke.delay_s * RATE;
    // Graces are struck before their note's place is known
    const double ahead = f->stroke.grace ? 0.055 * RATE : 0.0;
    const bool   corner =
      (at >= song->from - ahead && at < song->from + 2.0 * piece) ||
      (at >= song->to - ahead && at < song->to + 2.0 * piece);
    const double within = corner ? 100.0 : 1.01;
    check_at_most((double)f->from, at + within);
    check_at_most(at - within, (double)f->to - 1.0);
    assert_true(f->stroke.place >= rig.fallen[i - 1U].stroke.place);
  }
  // Each once
  check_near(rig.n_fallen, strokes_in(pattern, song_quarters(song, 480000.0)),
             2.0);
  close_rig();
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

static void
test_pulse_runs_on_when_the_host_stops_and_without_one(void** const state)
{
  (void)state;
  open_rig(1U, 64U);
  run_to(240000U); // the knob: 126 BPM, 2.5 strokes a quarter
  check_near(rig.n_fallen, 5.0 * 126.0 / 60.0 * 2.5, 2.0);
  tell(100.0, 3.0, true, 1.0f);
  run_to(rig.frame + 48000U);
  tell(100.0, 17.0, true, 0.0f); // stops, and is moved
  const uint32_t before = rig.n_fallen;
  for (uint32_t i = 0; i < 60U; i++) {
    run_to(rig.frame + 4000U);
    tell(100.0, 17.0, true, 0.0f); // says so in every block
  }
  check_near(rig.n_fallen - before, 5.0 * 100.0 / 60.0 * 2.5, 2.0);
  close_rig();
}

// ---------------------------------------------------------- with the player

#define PLAYED (16U * 48000U)

/// A gallop, an eighth and two sixteenths of bowed tones on the notes of D
/// dorian, from half a second on, 5 ms off.
static void
play_gallop(float* const x, const double bpm)
{
  static const double hz[]     = { 293.66, 329.63, 349.23, 440.0, 392.0 };
  static const double places[] = { 0.0, 0.5, 0.75, 1.0 };
  TestRng             rng      = test_rng((uint64_t)bpm);
  const double        quarter  = 60.0 / bpm * RATE;
  memset(x, 0, PLAYED * sizeof *x);
  for (uint32_t note = 0; note / 3U * quarter < PLAYED - 2.0 * RATE; note++) {
    const double at = 0.5 * RATE + (note / 3U + places[note % 3U]) * quarter +
                      test_rng_range(&rng, -0.005, 0.005) * RATE;
    const size_t len =
      (size_t)(0.9 * quarter * (places[note % 3U + 1U] - places[note % 3U]));
    const double step = 6.283185307179586 * hz[note % 5U] / RATE;
    for (size_t i = 0; i < len; i++) {
      const double rise = fmin((double)i / (0.015 * RATE), 1.0);
      const double fall = fmin((double)(len - i) / (0.015 * RATE), 1.0);
      double       y    = 0.0;
      for (unsigned k = 1; k < 12U; k++) {
        y += sin(step * k * (double)i) / k;
      }
      x[(size_t)at + i] += (float)(0.15 * rise * fall * y);
    }
  }
}

static void
test_pulse_is_in_phase_with_a_played_gallop(void** const state)
{
  (void)state;
  static const double bpm[] = { 84.0, 100.0, 116.0, 126.0, 140.0 };
  float* const        x     = (float*)calloc(PLAYED, sizeof *x);
  for (size_t i = 0; i < sizeof bpm / sizeof bpm[0]; i++) {
    const double quarter = 60.0 / bpm[i] * RATE;
    double       sum     = 0.0;
    double       most    = 0.0;
    uint32_t     n       = 0U;
    play_gallop(x, bpm[i]);
    open_rig(1U, 64U);
    dala_engine_set(rig.engine, DALA_PORT_ENABLED, 1.0f);
    dala_engine_set(rig.engine, DALA_PORT_TEMPO_SOURCE, 2.0f);
    rig.in = x;
    run_to(PLAYED - 2U * (uint64_t)RATE);
    for (uint32_t k = 0; k < rig.n_fallen; k++) {
      const DalaPulseStroke* const s  = &rig.fallen[k].stroke;
      const double                 at = (double)rig.fallen[k].from - 0.5 * RATE;
      // Beats, after five to be sure of it and two to come into phase
      if (s->place == floor(s->place) && at > 7.5 * quarter) {
        const double off = at - quarter * floor(at / quarter + 0.5);
        sum += off / RATE;
        most = fmax(most, fabs(off) / RATE);
        n++;
      }
    }
    print_message("           %3.0f BPM: %+5.1f ms, at most %.1f\n", bpm[i],
                  1000.0 * sum / n, 1000.0 * most);
    check_at_most(1000.0 * fabs(sum / n), 15.0);
    check_at_most(1000.0 * most, 30.0);
    check_at_most(5.0, n);
    close_rig();
  }
  free(x);
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
    lv2_atom_forge_long(&forge, (int64_t)(place * RATE / 1.5));
    lv2_atom_forge_key(&forge, test_urid(LV2_TIME__framesPerSecond));
    lv2_atom_forge_float(&forge, (float)RATE);
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
  TestPlug* const    plug = test_plug_open(false, RATE, true);
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
    cmocka_unit_test(test_pulse_every_pattern_and_tempo_is_on_its_frame),
    cmocka_unit_test(test_pulse_starts_and_jumps_fall_on_their_frames),
    cmocka_unit_test(test_pulse_a_loop_repeats_exactly),
    cmocka_unit_test(test_pulse_follows_tempo_ramps),
    cmocka_unit_test(test_pulse_follows_a_tempo_that_steps),
    cmocka_unit_test(test_pulse_runs_on_when_the_host_stops_and_without_one),
    cmocka_unit_test(test_pulse_is_in_phase_with_a_played_gallop),
    cmocka_unit_test(test_pulse_place_is_read_in_every_metre_and_way),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
