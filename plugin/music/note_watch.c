#include "plugin/music/note_watch.h"

#include <math.h>
#include <string.h>

// The player's own ornaments
static const float wild_slope = 600.0f;  // cents a second (C)
static const float wild_cents = 15.0f;   // of vibrato; violinists' have 20 (A)
static const float wild_s     = 0.250f;  // it is not over sooner
static const float slope_s    = 0.025f;  // the slope is taken over this time
static const float change_s   = 0.020f;  // a change of note drifts 2 to 15 ms
                                         // before it is heard (2026-11)
static const float trill_s     = 0.180f; // a trill's notes are no longer (GK)
static const float trill_reach = 4.2f;   // semitones
static const float trilling_s  = 0.500f; // it is not over sooner

// A double stop is lost and found again as its strings swell: it goes on for
// twice as long as it was heard, as a room may sound like one for a moment
static const float two_s    = 0.600f; // at most
static const float two_pace = 2.0f;

// A clean attack takes 20 to 40 ms, an ordinary one to 90 (A, GK)
static const float settle_s = 0.012f; // no sooner
static const float attack_s = 0.120f; // what is longer is a slide

static const float ghost_s = 0.060f; // shorter ones were none

static const float glide = 0.8f; // semitones: another note

// A note dies away: 40 ms and more 6 dB under what it was of late, which no bow
// change is
static const float sunk_ratio = 0.25f;
static const float sunk_s     = 0.040f;
static const float rise_s     = 0.060f; // how fast that follows upwards
static const float fall_s     = 0.800f; // and downwards

// A sound begins: 6 dB over the last 30 ms, and near the player's own level:
// 18 dB under the loudest
static const float attack_ratio = 4.0f;
static const float past_s       = 0.030f;
static const float echo_ratio   = 0.0158f;

static const float accent_ratio = 2.0f;  // 3 dB
static const float learning     = 0.35f; // how far a note moves what is usual

uint32_t
dala_note_watch_mix(uint32_t x)
{
  x ^= x >> 16U;
  x *= 0x7FEB352DU;
  x ^= x >> 15U;
  x *= 0x846CA68BU;
  return x ^ x >> 16U;
}

void
dala_note_watch_reset(DalaNoteWatch* const self)
{
  memset(self, 0, sizeof *self);
}

/// Short notes in turns, under one bow.
static bool
trills(const DalaNoteWatch* const self, const float note)
{
  const float step = fabsf(note - self->last[0].note);
  return self->last[0].s < trill_s && self->last[1].s < 2.0f * trill_s &&
         self->rest_s <= 0.0f && step > DALA_SAME_NOTE && step < trill_reach &&
         fabsf(note - self->last[1].note) < DALA_SAME_NOTE;
}

bool
dala_note_watch_own(const DalaNoteWatch* const self)
{
  return self->wild_s > 0.0f || self->trill_s > 0.0f || self->two_s > 0.0f;
}

bool
dala_note_watch_sunk(const DalaNoteWatch* const self,
                     const DalaPlaying* const   now)
{
  return now->level < sunk_ratio * self->usual;
}

bool
dala_note_watch_glides(const DalaNoteWatch* const self)
{
  return self->settled && fabsf(self->slow - self->note) > glide;
}

static void
leave(DalaNoteWatch* const self)
{
  const float note = self->settled ? self->note : self->slow;
  if (self->note_s >= ghost_s) {
    self->last[1] = self->last[0];
    self->last[0] = (DalaPlayed){ note, self->note_s };
  }
  self->seed = dala_note_watch_mix(self->seed + 1U + (uint32_t)(note + 0.5f));
  self->note = 0.0f;
}

