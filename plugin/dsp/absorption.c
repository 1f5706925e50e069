#include "plugin/dsp/absorption.h"

#include <math.h>

#define PI 3.14159265358979324
#define GAINS 3U // level, bass shelf, treble shelf
#define ROUNDS 4U

// The grid of corners: 60 to 450 Hz, 1.5 to 19 kHz
#define LOW_CORNERS 12U
#define HIGH_CORNERS 15U
#define CORNER_STEP 1.2

// An octave band rings as long as its slower half: the filter aims shorter in
// the bands where the time falls fast, so that the band comes out as asked
// (measured, 2026-11).
static const double aim[DALA_PLACE_BANDS] = { 0.976, 1.005, 0.965, 1.02,
                                              0.985, 0.965, 0.85 };

/// What one line is fitted to.
typedef struct {
  double hz[DALA_PLACE_BANDS];
  double goal_db[DALA_PLACE_BANDS]; ///< Gain per round.
  size_t bands;                     ///< Those that the rate can hold.
  double rate;
} Goal;

// ------------------------------------------------------------------ shelves

DalaSection
dala_section(const double hz, const double a, const double c, const double rate)
{
  const double      t    = tan(PI * hz / rate);
  const double      norm = 1.0 / (1.0 + t * c);
  const DalaSection made = { (1.0 + t * a) * norm, (t * a - 1.0) * norm,
                             (1.0 - t * c) * norm };
  return made;
}

static DalaSection
low_shelf(const DalaShelves* const s, const double rate)
{
  const double root = pow(10.0, s->db[1] / 40.0);
  return dala_section(s->low_hz, root, 1.0 / root, rate);
}

static DalaSection
high_shelf(const DalaShelves* const s, const double rate)
{
  const double root = pow(10.0, s->db[2] / 40.0);
  DalaSection  made = dala_section(s->high_hz, 1.0 / root, root, rate);
  made.b0 *= root * root;
  made.b1 *= root * root;
  return made;
}

static double
section_db(const DalaSection* const s, const double hz, const double rate)
{
  const double c   = cos(2.0 * PI * hz / rate);
  const double num = s->b0 * s->b0 + s->b1 * s->b1 + 2.0 * s->b0 * s->b1 * c;
  const double den = 1.0 + s->p * s->p - 2.0 * s->p * c;
  return 10.0 * log10(num / den);
}

/// Error of the fit in a band, as a share of the goal.
static double
miss(const Goal* const goal, const DalaShelves* const s, const size_t band)
{
  const DalaSection low  = low_shelf(s, goal->rate);
  const DalaSection high = high_shelf(s, goal->rate);
  const double got = s->db[0] + section_db(&low, goal->hz[band], goal->rate) +
                     section_db(&high, goal->hz[band], goal->rate);
  return got / goal->goal_db[band] - 1.0;
}

// ---------------------------------------------------------------- the fit

/// Solve a x = b for three unknowns, by elimination; a is symmetric positive.
static void
solve(double a[GAINS][GAINS], double b[GAINS])
{
  for (size_t i = 0; i < GAINS; i++) {
    a[i][i] += 1e-9;
    for (size_t k = i + 1U; k < GAINS; k++) {
      const double f = a[k][i] / a[i][i];
      for (size_t c = i; c < GAINS; c++) {
        a[k][c] -= f * a[i][c];
      }
      b[k] -= f * b[i];
    }
  }
  for (size_t i = GAINS; i-- > 0U;) {
    for (size_t c = i + 1U; c < GAINS; c++) {
      b[i] -= a[i][c] * b[c];
    }
    b[i] /= a[i][i];
  }
}

/// Gains of the shelves by Gauss-Newton; returns the sum of squared errors.
static double
fit_gains(const Goal* const goal, DalaShelves* const s)
{
  static const double step = 1e-4; // dB
  s->db[0]                 = goal->goal_db[goal->bands > 3U ? 3U : 0U];
  s->db[1] = s->db[2] = 0.0;
  for (unsigned round = 0; round < ROUNDS; round++) {
    double a[GAINS][GAINS] = { { 0.0 } };
    double b[GAINS]        = { 0.0 };
    for (size_t band = 0; band < goal->bands; band++) {
      const double e = miss(goal, s, band);
      double       d[GAINS];
      for (size_t i = 0; i < GAINS; i++) {
        DalaShelves moved = *s;
        moved.db[i] += step;
        d[i] = (miss(goal, &moved, band) - e) / step;
      }
      for (size_t i = 0; i < GAINS; i++) {
        b[i] -= d[i] * e;
        for (size_t k = 0; k < GAINS; k++) {
          a[i][k] += d[i] * d[k];
        }
      }
    }
    solve(a, b);
    for (size_t i = 0; i < GAINS; i++) {
      s->db[i] = fmin(fmax(s->db[i] + b[i], -60.0), 20.0);
    }
  }
  double sum = 0.0;
  for (size_t band = 0; band < goal->bands; band++) {
    const double e = miss(goal, s, band);
    sum += e * e;
  }
  return sum;
}

static Goal
goal_of(const DalaPlace* const place, const double seconds, const double rate)
{
  Goal goal = { .bands = 0U, .rate = rate };
  for (size_t i = 0; i < DALA_PLACE_BANDS; i++) {
    const double hz  = (double)dala_place_band_hz[i];
    const double t60 = aim[i] * (double)(place->mid_s * place->band[i]);
    if (hz <= 0.42 * rate) {
      goal.hz[goal.bands]        = hz;
      goal.goal_db[goal.bands++] = -60.0 * seconds / t60;
    }
  }
  return goal;
}

/// The corners that fit a line of `seconds` best.
DalaShelves
dala_absorption_corners(const DalaPlace* const place, const double seconds,
                        const double rate)
{
  const Goal  goal   = goal_of(place, seconds, rate);
  DalaShelves best   = { .low_hz = 100.0, .high_hz = 0.3 * rate };
  double      least  = INFINITY;
  double      low_hz = 60.0;
  for (unsigned l = 0; l < LOW_CORNERS; l++) {
    double high_hz = 1500.0;
    for (unsigned h = 0; h < HIGH_CORNERS; h++) {
      DalaShelves  tried = { .low_hz  = low_hz,
                             .high_hz = fmin(high_hz, 0.42 * rate) };
      const double error = fit_gains(&goal, &tried);
      if (error < least) {
        least = error;
        best  = tried;
      }
      high_hz *= CORNER_STEP;
    }
    low_hz *= CORNER_STEP;
  }
  return best;
}

DalaParallel
dala_parallel(const DalaSection* const a, const DalaSection* const b)
{
  const double       gap  = a->p - b->p;
  const DalaParallel made = {
    a->b0 * b->b0,
    { (a->b0 * a->p + a->b1) * (b->b0 * a->p + b->b1) / gap,
      (a->b0 * b->p + a->b1) * (b->b0 * b->p + b->b1) / -gap },
    { a->p, b->p }
  };
  return made;
}

DalaParallel
dala_absorption_line(const DalaPlace* const place, DalaShelves shelves,
                     const double seconds, const double rate)
{
  const Goal goal = goal_of(place, seconds, rate);
  fit_gains(&goal, &shelves);
  const DalaSection low  = low_shelf(&shelves, rate);
  const DalaSection high = high_shelf(&shelves, rate);
  const double      gain = pow(10.0, shelves.db[0] / 20.0);
  DalaParallel      made = dala_parallel(&low, &high);
  made.direct *= gain;
  made.weight[0] *= gain;
  made.weight[1] *= gain;
  return made;
}
