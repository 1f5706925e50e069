#include "plugin/dsp/horsehair.h"

#include "plugin/dsp/hash.h"

#include <math.h>
#include <string.h>

#define TWO_PI 6.2831853F

// At amount 1
#define GRIT 0.1F     // rms of the noise over that of the tone: -20 dB; 1.2
#define JITTER 0.004F // rms of the period; 1.2
#define THIN 0.42F    // 5 dB less fundamental; 1.5
#define SOFT 0.5F     // 6 dB less highs under a light bow: by eye. C
#define HARD 0.2F     // less of that under a full one: hair tension, 1.3. C

#define CORNER_HZ 3000.0F // of the softness; slopes above it count no more
#define NOTE_Q 3.0F       // of the fundamental's filter: H2 keeps its level
#define LOWEST_HZ 60.0F   // no period is longer
#define GAIN_S 0.005      // no noise 5 ms after the pitch is lost
#define LEVEL_S 0.005     // of the slope's level, as the level heard
// A bowed string's slope is 5 to 14 dB under its level, more than the
// fundamental has; what rings on without a bow has nothing else (recordings).
// Grit is whole where the bow's part is more than 10 dB under the level.
#define BOWED 3.0F

// A burst is (1 - (2 d / w)^2)^2, d periods from the slip, w = 0.6 wide: its
// mean square over a period is 0.6 * 128 / 315
#define WIDTH 0.6F
#define BURST_RMS 0.494F

#define NEARBY 12.0F  // cents from an open string that are still open,
#define STOPPED 32.0F // and those that never are
#define SWINGING 8.0F // cents of vibrato that no open string has

#define N_GAINS 4U

// ------------------------------------------------------------ preparation

static uint32_t
noise_frames(const double rate)
{
  return (uint32_t)(rate * 0.085); // 4080 at 48 kHz: they stay in the cache
}

/// The longest period, when it is stretched most.
static uint32_t
burst_frames(const double rate)
{
  return (uint32_t)(rate / (double)LOWEST_HZ) * 2U + DALA_TICK;
}

DalaStatus
dala_horsehair_layout(DalaHorsehair* const self, const DalaConfig* const cfg,
                      DalaArena* const arena)
{
  if (!dala_rate_fits(cfg->rate)) {
    return DALA_STATUS_BAD_RATE;
  }
  self->noise = dala_arena_take(
    arena, noise_frames(cfg->rate) + burst_frames(cfg->rate), sizeof(float));
  return dala_arena_status(arena);
}

/// Noise of 0.8 to 6 kHz and rms 1: two state-variable filters of second
/// order, Butterworth, twice over.
static void
make_noise(float* const noise, const uint32_t n, const float rate)
{
  const float top  = fminf(6000.0F, 0.4F * rate);
  const float g[2] = { tanf(0.5F * TWO_PI * 800.0F / rate),
                       tanf(0.5F * TWO_PI * top / rate) };
  float       sum  = 0.0F;
  for (uint32_t i = 0; i < n; i++) {
    noise[i] = (float)(int32_t)dala_hash(i) * (1.0F / 2147483648.0F);
  }
  for (uint32_t pass = 0; pass < 4U; pass++) {
    const float k     = 1.41421356F;
    const float gain  = g[pass / 2U];
    const float scale = 1.0F / (1.0F + gain * (gain + k));
    float       s1    = 0.0F;
    float       s2    = 0.0F;
    for (uint32_t i = 0; i < n; i++) {
      const float high = (noise[i] - (gain + k) * s1 - s2) * scale;
      const float band = gain * high + s1;
      const float low  = gain * band + s2;
      s1               = gain * high + band;
      s2               = gain * band + low;
      noise[i]         = pass < 2U ? high : low;
    }
  }
  for (uint32_t i = 0; i < n; i++) {
    sum += noise[i] * noise[i];
  }
  const float scale = sqrtf((float)n / sum);
  for (uint32_t i = 0; i < n; i++) {
    noise[i] *= scale;
  }
}

void
dala_horsehair_prepare(DalaHorsehair* const self, const DalaConfig* const cfg)
{
  DalaSmooth* const gains[N_GAINS] = { &self->soft, &self->jitter, &self->grit,
                                       &self->thin };
  self->rate                       = (float)cfg->rate;
  self->corner    = 1.0F - expf(-TWO_PI * CORNER_HZ / self->rate);
  self->keep      = (float)exp(-(double)DALA_TICK / (LEVEL_S * cfg->rate));
  self->noise_len = noise_frames(cfg->rate);
  make_noise(self->noise, self->noise_len + burst_frames(cfg->rate),
             self->rate);
  for (size_t i = 0; i < N_GAINS; i++) {
    dala_smooth_prepare(gains[i], cfg->rate, GAIN_S, 0.0F);
  }
  self->amount = 0.0F;
  dala_horsehair_set_a4(self, 440.0F);
  dala_horsehair_reset(self);
}

/// No note sounds.
static void
rest(DalaHorsehair* const self)
{
  dala_hair_cycle_rest(&self->cycle);
  self->rc = self->rs = self->peak = self->u = self->z = 0.0F;
  self->bowed                                          = false;
}

