/**
   The analysis of the violin: pitch and notes, as one struct.

   Hears the input alone, never what Dala adds.

   Units:   as dsp/heard.h.
   Thread:  layout, prepare: instantiation; everything else: audio, real-time
            safe. The same for every division into pieces.
   Cost:    about 38 ns a frame with 8 lanes, 48 with 4.
   Fails:   layout: DALA_STATUS_NO_MEM; others cannot.
*/
#ifndef DALA_DSP_EARS_H
#define DALA_DSP_EARS_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/heard.h"
#include "plugin/dsp/notes.h"
#include "plugin/dsp/one_note.h"
#include "plugin/dsp/onset.h"
#include "plugin/dsp/pitch.h"
#include "plugin/dsp/two_notes.h"

#include <stdbool.h>
#include <stdint.h>

/// Most events in one piece: a hop brings two at most, a tick two hops.
#define DALA_EARS_EVENTS 4U

typedef struct {
  DalaHeard      heard;
  DalaHeardEvent events[DALA_EARS_EVENTS]; ///< Of the newest piece.
  uint32_t       n_events;

  DalaPitch    pitch;
  DalaNotes    notes;
  DalaOnset    onset;
  DalaOneNote  one;
  DalaTwoNotes two;
} DalaEars;

DalaStatus
dala_ears_layout(DalaEars* self, const DalaConfig* cfg, DalaArena* arena);

void
dala_ears_prepare(DalaEars* self, const DalaConfig* cfg);

/// Nothing heard yet; the count of onsets begins anew.
DALA_RT
void
dala_ears_reset(DalaEars* self);

/// Take for silence what lies under a level, mean square.
DALA_RT
void
dala_ears_set_deaf(DalaEars* self, float level);

/// Hear x[n], n <= DALA_TICK; `events` are what happened in it, `frame` in
/// 1..n: after how many of its frames.
DALA_RT
void
dala_ears_process(DalaEars* self, const float* x, uint32_t n);

/// False if a state is not finite: reset, and count it.
DALA_RT
bool
dala_ears_healthy(const DalaEars* self);

#endif // DALA_DSP_EARS_H
