#include "plugin/engine/breath.h"

#include "plugin/dsp/config.h"

#include <math.h>

// The law: DSP notes, section 3
static const double attack_s  = 0.015;
static const double release_s = 0.250;
static const float  exponent  = 0.7f;
static const float  floor_db  = -18.0f;

// RMS of a violin line that peaks near -6 dBFS: the drone's nominal level.
// Measured on the reference recordings: -16 to -24 dBFS.
static const float reference_db = -20.0f;
static const float top_db       = 3.0f;

// A pianissimo is about 40 dB under that; a quiet room another 20.
static const float  quiet_power = 1e-6f; // -60 dBFS
static const double wait_s      = 0.7;   // longer than a rest within a phrase
static const double fade_s      = 0.6;   // time constant
static const float  gone        = 1e-4f; // of presence: -80 dB

static float
share(const double rate, const double seconds)
{
  return (float)(1.0 - exp(-(double)DALA_TICK / (rate * seconds)));
}

void
dala_breath_prepare(DalaBreath* const self, const double rate)
{
  self->attack     = share(rate, attack_s);
  self->release    = share(rate, release_s);
  self->fade       = share(rate, fade_s);
  self->wait_ticks = (uint32_t)(wait_s * rate / DALA_TICK);
  dala_breath_reset(self);
}

void
dala_breath_reset(DalaBreath* const self)
{
  self->law_db      = floor_db;
  self->presence    = 0.0f;
  self->quiet_ticks = self->wait_ticks;
  self->muted       = false;
}

void
dala_breath_mute(DalaBreath* const self)
{
  self->muted = true;
}

void
dala_breath_wake(DalaBreath* const self)
{
  self->muted = false;
}

static void
follow_player(DalaBreath* const self, const float mean_square, const bool stay)
{
  const bool playing = mean_square > quiet_power;
  if (playing) {
    if (self->quiet_ticks >= self->wait_ticks) {
      self->muted = false;
    }
    self->quiet_ticks = 0U;
  } else if (self->quiet_ticks < self->wait_ticks) {
    self->quiet_ticks++;
  }
  const bool here =
    !self->muted && (stay || self->quiet_ticks < self->wait_ticks);
  if (here) {
    self->presence += self->attack * (1.0f - self->presence);
  } else {
    self->presence -=
      (self->muted ? self->attack : self->fade) * self->presence;
    self->presence = self->presence < gone ? 0.0f : self->presence;
  }
}

float
dala_breath_tick(DalaBreath* const self, const float mean_square,
                 const float follow, const bool hold)
{
  follow_player(self, mean_square, hold || follow <= 0.0f);
  const float level_db = 10.0f * log10f(mean_square + 1e-12f);
  const float wish_db =
    fminf(fmaxf(exponent * (level_db - reference_db), floor_db), top_db);
  const float rate = wish_db > self->law_db ? self->attack : self->release;
  self->law_db += rate * (wish_db - self->law_db);
  return self->presence * exp2f(follow * self->law_db * 0.16609640f);
}
