#include "plugin/dsp/strings.h"

#include "plugin/dsp/kernels/kernels.h"

#include <math.h>
#include <string.h>

#define TWO_PI 6.28318530717958648
#define LN_1000 6.90775527898213705 // natural log of 60 dB

#define FADE_S 0.010       // longest that a change may lag; no click, by test
#define HIGH_PASS_HZ 80.0  // dsp-notes section 4: under the violin's G3
#define MIN_DELAY 8U       // a chunk of one 8-lane vector
#define DAMPING_48K 0.02   // g of the loss FIR at 48 kHz, by ear: metal strings
#define MAX_DAMPING 0.25   // the loss FIR's gain reaches 0 at half the rate
#define REFERENCE_HZ 220.0 // string whose noise response the drive evens out
// Measured: a modal line on D comes out about as loud as the player, with every
// set; a Bach movement in a strange key 6 to 9 dB softer.
#define DRIVE 0.42

// Places of the eight partial sums, -1 left to 1 right: the first strings of a
// set in pairs around the centre, so that a set of any size is balanced. By
// ear.
static const double places[DALA_LOOPS_SUMS] = { -0.2, 0.2,   -0.7, 0.7,
                                                0.45, -0.45, 0.9,  -0.9 };

// cos of [0, pi / 2] by its series, error below 1e-8; below 1e-13 to pi / 5,
// which is all that a loop of 10 frames needs
static double
cosine(const double x)
{
  const double q = x * x;
  return 1.0 -
         q / 2.0 *
           (1.0 - q / 12.0 *
                    (1.0 - q / 30.0 *
                             (1.0 - q / 56.0 *
                                      (1.0 - q / 90.0 * (1.0 - q / 132.0)))));
}

// exp(-x) by the series of x / 256, squared eight times; relative error below
// 1e-9 for x < 3, 1e-5 for x < 22
static double
decay_exp(const double x)
{
  const double u = -x * (1.0 / 256.0);
  double y = 1.0 + u * (1.0 + u / 2.0 * (1.0 + u / 3.0 * (1.0 + u / 4.0)));
  for (int i = 0; i < 8; i++) {
    y *= y;
  }
  return y;
}

static void
mute(DalaLoopSet* const set, const uint32_t i)
{
  memset(&set->loops[i], 0, sizeof set->loops[i]);
  set->delay[i] = DALA_TICK;
}

// 3rd-order Lagrange taps for a phase delay of 1 + mu frames at w radians
static void
lagrange(const double mu, const double w, double* const h)
{
  // The interpolator is late by w^4 / 24 d (d-1) (d-2) (d-3) (d - 1.5) frames
  // (first term of the interpolation error); aim that much earlier
  const double d0   = 1.0 + mu;
  const double w4   = w * w * w * w / 24.0;
  const double area = d0 * mu * (1.0 - mu) * (2.0 - mu);
  const double d    = d0 - w4 * area * (d0 - 1.5);
  const double d1   = d - 1.0;
  const double d2   = d - 2.0;
  const double d3   = d - 3.0;
  h[0]              = d1 * d2 * d3 / -6.0;
  h[1]              = d * d2 * d3 / 2.0;
  h[2]              = d * d1 * d3 / -2.0;
  h[3]              = d * d1 * d2 / 6.0;
}

// Gain of 4 taps at a frequency of cosine c
static double
fir_gain(const double* const h, const double c)
{
  const double c2 = 2.0 * c * c - 1.0;
  const double c3 = c * (2.0 * c2 - 1.0);
  const double r0 = h[0] * h[0] + h[1] * h[1] + h[2] * h[2] + h[3] * h[3];
  const double r1 = h[0] * h[1] + h[1] * h[2] + h[2] * h[3];
  const double r2 = h[0] * h[2] + h[1] * h[3];
  const double r3 = h[0] * h[3];
  return sqrt(r0 + 2.0 * (r1 * c + r2 * c2 + r3 * c3));
}