void
dala_horsehair_reset(DalaHorsehair* const self)
{
  DalaSmooth* const gains[N_GAINS] = { &self->soft, &self->jitter, &self->grit,
                                       &self->thin };
  for (size_t i = 0; i < N_GAINS; i++) {
    dala_smooth_set(gains[i], 0.0F);
    dala_smooth_snap(gains[i]);
  }
  dala_hair_cycle_reset(&self->cycle);
  rest(self);
  self->low = self->slope_sum = self->slope_level = 0.0F;
  self->wire                                      = true;
}

void
dala_horsehair_set_amount(DalaHorsehair* const self, const float amount)
{
  self->amount = amount > 0.0F ? fminf(amount, 1.0F) : 0.0F;
}

void
dala_horsehair_set_a4(DalaHorsehair* const self, const float hz)
{
  float open = 1.5F * hz;
  for (uint32_t i = DALA_HORSEHAIR_OPEN; i-- > 0U;) {
    self->open_hz[i] = open;
    open *= 2.0F / 3.0F;
  }
}

// ------------------------------------------------------------------- tick

/// 0 on an open string, 1 on a note that a finger stops.
static float
stopped(const DalaHorsehair* const self, const DalaHeard* const heard)
{
  float cents = STOPPED;
  if (heard->vibrato_cents > SWINGING) {
    return 1.0F;
  }
  for (uint32_t i = 0; i < DALA_HORSEHAIR_OPEN; i++) {
    const float away = fabsf(heard->f0_hz - self->open_hz[i]);
    cents = fminf(cents, 1731.2F * away / self->open_hz[i]); // 1200 / ln 2
  }
  return fmaxf(cents - NEARBY, 0.0F) * (1.0F / (STOPPED - NEARBY));
}

/// The fundamental's filter, a damped rotation: safe however f0 moves. The
/// series are within 0.1 % up to a sixth of the rate.
static void
tune(DalaHorsehair* const self, const float f0_cyc)
{
  const float w  = TWO_PI * f0_cyc;
  const float w2 = w * w;
  const float r  = 1.0F - w * (0.5F / NOTE_Q);
  const float c  = 1.0F - w2 * (0.5F - w2 * (1.0F / 24.0F - w2 / 720.0F));
  const float s  = w * (1.0F - w2 * (1.0F / 6.0F - w2 * (1.0F / 120.0F)));
  self->rc       = r * c;
  self->rs       = r * s;
  self->peak     = 1.0F - r * r;
}

static void
follow(DalaHorsehair* const self, const float f0_hz)
{
  const float f0_cyc = fminf(fmaxf(f0_hz, LOWEST_HZ) / self->rate, 0.16F);
  self->bowed        = true;
  if (f0_cyc != self->cycle.f0_cyc) {
    dala_hair_cycle_set_pitch(&self->cycle, f0_cyc);
    tune(self, f0_cyc);
  }
}

/// rms of the noise that this bowing makes at amount 1.
static float
grit(const DalaHorsehair* const self, const DalaHeard* const heard)
{
  const float f     = heard->f0_hz * (1.0F / CORNER_HZ);
  const float first = heard->level * (f * f / (1.0F + f * f));
  const float bow   = fmaxf(self->slope_level - first, 0.0F);
  return GRIT * sqrtf(fminf(heard->level, BOWED * BOWED * bow));
}

/// Where the gains belong for what is heard.
static void
aim(DalaHorsehair* const self, const DalaHeard* const heard)
{
  const float amount = self->amount;
  const float full =
    heard->level < heard->loud ? sqrtf(heard->level / heard->loud) : 1.0F;
  float jitter = 0.0F;
  float noise  = 0.0F;
  float thin   = 0.0F;
  if (heard->f0_hz > 0.0F && amount > 0.0F) {
    follow(self, heard->f0_hz);
    // A slip is late by the mean of two draws, so a period is long by half the
    // difference of two: each is larger by a root of 2
    const float slip = JITTER * (1.4142F * TWO_PI * CORNER_HZ);
    jitter           = fminf(slip / heard->f0_hz, 0.6F);
    noise            = grit(self, heard) * (1.0F / BURST_RMS);
    thin             = heard->two_notes ? 0.0F : THIN * stopped(self, heard);
  }
  dala_smooth_set(&self->soft, amount * (SOFT - HARD * full));
  dala_smooth_set(&self->jitter, amount * jitter);
  dala_smooth_set(&self->grit, amount * noise);
  dala_smooth_set(&self->thin, amount * thin);
}

