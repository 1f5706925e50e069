#include "tests/support/strings_rig.h"

#include "plugin/music/string_sets.h"
#include "tests/support/analysis.h"
#include "tests/support/module.h"

#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846

void
strings_rig_open(StringsRig* const rig, const double rate,
                 const char* const variant)
{
  DalaArena arena;
  memset(rig, 0, sizeof *rig);
  rig->cfg = test_config(rate, variant);
  dala_arena_measure(&arena);
  dala_strings_layout(&rig->strings, &rig->cfg, &arena);
  rig->memory = test_arena_block(&arena);
  rig->bytes  = arena.capacity;
  assert_int_equal(dala_strings_layout(&rig->strings, &rig->cfg, &arena), 0);
  dala_strings_prepare(&rig->strings, &rig->cfg);
}

void
strings_rig_close(StringsRig* const rig)
{
  free(rig->memory);
}

uint32_t
strings_of_set(const uint32_t set, const double tonic,
               DalaStringTuning* const out)
{
  DalaSetString  rows[DALA_STRING_SET_MAX];
  const uint32_t n = dala_string_set_tune(set, tonic, 0U, rows);
  for (uint32_t i = 0; i < n; i++) {
    out[i].freq_hz    = rows[i].freq_hz;
    out[i].t60_factor = rows[i].t60_factor;
    out[i].gain       = rows[i].gain;
    out[i].buzz       = rows[i].buzz;
  }
  return n;
}

void
strings_rig_set(StringsRig* const rig, const uint32_t set, const double tonic)
{
  DalaStringTuning strings[DALA_STRINGS_MAX];
  const uint32_t   n = strings_of_set(set, tonic, strings);
  dala_strings_set_set(&rig->strings, strings, n);
}

void
strings_rig_run(StringsRig* const rig, const float* const in,
                float* const out_l, float* const out_r, const size_t n,
                const uint32_t piece)
{
  TestRng rng = test_rng(7U);
  for (size_t at = 0; at < n;) {
    const uint32_t phase = rig->at % DALA_TICK;
    if (!phase) {
      if (!dala_strings_healthy(&rig->strings)) {
        dala_strings_reset(&rig->strings);
      }
      dala_strings_tick(&rig->strings);
    }
    const size_t   left = piece && piece < n - at ? piece : n - at;
    const uint32_t now  = test_piece(phase, left, piece ? NULL : &rng);
    dala_strings_process(&rig->strings, in + at, out_l + at, out_r + at, now);
    rig->at += now;
    at += now;
  }
}

StringsSound
strings_sound_new(const size_t n)
{
  const StringsSound sound = { n, (float*)calloc(n, sizeof(float)),
                               (float*)calloc(n, sizeof(float)),
                               (float*)calloc(n, sizeof(float)) };
  return sound;
}

void
strings_sound_free(const StringsSound* const sound)
{
  free(sound->in);
  free(sound->l);
  free(sound->r);
}

void
strings_rig_sound(StringsRig* const rig, const StringsSound* const sound,
                  const uint32_t piece)
{
  strings_rig_run(rig, sound->in, sound->l, sound->r, sound->n, piece);
}

size_t
strings_burst(float* const out, const double f, const double rate,
              const double periods)
{
  const size_t n = (size_t)(periods * rate / f);
  for (size_t i = 0; i < n; i++) {
    const double place = ((double)i + 0.5) / (double)n;
    out[i]             = (float)((0.5 - 0.5 * cos(2.0 * PI * place)) *
                     sin(2.0 * PI * f * (double)i / rate));
  }
  return n;
}

double
strings_fit_t60(const float* const x, const size_t n, const double rate,
                const double f, const size_t window)
{
  const double first = test_partial_db(x, window, rate, f);
  double       s = 0.0, st = 0.0, sy = 0.0, stt = 0.0, sty = 0.0;
  double       last = first;
  for (size_t at = 0; at + window <= n && last > first - 35.0;
       at += window / 3U) {
    const double t = (double)at / rate;
    last           = test_partial_db(x + at, window, rate, f);
    if (last <= first - 5.0 && last >= first - 35.0) {
      s += 1.0;
      st += t;
      sy += last;
      stt += t * t;
      sty += t * last;
    }
  }
  return s >= 3.0 ? -60.0 * (s * stt - st * st) / (s * sty - st * sy) : 0.0;
}

// Sixth-order high-pass at 8 kHz (three equal biquads, Q 0.71, in double)
static void
keep_above_8_khz(double* const x, const size_t n, const double rate)
{
  const double w     = 2.0 * PI * 8000.0 / rate;
  const double alpha = sin(w) / 1.42;
  const double a0    = 1.0 + alpha;
  const double b     = (1.0 + cos(w)) / 2.0 / a0;
  for (int pass = 0; pass < 3; pass++) {
    double x1 = 0.0, x2 = 0.0, y1 = 0.0, y2 = 0.0;
    for (size_t i = 0; i < n; i++) {
      const double y = b * (x[i] - 2.0 * x1 + x2) + 2.0 * cos(w) / a0 * y1 -
                       (1.0 - alpha) / a0 * y2;
      x2   = x1;
      x1   = x[i];
      y2   = y1;
      y1   = y;
      x[i] = y;
    }
  }
}

// Largest level of a frame of `frame` within [from, to), dB
static double
largest_db(const double* const x, const size_t from, const size_t to,
           const size_t frame)
{
  double most = 1.0e-40;
  for (size_t at = from; at + frame <= to; at += frame) {
    double sum = 0.0;
    for (size_t i = at; i < at + frame; i++) {
      sum += x[i] * x[i];
    }
    most = fmax(most, sum / (double)frame);
  }
  return 10.0 * log10(most);
}

void
strings_check_no_click(const StringsSound* const sound, const double rate,
                       const size_t event)
{
  const size_t  ms    = (size_t)(0.001 * rate);
  const size_t  after = event + 20U * ms;
  double* const x     = (double*)calloc(sound->n, sizeof(double));
  for (size_t i = 0; i < sound->n; i++) {
    x[i] = (double)sound->l[i];
  }
  double least = 400.0;
  for (size_t at = event; at < after; at += ms) {
    least = fmin(least, largest_db(x, at, at + 10U * ms, 10U * ms));
  }
  double before = 400.0;
  double behind = 400.0;
  for (size_t k = 0; k < 10U; k++) {
    const size_t b = event - (k + 1U) * 10U * ms;
    const size_t a = after + 10U * ms + k * 10U * ms;
    before         = fmin(before, largest_db(x, b, b + 10U * ms, 10U * ms));
    behind         = fmin(behind, largest_db(x, a, a + 10U * ms, 10U * ms));
  }
  keep_above_8_khz(x, sound->n, rate);
  const double at   = largest_db(x, event, after, ms);
  const double rest = fmax(largest_db(x, event - 1000U * ms, event, ms),
                           largest_db(x, after, after + 1000U * ms, ms));
  free(x);
  print_message("%g Hz: at %.1f dB, rest %.1f dB, level %.1f dB of %.1f\n",
                rate, at, rest, least, fmin(before, behind));
  if (at > -80.0) { // stricter than DESIGN by 20 dB
    check_at_most(at - rest, 3.0);
  }
  check_at_most(fmin(before, behind) - least, 6.0);
}
