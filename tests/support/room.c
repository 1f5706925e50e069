#include "tests/support/room.h"

#include "tests/support/fourier.h"
#include "tests/support/module.h"

#include <complex.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
#define FFT 65536U

static void*
zeros(const size_t n, const size_t size)
{
  void* const made = calloc(n ? n : 1U, size);
  if (!made) {
    abort();
  }
  return made;
}

void
room_open(RoomRig* const rig, const double rate, const char* const variant)
{
  DalaArena arena;
  memset(rig, 0, sizeof *rig);
  rig->cfg = test_config(rate, variant);
  memset(&rig->space, 0x7f, sizeof rig->space);
  dala_arena_measure(&arena);
  dala_space_layout(&rig->space, &rig->cfg, &arena);
  rig->memory = test_arena_block(&arena);
  rig->bytes  = arena.capacity;
  assert_int_equal(dala_space_layout(&rig->space, &rig->cfg, &arena), 0);
  dala_space_prepare(&rig->space, &rig->cfg);
}

void
room_close(RoomRig* const rig)
{
  free(rig->memory);
}

void
room_run(RoomRig* const rig, const float* const in_l, const float* const in_r,
         float* const out_l, float* const out_r, const size_t n,
         const uint32_t piece)
{
  TestRng rng = test_rng(7U);
  for (size_t at = 0; at < n;) {
    const size_t   left = piece && piece < n - at ? piece : n - at;
    const uint32_t m    = test_piece(rig->at, left, piece ? NULL : &rng);
    if (rig->at == 0U) {
      if (!dala_space_healthy(&rig->space)) {
        dala_space_reset(&rig->space);
        rig->healed++;
      }
      dala_space_tick(&rig->space);
    }
    dala_space_process(&rig->space, in_l + at, in_r + at, out_l + at,
                       out_r + at, m);
    rig->at = (rig->at + m) % DALA_TICK;
    at += m;
  }
}

RoomSound
room_response(RoomRig* const rig, const uint32_t place, const double seconds)
{
  const size_t    n     = (size_t)(seconds * rig->cfg.rate);
  const RoomSound sound = { n, (float*)zeros(n, sizeof(float)),
                            (float*)zeros(n, sizeof(float)) };
  dala_space_set_place(&rig->space, place);
  dala_space_reset(&rig->space);
  rig->at    = 0U;
  sound.l[0] = sound.r[0] = 1.0f;
  room_run(rig, sound.l, sound.r, sound.l, sound.r, n, DALA_TICK);
  return sound;
}

void
room_sound_free(const RoomSound* const sound)
{
  free(sound->l);
  free(sound->r);
}

// ------------------------------------------------------------ octave bands

/// One second-order low-pass or high-pass over x, bilinear transform.
static void
filter(double* const x, const size_t n, const double w, const double q,
       const bool high)
{
  const double c     = cos(w);
  const double alpha = sin(w) / (2.0 * q);
  const double a0    = 1.0 + alpha;
  const double edge  = 0.5 * (high ? 1.0 + c : 1.0 - c) / a0;
  const double mid   = high ? -2.0 * edge : 2.0 * edge;
  const double a1    = -2.0 * c / a0;
  const double a2    = (1.0 - alpha) / a0;
  double       s1    = 0.0;
  double       s2    = 0.0;
  for (size_t i = 0; i < n; i++) {
    const double y = edge * x[i] + s1;
    s1             = mid * x[i] - a1 * y + s2;
    s2             = edge * x[i] - a2 * y;
    x[i]           = y;
  }
}

/// The octave around hz, in new memory.
static double*
octave(const float* const x, const size_t n, const double rate, const double hz)
{
  static const double q[3] = { 0.51763809, 0.70710678, 1.93185165 };
  double* const       y    = (double*)zeros(n, sizeof(double));
  for (size_t i = 0; i < n; i++) {
    y[i] = (double)x[i];
  }
  for (size_t k = 0; k < 3U; k++) {
    filter(y, n, 2.0 * PI * hz * sqrt(0.5) / rate, q[k], true);
    if (hz * sqrt(2.0) < 0.47 * rate) {
      filter(y, n, 2.0 * PI * hz * sqrt(2.0) / rate, q[k], false);
    }
  }
  return y;
}

/// Energy of both sides in the octave from each frame on, in new memory.
static double*
energy_left(const RoomSound* const sound, const double rate, const double hz)
{
  double* const l   = octave(sound->l, sound->n, rate, hz);
  double* const r   = octave(sound->r, sound->n, rate, hz);
  double        sum = 0.0;
  for (size_t i = sound->n; i-- > 0U;) {
    sum += l[i] * l[i] + r[i] * r[i];
    l[i] = sum;
  }
  free(r);
  return l;
}

