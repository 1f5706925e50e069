#include "tests/support/lv2/recorded.h"

#include "tests/support/lv2/hear.h"
#include "tests/support/lv2/violin.h"

#include <dirent.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char*
shared(void)
{
  const char* const folder = getenv("DALA_SHARED");
  return folder ? folder : ".";
}

/// Of a note that stands in a name as _Db5; 0 if none does.
static double
named_hz(const char* const name)
{
  static const char letters[] = "C D EF G A B";
  const char*       part      = name;
  while ((part = strchr(part, '_'))) {
    part++;
    const char* const letter = strchr(letters, *part);
    const bool        flat   = part[0] && part[1] == 'b';
    const char* const octave = part + (flat ? 2 : 1);
    if (*part > ' ' && letter && *octave >= '1' && *octave <= '8') {
      const int semitone = (int)(letter - letters) - (flat ? 1 : 0);
      const int note     = 12 * (*octave - '0' + 1) + semitone;
      return 440.0 * exp2((double)(note - 69) / 12.0);
    }
  }
  return 0.0;
}

static int
by_name(const void* const a, const void* const b)
{
  return strcmp(((const TestRecorded*)a)->name, ((const TestRecorded*)b)->name);
}

size_t
test_recorded_notes(TestRecorded found[TEST_MOST_RECORDED])
{
  static const char* const players[] = { "iowa_", "vsco_", "sms_violin_" };
  char                     path[4096];
  size_t                   count = 0U;
  snprintf(path, sizeof path, "%s/audio", shared());
  DIR* const folder = opendir(path);
  for (const struct dirent* entry; folder && (entry = readdir(folder));) {
    const char* const name = entry->d_name;
    const size_t      size = strlen(name);
    bool              ours = false;
    for (size_t i = 0; i < sizeof players / sizeof players[0]; i++) {
      ours = ours || !strncmp(name, players[i], strlen(players[i]));
    }
    if (ours && size > 5U && !strcmp(name + size - 5U, ".flac") &&
        count < TEST_MOST_RECORDED) {
      snprintf(found[count].name, sizeof found[count].name, "%s", name);
      found[count].hz = named_hz(name);
      count++;
    }
  }
  if (folder) {
    closedir(folder);
  }
  qsort(found, count, sizeof found[0], by_name);
  return count;
}

float*
test_recorded_note(const TestRecorded* const note, const double pitch,
                   const float gain, const size_t rest, const size_t most,
                   size_t* const n)
{
  char   path[4096];
  size_t length = 0U;
  snprintf(path, sizeof path, "%s/audio/%s", shared(), note->name);
  float* const all = test_sound_48k(path, &length);
  if (!all) {
    fprintf(stderr, "%s cannot be read\n", path);
    exit(1);
  }
  const size_t count =
    (size_t)fmin((double)most, (double)(length - 2U) / pitch);
  *n             = rest + count + 14400U;
  float* const x = test_floats(*n);
  for (size_t i = 0; i < count; i++) {
    const double at   = (double)i * pitch;
    const size_t k    = (size_t)at;
    const float  part = (float)(at - (double)k);
    const float  left = (float)((double)(count - i) / 48000.0);
    const float  fade = left < 0.3f ? expf(12.0f * (left - 0.3f)) : 1.0f;
    x[rest + i]       = gain * fade * (all[k] + part * (all[k + 1U] - all[k]));
  }
  free(all);
  return x;
}
