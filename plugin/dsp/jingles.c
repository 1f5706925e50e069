#include "plugin/dsp/jingles.h"

#include "plugin/dsp/hash.h"

#include <math.h>
#include <string.h>

#define PI 3.14159265F

// An accent stands out by 2.3 dB (mean squares) against what was usual, which
// knows a dip between two bows sooner than a swell
#define ACCENT 1.7F
#define VIBRATO_ACCENT 4.0F // under vibrato it takes 6 dB
#define RISE_S 0.050
#define FALL_S 0.020
#define AUDIBLE 0.063F    // of the loudest, mean square: -12 dB; reference 1.3
#define OVER_ROOM 16.0F   // over the room's floor, mean square: 12 dB
#define LISTEN_S 0.010    // what sounds by then is no accent but the state
#define PAUSE_S 0.080     // plates still swing: no accent heats them anew
#define CONTACT_S 0.0001F // metal on metal, half a sine: by eye on spectra
#define END_S 0.30        // the longest mode is 150 dB down
#define HIGHEST_CYC 0.45F

// An accent is known up to 5 ms after it began; then the first plate strikes,
// the others 6 to 28 ms apart, each weaker. C
#define FIRST_S 0.0045F
#define FIRST_SPAN_S 0.005F
#define NEXT_S 0.006F
#define NEXT_SPAN_S 0.022F
#define WEAKER 0.7F

/// How far a cluster is heard on the other side.
#define ACROSS 0.4F

typedef struct {
  float freq_hz;
  float q;
  float gain;
} Mode;

// Plates of brass, no two alike: 2.2 to 9 kHz, Q 80 to 300, nothing in simple
// ratios; highs weaker. C
static const Mode modes[DALA_JINGLES_SIDES][DALA_JINGLES_MODES] = {
  { { 2230.0F, 110.0F, 1.0F },
    { 3410.0F, 180.0F, 0.9F },
    { 5520.0F, 240.0F, 0.7F },
    { 8140.0F, 300.0F, 0.5F } },
  { { 2650.0F, 90.0F, 1.0F },
    { 4270.0F, 210.0F, 0.85F },
    { 6490.0F, 140.0F, 0.6F },
    { 8870.0F, 190.0F, 0.5F } },
};

// ------------------------------------------------------------ preparation

/// Gain at a frequency of a contact that is half a sine.
static float
contact(const float freq_hz)
{
  const float x = 2.0F * CONTACT_S * freq_hz;
  return fabsf(x - 1.0F) < 0.01F ? 0.25F * PI
                                 : cosf(0.5F * PI * x) / (1.0F - x * x);
}

/// A whole strike begins with an rms of 1, were no mode mute.
static void
prepare_cluster(DalaJingleCluster* const self, const Mode* const from,
                const float rate)
{
  float power = 0.0F;
  for (uint32_t i = 0; i < DALA_JINGLES_MODES; i++) {
    const float gain = from[i].gain * contact(from[i].freq_hz);
    power += 0.5F * gain * gain;
  }
  for (uint32_t i = 0; i < DALA_JINGLES_MODES; i++) {
    const float cyc  = from[i].freq_hz / rate;
    const float gain = from[i].gain * contact(from[i].freq_hz);
    const float r    = expf(-PI * cyc / from[i].q);
    const float half = powf(r, 0.5F * (float)DALA_TICK);
    const float turn = 2.0F * PI * cyc;
    self->rc[i]      = r * cosf(turn);
    self->rs[i]      = r * sinf(turn);
    self->half_rc[i] = half * cosf(0.5F * (float)DALA_TICK * turn);
    self->half_rs[i] = half * sinf(0.5F * (float)DALA_TICK * turn);
    self->gain[i]    = cyc < HIGHEST_CYC ? gain / sqrtf(power) : 0.0F;
  }
}

void
dala_jingles_prepare(DalaJingles* const self, const double rate)
{
  const double tick_s = DALA_TICK / rate;
  self->tick_s        = (float)tick_s;
  self->rise          = (float)exp(-tick_s / RISE_S);
  self->fall          = (float)exp(-tick_s / FALL_S);
  self->listen        = (uint32_t)(LISTEN_S / tick_s) + 1U;
  self->pause         = (uint32_t)(PAUSE_S / tick_s) + 1U;
  self->end           = (uint32_t)(END_S / tick_s) + 1U;
  for (uint32_t s = 0; s < DALA_JINGLES_SIDES; s++) {
    prepare_cluster(&self->clusters[s], modes[s], (float)rate);
  }
  dala_jingles_reset(self);
}

static void
sleep(DalaJingles* const self)
{
  for (uint32_t s = 0; s < DALA_JINGLES_SIDES; s++) {
    memset(self->clusters[s].u, 0, sizeof self->clusters[s].u);
    memset(self->clusters[s].z, 0, sizeof self->clusters[s].z);
  }
  memset(self->sound, 0, sizeof self->sound);
  self->awake = false;
}

void
dala_jingles_reset(DalaJingles* const self)
{
  memset(self->strikes, 0, sizeof self->strikes);
  self->usual = 0.0F;
  self->calm  = self->listen;
  self->fresh = self->listen;
  self->quiet = self->draws = 0U;
  sleep(self);
}