static void
enter(DalaNoteWatch* const self, const DalaPlayedEvent event,
      const DalaPlaying* const now)
{
  // A vibrato says nothing of the next note, a slide may lead into it
  const bool slides = event == DALA_PLAYED_LEGATO && !self->vibrato;
  if (!slides) {
    self->wild_s = 0.0f;
  }
  if (trills(self, now->note)) {
    self->trill_s = trilling_s;
  }
  self->accent = self->count > 0U && now->level > accent_ratio * self->attack;
  self->attack +=
    (self->count > 0U ? learning : 1.0f) * (now->level - self->attack);
  self->first   = self->rest_s >= DALA_PHRASE_REST_S;
  self->note    = now->note;
  self->note_s  = 0.0f;
  self->calm_s  = 0.0f;
  self->settled = false;
  self->rest_s  = 0.0f;
  self->usual   = now->level;
  self->most    = now->level;
  self->held_s  = 0.0f;
  self->sunk_s  = 0.0f;
  self->dies    = false;
  self->vibrato = false;
  self->drift_s = 0.0f;
  self->slow    = now->note;
  self->count++;
}

void
dala_note_watch_event(DalaNoteWatch* const self, const DalaPlayedEvent event,
                      const DalaPlaying* const now)
{
  if (self->note > 0.0f) {
    leave(self);
  }
  if (event != DALA_PLAYED_END && now->note > 0.0f) {
    enter(self, event, now);
  }
}

static void
follow_pitch(DalaNoteWatch* const self, const float dt,
             const DalaPlaying* const now)
{
  // So far in a moment goes what took it for another note, not the player
  const bool jumps = !self->settled && fabsf(now->note - self->note) > glide;
  if (jumps) {
    self->slow = now->note;
  }
  const float slope  = 100.0f * fabsf(now->note - self->slow) / slope_s;
  const bool  steady = slope < wild_slope;
  self->slow += fminf(dt / slope_s, 1.0f) * (now->note - self->slow);
  self->vibrato = now->vibrato_cents > wild_cents;
  if (!self->settled) {
    self->calm_s  = jumps ? 0.0f : self->calm_s + dt;
    self->settled = steady && self->calm_s >= settle_s;
    self->settles = self->settled && self->note_s <= attack_s;
    self->note    = now->note;
    return;
  }
  self->drift_s = steady ? 0.0f : self->drift_s + dt;
  self->glided  = steady && dala_note_watch_glides(self);
  if (self->drift_s >= change_s || self->vibrato) {
    self->wild_s = wild_s;
  }
}

static void
follow_level(DalaNoteWatch* const self, const float dt, const float level)
{
  const float way = dt / (level > self->usual ? rise_s : fall_s);
  self->sunk_s    = level < sunk_ratio * self->usual ? self->sunk_s + dt : 0.0f;
  self->usual += fminf(way, 1.0f) * (level - self->usual);
  self->dies = self->sunk_s >= sunk_s;
  self->most = fmaxf(self->most, level);
  self->held_s += level > sunk_ratio * self->most ? dt : 0.0f;
}

void
dala_note_watch_hear(DalaNoteWatch* const self, const float dt,
                     const DalaPlaying* const now)
{
  const float level = now->level;
  self->wild_s      = fmaxf(self->wild_s - dt, 0.0f);
  self->trill_s     = fmaxf(self->trill_s - dt, 0.0f);
  self->two_s       = now->two_notes ? fminf(self->two_s + two_pace * dt, two_s)
                                     : fmaxf(self->two_s - dt, 0.0f);
  self->settles     = false;
  self->glided      = false;
  self->attacks     = !(self->note > 0.0f) && self->count > 0U &&
                  level > attack_ratio * self->quiet &&
                  level > echo_ratio * now->loud;
  self->quiet = level < self->quiet ? level
                                    : self->quiet + fminf(dt / past_s, 1.0f) *
                                                      (level - self->quiet);
  if (self->note > 0.0f && now->note > 0.0f) {
    self->note_s += dt;
    follow_pitch(self, dt, now);
    follow_level(self, dt, level);
  } else {
    self->rest_s += dt;
  }
}
