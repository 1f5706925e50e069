#include "plugin/dsp/pitch_decide.h"

#include <math.h>

// Where no source is given: the middle of what served equally well on
// recordings of notes, rooms, noise and sampled phrases (measured 2026-11).
static const float    start_height = 0.80f;
static const float    start_slow   = 0.50f;
static const uint32_t start_hops   = 4U;
static const float    keep_height  = 0.60f; // DSP notes, section 1
static const float    jump_height  = 0.65f; // DSP notes, section 1
static const uint32_t jump_hops    = 3U;
static const float    sure_height = 0.90f; // spares half a ms at a clean change
static const uint32_t sure_hops   = 2U;
static const uint32_t octave_hops = 8U;
static const float    agreement   = 1.016f; // 27 cents: DSP notes say 36
static const float    same_note   = 1.035f; // 60 cents in one hop
static const float    hold_s      = 0.035f; // a bow change

// Tracking within a note, per hop: a smoother that follows slopes
static const float follow       = 0.4f;
static const float follow_slope = 0.004f;

// Gates, as mean squares or ratios of them
static const float    last_bits   = 2e-10f; // -97 dBFS: a 16-bit converter's
static const float    under_loud  = 1e-4f;  // 40 dB under the loudest
static const float    loud_fall_s = 1.4f; // forgets a fortissimo, time constant
static const float    floor_rise_s = 0.3f;
static const float    floor_fall   = 0.05f; // share per hop
static const float    over_floor   = 2.0f;  // a note begins 3 dB over it
static const float    over_gate    = 2.0f;
static const uint32_t level_blocks = 8U; // 5 ms

// ------------------------------------------------------------------ levels

/// Level, loudest and floor; returns the level under which nothing sounds.
static float
weigh(DalaPitch* const self)
{
  DalaPitchReading* const out = &self->reading;
  float                   sum = 0.0f;
  for (uint32_t b = 0; b < level_blocks; b++) {
    sum += self->ncc.energy[b * DALA_NCC_BLOCK];
  }
  out->level = sum / (float)(level_blocks * DALA_NCC_BLOCK);
  self->loud =
    fmaxf(out->level, self->loud * (1.0f - self->hop_s / loud_fall_s));
  if (out->level < out->floor) {
    out->floor += floor_fall * (out->level - out->floor);
  } else if (!self->voiced) {
    out->floor += self->hop_s / floor_rise_s * (out->level - out->floor);
  }
  return fmaxf(last_bits, self->loud * under_loud);
}

// --------------------------------------------------------------- decisions

/// What one hop hears.
typedef struct {
  float period; ///< 0: nothing.
  float height;
  float slow; ///< Height in the slow correlation.
} Heard;

static inline bool
within(const float a, const float b, const float ratio)
{
  return a < b * ratio && b < a * ratio;
}

static Heard
listen(const DalaPitch* const self)
{
  DalaPitchPeak  peaks[DALA_PITCH_CANDIDATES];
  Heard          heard = { 0.0f, 0.0f, 0.0f };
  const uint32_t count = dala_pitch_peaks(
    &self->ncc, &self->range, self->voiced ? self->period : 0.0f, peaks);
  const DalaPitchPeak* const peak =
    dala_pitch_choose(peaks, count, &self->range);
  if (peak) {
    heard.period =
      dala_pitch_measure(&self->ncc, &self->range, peak->lag, self->rate);
    heard.height = peak->height;
    heard.slow   = dala_pitch_height(self->ncc.slow, peak->lag);
  }
  return heard;
}

/// The ratio is near 2 to 6, or the inverse of that.
static bool
is_harmonic(const float a, const float b)
{
  const float ratio = a > b ? a / b : b / a;
  const float times = floorf(ratio + 0.5f);
  return times >= 2.0f && times <= 6.0f && within(ratio, times, 1.02f);
}

static void
end_note(DalaPitch* const self)
{
  self->voiced        = false;
  self->agreed        = 0U;
  self->lost          = 0U;
  self->reading.drift = 0.0f;
}

static void
begin_note(DalaPitch* const self, const float period)
{
  self->voiced         = true;
  self->period         = period;
  self->agreed         = 0U;
  self->lost           = 0U;
  self->reading.drift  = 0.0f;
  self->reading.jumped = true;
}

/// Count hops in a row that hear one period.
static void
gather(DalaPitch* const self, const float period)
{
  const bool again =
    self->agreed > 0U && within(period, self->pending, agreement);
  self->agreed  = again ? self->agreed + 1U : 1U;
  self->pending = period;
}

/// The note goes on: a smoother that follows its slope.
static void
track(DalaPitch* const self, const Heard* const heard)
{
  float* const drift = &self->reading.drift;
  const float  guess = self->period * (1.0f + *drift);
  const float  error = heard->period / guess - 1.0f;
  const float  trust = fminf(2.0f * heard->height - 1.0f, 1.0f);
  self->period       = guess * (1.0f + follow * trust * error);
  *drift += follow_slope * trust * error;
  self->agreed = 0U;
  self->lost   = 0U;
}

/// Another pitch, or none: hold the note, then jump or end it.
static void
hold(DalaPitch* const self, const Heard* const heard)
{
  self->lost++;
  self->reading.drift *= 0.8f;
  if (heard->height < jump_height) {
    self->agreed = 0U;
  } else {
    gather(self, heard->period);
    const bool     harmonic = is_harmonic(heard->period, self->period);
    const uint32_t step = heard->height > sure_height ? sure_hops : jump_hops;
    if (self->agreed >= (harmonic ? octave_hops : step)) {
      begin_note(self, heard->period);
    }
  }
  if ((float)self->lost * self->hop_s > hold_s) {
    end_note(self);
  }
}

static void
await_note(DalaPitch* const self, const Heard* const heard, const float gate)
{
  const float level = self->reading.level;
  if (heard->height < start_height || heard->slow < start_slow ||
      level < over_floor * self->reading.floor || level < over_gate * gate) {
    self->agreed = 0U;
    return;
  }
  gather(self, heard->period);
  if (self->agreed >= start_hops) {
    begin_note(self, heard->period);
  }
}

void
dala_pitch_decide(DalaPitch* const self)
{
  self->reading.jumped = false;
  const float gate     = weigh(self);
  Heard       heard    = { 0.0f, 0.0f, 0.0f };
  if (self->reading.level < gate) {
    end_note(self);
  } else {
    heard = listen(self);
    if (!self->voiced) {
      await_note(self, &heard, gate);
    } else if (heard.height >= keep_height &&
               within(heard.period, self->period, same_note)) {
      track(self, &heard);
    } else {
      hold(self, &heard);
    }
  }
  self->reading.confidence = fminf(heard.height, 1.0f);
  self->reading.f0_hz      = self->voiced ? self->rate / self->period : 0.0f;
}
