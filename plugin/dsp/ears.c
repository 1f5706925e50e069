#include "plugin/dsp/ears.h"

#include <math.h>
#include <string.h>

// Under it nothing is told of two notes, as a part of the loudest: 30 dB
static const float faint = 1e-3f;

DalaStatus
dala_ears_layout(DalaEars* const self, const DalaConfig* const cfg,
                 DalaArena* const arena)
{
  return dala_pitch_layout(&self->pitch, cfg, arena);
}

void
dala_ears_prepare(DalaEars* const self, const DalaConfig* const cfg)
{
  dala_pitch_prepare(&self->pitch, cfg);
  dala_notes_prepare(&self->notes, self->pitch.hop_s);
  dala_onset_prepare(&self->onset, self->pitch.hop_s);
  dala_two_notes_prepare(&self->two, cfg, self->pitch.input.out_rate);
  dala_ears_reset(self);
}

void
dala_ears_reset(DalaEars* const self)
{
  dala_pitch_reset(&self->pitch);
  dala_notes_reset(&self->notes);
  dala_onset_reset(&self->onset);
  dala_one_note_reset(&self->one);
  dala_two_notes_reset(&self->two);
  memset(&self->heard, 0, sizeof self->heard);
  self->n_events = 0U;
}

bool
dala_ears_healthy(const DalaEars* const self)
{
  return dala_pitch_healthy(&self->pitch) && isfinite(self->notes.middle) &&
         isfinite(self->notes.usual) && isfinite(self->onset.rough);
}

void
dala_ears_set_deaf(DalaEars* const self, const float level)
{
  self->pitch.deaf = level;
}

static void
tell(DalaEars* const self, const DalaHeardKind kind, const uint32_t frame,
     const float f0_hz)
{
  if (self->n_events < DALA_EARS_EVENTS) {
    DalaHeardEvent* const event = &self->events[self->n_events++];
    event->kind                 = kind;
    event->frame                = frame;
    event->f0_hz                = f0_hz;
  }
}

/// Is it a double stop, and does it begin or end here?
static void
listen_for_two(DalaEars* const self, const uint32_t frame)
{
  const DalaPitch* const pitch = &self->pitch;
  const bool             was   = self->heard.two_notes;
  if (pitch->reading.jumped && self->heard.f0_hz > 0.0f) {
    dala_two_notes_changed(&self->two);
  }
  dala_two_notes_block(&self->two, pitch->input.sound + pitch->input.newest);
  self->heard.two_notes =
    self->two.on && pitch->reading.level > faint * pitch->loud;
  if (self->heard.two_notes != was) {
    tell(self, was ? DALA_HEARD_ONE : DALA_HEARD_TWO, frame,
         pitch->reading.f0_hz);
  }
}

static void
hop(DalaEars* const self, const uint32_t frame)
{
  DalaHeardKind kind    = DALA_HEARD_NOTE;
  const float   last_hz = self->heard.f0_hz;
  self->heard.loud      = self->pitch.loud;
  listen_for_two(self, frame);
  const bool event =
    dala_notes_hop(&self->notes, &self->pitch.reading, &self->heard, &kind);
  if ((event && kind != DALA_HEARD_END) || self->pitch.reading.jumped) {
    dala_one_note_reset(&self->one);
  }
  dala_one_note_hop(&self->one, &self->pitch);
  self->heard.alone = self->one.on;
  if (event) {
    tell(self, kind, frame,
         kind == DALA_HEARD_END ? last_hz : self->heard.f0_hz);
  }
  if (dala_onset_hop(&self->onset, &self->heard, self->pitch.reading.plain,
                     event ? kind : DALA_HEARD_END)) {
    self->heard.onsets++;
  }
}

void
dala_ears_process(DalaEars* const self, const float* const x, const uint32_t n)
{
  uint32_t done  = 0U;
  self->n_events = 0U;
  while (done < n) {
    bool hopped = false;
    done += dala_pitch_process(&self->pitch, x + done, n - done, &hopped);
    if (hopped) {
      hop(self, done);
    }
  }
}