// Constants of one string; mute if its loop would be too long or too short
static void
tune(const DalaStrings* const self, const DalaStringTuning* const string,
     DalaLoopSet* const set, const uint32_t i)
{
  const double f     = (double)string->freq_hz;
  const double delay = self->rate / f - 2.0;
  if (!(f >= DALA_STRINGS_MIN_HZ && delay >= MIN_DELAY &&
        string->gain > 0.0F)) {
    mute(set, i);
    return;
  }
  const uint32_t whole = (uint32_t)delay;
  const double   w     = TWO_PI * f / self->rate;
  const double   c     = cosine(w);
  double         h[4];
  lagrange(delay - (double)whole, w, h);

  // Loss per round: what T60 asks at the fundamental; of it the damping of the
  // highs takes at most half, so that the gain at DC stays below 1
  const double t60  = (double)self->target.decay_s * (double)string->t60_factor;
  const double x    = LN_1000 / (f * t60);
  const double goal = decay_exp(x);
  const double per  = self->rate / 48000.0;
  const double most = fmin(MAX_DAMPING, 0.25 * x / (1.0 - c));
  const double g    = fmin(DAMPING_48K * per * per, most);
  const double loss = (1.0 - 2.0 * g * (1.0 - c)) * fir_gain(h, c);
  const double gain = fmin(goal / loss, 1.0 - 0.25 * (1.0 - goal));

  const double side = gain * g;
  const double mid  = gain * (1.0 - 2.0 * g);
  float* const taps = set->loops[i].taps;
  taps[0]           = (float)(side * h[0]);
  taps[1]           = (float)(side * h[1] + mid * h[0]);
  taps[2]           = (float)(side * (h[0] + h[2]) + mid * h[1]);
  taps[3]           = (float)(side * (h[1] + h[3]) + mid * h[2]);
  taps[4]           = (float)(side * h[2] + mid * h[3]);
  taps[5]           = (float)(side * h[3]);

  set->loops[i].a     = string->gain;
  set->loops[i].spare = 0.0F;
  set->delay[i]       = whole;
}

// Send gain that keeps the sound as loud at any decay and for any set: strings
// at the reference frequency have noise power a^4 drive^2 / (1 - goal^2) each
static float
drive_of(const DalaStringsTarget* const target, const DalaLoopSet* const set)
{
  double sum = 0.0;
  for (uint32_t i = 0; i < target->count; i++) {
    const double a = (double)set->loops[i].a;
    sum += a * a * a * a;
  }
  const double goal =
    decay_exp(2.0 * LN_1000 / (REFERENCE_HZ * (double)target->decay_s));
  return sum > 0.0 ? (float)(DRIVE * sqrt((1.0 - goal) / sum)) : 0.0F;
}

// Turn the target into bank.next
static void
make_next(DalaStrings* const self)
{
  DalaLoopSet* const next = &self->bank.next;
  for (uint32_t i = 0; i < self->target.count; i++) {
    tune(self, &self->target.strings[i], next, i);
  }
  for (uint32_t i = self->target.count; i < DALA_STRINGS_MAX; i++) {
    mute(next, i);
  }
  next->coupling   = self->target.coupling * (float)DALA_STRINGS_MAX_COUPLING;
  self->count_next = self->target.count;
  self->drive_next = drive_of(&self->target, next);
  self->dirty      = false;
}

static void
next_is_now(DalaStrings* const self)
{
  self->bank.now  = self->bank.next;
  self->count_now = self->count_next;
  self->drive_now = self->drive_next;
  self->fading    = false;
}

// Strings to compute, and the longest chunk that their loops allow. Strings
// that have left still run, mute, until they have written their whole rings
// silent: a later set would find their old sound there.
static void
measure_bank(DalaStrings* const self)
{
  DalaLoopBank* const bank = &self->bank;
  const uint32_t      now  = self->count_now;
  const uint32_t      next = self->count_next;
  const uint32_t      used = now > next ? now : next;
  uint32_t            min  = DALA_TICK;
  if (used >= bank->count || !self->leaving) {
    bank->count = used;
  }
  for (uint32_t i = 0; i < bank->count; i++) {
    min = bank->now.delay[i] < min ? bank->now.delay[i] : min;
    min = bank->next.delay[i] < min ? bank->next.delay[i] : min;
  }
  bank->chunk = min & ~7U;
}

