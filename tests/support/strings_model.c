#include "tests/support/strings_model.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>

#define PI 3.14159265358979323846

typedef struct {
  double  taps[6];
  size_t  delay;
  double  a;
  double* x; // everything the loop ever carried
} ModelString;

static double complex
response(const double* const h, const int n, const double w)
{
  double complex sum = 0.0;
  for (int k = 0; k < n; k++) {
    sum += h[k] * cexp(-I * w * k);
  }
  return sum;
}

static void
lagrange(const double d, double* const h)
{
  for (int k = 0; k < 4; k++) {
    h[k] = 1.0;
    for (int m = 0; m < 4; m++) {
      h[k] *= m == k ? 1.0 : (d - m) / (k - m);
    }
  }
}

// Lagrange taps whose phase delay at w is `want` frames, by bisection
static void
solve_lagrange(const double want, const double w, double* const h)
{
  double lo = want - 0.2;
  double hi = want + 0.2;
  for (int i = 0; i < 60; i++) {
    const double mid = 0.5 * (lo + hi);
    lagrange(mid, h);
    if (-carg(response(h, 4, w)) / w < want) {
      lo = mid;
    } else {
      hi = mid;
    }
  }
}

static void
make_string(ModelString* const self, const StringsModelConfig* const cfg,
            const DalaStringTuning* const tuning)
{
  const double f     = (double)tuning->freq_hz;
  const double w     = 2.0 * PI * f / cfg->rate;
  const double total = cfg->rate / f - 2.0;
  const double t60   = cfg->decay_s * (double)tuning->t60_factor;
  const double goal  = pow(10.0, -3.0 / (f * t60));
  const double lost  = log(1000.0) / (f * t60);
  const double scale = pow(cfg->rate / 48000.0, 2.0);
  const double g = fmin(fmin(0.02 * scale, 0.25), 0.25 * lost / (1.0 - cos(w)));
  const double loss[3] = { g, 1.0 - 2.0 * g, g };
  double       h[4];
  self->delay = (size_t)total;
  self->a     = (double)tuning->gain;
  solve_lagrange(1.0 + total - floor(total), w, h);
  const double gain =
    goal / (cabs(response(h, 4, w)) * cabs(response(loss, 3, w)));
  for (int k = 0; k < 6; k++) {
    self->taps[k] = 0.0;
    for (int m = 0; m < 3; m++) {
      if (k - m >= 0 && k - m < 4) {
        self->taps[k] += gain * loss[m] * h[k - m];
      }
    }
  }
}

static double
read_string(const ModelString* const self, const size_t n)
{
  double y = 0.0;
  for (size_t k = 0; k < 6U; k++) {
    const size_t back = self->delay + k;
    y += back <= n ? self->taps[k] * self->x[n - back] : 0.0;
  }
  return y;
}

void
strings_model_run(const StringsModelConfig* const cfg,
                  const DalaStringTuning* const strings, const uint32_t count,
                  const float* const pan, const float* const in,
                  float* const out, const size_t n)
{
  ModelString bank[DALA_STRINGS_MAX];
  for (uint32_t i = 0; i < count; i++) {
    make_string(&bank[i], cfg, &strings[i]);
    bank[i].x = (double*)calloc(n, sizeof(double));
  }
  const double pole = exp(-2.0 * PI * 80.0 / cfg->rate);
  double       send = 0.0;
  for (size_t at = 0; at < n; at++) {
    double y[DALA_STRINGS_MAX];
    double v   = 0.0;
    double sum = 0.0;
    for (uint32_t i = 0; i < count; i++) {
      y[i] = read_string(&bank[i], at);
      v += bank[i].a * y[i];
      sum += bank[i].a * y[i] * (double)pan[i % 8U];
    }
    const double before = at ? (double)in[at - 1U] : 0.0;
    send = pole * send + (0.5 + 0.5 * pole) * ((double)in[at] - before);
    const double e = cfg->drive * send - cfg->coupling * v;
    for (uint32_t i = 0; i < count; i++) {
      bank[i].x[at] = y[i] + bank[i].a * e;
    }
    out[at] = (float)sum;
  }
  for (uint32_t i = 0; i < count; i++) {
    free(bank[i].x);
  }
}
