#include "plugin/dsp/tone_capture.h"

#include <math.h>
#include <string.h>

/// A stretch, s and periods: long enough to tell partials apart, short enough
/// for a vibrato to stand still.
#define STRETCH_S 0.025F
#define STRETCH_PERIODS 4.0F

/// Stretches of the same note reach so far back from the newest one, s, which
/// must be younger than that.
#define REACH_S 2.0F
#define NEWEST_S 0.5F
#define KEPT_S 2.6

/// Of the same note: pitch within 70 cents of the newest one's.
#define SAME_RATIO 1.041F

/// Steady: lowest and highest pitch no more than 35 cents apart, so that most
/// of a vibrato passes; sure of its pitch; past the attack.
#define STEADY_RATIO 1.02F
#define STEADY_CONFIDENCE 0.8F
#define STEADY_NOTE_S 0.08F

/// What the ears say of the pitch is that of so long ago, s.
#define LATE_S 0.005F

/// Stretches that are worth no more waiting, 0.3 s; so long after the newest
/// one no other is awaited, s; nor after so long in all, s.
#define ENOUGH 12U
#define OVER_S 0.1F
#define WAIT_S 1.0

/// Under the loudest partial, no partial is taken for quieter: -70 dB.
#define FLOOR 3.0e-4F

/// Of the rate measured at: no partial above.
#define BAND 0.45F

#define TWO_PI 6.283185307179586

#define LANES DALA_TONE_LANES
#define MARKS DALA_TONE_MARKS

_Static_assert(DALA_TONE_PARTIALS % LANES == 0U, "partials fill the lanes");

void
dala_tone_capture_layout(DalaToneCapture* const  self,
                         const DalaConfig* const cfg, DalaArena* const arena)
{
  const uint32_t stride =
    cfg->rate > 88200.0 ? (uint32_t)(cfg->rate / 44100.0) : 1U;
  uint32_t len = 1U;
  while (len < (uint32_t)(KEPT_S * cfg->rate / stride)) {
    len *= 2U;
  }
  self->stride = stride;
  self->rate   = (float)(cfg->rate / stride);
  self->tick   = (float)DALA_TICK / (float)stride;
  self->wait   = (uint32_t)(WAIT_S * cfg->rate / DALA_TICK);
  self->mask   = len - 1U;
  self->ring   = (float*)dala_arena_take(arena, len, sizeof(float));
}

void
dala_tone_capture_prepare(DalaToneCapture* const self)
{
  memset(self->ring, 0, (self->mask + 1U) * sizeof *self->ring);
  dala_tone_capture_reset(self);
}

void
dala_tone_capture_reset(DalaToneCapture* const self)
{
  self->skip       = 0U;
  self->written    = 0U;
  self->steady     = 0U;
  self->first      = 0U;
  self->n_marks    = 0U;
  self->waits      = 0U;
  self->n_chosen   = 0U;
  self->tone.count = 0U;
}

void
dala_tone_capture_ask(DalaToneCapture* const self)
{
  self->waits = self->wait;
}

void
dala_tone_capture_process(DalaToneCapture* const self, const float* const x,
                          const uint32_t n)
{
  uint32_t i = self->skip;
  for (; i < n; i += self->stride) {
    self->ring[self->written++ & self->mask] = x[i];
  }
  self->skip = i - n;
}

// -------------------------------------------------------------------- marks

static const DalaToneMark*
mark_at(const DalaToneCapture* const self, const uint32_t i)
{
  return &self->marks[(self->first + i) % MARKS];
}

static float
age_s(const DalaToneCapture* const self, const DalaToneMark* const mark)
{
  return (float)(self->written - mark->end) / self->rate;
}

/// Whole periods, frames of the ring.
static float
stretch_of(const DalaToneCapture* const self, const float hz)
{
  return fmaxf(ceilf(STRETCH_S * hz), STRETCH_PERIODS) * self->rate / hz;
}

static void
add_mark(DalaToneCapture* const self, const float hz)
{
  const uint32_t late = (uint32_t)(LATE_S * self->rate);
  if (self->n_marks == MARKS) {
    self->first = (self->first + 1U) % MARKS;
    self->n_marks--;
  }
  self->marks[(self->first + self->n_marks++) % MARKS] =
    (DalaToneMark){ .end = self->written - late, .hz = hz };
}

/// Follow the stretch that passes; whole stretches are marked.
static void
listen(DalaToneCapture* const self, const DalaHeard* const heard)
{
  const float hz    = heard->f0_hz;
  const bool  joins = self->steady > 0U && hz <= STEADY_RATIO * self->low &&
                     hz * STEADY_RATIO >= self->high;
  const bool steady = hz > 0.0F && heard->confidence > STEADY_CONFIDENCE &&
                      heard->note_s > STEADY_NOTE_S && !heard->two_notes;
  while (self->n_marks > 0U &&
         age_s(self, mark_at(self, 0U)) > REACH_S + NEWEST_S) {
    self->first = (self->first + 1U) % MARKS;
    self->n_marks--;
  }
  if (!steady) {
    self->steady = 0U;
    return;
  }
  self->low        = joins ? fminf(self->low, hz) : hz;
  self->high       = joins ? fmaxf(self->high, hz) : hz;
  self->sum        = joins ? self->sum + hz : hz;
  self->steady     = joins ? self->steady + 1U : 1U;
  const float mean = self->sum / (float)self->steady;
  if ((float)self->steady * self->tick >= stretch_of(self, mean)) {
    add_mark(self, mean);
    self->steady = 0U;
  }
}

