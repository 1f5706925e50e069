#include "tests/support/lv2/listener.h"

#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/sampled.h"
#include "tests/support/module.h"
#include "tests/support/signals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000.0
#define BLOCK 64U

struct TestListener {
  DalaEngine engine;
  void*      memory;
};

TestListener*
test_listener_open(void)
{
  TestListener* const listener = (TestListener*)calloc(1U, sizeof *listener);
  if (!listener) {
    abort();
  }
  listener->memory = test_engine_open(&listener->engine, RATE);
  return listener;
}

void
test_listener_close(TestListener* const listener)
{
  free(listener->memory);
  free(listener);
}

static void
begin(DalaEngine* const engine)
{
  static const DalaTone    none;
  size_t                   n;
  const TestSetting* const off = test_settings_off(&n);
  dala_engine_restore(engine, &none, 0.0f);
  dala_engine_reset(engine);
  for (size_t i = 0; i < n; i++) {
    dala_engine_set(engine, off[i].port, off[i].value);
  }
  dala_engine_set(engine, DALA_PORT_TEMPO_SOURCE, 2.0f); // player
}

void
test_listen(TestListener* const listener, const float* const x, const size_t n,
            const TestListen listen, void* const user)
{
  float out[2][BLOCK];
  begin(&listener->engine);
  for (size_t at = 0; at + BLOCK <= n; at += BLOCK) {
    dala_engine_begin_run(&listener->engine);
    dala_engine_process(&listener->engine, x + at, NULL, out[0], out[1], BLOCK);
    listen(&listener->engine, (double)(at + BLOCK) / RATE, user);
  }
}

// ----------------------------------------------------------------- gallops

#define BEATS 3U
#define AHEAD_S 0.5 // silence before the first note
#define SLOT_S (AHEAD_S + (BEATS + 1U) * 60.0 / 84.0 + 0.3)
#define AT_ONCE 64U

void
test_gallops_ask(TestGallop* const gallops, const size_t count,
                 const uint64_t seed)
{
  TestRng rng = test_rng(seed);
  for (size_t i = 0; i < count; i++) {
    gallops[i] = (TestGallop){
      .rhythm = (unsigned)(i % TEST_N_RHYTHMS),
      .touch  = (TestTouch)(i / TEST_N_RHYTHMS % TEST_N_TOUCHES),
      .bpm    = test_rng_range(&rng, 84.0, 168.0),
      .seed   = (uint64_t)test_rng_u32(&rng) + 1U,
    };
  }
}

/// The notes of a gallop from `from_s` on; returns how many.
static size_t
write_gallop(const TestGallop* const gallop, const double from_s,
             TestNote* const notes)
{
  // Steppe violin, section 4: cells, then R1, R3, R2, R5 and R8
  static const char* const rhythms[TEST_N_RHYTHMS] = {
    "9054", "7580", "90547050", "75806050", "64549080", "98006060", "80057060"
  };
  static const unsigned places[] = { 62U, 69U, 67U, 65U, 64U, 60U, 57U, 74U };
  static const double   shares[TEST_N_TOUCHES] = { 0.9, 1.0, 0.9, 0.6, 0.9 };
  const char* const     rhythm                 = rhythms[gallop->rhythm];
  const unsigned        length                 = (unsigned)strlen(rhythm);
  const double          step_s                 = 15.0 / gallop->bpm;
  TestRng               rng                    = test_rng(gallop->seed);
  unsigned              place                  = test_rng_u32(&rng) % 8U;
  size_t                n                      = 0U;
  for (unsigned i = 0; i <= 4U * BEATS; i++) {
    unsigned gap = 1U;
    if (rhythm[i % length] == '0') {
      continue;
    }
    while (rhythm[(i + gap) % length] == '0') {
      gap++;
    }
    const bool other = gallop->touch == TEST_TOUCH_MIXED
                         ? test_rng_u32(&rng) % 2U
                         : gallop->touch < TEST_TOUCH_MIXED;
    if (other) {
      place = (place + 1U + test_rng_u32(&rng) % 7U) % 8U;
    }
    notes[n++] =
      (TestNote){ .note = places[place],
                  .at_s = from_s + i * step_s + 0.008 * test_rng_normal(&rng),
                  .length_s = gap * step_s * shares[gallop->touch] };
  }
  return n;
}

