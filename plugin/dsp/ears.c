#include "plugin/dsp/ears.h"

#include <math.h>
#include <string.h>

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
  dala_ears_reset(self);
}

void
dala_ears_reset(DalaEars* const self)
{
  dala_pitch_reset(&self->pitch);
  dala_notes_reset(&self->notes);
  memset(&self->heard, 0, sizeof self->heard);
  self->n_events = 0U;
}

bool
dala_ears_healthy(const DalaEars* const self)
{
  return dala_pitch_healthy(&self->pitch) && isfinite(self->notes.middle) &&
         isfinite(self->notes.usual);
}

static void
hop(DalaEars* const self, const uint32_t frame)
{
  DalaHeardKind kind    = DALA_HEARD_NOTE;
  const float   last_hz = self->heard.f0_hz;
  self->heard.loud      = self->pitch.loud;
  if (dala_notes_hop(&self->notes, &self->pitch.reading, &self->heard, &kind) &&
      self->n_events < DALA_EARS_EVENTS) {
    DalaHeardEvent* const event = &self->events[self->n_events++];
    event->kind                 = kind;
    event->frame                = frame;
    event->f0_hz = kind == DALA_HEARD_END ? last_hz : self->heard.f0_hz;
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
