/**
   Scores the pitch port on a folder of sounds with truth.

     score_pitch [FOLDER]     default: $DALA_SHARED/audio

   Takes every NAME.f0.csv with a NAME.flac or NAME.wav beside it, and
   NAME.onsets.csv if there is one; see tests/support/pitch_score.h for the
   formats and what the figures mean. Prints a line per file, then pooled
   lines per kind (the name up to its first underscore) and over all. `acc`,
   `miss` and `false` are as the port shows them; `gross` and `mae` at the
   effective delay of the kind. Then the pooled lines again with everything at
   -40 dB, and with the open strings ringing at -18 dB; how soon the port
   follows legato; and how much of noise and wind it calls voiced.
*/
#include "tests/support/lv2/hear.h"
#include "tests/support/lv2/sampled.h"
#include "tests/support/lv2/violin.h"
#include "tests/support/noises.h"
#include "tests/support/pitch_score.h"
#include "tests/support/ringing.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FILES 1024U
#define NAME 128U

typedef struct {
  char      name[NAME];
  float*    x;
  size_t    n;
  TestTrack heard;
  TestTrack truth;
  TestTrack onsets;
} Item;

static Item   items[MAX_FILES];
static size_t n_items;

static bool
load(const char* const folder, const char* const name)
{
  static const char* const endings[] = { "flac", "wav" };
  char                     path[8192];
  Item* const              item = &items[n_items];
  for (unsigned i = 0; i < 2U; i++) {
    snprintf(path, sizeof path, "%s/%.*s.%s", folder, (int)NAME, name,
             endings[i]);
    item->x = test_sound_48k(path, &item->n);
    if (!item->x) {
      continue;
    }
    item->heard = test_hear_pitch(item->x, item->n);
    snprintf(item->name, sizeof item->name, "%.*s", (int)NAME - 1, name);
    snprintf(path, sizeof path, "%s/%.*s.f0.csv", folder, (int)NAME, name);
    item->truth = test_track_load(path);
    snprintf(path, sizeof path, "%s/%.*s.onsets.csv", folder, (int)NAME, name);
    item->onsets = test_track_load(path);
    n_items++;
    return true;
  }
  return false;
}

static int
by_name(const void* const a, const void* const b)
{
  return strcmp(((const Item*)a)->name, ((const Item*)b)->name);
}

/// Violins, and cellos as far as a fifth string goes: from C3 up.
static bool
is_in_range(const char* const name)
{
  const bool low =
    !strncmp(name, "cello_", 6U) && name[strcspn(name, "0123456789")] < '3';
  return !low && strncmp(name, "sms_cello", 9U) && strncmp(name, "noise", 5U);
}

/// True if the item is of this kind; NULL: whatever a violin may sound.
static bool
is_of(const Item* const item, const char* const kind, const size_t length)
{
  return !kind ? is_in_range(item->name)
               : !strncmp(item->name, kind, length) &&
                   (item->name[length] == '_' || !item->name[length]);
}

static TestPitchSums
count(const char* const kind, const size_t length, const double delay_s)
{
  TestPitchSums sums = { 0 };
  for (size_t i = 0; i < n_items; i++) {
    if (is_of(&items[i], kind, length)) {
      test_pitch_count(&items[i].heard, &items[i].truth, delay_s, &sums);
    }
  }
  return sums;
}

static double
percent(const double part, const double whole)
{
  return whole > 0.0 ? 100.0 * part / whole : 0.0;
}

static void
print_line(const char* const kind, const size_t length, const char* const name)
{
  static TestOnsets   onsets;
  const TestPitchSums now   = count(kind, length, 0.0);
  TestPitchSums       best  = now;
  double              delay = 0.0;
  for (double d = -0.005; d <= 0.04; d += 0.00025) {
    const TestPitchSums sums = count(kind, length, d);
    if (sums.cost / (sums.voiced + sums.unvoiced) <
        best.cost / (best.voiced + best.unvoiced)) {
      best  = sums;
      delay = d;
    }
  }
  onsets.n = onsets.never = 0U;
  for (size_t i = 0; i < n_items; i++) {
    if (is_of(&items[i], kind, length)) {
      test_pitch_onsets(&items[i].heard, &items[i].truth, &items[i].onsets,
                        &onsets);
    }
  }
  printf("%-26s %6.0f %6.2f %6.2f %6.2f %7.2f %6.2f %6.2f", name, now.voiced,
         percent(now.fine, now.voiced), percent(now.missed, now.voiced),
         percent(now.alarms, now.unvoiced), 1000.0 * delay,
         percent(best.gross, best.called),
         best.fine > 0.0 ? best.cents / best.fine : 0.0);
  if (onsets.n) {
    printf(" %6.1f %6.1f", test_percentile(onsets.ms, onsets.n, 0.9),
           percent((double)onsets.never, (double)onsets.n));
  }
  putchar('\n');
}

