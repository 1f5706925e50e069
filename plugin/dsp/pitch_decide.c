#include "plugin/dsp/pitch_decide.h"

#include "plugin/dsp/pitch_common.h"
#include "plugin/dsp/pitch_trust.h"

#include <math.h>

// Where no source is given: the middle of what served equally well on
// recordings of notes, rooms, noise and sampled phrases (measured 2026-11).

// Begin: hops that hear one period, and how well. A note that was lost a
// moment ago is believed again sooner, and though single hops between differ.
typedef struct {
  float    height;
  float    slow;
  uint32_t hops;
} Bar;

static const Bar   start_bar  = { 0.78f, 0.55f, 5U };
static const Bar   again_bar  = { 0.60f, 0.35f, 3U };
static const float again_s    = 0.050f;
static const float start_lone = 0.75f; // what a lone partial must last to

// Go on
static const float keep_height = 0.625f; // DSP notes say 0.6
static const float same_note   = 1.035f; // 60 cents in one hop

// Jump: each agreeing hop counts by how much better than the held note it
// sounds, plus `head_start`; harmonics of it count hops, for they always do.
static const float    agreement  = 1.016f; // 27 cents: DSP notes say 36
static const float    head_start = 0.4f;
static const float    enough     = 1.4f;
static const uint32_t least_hops = 2U;   // DSP notes, section 1
static const uint32_t down_hops  = 6U;   // to a subharmonic
static const uint32_t up_hops    = 7U;   // to a harmonic
static const uint32_t low_hops   = 24U;  // out of a violin's range: two notes
static const float    least_high = 0.8f; // of two equal notes none is that high

// A harmonic of the held note is a part of it unless it lacks no more than
// so many times what the note lacks, and a little, in one of the windows
static const float slow_times = 2.5f;
static const float slow_lack  = 0.030f;
static const float fast_times = 1.1f;
static const float fast_lack  = 0.005f;

// Age from which on a note is all that the slow correlation knows of. After 10
// ms rooms have a sixth more mistakes, after 40 nothing is gained (2026-11).
static const float settled_s = 0.022f;

// End: the height of the held period, smoothed
static const float sure_s     = 0.0095f;
static const float sure_first = 0.60f;
static const float sure_last  = 0.44f;
static const float sure_lone  = 0.55f; // memory that a lone partial is lent

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
static const float    over_rest    = 8.0f;  // the floor: 9 dB over the rest
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
  return fmaxf(fmaxf(last_bits, self->deaf), self->loud * under_loud);
}

// --------------------------------------------------------------- decisions

/// What one hop hears.
typedef struct {
  float period; ///< 0: nothing.
  float height;
  float slow;  ///< Height in the slow correlation.
  float plain; ///< Height, the note that sounds not favoured.
} Heard;

/// The period that sounds, if it has for a while; else 0.
static float
settled(const DalaPitch* const self)
{
  return self->voiced && (float)self->age * self->hop_s >= settled_s
           ? self->period
           : 0.0f;
}

static Heard
listen(const DalaPitch* const self)
{
  DalaPitchPeak  peaks[DALA_PITCH_CANDIDATES];
  Heard          heard = { 0.0f, 0.0f, 0.0f, 0.0f };
  const uint32_t count = dala_pitch_peaks(
    &self->ncc, &self->range, self->voiced ? self->period : 0.0f, peaks);
  const DalaPitchPeak* const peak =
    dala_pitch_choose(&self->ncc, peaks, count, &self->range, settled(self));
  if (peak) {
    heard.period =
      dala_pitch_measure(&self->ncc, &self->range, peak->lag, self->rate);
    heard.height = peak->height;
    heard.plain  = peak->plain;
    heard.slow   = dala_pitch_slow_height(&self->ncc, peak->lag);
  }
  return heard;
}

/// The height of a period, and what the slow correlation says of it.
static Heard
hear(const DalaPitch* const self, const float period)
{
  const float height = dala_pitch_height(&self->ncc, period);
  const Heard heard  = { period, height,
                         dala_pitch_slow_height(&self->ncc, period), height };
  return heard;
}

/// What may be believed of a height: see dsp/pitch_trust.h.
static float
believe(const DalaPitch* const self, const float lag, const float height,
        const float bonus)
{
  return dala_pitch_trust(&self->ncc, &self->range, lag, height, bonus);
}

/// The ratio is near 2 to 6, or the inverse of that.
static bool
is_harmonic(const float a, const float b)
{
  const float ratio = a > b ? a / b : b / a;
  const float times = floorf(ratio + 0.5f);
  return times >= 2.0f && times <= 6.0f &&
         dala_pitch_within(ratio, times, 1.02f);
}

/// What repeats is no noise of the room: of a level L that correlates with r,
/// noise is L (1 - r). Else the floor that rough attacks and changes of note
/// raise hides the softer notes after them.
static void
lower_floor(DalaPitch* const self, const Heard* const heard)
{
  DalaPitchReading* const out  = &self->reading;
  const float             like = fminf(fminf(heard->plain, heard->slow), 1.0f);
  const float             most = over_rest * (1.0f - like) * out->level;
  if (most < out->floor) {
    out->floor += floor_fall * (most - out->floor);
  }
}

/// True if the note that sounds is only the common period of what is heard and
/// of something else.
static bool
is_mistaken(const DalaPitch* const self, const Heard* const heard)
{
  return heard->period > 0.0f && heard->period < 0.9f * self->period &&
         dala_pitch_is_common(&self->ncc, heard->period, self->period,
                              settled(self));
}

