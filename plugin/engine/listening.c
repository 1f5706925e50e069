#include "plugin/engine/listening.h"

#include "plugin/music/scale.h"

#include <math.h>

// A sound that comes back is at least 24 dB under the player, a pianissimo
// within one phrase some 15 dB under the forte.
static const float echo_ratio = 0.0158f; // 18 dB, of mean squares

// A retuning by so little is not heard, and less is not worth it
static const float least_cents = 2.0f;

/// Semitones above MIDI note 0 at this A4.
static float
note_number(const float hz, const float a4_hz)
{
  return 69.0f + 12.0f * log2f(hz / a4_hz);
}

/// When each onset was goes to the beat finder, which thinks a little further.
/// A count that fell is that of ears that were reset.
static void
seek_beat(DalaEngine* const self)
{
  const uint32_t onsets = self->ears.heard.onsets;
  const double   now_s = (double)self->ticks_heard * DALA_TICK / self->cfg.rate;
  if (onsets > self->onsets_seen) {
    dala_beat_note(&self->beat, now_s - (double)self->ears.onset.late_s);
  }
  self->onsets_seen = onsets;
  dala_beat_think(&self->beat); // all tempi in 90 ms at 48 kHz
  self->ticks_heard++;
}

void
dala_listening_tick(DalaEngine* const self)
{
  const DalaHeard* const heard  = &self->ears.heard;
  DalaTonicFinder* const finder = &self->finder;
  const bool             begins =
    heard->notes > self->notes_seen || heard->onsets > self->onsets_seen;
  const bool counts =
    heard->f0_hz > 0.0f && heard->level > echo_ratio * heard->loud;
  seek_beat(self);
  self->notes_seen = heard->notes;
  dala_tonic_finder_hear(
    finder, (float)(DALA_TICK / self->cfg.rate),
    counts ? note_number(heard->f0_hz, self->params.a4_hz) : 0.0f, begins);
  if (finder->known && finder->n_off > 0U &&
      fabsf(finder->fine_cents - self->fine_known) >= least_cents) {
    self->fine_known = finder->fine_cents;
  }
  if (finder->known && !self->tonic_told) {
    self->pitch_class = finder->pitch_class;
  }
  self->fine_cents = self->tonic_told ? 0.0f : self->fine_known;
}

float
dala_listening_tempo(const DalaEngine* const self)
{
  const DalaParams* const p   = &self->params;
  const float             bpm = dala_beat_bpm(&self->beat);
  if (p->tempo_from_host && self->position.bpm > 0.0f) {
    return self->position.bpm;
  }
  return p->tempo_from_player && bpm > 0.0f ? bpm : p->tempo_bpm;
}

float
dala_listening_note(const DalaEngine* const self)
{
  const float hz = self->ears.heard.f0_hz;
  return hz > 0.0f ? note_number(hz, self->params.a4_hz) : 0.0f;
}

float
dala_listening_place(const DalaEngine* const self)
{
  return self->beat.period_s > 0.0
           ? dala_beat_place(&self->beat, (double)self->ticks_heard *
                                            DALA_TICK / self->cfg.rate)
           : -1.0f;
}

float
dala_listening_cents(const DalaEngine* const self)
{
  const float hz = self->ears.heard.f0_hz;
  if (!(hz > 0.0f)) {
    return 0.0f;
  }
  const float note = note_number(hz, self->params.a4_hz);
  return dala_scale_deviation(
    self->params.scale, self->params.equal, note > 68.5f,
    100.0f * (note - (float)self->pitch_class) - self->fine_cents);
}
