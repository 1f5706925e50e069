#include "plugin/dsp/notes.h"

#include <math.h>
#include <string.h>

// Bow changes: 20 to 60 ms dips of 3 to 8 dB (the reference's notes on the
// violin, 7.1); 90 ms lets the 5 ms level settle
static const float dip_ratio   = 0.5f; // 3 dB
static const float dip_s       = 0.090f;
static const float usual_s     = 0.060f;
static const float blur        = 0.93f;
static const float settle_s    = 0.060f; // an attack is no bow change
static const float calm_s      = 0.020f; // else it was a note's end
static const float slide_s     = 0.045f; // an attack is no row of notes
static const float middle_s    = 0.150f; // a vibrato's period or so
static const float least_swing = 4.0f;   // cents: under it, no vibrato
static const float longest_s   = 0.150f; // half a period of 3.3 Hz
static const float shortest_s  = 0.050f; // half a period of 10 Hz

void
dala_notes_prepare(DalaNotes* const self, const float hop_s)
{
  self->hop_s = hop_s;
  dala_notes_reset(self);
}

void
dala_notes_reset(DalaNotes* const self)
{
  const float hop_s = self->hop_s;
  memset(self, 0, sizeof *self);
  self->hop_s = hop_s;
}

static void
begin(DalaNotes* const self, const DalaPitchReading* const reading,
      DalaHeard* const heard)
{
  self->usual          = reading->level;
  self->lowest         = 0.0f;
  self->calm_s         = -1.0f;
  self->middle         = 0.0f;
  self->start_hz       = reading->f0_hz;
  self->swing          = 0.0f;
  self->since_s        = 0.0f;
  heard->note_s        = 0.0f;
  heard->vibrato_hz    = 0.0f;
  heard->vibrato_cents = 0.0f;
}

/// True at the end of a dip that was a bow change.
static bool
bow_turned(DalaNotes* const self, const DalaPitchReading* const reading,
           const float note_s)
{
  const float level = reading->level;
  if (self->calm_s >= 0.0f) {
    self->calm_s += self->hop_s;
    if (self->calm_s > calm_s) {
      self->calm_s = -1.0f;
      return true;
    }
  }
  if (self->lowest > 0.0f) {
    self->dip_s += self->hop_s;
    self->lowest  = fminf(self->lowest, level);
    self->blurred = fminf(self->blurred, reading->confidence);
    if (level * dip_ratio > self->lowest || self->dip_s > dip_s) {
      if (self->dip_s <= dip_s && self->blurred < blur) {
        self->calm_s = 0.0f;
      }
      self->lowest = 0.0f;
      self->usual  = level;
    }
  } else if (note_s > settle_s && level < self->usual * dip_ratio) {
    self->lowest  = level;
    self->blurred = reading->confidence;
    self->dip_s   = 0.0f;
  } else {
    self->usual += self->hop_s / usual_s * (level - self->usual);
  }
  return false;
}

static void
watch_vibrato(DalaNotes* const self, const float cents, DalaHeard* const heard)
{
  const float off = cents - self->middle;
  self->middle += self->hop_s / middle_s * off;
  self->since_s += self->hop_s;
  self->swing = fmaxf(self->swing, fabsf(off));
  if ((off > 0.0f) != self->above) {
    const bool swings = self->since_s > shortest_s &&
                        self->since_s < longest_s && self->swing > least_swing;
    heard->vibrato_hz    = swings ? 0.5f / self->since_s : 0.0f;
    heard->vibrato_cents = swings ? self->swing : 0.0f;
    self->above          = off > 0.0f;
    self->since_s        = 0.0f;
    self->swing          = 0.0f;
  } else if (self->since_s > longest_s) {
    heard->vibrato_hz    = 0.0f;
    heard->vibrato_cents = 0.0f;
  }
}

bool
dala_notes_hop(DalaNotes* const self, const DalaPitchReading* const reading,
               DalaHeard* const heard, DalaHeardKind* const kind)
{
  const float before = self->last_hz;
  const float now    = reading->f0_hz;
  bool        event  = false;
  self->last_hz      = now;
  heard->f0_hz       = now;
  heard->confidence  = reading->confidence;
  heard->level       = reading->level;
  heard->floor       = reading->floor;
  heard->slope       = -1731.234f * reading->drift / self->hop_s;
  if (now == 0.0f) {
    *kind             = DALA_HEARD_END;
    heard->vibrato_hz = heard->vibrato_cents = heard->note_s = 0.0f;
    return before > 0.0f;
  }
  if (before == 0.0f || reading->jumped) {
    *kind = before == 0.0f ? DALA_HEARD_NOTE : DALA_HEARD_LEGATO;
    event = before == 0.0f || heard->note_s > slide_s;
    begin(self, reading, heard);
  } else {
    *kind         = DALA_HEARD_BOW;
    event         = bow_turned(self, reading, heard->note_s);
    heard->note_s = event ? calm_s : heard->note_s + self->hop_s;
    watch_vibrato(self, 1200.0f * log2f(now / self->start_hz), heard);
  }
  // Of a double stop the tracker takes now one note, now the other
  event = event && !heard->two_notes;
  heard->notes += event ? 1U : 0U;
  return event;
}