static void
watch_gallop(const DalaEngine* const engine, const double now_s,
             void* const user)
{
  TestGallop* const gallop   = (TestGallop*)user;
  const double      period_s = 60.0 / gallop->bpm;
  const double      due_s    = AHEAD_S + BEATS * period_s;
  if (now_s > due_s + 0.2 || !(dala_beat_bpm(&engine->beat) > 0.0f)) {
    return;
  }
  const double off =
    (double)dala_beat_place(&engine->beat, now_s) - (now_s - due_s) / period_s;
  gallop->tempo =
    (double)dala_engine_output(engine, DALA_PORT_TEMPO_OUT) / gallop->bpm;
  gallop->away_s = (off - floor(off + 0.5)) * period_s;
}

bool
test_gallops_listen(TestListener* const listener, TestGallop* const gallops,
                    const size_t count)
{
  static TestNote notes[AT_ONCE * (4U * BEATS + 1U)];
  for (size_t from = 0; from < count; from += AT_ONCE) {
    const size_t now     = count - from < AT_ONCE ? count - from : AT_ONCE;
    size_t       n_notes = 0U;
    size_t       n       = 0U;
    for (size_t i = 0; i < now; i++) {
      n_notes += write_gallop(&gallops[from + i], AHEAD_S + SLOT_S * (double)i,
                              notes + n_notes);
    }
    float* const x = test_sampled_violin(notes, n_notes, &n);
    if (!x) {
      return false;
    }
    for (size_t i = 0; i < now; i++) {
      const size_t at   = (size_t)(SLOT_S * RATE * (double)i);
      const size_t slot = (size_t)(SLOT_S * RATE);
      test_listen(listener, x + at, n - at < slot ? n - at : slot, watch_gallop,
                  &gallops[from + i]);
    }
    free(x);
  }
  return true;
}

// ------------------------------------------------------------------- tunes

#define TUNE_S 21.0
#define BREATH_S 1.5
#define TUNES_AT_ONCE 6U

typedef struct {
  TestHeardTune* tune;
  unsigned       was; ///< 12: none yet.
} Tonic;

static void
watch_tonic(const DalaEngine* const engine, const double now_s,
            void* const user)
{
  Tonic* const         self  = (Tonic*)user;
  TestHeardTune* const heard = self->tune;
  const bool           found = engine->finder.known;
  const unsigned       now =
    (unsigned)dala_engine_output(engine, DALA_PORT_TONIC_OUT) - 1U;
  const bool right = found && now == heard->tune.tonic;
  if (now_s < 10.0) {
    heard->right_10 = right;
  }
  if (now_s < 20.0) {
    heard->right_20 = right;
    heard->off      = 1200.0 * log2((double)engine->tuning.a4_hz / 440.0) -
                 100.0 * heard->tune.off - heard->cents;
  }
  if (found && now != self->was) {
    heard->changes += self->was < 12U && !right ? 1U : 0U;
    self->was = now;
  }
}

/// The notes of a tune from `from_s` on; returns how many.
static size_t
write_tune(const TestHeardTune* const heard, const double from_s,
           TestNote* const notes, const size_t room)
{
  size_t n = 0U;
  for (size_t i = 0; i < heard->tune.n && n < room; i++) {
    const TestTuneNote* const note  = &heard->tune.notes[i];
    const double              pitch = note->pitch + 0.01 * heard->cents;
    if (note->at_s < TUNE_S) {
      notes[n++] = (TestNote){ .note     = pitch,
                               .at_s     = from_s + note->at_s,
                               .length_s = note->length_s };
    }
  }
  return n;
}

bool
test_tunes_listen(TestListener* const listener, TestHeardTune* const tunes,
                  const size_t count)
{
  static TestNote notes[TEST_MOST_NOTES];
  const double    slot_s = TUNE_S + BREATH_S;
  for (size_t from = 0; from < count; from += TUNES_AT_ONCE) {
    const size_t left    = count - from;
    const size_t now     = left < TUNES_AT_ONCE ? left : TUNES_AT_ONCE;
    size_t       n_notes = 0U;
    size_t       n       = 0U;
    for (size_t i = 0; i < now; i++) {
      n_notes += write_tune(&tunes[from + i], slot_s * (double)i,
                            notes + n_notes, TEST_MOST_NOTES - n_notes);
    }
    float* const x = test_sampled_violin(notes, n_notes, &n);
    if (!x) {
      return false;
    }
    for (size_t i = 0; i < now; i++) {
      const size_t at    = (size_t)(slot_s * RATE * (double)i);
      const size_t whole = (size_t)(TUNE_S * RATE);
      Tonic        tonic = { &tunes[from + i], 12U };
      test_listen(listener, x + at, n - at < whole ? n - at : whole,
                  watch_tonic, &tonic);
    }
    free(x);
  }
  return true;
}
