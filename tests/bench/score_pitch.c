/**
   Scores the pitch port on a folder of sounds with truth.

     score_pitch [FOLDER]     default: $DALA_SHARED/audio

   Takes every NAME.f0.csv with a NAME.flac or NAME.wav beside it, and
   NAME.onsets.csv if there is one; see tests/support/pitch_score.h for the
   formats and what the figures mean. Prints a line per file, then pooled
   lines per kind (the name up to its first underscore) and over all. `acc`,
   `miss` and `false` are as the port shows them; `gross` and `mae` at the
   effective delay of the kind.
*/
#include "tests/support/lv2/hear.h"
#include "tests/support/pitch_score.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FILES 1024U
#define NAME 128U

typedef struct {
  char      name[NAME];
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
    size_t n = 0U;
    snprintf(path, sizeof path, "%s/%.*s.%s", folder, (int)NAME, name,
             endings[i]);
    float* const x = test_sound_48k(path, &n);
    if (!x) {
      continue;
    }
    item->heard = test_hear_pitch(x, n);
    free(x);
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

/// True if the item is of this kind; NULL: every kind with voiced frames.
static bool
is_of(const Item* const item, const char* const kind, const size_t length)
{
  return !kind ? strncmp(item->name, "noise", 5U) != 0
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
  puts("pooled by kind");
  print_kinds();
  print_line(NULL, 0U, "all but noise");
  return 0;
}
