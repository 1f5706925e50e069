#include "plugin/dsp/tract.h"

#include <math.h>
#include <string.h>

#define TWO_PI 6.2831853F

/// The formants, one in each lane: the same on every machine.
typedef float Lanes __attribute__((vector_size(4U * DALA_TRACT_FORMANTS)));

void
dala_tract_reset(DalaTract* const self)
{
  memset(self->u, 0, sizeof self->u);
  memset(self->z, 0, sizeof self->z);
}

void
dala_tract_tune(DalaTract* const self, const uint32_t i, const float rate,
                const float hz, const float width_hz, const float peak)
{
  const float radius = expf(-0.5F * TWO_PI * width_hz / rate);
  const float w      = TWO_PI * fminf(hz / rate, 0.5F);
  self->c[i]         = radius * cosf(w);
  self->s[i]         = radius * sinf(w);
  self->gain[i]      = hz < 0.45F * rate ? 2.0F * (1.0F - radius) * peak : 0.0F;
}

double
dala_tract_power(const DalaTract* const self, const uint32_t count,
                 const double rate, const double hz)
{
  const double w     = 6.283185307179586 * hz / rate;
  const double zr    = cos(w);
  const double zi    = -sin(w);
  double       sum_r = 0.0;
  double       sum_i = 0.0;
  for (uint32_t i = 0U; i < count; i++) {
    const double c  = (double)self->c[i];
    const double s  = (double)self->s[i];
    const double g  = (double)self->gain[i] * s;
    const double r2 = c * c + s * s;
    // g z / (1 - 2 c z + r2 z^2), z = e^(-iw)
    const double dr = 1.0 - 2.0 * c * zr + r2 * (zr * zr - zi * zi);
    const double di = -2.0 * c * zi + 2.0 * r2 * zr * zi;
    const double d  = dr * dr + di * di;
    sum_r += g * (zr * dr + zi * di) / d;
    sum_i += g * (zi * dr - zr * di) / d;
  }
  return sum_r * sum_r + sum_i * sum_i;
}

void
dala_tract_process(DalaTract* const self, const float* const all,
                   const float* const last, float* const out, const uint32_t n)
{
  Lanes c;
  Lanes s;
  Lanes g;
  Lanes u;
  Lanes z;
  memcpy(&c, self->c, sizeof c);
  memcpy(&s, self->s, sizeof s);
  memcpy(&g, self->gain, sizeof g);
  memcpy(&u, self->u, sizeof u);
  memcpy(&z, self->z, sizeof z);
  for (uint32_t i = 0U; i < n; i++) {
    const Lanes x    = { all[i], all[i], all[i], last[i] };
    const Lanes next = (c * u - s * z) + x;
    z                = s * u + c * z;
    u                = next;
    const Lanes y    = g * z;
    out[i]           = (y[0] + y[1]) + (y[2] + y[3]);
  }
  memcpy(self->u, &u, sizeof u);
  memcpy(self->z, &z, sizeof z);
}
