#include "plugin/dsp/onset.h"

#include <math.h>
#include <string.h>

// Where no source is given: the middle of what served equally well on gallops
// of a sampled violin, on long notes with vibrato and in rooms (measured
// 2026-11).
static const float steady    = 7e-3f;  // a period that lacks less is perfect;
static const float high_hz   = 700.0f; // vibrato up here costs as much again
static const float smooth_s  = 0.006f;
static const float forget_s  = 0.100f;  // time in which the least is forgotten
static const float rise      = 0.35f;   // decades: an onset
static const float fallen    = 0.20f;   // what is left of it when it is over
static const float longest_s = 0.080f;  // or so long after it was told
static const float apart_s   = 0.075f;  // a sixteenth at 168 BPM is 89 ms
static const float ends_s    = 0.010f;  // time constant of a sound's end,
static const float ends      = 0.30f;   // and what it is then under: 5 dB
static const float faint     = 0.0158f; // 18 dB under the loudest: an echo

// How late each is told, on average
static const float first_late_s = 0.008f; // in sound that is younger than
static const float first_s      = 0.010f; // this
static const float rough_late_s = 0.016f;
static const float told_late_s  = 0.036f; // by the ears alone

void
dala_onset_prepare(DalaOnset* const self, const float hop_s)
{
  self->hop_s = hop_s;
  dala_onset_reset(self);
}

void
dala_onset_reset(DalaOnset* const self)
{
  const float hop_s = self->hop_s;
  memset(self, 0, sizeof *self);
  self->hop_s   = hop_s;
  self->rough   = log10f(steady);
  self->least   = self->rough;
  self->since_s = apart_s;
}

/// Is one under way, does one begin?
static bool
rises(DalaOnset* const self, const float rough, const bool ending)
{
  self->rough += self->hop_s / smooth_s * (rough - self->rough);
  if (self->under) {
    self->most = fmaxf(self->most, self->rough);
    if (self->rough < self->least + fallen * (self->most - self->least) ||
        self->since_s > longest_s) {
      self->under = false;
      self->least = self->rough;
    }
    return false;
  }
  self->least = fminf(self->rough, self->least + self->hop_s / forget_s *
                                                   (self->rough - self->least));
  if (self->rough < self->least + rise || self->since_s < apart_s || ending) {
    return false;
  }
  self->under = true;
  self->most  = self->rough;
  return true;
}

bool
dala_onset_hop(DalaOnset* const self, const DalaHeard* const heard,
               const float plain, const DalaHeardKind told)
{
  const bool  silent = heard->level <= faint * heard->loud;
  const float lacks  = silent ? 0.0f : fmaxf(1.0f - plain, 0.0f);
  const float high   = heard->f0_hz / high_hz;
  const float usual  = steady * (1.0f + high * high);
  self->level =
    fmaxf(heard->level, self->level * (1.0f - self->hop_s / ends_s));
  self->sound_s    = silent ? 0.0f : fminf(self->sound_s + self->hop_s, 1.0f);
  self->since_s    = fminf(self->since_s + self->hop_s, 1.0f);
  const bool first = self->sound_s < first_s;
  const bool noted =
    !silent && (told == DALA_HEARD_NOTE || told == DALA_HEARD_LEGATO);
  if (rises(self, log10f(lacks + usual), heard->level < ends * self->level)) {
    self->late_s = first ? first_late_s : rough_late_s;
  } else if (noted && self->since_s > apart_s) {
    self->late_s = first ? first_late_s : told_late_s;
  } else {
    return false;
  }
  self->since_s = 0.0f;
  return true;
}
