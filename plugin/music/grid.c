#include "plugin/music/grid.h"

#include <math.h>

// What rounded places cannot tell apart, ticks: a step and a ramp, and then
// where the grid is while it does not know which of them there was
static const double unsure_ticks = 2.0;
static const double kept_ticks   = 3.0;

// Within a ramp this much is always bridged, frames: the usual blocks
static const uint64_t usual_block = 1024U;

// A place this near to whole ticks is one, in ticks: what a float leaves of a
// beat of a bar
static const double whole = 2e-3;

double
dala_grid_place(const DalaGrid* const self)
{
  const double n = (double)self->frames;
  return self->place + (self->rate + 0.5 * self->bend * n) * n;
}

double
dala_grid_frames_to(const DalaGrid* const self, const double place)
{
  const double way  = place - self->place;
  const double rate = self->rate;
  const double root = rate * rate + 2.0 * self->bend * way;
  return root > 0.0 ? 2.0 * way / (rate + sqrt(root)) : way / rate;
}

static void
anchor(DalaGrid* const self, const double place, const double rate,
       const double bend)
{
  self->place  = place;
  self->rate   = rate;
  self->bend   = bend;
  self->frames = 0U;
}

void
dala_grid_set_rate(DalaGrid* const self, const double rate)
{
  if (rate != self->rate || self->bend != 0.0) {
    anchor(self, dala_grid_place(self), rate, 0.0);
  }
}

void
dala_grid_tell(DalaGrid* const self, const double place, const double rate,
               const double tick)
{
  const double n     = (double)self->frames;
  const double step  = self->place + self->rate * n;  // the tempo changed here
  const double more  = 0.5 * (rate - self->rate) * n; // or all the way
  const double ticks = place / tick;
  const bool   round = fabs(ticks - floor(ticks + 0.5)) < whole;
  // Too little to be seen in rounded places: once is a step, twice a ramp
  const bool   unsure = round && fabs(more) < unsure_ticks * tick;
  const double ramp   = step + more + self->maybe;
  const bool   bends =
    n > 0.0 &&
    (unsure ? more * (self->bend + self->maybe) > 0.0
            : fabs(ramp - place) < fmin(fabs(step - place), DALA_GRID_SAME));
  const double known = bends ? ramp : step;
  const bool   keeps =
    !isfinite(place) || (round && fabs(known - place) < kept_ticks * tick);
  if (self->frames == 0U && keeps && rate == self->rate) {
    return; // the same once more
  }
  const uint64_t longest = self->bend != 0.0 ? self->lasts : usual_block;
  self->lasts            = self->frames > longest ? self->frames : longest;
  self->maybe            = unsure && !bends ? more : 0.0;
  anchor(self, keeps ? known : place, rate,
         bends ? (rate - self->rate) / n : 0.0);
}

void
dala_grid_advance(DalaGrid* const self, const uint32_t n)
{
  self->frames += n;
}

void
dala_grid_settle(DalaGrid* const self)
{
  if (self->frames > self->lasts) {
    self->bend = 0.0;
  }
}