DalaStatus
dala_strings_layout(DalaStrings* const self, const DalaConfig* const cfg,
                    DalaArena* const arena)
{
  if (!(cfg->rate >= DALA_MIN_RATE && cfg->rate <= DALA_MAX_RATE)) {
    return DALA_STATUS_BAD_RATE;
  }
  const double   longest = cfg->rate / DALA_STRINGS_MIN_HZ;
  const uint32_t ticks   = (uint32_t)longest / DALA_TICK + 3U;
  self->bank.ring_len    = ticks * DALA_TICK;
  self->bank.rings       = (float*)dala_arena_take(
          arena, (size_t)DALA_STRINGS_MAX * (self->bank.ring_len + DALA_LOOPS_EXTRA),
          sizeof(float));
  return dala_arena_status(arena);
}

static void
prepare_high_pass(DalaStringsHighPass* const self, const double rate)
{
  const double pole = decay_exp(TWO_PI * HIGH_PASS_HZ / rate);
  double       p    = 1.0;
  for (int i = 0; i < 4; i++) {
    p *= pole;
    self->pole[i] = (float)p;
  }
  self->scale = (float)(0.5 + 0.5 * pole);
}

void
dala_strings_prepare(DalaStrings* const self, const DalaConfig* const cfg)
{
  const double ticks = floor(FADE_S * cfg->rate / DALA_TICK + 0.5);
  self->rate         = cfg->rate;
  self->kernel       = cfg->kernels->loops;
  self->fade_len     = DALA_TICK * (uint32_t)(ticks < 1.0 ? 1.0 : ticks);
  self->fade_step    = 1.0F / (float)self->fade_len;
  for (uint32_t s = 0; s < DALA_LOOPS_SUMS; s++) {
    const double angle  = (1.0 + places[s]) * (TWO_PI / 8.0);
    self->bank.pan_l[s] = (float)cosine(angle);
    self->bank.pan_r[s] = (float)cosine(TWO_PI / 4.0 - angle);
  }
  prepare_high_pass(&self->high_pass, cfg->rate);
  memset(&self->target, 0, sizeof self->target);
  self->target.decay_s  = 2.0F;
  self->target.coupling = DALA_STRINGS_COUPLING;
  dala_strings_reset(self);
}

void
dala_strings_reset(DalaStrings* const self)
{
  DalaLoopBank* const bank   = &self->bank;
  const size_t        stride = bank->ring_len + DALA_LOOPS_EXTRA;
  memset(bank->rings, 0, DALA_STRINGS_MAX * stride * sizeof(float));
  memset(bank->probe, 0, sizeof bank->probe);
  memset(self->high_pass.diff, 0, sizeof self->high_pass.diff);
  memset(self->high_pass.past, 0, sizeof self->high_pass.past);
  self->high_pass.x1 = 0.0F;
  bank->pos          = 0U;
  bank->count        = 0U;
  bank->chunk        = DALA_TICK;
  self->leaving      = 0U;
  self->fade_at      = 0U;
  self->fading       = false;
  self->ready        = false;
  self->dirty        = true;
}

// x in [lo, hi]; NaN becomes lo
static float
clamp(const float x, const float lo, const float hi)
{
  return !(x > lo) ? lo : x < hi ? x : hi;
}

void
dala_strings_set_set(DalaStrings* const            self,
                     const DalaStringTuning* const strings,
                     const uint32_t                count)
{
  const uint32_t n = count < DALA_STRINGS_MAX ? count : DALA_STRINGS_MAX;
  self->dirty      = self->dirty || n != self->target.count;
  for (uint32_t i = 0; i < n; i++) {
    DalaStringTuning* const to   = &self->target.strings[i];
    const DalaStringTuning  from = {
       .freq_hz    = clamp(strings[i].freq_hz, 0.0F, 1.0e6F),
       .t60_factor = clamp(strings[i].t60_factor, 0.05F, 2.0F),
       .gain       = clamp(strings[i].gain, 0.0F, 1.0F)
    };
    self->dirty = self->dirty || memcmp(to, &from, sizeof from) != 0;
    *to         = from;
  }
  self->target.count = n;
}

