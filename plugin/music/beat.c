#include "plugin/music/beat.h"

#include <math.h>
#include <string.h>

static const double shortest_s = 0.30; // 200 BPM
static const double longest_s  = 1.50; // 40 BPM
static const float  next       = 1.0125f;
static const double memory_s   = 6.0;
static const double double_s   = 0.05; // two onsets of one note
static const double rest_s     = 0.8;  // what comes after it begins a phrase

// When a grid is believed: free time gets there seldom. These and the weights
// in music/beat_grid.c are the middle of what served equally well on 112
// gallops of a sampled violin (measured 2026-11).
static const float convincing = 5.5f; // evidence,
static const float regular    = 6.0f; // and what like beats are worth of it
static const float least_like = 0.55f;

// A beat once found is followed: a note within this of it draws it on a little,
// and it is drawn through the notes near it after every trial.
static const double   near_s   = 0.042;
static const double   draw     = 0.10; // of what a note is off, to the beat
static const double   stretch  = 0.05; // and to the period
static const uint32_t enough   = 6U;   // notes to draw it through
static const uint32_t fresh    = 4U;   // trials; then it has weight of its own:
static const double   adopt    = 0.65; // of what is drawn
static const double   same     = 0.06; // of a period
static const uint32_t rivals   = 3U;
static const double   bar      = 4.0; // beats
static const double   missed_s = 3.0; // no note near a beat for so long

void
dala_beat_reset(DalaBeat* const self)
{
  memset(self, 0, sizeof *self);
  self->tempo = DALA_BEAT_TEMPI;
}

/// Distance in s from the nearest beat.
static double
off_beat(const DalaBeat* const self, const double at_s)
{
  const double away = at_s - self->beat_s;
  return away - self->period_s * floor(away / self->period_s + 0.5);
}

/// The nearest tempo that counts.
static double
within_range(const double period_s)
{
  return fmin(fmax(period_s, shortest_s), longest_s);
}

/// A note near a beat draws the beat after it; not after a long stop, when to
/// be near one is chance.
static void
follow(DalaBeat* const self, const double at_s)
{
  const double off = off_beat(self, at_s);
  if (fabs(off) < near_s && at_s - self->hit_s < missed_s) {
    self->beat_s   = at_s - (1.0 - draw) * off;
    self->period_s = within_range(self->period_s + stretch * off);
    self->hit_s    = at_s;
  }
}

/// When the last beat before the newest note of the trial was.
static double
last_beat(const DalaBeat* const self)
{
  const double beats = floor((self->now_s - self->beat_s) / self->period_s);
  return self->beat_s + beats * self->period_s;
}

/// Draw a grid of the tempo in use through the notes; what it tells is taken
/// over, the beat on the line nearest to the beat in use.
static void
draw_on(DalaBeat* const self, DalaBeatGrid grid)
{
  const double beat = last_beat(self);
  const double part = self->n_told <= fresh ? 1.0 : adopt;
  if (dala_beat_grid_draw(&self->notes, &grid) >= enough) {
    dala_beat_grid_draw(&self->notes, &grid);
    const double step = (double)grid.period / grid.parts;
    const double off  = self->now_s + (double)grid.at - beat;
    self->beat_s      = beat + part * (off - step * floor(off / step + 0.5));
    self->period_s    = within_range(
         self->period_s + part * ((double)grid.period - self->period_s));
  }
}

/// Another tempo, or the first.
static void
begin_anew(DalaBeat* const self, DalaBeatGrid grid)
{
  dala_beat_grid_draw(&self->notes, &grid);
  dala_beat_grid_draw(&self->notes, &grid);
  self->period_s = within_range((double)grid.period);
  self->parts    = grid.parts;
  self->beat_s = self->now_s + (double)dala_beat_grid_beat(&self->notes, &grid);
  self->hit_s  = self->now_s;
  self->begun_s  = self->now_s;
  self->n_rivals = 0U;
  self->n_told   = 1U;
}