double
room_t60(const RoomSound* const sound, const double rate, const double hz)
{
  double* const left = energy_left(sound, rate, hz);
  double        st = 0.0, sd = 0.0, stt = 0.0, std = 0.0, m = 0.0;
  for (size_t i = 0; i < sound->n; i++) {
    const double db = 10.0 * log10(left[i] / left[0] + 1e-30);
    const double t  = (double)i / rate;
    if (db <= -5.0 && db >= -35.0) {
      st += t;
      sd += db;
      stt += t * t;
      std += t * db;
      m += 1.0;
    }
  }
  free(left);
  return -60.0 * (m * stt - st * st) / (m * std - st * sd);
}

double
room_octave_db(const RoomSound* const sound, const double rate, const double hz)
{
  double* const left = energy_left(sound, rate, hz);
  // Of white noise an octave holds 2 hz / sqrt(2) of rate
  const double db = 10.0 * log10(0.5 * left[0] * rate / (hz * sqrt(2.0)));
  free(left);
  return db;
}

// ----------------------------------------------------------- course in time

double
room_gap(const RoomSound* const sound, const double rate)
{
  double peak = 0.0;
  for (size_t i = 0; i < sound->n; i++) {
    peak =
      fmax(peak, fmax(fabs((double)sound->l[i]), fabs((double)sound->r[i])));
  }
  for (size_t i = 0; i < sound->n; i++) {
    if (fmax(fabs((double)sound->l[i]), fabs((double)sound->r[i])) >=
        0.02 * peak) {
      return (double)i / rate;
    }
  }
  return -1.0;
}

double
room_mixing(const float* const x, const size_t n, const double rate,
            const double from)
{
  const size_t width = (size_t)(0.020 * rate);
  const size_t hop   = (size_t)(0.001 * rate);
  for (size_t at = (size_t)(from * rate); at + width <= n; at += hop) {
    double weights = 0.0;
    double power   = 0.0;
    double outside = 0.0;
    for (unsigned pass = 0; pass < 2U; pass++) {
      const double sigma = pass ? sqrt(power / weights) : 0.0;
      for (size_t i = 0; i < width; i++) {
        const double w =
          0.5 - 0.5 * cos(2.0 * PI * ((double)i + 0.5) / (double)width);
        const double v = fabs((double)x[at + i]);
        weights += pass ? 0.0 : w;
        power += pass ? 0.0 : w * v * v;
        outside += pass && v > sigma ? w : 0.0;
      }
    }
    if (outside / weights >= 0.9 * erfc(sqrt(0.5))) {
      return ((double)at + 0.5 * (double)width) / rate;
    }
  }
  return INFINITY;
}

double
room_correlation(const RoomSound* const sound, const double rate,
                 const double from)
{
  double ll = 1e-30;
  double rr = 1e-30;
  double lr = 0.0;
  for (size_t i = (size_t)(from * rate); i < sound->n; i++) {
    const double l = (double)sound->l[i];
    const double r = (double)sound->r[i];
    ll += l * l;
    rr += r * r;
    lr += l * r;
  }
  return lr / sqrt(ll * rr);
}

// ----------------------------------------------------------------- ringing

double
room_ringing_db(const float* const x, const size_t n, const double rate,
                const double from)
{
  double complex* const bins =
    (double complex*)zeros(FFT, sizeof(double complex));
  const size_t at = (size_t)(from * rate);
  for (size_t i = 0; i < FFT && at + i < n; i++) {
    bins[i] = (0.5 - 0.5 * cos(2.0 * PI * (double)i / FFT)) * (double)x[at + i];
  }
  test_fourier(bins, FFT);

  double       band[512] = { 0.0 };
  const size_t last      = 250U; // 4 kHz
  for (size_t k = 0; k < FFT / 2U; k++) {
    const size_t b = (size_t)((double)k * rate / FFT / 16.0);
    if (b < 512U) {
      band[b] += creal(bins[k] * conj(bins[k]));
    }
  }
  free(bins);
  double worst = -INFINITY;
  for (size_t b = 12U; b < last; b++) {
    double around = 0.0;
    for (size_t k = 1U; k <= 6U; k++) {
      around += (band[b - k] + band[b + k]) / 12.0;
    }
    worst = fmax(worst, 10.0 * log10(band[b] / around));
  }
  return worst;
}
