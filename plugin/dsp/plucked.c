#include "plugin/dsp/plucked.h"

#include <math.h>
#include <string.h>

#define TWO_PI 6.2831853F

/// The loss filter spans so much either way, s: a Hann window as wide takes
/// half of what it can from 5 kHz on, as nylon does (by eye on spectra).
#define LOSS_S 83.0e-6F

/// What the loss takes from the highest partials in each round.
#define LOSS_DEPTH 0.22F

/// T60 of the fundamental at D3, s, and how it falls with the pitch: between
/// a violin's plucked open string (1 to 2 s, the reference's table 1.2, C) and
/// gut's shorter ring. Grade C.
#define T60_D3_S 1.7F
#define T60_SLOPE 0.5F
#define D3_HZ 146.8F

/// The nail strikes so far from the bridge, of the string's length: over the
/// end of the neck (by ear).
#define NAIL_PLACE 0.22F

/// Corners of the low-pass of a soft nail and of a hard one, Hz (by ear).
#define SOFT_HZ 1000.0F
#define HARD_HZ 4500.0F

/// Length of the body's sound, s.
#define BODY_S 0.080F

/// Corner above which a struck bridge moves less, by 6 dB an octave, Hz.
#define BRIDGE_HZ 260.0F

/// A small pear-shaped body with a thin wooden top: first air and top modes
/// under 700 Hz as of other small plucked bodies (the reference's 1.3: 500 to
/// 700 Hz), the rest by ear. Grade C.
typedef struct {
  float hz;
  float q;
  float lift; ///< Against the bridge without it, at its peak.
} Mode;

static const Mode modes[] = {
  { 185.0F, 9.0F, 0.30F },  { 310.0F, 11.0F, 0.40F },  { 455.0F, 13.0F, 0.40F },
  { 690.0F, 15.0F, 0.55F }, { 1080.0F, 16.0F, 0.45F }, { 1620.0F, 18.0F, 0.4F }
};

// -------------------------------------------------------------------- rates

void
dala_plucked_rate_layout(DalaPluckedRate* const self, const double rate,
                         DalaArena* const arena)
{
  self->rate        = (float)rate;
  const float width = LOSS_S * self->rate;
  const float reach = (float)DALA_PLUCKED_REACH;
  self->reach =
    width < reach ? (uint32_t)fmaxf(width + 0.5F, 1.0F) : DALA_PLUCKED_REACH;
  self->stride = width < reach ? 1U : (uint32_t)(width / reach + 0.5F);
  const uint32_t longest = (uint32_t)(self->rate / DALA_PLUCKED_MIN_HZ) +
                           2U * DALA_PLUCKED_REACH * self->stride + DALA_TICK;
  self->ring_len = DALA_TICK;
  while (self->ring_len < longest + DALA_TICK) {
    self->ring_len *= 2U;
  }
  self->body_len = (uint32_t)(BODY_S * self->rate);
  self->dark   = (float*)dala_arena_take(arena, self->body_len, sizeof(float));
  self->bright = (float*)dala_arena_take(arena, self->body_len, sizeof(float));
}

static void
prepare_loss(DalaPluckedRate* const self)
{
  const float around = (float)self->reach + 1.0F;
  for (uint32_t k = 0U; k <= DALA_PLUCKED_REACH; k++) {
    const float hann = 0.5F * (1.0F + cosf(0.5F * TWO_PI * (float)k / around));
    self->loss[k]    = k <= self->reach ? LOSS_DEPTH * hann / around : 0.0F;
  }
  self->loss[0] += 1.0F - LOSS_DEPTH;
}

/// The bridge when it is struck, `t` s ago.
static float
struck(const float t, const float rate)
{
  float x = expf(-TWO_PI * BRIDGE_HZ * t);
  for (uint32_t k = 0U; k < sizeof modes / sizeof modes[0]; k++) {
    const Mode* const mode  = &modes[k];
    const float       w     = TWO_PI * mode->hz;
    const float       tau_s = 2.0F * mode->q / w;
    const float       over  = mode->hz / BRIDGE_HZ;
    const float       bare_s =
      1.0F / (TWO_PI * BRIDGE_HZ * sqrtf(1.0F + over * over));
    if (mode->hz < 0.4F * rate) {
      x += 2.0F * mode->lift * bare_s / tau_s * expf(-t / tau_s) * sinf(w * t);
    }
  }
  return x;
}