/// The stretches of the newest note.
static void
choose(DalaToneCapture* const self)
{
  self->n_chosen = 0U;
  if (self->n_marks == 0U) {
    return;
  }
  const DalaToneMark* const newest = mark_at(self, self->n_marks - 1U);
  const float               reach  = age_s(self, newest) + REACH_S;
  if (age_s(self, newest) > NEWEST_S) {
    return;
  }
  for (uint32_t i = 0U; i < self->n_marks; i++) {
    const DalaToneMark* const mark = mark_at(self, i);
    if (mark->hz <= SAME_RATIO * newest->hz &&
        mark->hz * SAME_RATIO >= newest->hz && age_s(self, mark) <= reach) {
      self->chosen[self->n_chosen++] = *mark;
    }
  }
}

// ------------------------------------------------------------------ measure

static void
begin(DalaToneCapture* const self)
{
  const float hz  = self->chosen[self->n_chosen - 1U].hz;
  const float top = BAND * self->rate / hz;
  memset(&self->tone, 0, sizeof self->tone);
  self->tone.count = (uint32_t)fminf(top, (float)DALA_TONE_PARTIALS);
  self->at         = 0U;
  self->partial    = 0U;
  self->waits      = 0U;
}

/// Wait for a note, and for enough of it.
static void
await(DalaToneCapture* const self)
{
  self->waits--;
  choose(self);
  const uint32_t n = self->n_chosen;
  const bool     over =
    n > 0U && age_s(self, &self->chosen[n - 1U]) > OVER_S + LATE_S;
  if (n >= ENOUGH || over || (n > 0U && self->waits == 0U)) {
    begin(self);
  } else {
    self->n_chosen = 0U;
  }
}

/// Add the powers of the next partials in a stretch, by a Hann window: from
/// its middle to both sides at once, even and odd parts apart.
static void
measure(DalaToneCapture* const self, const DalaToneMark* const mark)
{
  const uint32_t half = (uint32_t)(0.5F * stretch_of(self, mark->hz) + 0.5F);
  const uint32_t from = mark->end - half;
  const double   base = 0.5 * TWO_PI * (double)(mark->hz / self->rate);
  const double   hann = 0.25 * TWO_PI / (double)half;
  const float    wc   = (float)cos(2.0 * hann);
  const float    ws   = (float)sin(2.0 * hann);
  float          wr   = (float)cos(hann);
  float          wi   = (float)sin(hann);
  float          c[LANES];
  float          s[LANES];
  float          re[LANES];
  float          im[LANES];
  float          a[LANES];
  float          b[LANES];
  for (uint32_t k = 0U; k < LANES; k++) {
    const double turn = base * (double)(self->partial + k + 1U);
    const double x    = cos(turn);
    const double y    = sin(turn);
    re[k]             = (float)x;
    im[k]             = (float)y;
    c[k]              = (float)(x * x - y * y);
    s[k]              = (float)(2.0 * x * y);
    a[k]              = 0.0F;
    b[k]              = 0.0F;
  }
  for (uint32_t i = 0U; i < half; i++) {
    const float after  = self->ring[(from + i) & self->mask];
    const float before = self->ring[(from - 1U - i) & self->mask];
    const float even   = (after + before) * (1.0F + wr);
    const float odd    = (after - before) * (1.0F + wr);
    for (uint32_t k = 0U; k < LANES; k++) {
      a[k] += even * re[k];
      b[k] += odd * im[k];
      const float next = re[k] * c[k] - im[k] * s[k];
      im[k]            = re[k] * s[k] + im[k] * c[k];
      re[k]            = next;
    }
    const float window = wr * wc - wi * ws;
    wi                 = wr * ws + wi * wc;
    wr                 = window;
  }
  const float scale = 1.0F / (float)half;
  for (uint32_t k = 0U; k < LANES; k++) {
    self->tone.amp[self->partial + k] +=
      scale * scale * (a[k] * a[k] + b[k] * b[k]);
  }
  self->partial += LANES;
}

/// From powers to amplitudes, none quieter than the floor.
static bool
finish(DalaToneCapture* const self)
{
  DalaTone* const tone = &self->tone;
  const float     n    = (float)self->n_chosen;
  float           most = 0.0F;
  for (uint32_t i = 0U; i < self->n_chosen; i++) {
    tone->hz += self->chosen[i].hz / n;
  }
  for (uint32_t k = 0U; k < tone->count; k++) {
    tone->amp[k] = sqrtf(tone->amp[k] / n);
    most         = fmaxf(most, tone->amp[k]);
  }
  for (uint32_t k = 0U; k < DALA_TONE_PARTIALS; k++) {
    tone->amp[k] = k < tone->count ? fmaxf(tone->amp[k], FLOOR * most) : 0.0F;
  }
  self->n_chosen = 0U;
  return most > 0.0F && isfinite(most);
}

bool
dala_tone_capture_tick(DalaToneCapture* const self,
                       const DalaHeard* const heard)
{
  bool whole = false;
  listen(self, heard);
  if (self->n_chosen > 0U) {
    measure(self, &self->chosen[self->at]);
    if (self->partial >= self->tone.count) {
      self->partial = 0U;
      self->at++;
      whole = self->at == self->n_chosen && finish(self);
    }
  } else if (self->waits > 0U) {
    await(self);
  }
  return whole;
}