static void
print_kinds(void)
{
  size_t last = 0U;
  for (size_t i = 0; i < n_items; i++) {
    const size_t length = strcspn(items[i].name, "_");
    if (i == 0U || strncmp(items[i].name, items[last].name, length + 1U)) {
      char name[NAME];
      snprintf(name, sizeof name, "%.*s", (int)length, items[i].name);
      print_line(items[i].name, length, name);
      last = i;
    }
  }
}

static void
print_pooled(const char* const title)
{
  puts(title);
  print_kinds();
  print_line(NULL, 0U, "all in range");
}

/// Hear everything once more.
static void
hear_again(void)
{
  for (size_t i = 0; i < n_items; i++) {
    test_track_free(&items[i].heard);
    items[i].heard = test_hear_pitch(items[i].x, items[i].n);
  }
}

static void
print_harder(void)
{
  for (size_t i = 0; i < n_items; i++) {
    for (size_t k = 0; k < items[i].n; k++) {
      items[i].x[k] *= 0.01f;
    }
  }
  hear_again();
  print_pooled("at -40 dB");
  for (size_t i = 0; i < n_items; i++) {
    test_add_ringing(items[i].x, items[i].n, 48000.0, -18.0);
  }
  hear_again();
  print_pooled("and with the open strings ringing at -18 dB");
}

static void
print_legato(void)
{
  static double ms[TEST_SPLICES];
  const size_t  n = test_legato(ms);
  if (n > 0U) {
    printf("legato, %zu changes: median %.1f ms, p95 %.1f ms\n", n,
           test_percentile(ms, n, 0.5), test_percentile(ms, n, 0.95));
  }
}

static void
print_noises(void)
{
  const size_t n = 60U * 48000U;
  float* const x = test_floats(n);
  for (unsigned kind = 0U; kind < TEST_NOISES; kind++) {
    size_t voiced = 0U;
    test_noise_of((TestNoise)kind, x, n, 48000.0, 1U + kind);
    TestTrack heard = test_hear_pitch(x, n);
    for (size_t i = 0; i < heard.n; i++) {
      voiced += heard.hz[i] > 0.0 ? 1U : 0U;
    }
    printf("%-26s %.3f %% of a minute called voiced\n",
           test_noise_name((TestNoise)kind),
           percent((double)voiced, (double)heard.n));
    test_track_free(&heard);
  }
  free(x);
}

int
main(int argc, char** argv)
{
  char              folder[4096];
  const char* const shared = getenv("DALA_SHARED");
  snprintf(folder, sizeof folder, "%s%s",
           argc > 1 ? argv[1] : (shared ? shared : "."),
           argc > 1 ? "" : "/audio");
  DIR* const dir = opendir(folder);
  if (!dir) {
    printf("score_pitch: no folder %s: nothing to score\n", folder);
    return argc > 1;
  }
  for (struct dirent* e = readdir(dir); e; e = readdir(dir)) {
    char  name[256];
    char* end = NULL;
    snprintf(name, sizeof name, "%s", e->d_name);
    end = strstr(name, ".f0.csv");
    if (end && n_items < MAX_FILES && (size_t)(end - name) < NAME) {
      *end = '\0';
      load(folder, name);
    }
  }
  closedir(dir);
  qsort(items, n_items, sizeof items[0], by_name);
  printf("%-26s %6s %6s %6s %6s %7s %6s %6s %6s %6s\n", "pitch port", "frames",
         "acc%", "miss%", "false%", "delay", "gross%", "cents", "on p90",
         "never%");
  for (size_t i = 0; i < n_items; i++) {
    print_line(items[i].name, strlen(items[i].name), items[i].name);
  }
  print_pooled("pooled by kind");
  print_harder();
  print_legato();
  print_noises();
  return 0;
}
