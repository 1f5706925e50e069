#include "tests/support/lv2/sampled.h"

#include "tests/support/lv2/hear.h"
#include "tests/support/lv2/violin.h"
#include "tests/support/signals.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FONT "/usr/share/sounds/sf3/MuseScore_General_Lite.sf3"
#define PPQ 960U

typedef struct {
  uint8_t  bytes[32U + 32U * TEST_MOST_NOTES];
  size_t   size;
  uint32_t tick;
} Midi;

static void
put(Midi* const midi, const unsigned byte)
{
  if (midi->size == sizeof midi->bytes) {
    abort();
  }
  midi->bytes[midi->size++] = (uint8_t)byte;
}

/// Time since the last message, then a message of n bytes.
static void
message(Midi* const midi, const double at_s, const unsigned n, const unsigned a,
        const unsigned b, const unsigned c)
{
  const uint32_t tick  = (uint32_t)(at_s * 2.0 * PPQ + 0.5); // 120 a minute
  const uint32_t delta = tick - midi->tick;
  midi->tick           = tick;
  put(midi, 0x80U | (delta >> 14U & 0x7FU));
  put(midi, 0x80U | (delta >> 7U & 0x7FU));
  put(midi, delta & 0x7FU);
  put(midi, a);
  put(midi, b);
  if (n > 2U) {
    put(midi, c);
  }
}

typedef struct {
  double   at_s;
  unsigned status; ///< Ends before beginnings at one time.
  unsigned note;
  double   cents;
} Touch;

static int
by_time(const void* const a, const void* const b)
{
  const Touch* const x = (const Touch*)a;
  const Touch* const y = (const Touch*)b;
  return x->at_s != y->at_s ? (x->at_s > y->at_s ? 1 : -1)
                            : (int)x->status - (int)y->status;
}

static int
write_midi(const char* const path, const TestNote* const notes,
           const size_t count)
{
  static const uint8_t head[] = { 'M',       'T',         'h', 'd', 0,   0,
                                  0,         6,           0,   0,   0,   1,
                                  PPQ >> 8U, PPQ & 0xFFU, 'M', 'T', 'r', 'k' };
  static Midi          midi;
  static Touch         touches[2U * TEST_MOST_NOTES];
  memset(&midi, 0, sizeof midi);
  for (size_t i = 0; i < count; i++) {
    const TestNote* const note = &notes[i];
    const unsigned        key  = (unsigned)lround(note->note);
    const double          end  = note->at_s + note->length_s - 0.01;
    touches[2U * i] =
      (Touch){ note->at_s, 0x90U, key, 100.0 * (note->note - key) };
    touches[2U * i + 1U] = (Touch){ end, 0x80U, key, 0.0 };
  }
  qsort(touches, 2U * count, sizeof touches[0], by_time);
  message(&midi, 0.0, 2U, 0xC0U, 40U, 0U); // violin
  double cents = 0.0;
  for (size_t i = 0; i < 2U * count; i++) {
    if (touches[i].status == 0x90U && touches[i].cents != cents) {
      cents               = touches[i].cents;
      const unsigned bend = (unsigned)lround(8192.0 * (1.0 + cents / 200.0));
      message(&midi, touches[i].at_s, 3U, 0xE0U, bend & 0x7FU, bend >> 7U);
    }
    message(&midi, touches[i].at_s, 3U, touches[i].status, touches[i].note,
            touches[i].status == 0x90U ? 96U : 0U);
  }
  message(&midi, touches[2U * count - 1U].at_s + 0.61, 2U, 0xFFU, 0x2FU, 0U);
  put(&midi, 0U);
  FILE* const file = fopen(path, "wb");
  if (!file) {
    return 1;
  }
  const uint8_t size[] = { 0U, 0U, (uint8_t)(midi.size >> 8U),
                           (uint8_t)midi.size };
  fwrite(head, 1U, sizeof head, file);
  fwrite(size, 1U, sizeof size, file);
  fwrite(midi.bytes, 1U, midi.size, file);
  return fclose(file);
}