/// A low-pass of one pole over the body's sound.
static void
soften(float* const x, const uint32_t n, const float hz, const float rate)
{
  const float pole = expf(-TWO_PI * fminf(hz, 0.25F * rate) / rate);
  float       low  = 0.0F;
  for (uint32_t i = 0U; i < n; i++) {
    low  = x[i] + pole * (low - x[i]);
    x[i] = low;
  }
}

void
dala_plucked_rate_prepare(DalaPluckedRate* const self)
{
  const uint32_t n = self->body_len;
  prepare_loss(self);
  for (uint32_t i = 0U; i < n; i++) {
    const float end = 1.0F - (float)i / (float)n;
    self->dark[i]   = end * struck((float)i / self->rate, self->rate);
    self->bright[i] = self->dark[i];
  }
  soften(self->dark, n, SOFT_HZ, self->rate);
  soften(self->bright, n, HARD_HZ, self->rate);
}

// ------------------------------------------------------------------- tuning

/// Gain of the loss filter at a frequency.
static float
loss_at(const DalaPluckedRate* const shared, const float hz)
{
  float gain = shared->loss[0];
  for (uint32_t k = 1U; k <= shared->reach; k++) {
    gain += 2.0F * shared->loss[k] *
            cosf(TWO_PI * hz * (float)(k * shared->stride) / shared->rate);
  }
  return gain;
}

static void
tune(const DalaPluckedRate* const shared, const float hz,
     DalaPluckedTuning* const to)
{
  const float period = shared->rate / hz;
  const float whole  = floorf(period);
  const float d      = period - whole + 1.0F; // 1..2 of the fraction
  const float t60_s  = T60_D3_S * powf(D3_HZ / hz, T60_SLOPE);
  const float gain   = powf(10.0F, -3.0F / (hz * t60_s)) / loss_at(shared, hz);
  const float g      = fminf(gain, 0.9999F);
  to->delay          = (uint32_t)whole - 1U - shared->reach * shared->stride;
  to->taps[0]        = g * (d - 1.0F) * (d - 2.0F) * (d - 3.0F) / -6.0F;
  to->taps[1]        = g * d * (d - 2.0F) * (d - 3.0F) / 2.0F;
  to->taps[2]        = g * d * (d - 1.0F) * (d - 3.0F) / -2.0F;
  to->taps[3]        = g * d * (d - 1.0F) * (d - 2.0F) / 6.0F;
}

static float
clamp_pitch(const float hz)
{
  return fminf(fmaxf(hz, DALA_PLUCKED_MIN_HZ), DALA_PLUCKED_MAX_HZ);
}

// ------------------------------------------------------------------- string

void
dala_plucked_layout(DalaPlucked* const           self,
                    const DalaPluckedRate* const shared, DalaArena* const arena)
{
  self->ring = (float*)dala_arena_take(arena, shared->ring_len, sizeof(float));
}

void
dala_plucked_prepare(DalaPlucked* const           self,
                     const DalaPluckedRate* const shared)
{
  self->shared = shared;
  memset(self->ring, 0, shared->ring_len * sizeof *self->ring);
  dala_plucked_strike(self, 220.0F, 0U, 0.0F, 0.0F);
}

void
dala_plucked_strike(DalaPlucked* const self, const float hz,
                    const uint32_t wait, const float gain, const float bright)
{
  const DalaPluckedRate* const shared = self->shared;
  const float                  hard   = fminf(fmaxf(bright, 0.0F), 1.0F);
  self->held                          = 0U;
  self->pos                           = 0U;
  self->hz                            = clamp_pitch(hz);
  self->gliding                       = false;
  tune(shared, self->hz, &self->now);
  self->next   = self->now;
  self->wait   = wait;
  self->at     = 0U;
  self->comb   = (uint32_t)(NAIL_PLACE * shared->rate / self->hz + 0.5F);
  self->dark   = gain * (1.0F - hard);
  self->bright = gain * hard;
}

void
dala_plucked_tick(DalaPlucked* const self, const float hz)
{
  const float to = clamp_pitch(hz);
  self->now      = self->next;
  self->gliding  = to != self->hz;
  if (self->gliding) {
    self->hz = to;
    tune(self->shared, to, &self->next);
  }
}

