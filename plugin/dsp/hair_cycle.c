#include "plugin/dsp/hair_cycle.h"

#include "plugin/dsp/hash.h"

#include <math.h>
#include <string.h>

#define LOCK 0.25F     // share of the error that a period takes back
#define LOCKED 1000U   // periods, after which they are counted no more
#define MEMORY 0.7F    // of the moments, per period
#define UNIFORM 1.732F // a uniform draw of rms 1 reaches this
// Bursts differ by half, up and down; rms 1 (1.0408 is that of 1 +- 0.5)
#define BURST_MEAN (1.0F / 1.0408F)
#define BURST_SPREAD (0.5F / 1.0408F)

/// The next random number, -1..1.
static float
draw(DalaHairCycle* const self)
{
  return 2.0F * dala_hash_share(self->draws++) - 1.0F;
}

void
dala_hair_cycle_rest(DalaHairCycle* const self)
{
  const uint32_t draws = self->draws;
  memset(self, 0, sizeof *self);
  self->step  = 1U << 24;
  self->draws = draws;
}

void
dala_hair_cycle_reset(DalaHairCycle* const self)
{
  self->draws = 0U;
  dala_hair_cycle_rest(self);
}

static void
set_step(DalaHairCycle* const self)
{
  const float per_frame = self->f0_cyc * (1.0F - self->pull);
  self->step            = (uint32_t)(per_frame * 4294967296.0F);
}

void
dala_hair_cycle_set_pitch(DalaHairCycle* const self, const float f0_cyc)
{
  self->f0_cyc = f0_cyc;
  set_step(self);
}

/// How late the bursts were, -0.5..0.5 of a period: the angle of their moments
/// on a diamond, which is that on a circle within 0.01 of a turn.
static float
lateness(const DalaHairCycle* const self)
{
  const float c   = self->cosine_mean;
  const float s   = self->sine_mean;
  const float sum = fabsf(c) + fabsf(s);
  if (!(sum > 1.0e-12F)) {
    return 0.0F;
  }
  const float right = 0.25F * s / sum;
  return c >= 0.0F ? right : copysignf(0.5F, s) - right;
}

void
dala_hair_cycle_wrap(DalaHairCycle* const self, const uint32_t noise_len)
{
  self->periods     = self->periods < LOCKED ? self->periods + 1U : LOCKED;
  self->sine_mean   = MEMORY * self->sine_mean + self->sine;
  self->cosine_mean = MEMORY * self->cosine_mean + self->cosine;
  self->sine = self->cosine = 0.0F;
  // The first periods believe what they see at once
  self->pull = lateness(self) * fmaxf(1.0F / (float)self->periods, LOCK);
  set_step(self);

  self->late += self->drift;
  self->drift = UNIFORM * draw(self) - self->late;
  self->burst = BURST_MEAN + BURST_SPREAD * draw(self);
  self->noise_at =
    (uint32_t)(((uint64_t)dala_hash(self->draws++) * noise_len) >> 32);
}
