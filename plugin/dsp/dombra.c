#include "plugin/dsp/dombra.h"

#include "plugin/dsp/smooth.h"

#include <math.h>
#include <string.h>

#define NO_LOOP DALA_DOMBRA_LOOPS

/// Time constants, s: of a glide (60 ms to 2 %), and of gain and pan.
#define GLIDE_S 0.015F
#define SMOOTH_S 0.01F

/// The hand stops a string, s: well before the fastest stroke after.
#define STOP_S 0.015F

/// A string glides up to this ratio from where it was struck: a semitone.
#define GLIDE_RATIO 1.06F

/// A glide ends within this ratio of its pitch, 0.02 cents.
#define GLIDE_END 1.0e-5F

/// Between each of two strings in unison and their middle: 1.2 cents.
#define UNISON_RATIO 1.000693F

/// Two that are struck together and slowly part are louder than two that are
/// apart (measured).
#define UNISON_GAIN 0.6F

/// The strokes that it makes by itself: a strum at the start, a finger that
/// moves; velocities and spread as in the reference's 4.2.
static const DalaStroke first_stroke = { .velocity = 7.0F, .spread_s = 0.010F };
static const DalaStroke moved_stroke = { .velocity = 6.0F, .spread_s = 0.008F };

/// Amplitude of the loudest stroke: makes the level of the header (measured).
#define LOUDEST 1.2F

/// How amplitude rises with pitch, so that the level is even from C2 to F#5
/// (measured).
#define EVEN_HZ 180.0F
#define EVEN_SLOPE 0.1F

/// Hardness of the nail, 0..1, of a middling stroke; a step of velocity, an up
/// stroke (brighter by some 2 dB above 1.5 kHz) and the colour add to it (the
/// reference's 4.2: an accent opens the filter by an octave).
#define MIDDLE_HARD 0.45F
#define MIDDLE_VELOCITY 6.5F
#define HARD_PER_STEP 0.10F
#define HARD_UP 0.20F
#define MIDDLE_COLOUR 0.4F
#define HARD_PER_COLOUR 0.6F

/// The hand on the body against a stroke: -12 dB (the reference's 4.2).
#define TAP_GAIN 0.06F

// -------------------------------------------------------------- preparation

DalaStatus
dala_dombra_layout(DalaDombra* const self, const DalaConfig* const cfg,
                   DalaArena* const arena)
{
  if (!dala_rate_fits(cfg->rate)) {
    return DALA_STATUS_BAD_RATE;
  }
  dala_plucked_rate_layout(&self->rate, cfg->rate, arena);
  dala_tap_layout(&self->tap, self->rate.body_len, arena);
  for (uint32_t i = 0U; i < DALA_DOMBRA_LOOPS; i++) {
    dala_plucked_layout(&self->strings[i].loop, &self->rate, arena);
  }
  return dala_arena_status(arena);
}

void
dala_dombra_prepare(DalaDombra* const self, const DalaConfig* const cfg)
{
  const float ticks = (float)(cfg->rate / (double)DALA_TICK);
  dala_plucked_rate_prepare(&self->rate);
  dala_tap_prepare(&self->tap, self->rate.rate);
  memset(self->want, 0, sizeof self->want);
  self->on     = false;
  self->gain   = 1.0F;
  self->colour = MIDDLE_COLOUR;
  self->glide  = dala_smooth_share(GLIDE_S, ticks);
  self->smooth = dala_smooth_share(SMOOTH_S, ticks);
  self->stop   = 1.0F / (STOP_S * ticks);
  for (uint32_t i = 0U; i < DALA_DOMBRA_LOOPS; i++) {
    dala_plucked_prepare(&self->strings[i].loop, &self->rate);
  }
  dala_dombra_reset(self);
}

void
dala_dombra_reset(DalaDombra* const self)
{
  for (uint32_t i = 0U; i < DALA_DOMBRA_LOOPS; i++) {
    self->strings[i].rings = false;
  }
  for (uint32_t i = 0U; i < DALA_DOMBRA_STRINGS; i++) {
    self->loop_of[i] = NO_LOOP;
  }
  self->sounds    = false;
  self->frame     = 0U;
  self->n_courses = 0U;
  self->level     = self->gain;
  self->level_to  = self->gain;
  dala_tap_reset(&self->tap);
  self->probe = 0.0F;
}

// ------------------------------------------------------------------ targets

void
dala_dombra_set_on(DalaDombra* const self, const bool on)
{
  self->on = on;
}