/// e[n] += the tables from `at` on, by the gains given.
static void
add_body(const DalaPluckedRate* const shared, const uint32_t at,
         const float dark, const float bright, float* const e, const uint32_t n)
{
  const float* const d = shared->dark + at;
  const float* const b = shared->bright + at;
  for (uint32_t i = 0U; i < n; i++) {
    e[i] += dark * d[i] + bright * b[i];
  }
}

static inline uint32_t
least(const uint32_t a, const uint32_t b)
{
  return a < b ? a : b;
}

/// e[n] += what the stroke does.
static void
run_stroke(DalaPlucked* const self, float* const e, const uint32_t n)
{
  const DalaPluckedRate* const shared = self->shared;
  const uint32_t               skip   = least(self->wait, n);
  const uint32_t               at     = self->at;
  const uint32_t               m      = least(n - skip, shared->body_len - at);
  const uint32_t early = at < self->comb ? least(self->comb - at, m) : 0U;
  self->wait -= skip;
  add_body(shared, at, self->dark, self->bright, e + skip, m);
  if (early < m) {
    add_body(shared, at + early - self->comb, -self->dark, -self->bright,
             e + skip + early, m - early);
  }
  self->at += m;
}

/// Frames of the ring from `back` frames before the next one on; what was
/// before the stroke is silence.
static void
read_ring(const DalaPlucked* const self, const uint32_t back, float* const to,
          const uint32_t n)
{
  const uint32_t len   = self->shared->ring_len;
  const uint32_t from  = (self->pos - back) & (len - 1U);
  const uint32_t first = n < len - from ? n : len - from;
  memcpy(to, self->ring + from, first * sizeof *to);
  memcpy(to + first, self->ring, (n - first) * sizeof *to);
  if (back > self->held) {
    memset(to, 0, least(back - self->held, n) * sizeof *to);
  }
}

static void
write_ring(DalaPlucked* const self, const float* const x, const uint32_t n)
{
  const uint32_t len   = self->shared->ring_len;
  const uint32_t first = n < len - self->pos ? n : len - self->pos;
  memcpy(self->ring + self->pos, x, first * sizeof *x);
  memcpy(self->ring, x + first, (n - first) * sizeof *x);
  self->pos  = (self->pos + n) & (len - 1U);
  self->held = least(self->held + n, len);
}

/// Most frames that the loss filter sees in a chunk, at 384 kHz.
#define SPAN (DALA_TICK + 2U * DALA_PLUCKED_REACH * 8U)

/// y[n] = one round of the loop.
static void
read_loop(const DalaPlucked* const self, const DalaPluckedTuning* const tuning,
          float* const y, const uint32_t n)
{
  const DalaPluckedRate* const shared = self->shared;
  const uint32_t               side   = shared->reach * shared->stride;
  const uint32_t               span   = n + 2U * side;
  const float* const           taps   = tuning->taps;
  float                        x[SPAN + 3U];
  float                        z[SPAN];
  read_ring(self, tuning->delay + 2U * side + 3U, x, span + 3U);
  for (uint32_t i = 0U; i < span; i++) {
    z[i] = (taps[0] * x[i + 3U] + taps[1] * x[i + 2U]) +
           (taps[2] * x[i + 1U] + taps[3] * x[i]);
  }
  for (uint32_t i = 0U; i < n; i++) {
    y[i] = shared->loss[0] * z[i + side];
  }
  for (uint32_t k = 1U; k <= shared->reach; k++) {
    const float        h     = shared->loss[k];
    const float* const older = z + side - k * shared->stride;
    const float* const newer = z + side + k * shared->stride;
    for (uint32_t i = 0U; i < n; i++) {
      y[i] += h * (older[i] + newer[i]);
    }
  }
}

void
dala_plucked_process(DalaPlucked* const self, float* const out,
                     const uint32_t frame, const uint32_t n)
{
  const uint32_t chunk = least(self->now.delay, self->next.delay);
  for (uint32_t at = 0U, m; at < n; at += m) {
    float* const x = out + at;
    m              = least(n - at, chunk);
    read_loop(self, &self->now, x, m);
    if (self->gliding) {
      float y[DALA_TICK];
      read_loop(self, &self->next, y, m);
      for (uint32_t i = 0U; i < m; i++) {
        const float w = (float)(frame + at + i) * (1.0F / (float)DALA_TICK);
        x[i] += w * (y[i] - x[i]);
      }
    }
    run_stroke(self, x, m);
    write_ring(self, x, m);
  }
}