void
dala_strings_set_decay(DalaStrings* const self, const float seconds)
{
  const float decay_s  = clamp(seconds, 0.2F, 8.0F);
  self->dirty          = self->dirty || decay_s != self->target.decay_s;
  self->target.decay_s = decay_s;
}

void
dala_strings_set_coupling(DalaStrings* const self, const float amount)
{
  const float coupling  = clamp(amount, 0.0F, 1.0F);
  self->dirty           = self->dirty || coupling != self->target.coupling;
  self->target.coupling = coupling;
}

void
dala_strings_tick(DalaStrings* const self)
{
  const bool ended = self->fading && self->fade_at >= self->fade_len;
  const bool left  = self->leaving == 1U;
  if (self->leaving) {
    self->leaving--;
  }
  if (ended) {
    next_is_now(self);
  }
  const bool begins = self->ready && !self->fading && self->dirty;
  if (!self->ready) {
    make_next(self);
    next_is_now(self);
    self->ready = true;
  } else if (begins) {
    make_next(self);
    self->fade_at = 0U;
    self->fading  = true;
    if (self->count_next < self->bank.count) {
      self->leaving = (self->fade_len + self->bank.ring_len) / DALA_TICK + 1U;
    }
  } else if (!ended && !left) {
    return;
  }
  measure_bank(self);
}

// y[n] = d[n] + p d[n-1] + p^2 d[n-2] + p^3 d[n-3] + p^4 y[n-4], d = the scaled
// difference of the input: the first-order high-pass, four frames looked back
static void
run_high_pass(DalaStringsHighPass* const self, const float* const in,
              float* const out, const uint32_t n)
{
  float d[DALA_TICK + 3U];
  float y[DALA_TICK + 4U];
  d[0] = self->diff[2];
  d[1] = self->diff[1];
  d[2] = self->diff[0];
  memcpy(y, self->past, sizeof self->past);
  float x1 = self->x1;
  for (uint32_t i = 0; i < n; i++) {
    d[3U + i] = self->scale * (in[i] - x1);
    x1        = in[i];
  }
  for (uint32_t i = 0; i < n; i++) {
    const float recent = d[3U + i] + self->pole[0] * d[2U + i];
    const float older  = self->pole[1] * d[1U + i] + self->pole[2] * d[i];
    y[4U + i]          = (recent + older) + self->pole[3] * y[i];
    out[i]             = y[4U + i];
  }
  self->x1      = x1;
  self->diff[0] = d[n + 2U];
  self->diff[1] = d[n + 1U];
  self->diff[2] = d[n];
  memcpy(self->past, y + n, sizeof self->past);
}

void
dala_strings_process(DalaStrings* const self, const float* const in,
                     float* const out_l, float* const out_r, const uint32_t n)
{
  if (!self->ready) {
    memset(out_l, 0, n * sizeof(float));
    memset(out_r, 0, n * sizeof(float));
    return;
  }
  float send[DALA_TICK + DALA_LOOPS_PAD]   = { 0.0F };
  float weight[DALA_TICK + DALA_LOOPS_PAD] = { 0.0F };
  run_high_pass(&self->high_pass, in, send, n);
  if (self->fading) {
    const float step = self->drive_next - self->drive_now;
    for (uint32_t i = 0; i < n; i++) {
      const float at = (float)(self->fade_at + i + 1U) * self->fade_step;
      weight[i]      = at < 1.0F ? at : 1.0F;
      send[i]        = send[i] * (self->drive_now + weight[i] * step);
    }
    self->fade_at += n;
    self->kernel(&self->bank, send, weight, out_l, out_r, n);
  } else {
    for (uint32_t i = 0; i < n; i++) {
      send[i] = send[i] * self->drive_now;
    }
    self->kernel(&self->bank, send, NULL, out_l, out_r, n);
  }
}

bool
dala_strings_healthy(const DalaStrings* const self)
{
  float sum = 0.0F;
  for (uint32_t s = 0; s < DALA_LOOPS_SUMS; s++) {
    sum += self->bank.probe[s];
  }
  return sum == 0.0F;
}