/// True if the tempo told may count against that in use: once that has held for
/// a bar, to be more usual or of more like beats is not enough, it must explain
/// the notes no worse. 3 : 4 of a tempo has many of its lines.
static bool
rivals_it(const DalaBeat* const self)
{
  const DalaBeatGrid used =
    dala_beat_grid_try(&self->notes, (float)self->period_s, self->parts);
  return self->now_s - self->begun_s < bar * self->period_s ||
         self->best.evidence >= used.evidence;
}

/// All tempi have been tried.
static void
conclude(DalaBeat* const self)
{
  const DalaBeatGrid* const best  = &self->best;
  const bool                lost  = self->now_s - self->hit_s > missed_s;
  const bool                known = self->period_s > 0.0 && !lost;
  const double   off   = known ? (double)best->period / self->period_s : 0.0;
  const uint32_t least = self->n_told < rivals ? self->n_told : rivals;
  const bool     told  = best->alike > least_like &&
                    best->evidence + regular * best->alike > convincing;
  if (told && known && fabs(off - 1.0) < same) {
    self->n_rivals = 0U;
    self->n_told++;
    draw_on(self, *best);
  } else if (told &&
             (!known || (rivals_it(self) && ++self->n_rivals >= least))) {
    begin_anew(self, *best);
  } else if (known) {
    const double beat_s = last_beat(self) - self->now_s;
    draw_on(self, (DalaBeatGrid){ .period = (float)self->period_s,
                                  .at     = (float)beat_s,
                                  .parts  = self->parts });
  }
}

void
dala_beat_note(DalaBeat* const self, const double at_s)
{
  const double last_s = self->count ? self->at_s[self->count - 1U] : -rest_s;
  uint32_t     drop   = self->count == DALA_BEAT_NOTES ? 1U : 0U;
  if (self->count > 0U && at_s - last_s < double_s) {
    return;
  }
  while (drop < self->count && at_s - self->at_s[drop] > memory_s) {
    drop++;
  }
  self->count -= drop;
  memmove(self->at_s, self->at_s + drop, self->count * sizeof *self->at_s);
  memmove(self->first, self->first + drop, self->count * sizeof *self->first);
  self->first[self->count]  = at_s - last_s >= rest_s;
  self->at_s[self->count++] = at_s;
  self->stale               = true;
  if (self->period_s > 0.0) {
    follow(self, at_s);
  }
}

/// A trial begins with what notes there are.
static void
begin(DalaBeat* const self)
{
  DalaBeatNotes* const notes = &self->notes;
  self->stale                = false;
  self->tempo                = 0U;
  self->now_s                = self->at_s[self->count - 1U];
  self->best = (DalaBeatGrid){ 0.0f, 0.0f, 0.0f, (float)shortest_s, 0.0f, 4U };
  notes->n   = self->count;
  for (uint32_t i = 0; i < notes->n; i++) {
    notes->at[i]    = (float)(self->at_s[i] - self->now_s);
    notes->first[i] = self->first[i];
  }
}

bool
dala_beat_think(DalaBeat* const self)
{
  if (self->tempo >= DALA_BEAT_TEMPI) {
    if (!self->stale) {
      return false;
    }
    begin(self);
  }
  const float period = (float)shortest_s * powf(next, (float)self->tempo++);
  for (uint32_t parts = 3U; parts <= 4U; parts++) {
    const DalaBeatGrid grid = dala_beat_grid_try(&self->notes, period, parts);
    self->best              = grid.score > self->best.score ? grid : self->best;
  }
  if (self->tempo == DALA_BEAT_TEMPI) {
    conclude(self);
  }
  return true;
}

float
dala_beat_bpm(const DalaBeat* const self)
{
  return self->period_s > 0.0 ? (float)(60.0 / self->period_s) : 0.0f;
}

float
dala_beat_place(const DalaBeat* const self, const double at_s)
{
  if (!(self->period_s > 0.0)) {
    return 0.0f;
  }
  const double place = (at_s - self->beat_s) / self->period_s;
  return (float)(place - floor(place));
}