void
dala_dombra_set_string(DalaDombra* const self, const uint32_t string,
                       const float hz, const float gain, const float pan)
{
  if (string < DALA_DOMBRA_STRINGS) {
    DalaDombraNote* const want  = &self->want[string];
    const float           right = 1.0F + fminf(fmaxf(pan, -1.0F), 1.0F);
    want->hz                    = hz > 0.0F ? hz : 0.0F;
    want->gain[0]               = gain * sqrtf(2.0F - right);
    want->gain[1]               = gain * sqrtf(right);
  }
}

void
dala_dombra_set_gain(DalaDombra* const self, const float gain)
{
  self->gain = gain;
}

void
dala_dombra_set_colour(DalaDombra* const self, const float colour)
{
  self->colour = fminf(fmaxf(colour, 0.0F), 1.0F);
}

// ------------------------------------------------------------------ strokes

/// The string of a course is stopped.
static void
stop(DalaDombra* const self, const uint32_t course)
{
  if (self->loop_of[course] != NO_LOOP) {
    self->strings[self->loop_of[course]].leaves = true;
    self->loop_of[course]                       = NO_LOOP;
  }
}

/// A loop that rests, or else the one that is most nearly silent.
static uint32_t
free_loop(const DalaDombra* const self)
{
  uint32_t best = 0U;
  for (uint32_t i = 0U; i < DALA_DOMBRA_LOOPS; i++) {
    const DalaDombraString* const string = &self->strings[i];
    if (!string->rings) {
      return i;
    }
    best = string->fade < self->strings[best].fade ? i : best;
  }
  return best;
}

/// Strike one course, after `wait` frames.
static void
strike(DalaDombra* const self, const uint32_t course,
       const DalaStroke* const stroke, const uint32_t wait)
{
  const DalaDombraNote* const note   = &self->courses[course];
  const uint32_t              index  = free_loop(self);
  DalaDombraString* const     string = &self->strings[index];
  const float                 hz     = note->hz;
  const float                 even   = powf(hz / EVEN_HZ, EVEN_SLOPE);
  const float                 hard   = MIDDLE_HARD +
                     HARD_PER_STEP * (stroke->velocity - MIDDLE_VELOCITY) +
                     HARD_PER_COLOUR * (self->colour - MIDDLE_COLOUR) +
                     (stroke->up ? HARD_UP : 0.0F);
  stop(self, course);
  dala_plucked_strike(&string->loop, hz, wait,
                      LOUDEST * even * dala_stroke_gain(stroke), hard);
  string->rings   = true;
  string->leaves  = false;
  string->fade    = 1.0F;
  string->hz_born = hz;
  for (uint32_t c = 0U; c < 2U; c++) {
    string->gain[c] = note->gain[c];
    string->out[c]  = self->level * note->gain[c];
    string->step[c] = (self->level_to - self->level) * note->gain[c] *
                      (1.0F / (float)DALA_TICK);
  }
  self->loop_of[course] = index;
}

void
dala_dombra_stroke(DalaDombra* const self, const DalaStroke* const stroke)
{
  const uint32_t n = self->n_courses;
  if (!self->sounds || n == 0U) {
    return;
  }
  const uint32_t spread = (uint32_t)(stroke->spread_s * self->rate.rate);
  for (uint32_t i = 0U; i < (stroke->grace ? 1U : n); i++) {
    strike(self, stroke->up && !stroke->grace ? n - 1U - i : i, stroke,
           i * spread);
  }
  if (stroke->tap) {
    dala_tap_strike(&self->tap);
  }
}

// --------------------------------------------------------------------- tick

/// The notes wanted as courses, low to high; one alone twice.
static void
lay_courses(DalaDombra* const self)
{
  uint32_t n = 0U;
  for (uint32_t i = 0U; i < DALA_DOMBRA_STRINGS; i++) {
    const DalaDombraNote note = self->want[i];
    if (!(note.hz > 0.0F && note.gain[0] + note.gain[1] > 0.0F)) {
      continue;
    }
    uint32_t at = n++;
    while (at > 0U && self->courses[at - 1U].hz > note.hz) {
      self->courses[at] = self->courses[at - 1U];
      at--;
    }
    self->courses[at] = note;
  }
  if (n == 1U) {
    for (uint32_t c = 0U; c < 2U; c++) {
      self->courses[0].gain[c] *= UNISON_GAIN;
    }
    self->courses[1] = self->courses[0];
    self->courses[0].hz /= UNISON_RATIO;
    self->courses[1].hz *= UNISON_RATIO;
    n = 2U;
  }
  self->n_courses = n;
}

/// True if the course has no string that could glide to its pitch.
static bool
wants_stroke(const DalaDombra* const self, const uint32_t course)
{
  if (self->loop_of[course] == NO_LOOP) {
    return true;
  }
  const float hz   = self->courses[course].hz;
  const float born = self->strings[self->loop_of[course]].hz_born;
  return hz > GLIDE_RATIO * born || hz * GLIDE_RATIO < born;
}