void
dala_horsehair_tick(DalaHorsehair* const self, const DalaHeard* const heard)
{
  if (self->wire && !(self->amount > 0.0F)) {
    return;
  }
  const float power = self->slope_sum * (1.0F / (float)DALA_TICK);
  self->slope_level = power + self->keep * (self->slope_level - power);
  self->slope_sum   = 0.0F;
  aim(self, heard);
  dala_smooth_tick(&self->soft);
  dala_smooth_tick(&self->jitter);
  dala_smooth_tick(&self->grit);
  dala_smooth_tick(&self->thin);
  if (self->bowed && dala_smooth_rests_at(&self->jitter, 0.0F) &&
      dala_smooth_rests_at(&self->grit, 0.0F) &&
      dala_smooth_rests_at(&self->thin, 0.0F)) {
    rest(self);
  }
  self->wire = !self->bowed && !(self->amount > 0.0F) &&
               dala_smooth_rests_at(&self->soft, 0.0F);
  if (self->wire) {
    self->low = self->slope_level = 0.0F;
  }
}

// ---------------------------------------------------------------- process

/// The slope of x (its highs), and its fundamental.
static void
split(DalaHorsehair* const self, const float* const x, float* const slope,
      float* const first, const uint32_t n)
{
  const float corner = self->corner;
  const float keep   = 1.0F - corner;
  const float rc     = self->rc;
  const float rs     = self->rs;
  const float peak   = self->peak;
  float       low    = self->low;
  float       u      = self->u;
  float       z      = self->z;
  float       sum    = self->slope_sum;
  for (uint32_t i = 0; i < n; i++) {
    // Ordered so that the chains from frame to frame are short
    const float turned = rc * u + (x[i] - rs * z);
    z                  = rs * u + rc * z;
    u                  = turned;
    first[i]           = peak * (u - 0.5F * x[i]);
    low                = keep * low + corner * x[i];
    slope[i]           = x[i] - low;
    sum += slope[i] * slope[i];
  }
  self->low       = low;
  self->u         = u;
  self->z         = z;
  self->slope_sum = sum;
}

/// A stretch of one period, `from` to `to` of the piece that begins at `frame`
/// of the tick: jitter and noise into `extra`, moments into the cycle.
static void
bow(DalaHorsehair* const self, const float* const slope, float* const extra,
    const uint32_t from, const uint32_t to, const uint32_t frame)
{
  DalaHairCycle* const cycle  = &self->cycle;
  const float* const   noise  = self->noise + cycle->noise_at;
  const uint32_t       phase  = cycle->phase;
  const uint32_t       step   = cycle->step;
  const float          narrow = 4.0F / (WIDTH * WIDTH);
  float                sine[DALA_TICK];
  float                cosine[DALA_TICK];
  for (uint32_t i = from; i < to; i++) {
    const uint32_t turn = (phase + (i - from) * step) >> 8;
    const float    at   = (float)(int32_t)turn * (1.0F / 16777216.0F);
    const float    q    = at - 0.5F; // from the slip
    const float    rise = 0.25F - fabsf(q);
    const float    size = fabsf(slope[i]);
    sine[i]             = size * (q * (1.0F - 2.0F * fabsf(q)));
    cosine[i]           = size * (rise * (1.0F - 2.0F * fabsf(rise)));

    const float over   = 1.0F - narrow * q * q;
    const float hump   = over > 0.0F ? over : 0.0F;
    const float gate   = cycle->burst * (hump * hump);
    const float late   = cycle->late + cycle->drift * at;
    const float jitter = dala_smooth_at(&self->jitter, frame + i);
    const float grit   = dala_smooth_at(&self->grit, frame + i);
    extra[i] = (jitter * late) * slope[i] + (grit * gate) * noise[i - from];
  }
  for (uint32_t i = from; i < to; i++) {
    cycle->sine += sine[i];
    cycle->cosine += cosine[i];
  }
  cycle->phase = phase + (to - from) * step;
  cycle->noise_at += to - from;
}

void
dala_horsehair_process(DalaHorsehair* const self, const float* const in,
                       float* const out, const uint32_t frame, const uint32_t n)
{
  float slope[DALA_TICK];
  float first[DALA_TICK];
  float extra[DALA_TICK];
  if (self->wire) {
    if (in != out) {
      memcpy(out, in, n * sizeof *out);
    }
    return;
  }
  split(self, in, slope, first, n);
  if (!self->bowed) {
    for (uint32_t i = 0; i < n; i++) {
      out[i] = in[i] - dala_smooth_at(&self->soft, frame + i) * slope[i];
    }
    return;
  }
  for (uint32_t done = 0; done < n;) {
    const uint32_t left = dala_hair_cycle_left(&self->cycle);
    const uint32_t end  = left < n - done ? done + left : n;
    bow(self, slope, extra, done, end, frame);
    if (end == done + left) {
      dala_hair_cycle_wrap(&self->cycle, self->noise_len);
    }
    done = end;
  }
  for (uint32_t i = 0; i < n; i++) {
    const float soft = dala_smooth_at(&self->soft, frame + i) * slope[i];
    const float thin = dala_smooth_at(&self->thin, frame + i) * first[i];
    out[i]           = in[i] + (extra[i] - soft - thin);
  }
}

bool
dala_horsehair_healthy(const DalaHorsehair* const self)
{
  const float sum = self->low + self->slope_level + self->u + self->z +
                    self->cycle.sine_mean + self->cycle.cosine_mean;
  return 0.0F * sum == 0.0F;
}