// ------------------------------------------------------------------- tick

/// The next random number, 0..1.
static float
draw(DalaJingles* const self)
{
  return dala_hash_share(self->draws++);
}

/// Two to four plates strike, one after the other.
static void
shake(DalaJingles* const self)
{
  const uint32_t count = 2U + (uint32_t)(2.999F * draw(self));
  float          at_s  = FIRST_S + FIRST_SPAN_S * draw(self);
  float          size  = 1.0F;
  for (uint32_t i = 0; i < count; i++) {
    DalaJingleStrike* const strike = &self->strikes[i];
    strike->wait                   = (uint32_t)(at_s / self->tick_s + 0.5F);
    strike->side                   = draw(self) < 0.5F ? 0U : 1U;
    strike->size                   = size * (0.7F + 0.6F * draw(self));
    at_s += NEXT_S + NEXT_SPAN_S * draw(self);
    size *= WEAKER;
  }
  self->calm  = self->pause;
  self->awake = true;
  self->quiet = 0U;
}

/// Strikes whose time has come shake their modes.
static void
strike_plates(DalaJingles* const self, const float level)
{
  for (uint32_t i = 0; i < DALA_JINGLES_STRIKES; i++) {
    DalaJingleStrike* const  strike  = &self->strikes[i];
    DalaJingleCluster* const cluster = &self->clusters[strike->side];
    if (strike->wait) {
      strike->wait--;
      continue;
    }
    for (uint32_t k = 0; k < DALA_JINGLES_MODES; k++) {
      cluster->u[k] += strike->size * level * cluster->gain[k];
    }
    strike->size = 0.0F;
  }
}

/// One frame of four modes, a vector.
static inline void
turn(const float* const rc, const float* const rs, float* const u,
     float* const z, float* const y)
{
  for (uint32_t k = 0; k < DALA_JINGLES_MODES; k++) {
    const float turned = rc[k] * u[k] - rs[k] * z[k];
    z[k]               = rs[k] * u[k] + rc[k] * z[k];
    u[k]               = turned;
    y[k]               = z[k];
  }
}

/// A tick of one cluster. Its two halves run at once: one chain from frame to
/// frame would leave the multipliers idle.
static void
ring(DalaJingleCluster* const self, float* const out)
{
  float y[DALA_TICK][DALA_JINGLES_MODES];
  float u[DALA_JINGLES_MODES];
  float z[DALA_JINGLES_MODES];
  for (uint32_t k = 0; k < DALA_JINGLES_MODES; k++) {
    u[k] = self->half_rc[k] * self->u[k] - self->half_rs[k] * self->z[k];
    z[k] = self->half_rs[k] * self->u[k] + self->half_rc[k] * self->z[k];
  }
  for (uint32_t i = 0; i < DALA_TICK / 2U; i++) {
    turn(self->rc, self->rs, self->u, self->z, y[i]);
    turn(self->rc, self->rs, u, z, y[DALA_TICK / 2U + i]);
  }
  memcpy(self->u, u, sizeof u);
  memcpy(self->z, z, sizeof z);
  for (uint32_t i = 0; i < DALA_TICK; i++) {
    out[i] = (y[i][0] + y[i][2]) + (y[i][1] + y[i][3]);
  }
}

void
dala_jingles_tick(DalaJingles* const self, const DalaHeard* const heard)
{
  const float now   = heard->level;
  const float least = heard->vibrato_hz > 0.0F ? VIBRATO_ACCENT : ACCENT;
  const bool  rise  = now > least * self->usual;
  const bool  loud =
    now > AUDIBLE * heard->loud && now > OVER_ROOM * heard->floor;
  const float keep = now > self->usual ? self->rise : self->fall;
  self->usual      = now + keep * (self->usual - now);
  if (self->fresh) {
    self->fresh--;
    self->usual = now;
  }
  if (self->calm) {
    self->calm--;
  } else if (rise && loud) {
    shake(self);
  }
  if (!self->awake) {
    return;
  }
  if (++self->quiet > self->end + self->pause) {
    sleep(self);
    return;
  }
  strike_plates(self, sqrtf(now));
  ring(&self->clusters[0], self->sound[0]);
  ring(&self->clusters[1], self->sound[1]);
}

bool
dala_jingles_idle(const DalaJingles* const self)
{
  return !self->awake;
}

void
dala_jingles_process(const DalaJingles* const self, float* const out_l,
                     float* const out_r, const uint32_t frame, const uint32_t n)
{
  const float* const l = self->sound[0] + frame;
  const float* const r = self->sound[1] + frame;
  for (uint32_t i = 0; i < n; i++) {
    out_l[i] = l[i] + ACROSS * r[i];
    out_r[i] = r[i] + ACROSS * l[i];
  }
}

bool
dala_jingles_healthy(const DalaJingles* const self)
{
  float sum = 0.0F * self->usual;
  for (uint32_t i = 0; i < DALA_JINGLES_SIDES * DALA_JINGLES_MODES; i++) {
    const DalaJingleCluster* const from =
      &self->clusters[i / DALA_JINGLES_MODES];
    sum += 0.0F *
           (from->u[i % DALA_JINGLES_MODES] + from->z[i % DALA_JINGLES_MODES]);
  }
  return sum == 0.0F;
}