static void
follow(DalaDombra* const self, const uint32_t course)
{
  const DalaDombraNote* const note   = &self->courses[course];
  DalaDombraString* const     string = &self->strings[self->loop_of[course]];
  const float                 hz     = string->loop.hz;
  const float                 next   = hz + self->glide * (note->hz - hz);
  const bool there = fabsf(next - note->hz) < GLIDE_END * note->hz;
  dala_plucked_tick(&string->loop, there ? note->hz : next);
  for (uint32_t c = 0U; c < 2U; c++) {
    string->gain[c] += self->smooth * (note->gain[c] - string->gain[c]);
  }
}

static void
set_ramps(DalaDombra* const self, DalaDombraString* const string)
{
  if (string->leaves) {
    dala_plucked_tick(&string->loop, string->loop.hz);
    string->fade = fmaxf(string->fade - self->stop, 0.0F);
  }
  const float fade = string->fade * string->fade * (3.0F - 2.0F * string->fade);
  for (uint32_t c = 0U; c < 2U; c++) {
    const float end = self->level_to * fade * string->gain[c];
    string->step[c] = (end - string->out[c]) * (1.0F / (float)DALA_TICK);
  }
}

static bool
is_silent(const DalaDombra* const self)
{
  bool rings = false;
  for (uint32_t i = 0U; i < DALA_DOMBRA_LOOPS; i++) {
    rings = rings || self->strings[i].rings;
  }
  return !rings;
}

/// The ramps of the last tick are done; what has left rests.
static void
end_ramps(DalaDombra* const self)
{
  self->level = self->level_to;
  for (uint32_t i = 0U; i < DALA_DOMBRA_LOOPS; i++) {
    DalaDombraString* const string = &self->strings[i];
    string->rings = string->rings && !(string->leaves && string->fade <= 0.0F);
    for (uint32_t c = 0U; c < 2U; c++) {
      string->out[c] += string->step[c] * (float)DALA_TICK;
      string->step[c] = 0.0F;
    }
  }
}

void
dala_dombra_tick(DalaDombra* const self)
{
  const bool begins = self->on && !self->sounds;
  end_ramps(self);
  self->frame    = 0U;
  self->level_to = self->gain;
  self->level    = is_silent(self) ? self->gain : self->level;
  self->sounds   = self->on;
  lay_courses(self);
  const uint32_t kept   = self->on ? self->n_courses : 0U;
  const uint32_t spread = (uint32_t)(moved_stroke.spread_s * self->rate.rate);
  uint32_t       moved  = 0U;
  for (uint32_t i = 0U; i < DALA_DOMBRA_STRINGS; i++) {
    if (i >= kept) {
      stop(self, i);
    } else if (begins) {
      continue;
    } else if (wants_stroke(self, i)) {
      strike(self, i, &moved_stroke, spread * moved++);
    } else {
      follow(self, i);
    }
  }
  if (begins) {
    dala_dombra_stroke(self, &first_stroke);
  }
  for (uint32_t i = 0U; i < DALA_DOMBRA_LOOPS; i++) {
    if (self->strings[i].rings) {
      set_ramps(self, &self->strings[i]);
    }
  }
}

// ------------------------------------------------------------------ process

void
dala_dombra_process(DalaDombra* const self, float* const out_l,
                    float* const out_r, const uint32_t n)
{
  memset(out_l, 0, n * sizeof *out_l);
  memset(out_r, 0, n * sizeof *out_r);
  for (uint32_t k = 0U; k < DALA_DOMBRA_LOOPS; k++) {
    DalaDombraString* const string = &self->strings[k];
    float                   y[DALA_TICK];
    if (!string->rings) {
      continue;
    }
    dala_plucked_process(&string->loop, y, self->frame, n);
    for (uint32_t i = 0U; i < n; i++) {
      const float at = (float)(self->frame + i);
      out_l[i] += (string->out[0] + string->step[0] * at) * y[i];
      out_r[i] += (string->out[1] + string->step[1] * at) * y[i];
    }
    // 0 y is NaN for NaN and for infinity, and a NaN stays in the sum
    self->probe += 0.0F * y[n - 1U];
  }
  const float knock = TAP_GAIN * LOUDEST;
  const float step = (self->level_to - self->level) * (1.0F / (float)DALA_TICK);
  dala_tap_add(&self->tap, knock * self->level, knock * step, self->frame,
               out_l, out_r, n);
  self->frame += n;
}

bool
dala_dombra_idle(const DalaDombra* const self)
{
  return !self->on && is_silent(self);
}

bool
dala_dombra_healthy(const DalaDombra* const self)
{
  return isfinite(self->probe);
}
