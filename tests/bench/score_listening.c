/**
   Scores what is heard of a player: tempo and beat of gallops, tonic and tuning
   of tunes, both on a sampled violin, and onsets on a folder of sounds whose
   notes are known.

     score_listening [GALLOPS [TUNES [FOLDER]]]   default: 140, 24 and
                                                  $DALA_SHARED/audio

   An onset is found if the port `onsets` counts one within 30 ms of it.
*/
#include "tests/support/airs.h"
#include "tests/support/lv2/hear.h"
#include "tests/support/lv2/listener.h"
#include "tests/support/pitch_score.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_GALLOPS 1024U
#define MAX_TUNES 256U
#define MAX_ONSETS 1024U

static void
score_gallops(TestListener* const listener, const size_t count)
{
  static TestGallop        gallops[MAX_GALLOPS];
  static const char* const touches[TEST_N_TOUCHES] = { "other notes", "legato",
                                                       "mixed", "short",
                                                       "repeated" };
  test_gallops_ask(gallops, count, 1U);
  if (!test_gallops_listen(listener, gallops, count)) {
    return;
  }
  for (unsigned touch = 0; touch <= TEST_N_TOUCHES; touch++) {
    unsigned n     = 0U;
    unsigned tempo = 0U;
    unsigned beat  = 0U;
    double   late  = 0.0;
    for (size_t i = 0; i < count; i++) {
      const TestGallop* const g = &gallops[i];
      if (touch == TEST_N_TOUCHES || (unsigned)g->touch == touch) {
        const bool in_phase = g->tempo > 0.0 && fabs(g->away_s) < 0.03;
        n++;
        tempo += fabs(g->tempo - 1.0) < 0.02 ? 1U : 0U;
        beat += in_phase ? 1U : 0U;
        late -= in_phase ? g->away_s : 0.0;
      }
    }
    printf("gallops, %-11s %4u: tempo within 2 %% %5.1f %%, beat within 30 ms "
           "%5.1f %%, late by %+.1f ms\n",
           touch < TEST_N_TOUCHES ? touches[touch] : "all", n,
           100.0 * tempo / n, 100.0 * beat / n,
           1000.0 * late / fmax(1.0, beat));
  }
}

static void
score_tunes(TestListener* const listener, const size_t count, const bool airs)
{
  static TestHeardTune tunes[MAX_TUNES];
  unsigned             right_10 = 0U;
  unsigned             right_20 = 0U;
  unsigned             changes  = 0U;
  double               off      = 0.0;
  for (size_t i = 0; i < count; i++) {
    tunes[i] = (TestHeardTune){ .cents = -32.0 + 14.0 * (double)(i % 5U) };
    if (airs) {
      test_air_compose(&tunes[i].tune, 500U + i, 21.0);
    } else {
      test_tune_compose(&tunes[i].tune, 3001U + i, 21.0);
    }
  }
  if (!test_tunes_listen(listener, tunes, count)) {
    return;
  }
  for (size_t i = 0; i < count; i++) {
    right_10 += tunes[i].right_10 ? 1U : 0U;
    right_20 += tunes[i].right_20 ? 1U : 0U;
    changes += tunes[i].changes;
    off += fabs(tunes[i].off);
  }
  printf("tonic of %zu %s: after 10 s %.1f %%, after 20 s %.1f %%, %.2f false "
         "changes "
         "a minute; tuning off by %.1f cents\n",
         count, airs ? "airs" : "tunes", 100.0 * right_10 / (double)count,
         100.0 * right_20 / (double)count,
         60.0 / 21.0 * changes / (double)count, off / (double)count);
}

// ------------------------------------------------------------------ onsets

typedef struct {
  double   at_s[MAX_ONSETS];
  size_t   n;
  uint32_t seen;
} Onsets;

static void
watch_onsets(const DalaEngine* const engine, const double now_s,
             void* const user)
{
  Onsets* const  self = (Onsets*)user;
  const uint32_t now  = (uint32_t)dala_engine_output(engine, DALA_PORT_ONSETS);
  for (; self->seen != now && self->n < MAX_ONSETS; self->seen++) {
    self->at_s[self->n++] = now_s;
  }
}

/// How many of the true onsets are found.
static size_t
match(const Onsets* const told, const TestTrack* const truth)
{
  size_t found = 0U;
  size_t from  = 0U;
  for (size_t k = 0; k < truth->n; k++) {
    while (from < told->n && told->at_s[from] < truth->time_s[k] - 0.03) {
      from++;
    }
    if (from < told->n && told->at_s[from] < truth->time_s[k] + 0.03) {
      found++;
      from++;
    }
  }
  return found;
}

static void
score_onsets(TestListener* const listener, const char* const folder)
{
  static const char* const names[] = { "syn_slow_modal", "syn_gallop_mono",
                                       "syn_gallop_drone", "syn_chromatic_up",
                                       "syn_notes_p_f" };
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    static Onsets told;
    char          path[8192];
    size_t        n = 0U;
    snprintf(path, sizeof path, "%s/%s.flac", folder, names[i]);
    float* const x = test_sound_48k(path, &n);
    snprintf(path, sizeof path, "%s/%s.onsets.csv", folder, names[i]);
    TestTrack truth = test_track_load(path);
    if (x && truth.n) {
      told = (Onsets){ .n = 0U };
      test_listen(listener, x, n, watch_onsets, &told);
      const size_t found = match(&told, &truth);
      printf(
        "onsets of %-18s %3zu notes, %3zu told: precision %5.1f %%, recall "
        "%5.1f %%\n",
        names[i], truth.n, told.n,
        100.0 * (double)found / fmax(1.0, (double)told.n),
        100.0 * (double)found / (double)truth.n);
    }
    test_track_free(&truth);
    free(x);
  }
}

static size_t
number(const int argc, char* const argv[], const int which, const size_t usual,
       const size_t most)
{
  const long n = argc > which ? atol(argv[which]) : (long)usual;
  return n < 0 ? 0U : (size_t)n < most ? (size_t)n : most;
}

int
main(const int argc, char* const argv[])
{
  const char* const   shared   = getenv("DALA_SHARED");
  TestListener* const listener = test_listener_open();
  const size_t        tunes    = number(argc, argv, 2, 24U, MAX_TUNES);
  const size_t        gallops  = number(argc, argv, 1, 140U, MAX_GALLOPS);
  char                folder[4096];
  snprintf(folder, sizeof folder, "%s/audio", shared ? shared : ".");
  if (gallops) {
    score_gallops(listener, gallops);
  }
  if (tunes) {
    score_tunes(listener, tunes, false);
    score_tunes(listener, tunes, true);
  }
  score_onsets(listener, argc > 3 ? argv[3] : folder);
  test_listener_close(listener);
  return 0;
}
