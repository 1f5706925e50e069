#include "plugin/dsp/strings.h"

#include "plugin/dsp/kernels/kernels.h"
#include "plugin/dsp/strings_tuning.h"

#include <math.h>
#include <string.h>

#define TWO_PI 6.28318530717958648

#define FADE_S 0.010        // longest that a change may lag; no click, by test
#define STRINGS_PER_TICK 4U // tuned at a time, so that no block stands out
#define RINGS_PER_TICK 3U   // cleared at a time, for the same reason
#define HIGH_PASS_HZ 80.0   // dsp-notes section 4: under the violin's G3

// Places of the eight partial sums, -1 left to 1 right: the first strings of a
// set in pairs around the centre, so that a set of any size is balanced. By
// ear.
static const double places[DALA_LOOPS_SUMS] = { -0.2, 0.2,   -0.7, 0.7,
                                                0.45, -0.45, 0.9,  -0.9 };

// Turn more of what is being made into bank.next; true once it is whole
static bool
make_next(DalaStrings* const self, const uint32_t strings)
{
  DalaLoopSet* const             next = &self->bank.next;
  const DalaStringsTarget* const from = &self->making;
  const uint32_t                 end  = self->made + strings;
  for (; self->made < end && self->made < DALA_STRINGS_MAX; self->made++) {
    if (self->made < from->count) {
      dala_strings_tune(from, self->rate, next, self->made);
      next->buzzing =
        next->loops[self->made].buzz > 0.0F ? self->made + 1U : next->buzzing;
    } else {
      dala_strings_mute(next, self->made);
    }
  }
  if (self->made < DALA_STRINGS_MAX) {
    return false;
  }
  next->coupling   = from->coupling * (float)DALA_STRINGS_MAX_COUPLING;
  self->count_next = from->count;
  self->drive_next = dala_strings_drive(from, next);
  return true;
}

// What is asked for now is what the next fade leads to
static void
begin_making(DalaStrings* const self)
{
  self->making            = self->target;
  self->made              = 0U;
  self->dirty             = false;
  self->bank.next.buzzing = 0U;
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
  if (!dala_rate_fits(cfg->rate)) {
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
  const double pole = dala_strings_decay(TWO_PI * HIGH_PASS_HZ / rate);
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
    self->bank.pan_l[s] = (float)dala_strings_cosine(angle);
    self->bank.pan_r[s] = (float)dala_strings_cosine(TWO_PI / 4.0 - angle);
  }
  prepare_high_pass(&self->high_pass, cfg->rate);
  dala_strings_buzz_prepare(&self->buzz, cfg);
  memset(&self->target, 0, sizeof self->target);
  self->target.decay_s  = 2.0F;
  self->target.coupling = DALA_STRINGS_COUPLING;
  dala_strings_reset(self);
}

static void
clear_rings(DalaStrings* const self, const uint32_t rings)
{
  DalaLoopBank* const bank   = &self->bank;
  const size_t        stride = bank->ring_len + DALA_LOOPS_EXTRA;
  const uint32_t      n = rings < self->uncleared ? rings : self->uncleared;
  self->uncleared -= n;
  memset(bank->rings + self->uncleared * stride, 0, n * stride * sizeof(float));
}

void
dala_strings_stop(DalaStrings* const self)
{
  DalaLoopBank* const bank = &self->bank;
  memset(bank->probe, 0, sizeof bank->probe);
  memset(self->high_pass.diff, 0, sizeof self->high_pass.diff);
  memset(self->high_pass.past, 0, sizeof self->high_pass.past);
  dala_strings_buzz_reset(&self->buzz);
  self->high_pass.x1 = 0.0F;
  bank->pos          = 0U;
  bank->count        = 0U;
  bank->chunk        = DALA_TICK;
  self->leaving      = 0U;
  self->fade_at      = 0U;
  self->fading       = false;
  self->made         = DALA_STRINGS_MAX;
  self->uncleared    = DALA_STRINGS_MAX;
  self->ready        = false;
  self->dirty        = true;
}

void
dala_strings_reset(DalaStrings* const self)
{
  dala_strings_stop(self);
  clear_rings(self, DALA_STRINGS_MAX);
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
       .gain       = clamp(strings[i].gain, 0.0F, 1.0F),
       .buzz       = clamp(strings[i].buzz, 0.0F, 1.0F)
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

static void
begin_fade(DalaStrings* const self)
{
  self->fade_at = 0U;
  self->fading  = true;
  if (self->count_next < self->bank.count) {
    self->leaving = (self->fade_len + self->bank.ring_len) / DALA_TICK + 1U;
  }
}

// True if strings or delays in use have changed
static bool
step(DalaStrings* const self)
{
  if (self->fading) {
    const bool ended = self->fade_at >= self->fade_len;
    if (ended) {
      next_is_now(self);
    }
    return ended;
  }
  if (self->made == DALA_STRINGS_MAX && self->dirty) {
    begin_making(self);
  }
  if (self->made < DALA_STRINGS_MAX && make_next(self, STRINGS_PER_TICK)) {
    begin_fade(self);
    return true;
  }
  return false;
}

// After a reset at once, after a stop over eight ticks and softly, since there
// is sound; true when it is done
static bool
wake(DalaStrings* const self)
{
  const bool softly = self->uncleared > 0U;
  if (!softly) {
    begin_making(self);
    make_next(self, DALA_STRINGS_MAX);
  } else {
    if (self->uncleared == DALA_STRINGS_MAX) {
      begin_making(self);
    }
    clear_rings(self, RINGS_PER_TICK);
    if (!make_next(self, STRINGS_PER_TICK) || self->uncleared) {
      return false;
    }
  }
  next_is_now(self);
  self->ready = true;
  if (softly) {
    self->drive_now = 0.0F;
    begin_fade(self);
  }
  return true;
}

void
dala_strings_tick(DalaStrings* const self)
{
  const bool left  = self->leaving == 1U;
  bool       moved = left;
  if (self->leaving) {
    self->leaving--;
  }
  moved = (self->ready ? step(self) : wake(self)) || moved;
  if (moved) {
    measure_bank(self);
  }
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
  } else {
    for (uint32_t i = 0; i < n; i++) {
      send[i] = send[i] * self->drive_now;
    }
  }
  const float* const fade = self->fading ? weight : NULL;
  DalaStringsCrests  crests;
  const bool         buzzes =
    dala_strings_buzz_hear(&self->buzz, &self->bank, fade, &crests, n);
  self->kernel(&self->bank, send, fade, out_l, out_r, n);
  if (buzzes) {
    dala_strings_buzz_add(&self->buzz, &crests, out_l, out_r, n);
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
