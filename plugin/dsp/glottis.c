#include "plugin/dsp/glottis.h"

#include <math.h>
#include <string.h>

#define TWO_PI 6.283185307179586
#define ROW (DALA_GLOTTIS_POINTS + 1U)

/// Part of the period that the folds are open: 0.30 to 0.40.
static const double open_part = 0.36;
static const double top_hz    = 6500.0;

/// Real and imaginary part of the k-th harmonic of the flow's derivative,
/// 2 q t - 3 t^2 over 0..q, by integration in closed form.
static void
harmonic(const uint32_t k, double* const re, double* const im)
{
  const double w = TWO_PI * k;
  const double q = open_part;
  const double c = cos(w * q);
  const double s = sin(w * q);
  // integrals of t e^(-iwt) and t^2 e^(-iwt)
  const double t1r = q * s / w + (c - 1.0) / (w * w);
  const double t1i = q * c / w - s / (w * w);
  const double t2r =
    q * q * s / w + 2.0 * q * c / (w * w) - 2.0 * s / (w * w * w);
  const double t2i =
    q * q * c / w - 2.0 * q * s / (w * w) - 2.0 * (c - 1.0) / (w * w * w);
  const double scale = 2.0 / (q * q); // about 1 for the first harmonics
  *re                = scale * (2.0 * q * t1r - 3.0 * t2r);
  *im                = scale * (2.0 * q * t1i - 3.0 * t2i);
}

double
dala_glottis_harmonic(const uint32_t k)
{
  double re;
  double im;
  harmonic(k, &re, &im);
  return sqrt(re * re + im * im);
}

double
dala_glottis_top_hz(const DalaGlottis* const self)
{
  return fmin(top_hz, 0.45 * self->rate);
}

void
dala_glottis_layout(DalaGlottis* const self, const double rate,
                    DalaArena* const arena)
{
  self->rate   = rate;
  self->tables = (float*)dala_arena_take(
    arena, (size_t)DALA_GLOTTIS_TABLES * ROW, sizeof(float));
}

/// Add one harmonic to a table.
static void
add(float* const table, const uint32_t k)
{
  const double turn_r = cos(TWO_PI * k / DALA_GLOTTIS_POINTS);
  const double turn_i = sin(TWO_PI * k / DALA_GLOTTIS_POINTS);
  double       re;
  double       im;
  harmonic(k, &re, &im);
  for (uint32_t i = 0U; i < DALA_GLOTTIS_POINTS; i++) {
    table[i] += (float)re;
    const double next = re * turn_r - im * turn_i;
    im                = re * turn_i + im * turn_r;
    re                = next;
  }
  table[DALA_GLOTTIS_POINTS] = table[0];
}

void
dala_glottis_prepare(DalaGlottis* const self)
{
  uint32_t done = 0U;
  // From the highest pitch down: each table has all of the one before
  for (uint32_t t = DALA_GLOTTIS_TABLES; t-- > 0U;) {
    float* const   table = self->tables + (size_t)t * ROW;
    const double   hz    = DALA_GLOTTIS_MIN_HZ * exp2(0.5 * (t + 1.0));
    const uint32_t count = (uint32_t)(dala_glottis_top_hz(self) / hz);
    if (t + 1U < DALA_GLOTTIS_TABLES) {
      memcpy(table, table + ROW, ROW * sizeof *table);
    } else {
      memset(table, 0, ROW * sizeof *table);
    }
    while (done < count) {
      add(table, ++done);
    }
  }
}

const float*
dala_glottis_table(const DalaGlottis* const self, const float hz)
{
  uint32_t t   = 0U;
  float    top = DALA_GLOTTIS_MIN_HZ * 1.41421356F;
  while (t < DALA_GLOTTIS_TABLES - 1U && hz > top) {
    top *= 1.41421356F;
    t++;
  }
  return self->tables + (size_t)t * ROW;
}