float*
test_sampled_violin(const TestNote* const notes, const size_t count,
                    size_t* const n)
{
  char   path[] = "/tmp/dala_sampled_XXXXXX";
  char   name[128];
  char   command[512];
  float* x = NULL;
  if (access(FONT, R_OK) || system("command -v fluidsynth >/dev/null")) {
    printf("no fluidsynth or no soundfont: nothing to hear\n");
    return NULL;
  }
  if (!mkdtemp(path)) {
    return NULL;
  }
  snprintf(name, sizeof name, "%s/in.mid", path);
  snprintf(command, sizeof command,
           "fluidsynth -ni -q -R0 -C0 -g 1 -r 48000 -T wav -F %s/out.wav %s %s",
           path, FONT, name);
  if (!write_midi(name, notes, count) && !system(command)) {
    snprintf(name, sizeof name, "%s/out.wav", path);
    x = test_sound_48k(name, n);
  }
  snprintf(command, sizeof command, "rm -r %s", path);
  if (system(command)) {
    printf("%s stays\n", path);
  }
  return x;
}

double
test_note_hz(const double note)
{
  return 440.0 * exp2((note - 69.0) / 12.0);
}

// ------------------------------------------------------------------ legato

#define LOW 55U  // G3
#define HIGH 88U // E6
#define SPACING 48000U
#define STEP 14400U // of the table, frames: 0.3 s a note
#define FADE 96U

/// Add STEP frames and a fade of the middle of a note, wherever it begins.
static void
splice(float* const out, const float* const scale, const unsigned note,
       TestRng* const rng)
{
  const size_t from =
    (size_t)(note - LOW) * SPACING + 19200U + test_rng_u32(rng) % 4800U;
  for (size_t i = 0; i < STEP + FADE; i++) {
    const float in  = i < FADE ? (float)i / FADE : 1.0f;
    const float off = i < STEP ? 1.0f : 1.0f - (float)(i - STEP) / FADE;
    out[i] += in * off * scale[from + i];
  }
}

/// Time from the splice in ms.
static double
follow(const TestTrack* const heard, const double at_s, const double hz)
{
  const double stay_s = 0.010;
  double       since  = -1.0;
  for (size_t i = 0; i < heard->n; i++) {
    const double t = heard->time_s[i];
    if (t < at_s || t > at_s + 0.21) {
      continue;
    }
    const double off = 1200.0 * log2(fmax(heard->hz[i], 1e-3) / hz);
    if (fabs(off) > 50.0) {
      since = -1.0;
    } else if (since < 0.0) {
      since = t;
    }
    if (since >= 0.0 && t >= since + stay_s) {
      return 1000.0 * (since - at_s);
    }
  }
  return 200.0;
}

size_t
test_legato(double ms[TEST_SPLICES])
{
  TestNote scale[HIGH - LOW + 1U];
  unsigned line[TEST_SPLICES + 1U] = { 69U };
  TestRng  rng                     = test_rng(20U);
  size_t   n                       = 0U;
  for (unsigned i = 0; i <= HIGH - LOW; i++) {
    scale[i] = (TestNote){ LOW + i, (double)i, 0.95 };
  }
  float* const notes = test_sampled_violin(scale, HIGH - LOW + 1U, &n);
  if (!notes) {
    return 0U;
  }
  float* const x = test_floats((TEST_SPLICES + 1U) * STEP + FADE);
  splice(x, notes, line[0], &rng);
  for (unsigned i = 1U; i <= TEST_SPLICES; i++) {
    const unsigned step = 1U + (i - 1U) % 12U;
    const bool     up   = line[i - 1U] < LOW + step ||
                    (line[i - 1U] + step <= HIGH && test_rng_u32(&rng) % 2U);
    line[i] = up ? line[i - 1U] + step : line[i - 1U] - step;
    splice(x + (size_t)i * STEP, notes, line[i], &rng);
  }
  TestTrack heard =
    test_hear_pitch(x, (size_t)(TEST_SPLICES + 1U) * STEP + FADE);
  for (unsigned i = 1U; i <= TEST_SPLICES; i++) {
    ms[i - 1U] =
      follow(&heard, (i * STEP + 0.5 * FADE) / 48000.0, test_note_hz(line[i]));
  }
  test_track_free(&heard);
  free(notes);
  free(x);
  return TEST_SPLICES;
}