/// True if what is heard is a harmonic of the note that still sounds.
static bool
is_part(const Heard* const heard, const Heard* const held)
{
  return heard->period > 0.0f && heard->period < 0.9f * held->period &&
         is_harmonic(heard->period, held->period) &&
         held->height >= keep_height &&
         1.0f - heard->slow > slow_times * (1.0f - held->slow) + slow_lack &&
         1.0f - heard->height > fast_times * (1.0f - held->height) + fast_lack;
}

static void
end_note(DalaPitch* const self)
{
  if (self->voiced) {
    self->rest = 0U;
  }
  self->voiced        = false;
  self->agreed        = 0U;
  self->reading.drift = 0.0f;
}

static void
begin_note(DalaPitch* const self, const float period)
{
  if (!self->voiced) {
    self->sure = sure_first;
  }
  self->left           = self->voiced ? self->period : 0.0f;
  self->voiced         = true;
  self->period         = period;
  self->agreed         = 0U;
  self->reading.drift  = 0.0f;
  self->reading.jumped = true;
}

/// Count hops in a row that hear one period, and add up what they weigh.
static void
gather(DalaPitch* const self, const float period, const float weight)
{
  const bool again =
    self->agreed > 0U && dala_pitch_within(period, self->pending, agreement);
  self->agreed   = again ? self->agreed + 1U : 1U;
  self->evidence = again ? self->evidence + weight : weight;
  self->pending  = period;
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
}

/// True if a period is longer than any of a violin's, after one that is not.
static bool
leaves_range(const DalaPitch* const self, const float period)
{
  return period > self->range.low && self->period <= self->range.low;
}

/// Another pitch, or none: hold the note, then jump.
static void
hold(DalaPitch* const self, const Heard* const heard, const Heard* const held,
     const bool mistaken)
{
  self->reading.drift *= 0.8f;
  if (heard->period == 0.0f) {
    self->agreed = 0U;
    return;
  }
  const bool longer = heard->period > held->period;
  gather(self, heard->period,
         heard->height - fmaxf(held->height, 0.0f) + head_start);
  bool due = self->agreed >= least_hops && self->evidence >= enough;
  if (leaves_range(self, heard->period)) {
    due = self->agreed >= low_hops;
  } else if (mistaken) {
    due = self->agreed >= least_hops && heard->height >= least_high;
  } else if (is_harmonic(heard->period, held->period)) {
    due = self->agreed >= (longer ? down_hops : up_hops);
  }
  if (due) {
    const float beside = longer && !mistaken
                           ? dala_pitch_beside(&self->ncc, held->period,
                                               heard->period, self->range.first)
                           : 0.0f;
    if (dala_pitch_within(beside, self->left, 1.03f) ||
        dala_pitch_within(beside, held->period, 1.03f)) {
      self->agreed = 0U; // both sounded already
      return;
    }
    begin_note(self, beside > 0.0f ? beside : heard->period);
    self->age = mistaken ? self->age : 0U; // then the sound is the same
  }
}

/// A note sounds: does it go on, change or end?
static void
go_on(DalaPitch* const self, Heard* const heard)
{
  const Heard held     = hear(self, self->period);
  const bool  mistaken = is_mistaken(self, heard);
  if (!mistaken && is_part(heard, &held)) {
    *heard = held;
    heard->period =
      dala_pitch_measure(&self->ncc, &self->range, held.period, self->rate);
  }
  if (heard->height >= keep_height &&
      dala_pitch_within(heard->period, self->period, same_note)) {
    track(self, heard);
  } else {
    hold(self, heard, &held, mistaken);
  }
  self->age += (float)self->age * self->hop_s < settled_s ? 1U : 0U;
  const Heard now    = hear(self, self->period);
  const float height = believe(self, now.period, now.height, sure_lone);
  self->sure += self->hop_s / sure_s * (height - self->sure);
  if (self->sure < sure_last) {
    end_note(self);
  }
}

static void
await_note(DalaPitch* const self, const Heard* const heard, const float gate)
{
  const float level = self->reading.level;
  const bool  again = (float)self->rest * self->hop_s < again_s;
  const Bar*  bar   = again ? &again_bar : &start_bar;
  const bool  fit = heard->height >= bar->height && heard->slow >= bar->slow &&
                   believe(self, heard->period, 1.0f, 0.0f) >= start_lone &&
                   level >= over_floor * self->reading.floor &&
                   level >= over_gate * gate;
  self->rest += again ? 1U : 0U;
  if (again && self->agreed > 0U && !self->spared &&
      !(fit && dala_pitch_within(heard->period, self->pending, agreement))) {
    self->spared = true; // an attack is rough: one hop may hear otherwise
    return;
  }
  self->spared = false;
  if (!fit) {
    self->agreed = 0U;
    return;
  }
  gather(self, heard->period, 0.0f);
  const bool low = again && leaves_range(self, heard->period);
  if (self->agreed >= (low ? low_hops : bar->hops)) {
    begin_note(self, heard->period);
    self->age = 0U;
  }
}

void
dala_pitch_decide(DalaPitch* const self)
{
  self->reading.jumped = false;
  const float gate     = weigh(self);
  Heard       heard    = { 0.0f, 0.0f, 0.0f, 0.0f };
  if (self->reading.level < gate) {
    end_note(self);
  } else {
    heard = listen(self);
    lower_floor(self, &heard);
    if (self->voiced) {
      go_on(self, &heard);
    } else {
      await_note(self, &heard, gate);
    }
  }
  self->reading.confidence = fminf(heard.height, 1.0f);
  self->reading.plain      = heard.plain;
  self->reading.f0_hz      = self->voiced ? self->rate / self->period : 0.0f;
}
