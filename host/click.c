#include "host/click.h"

#include <math.h>
#include <stdlib.h>

/** Frames of 1 ms, and of a level, at 48 kHz. */
#define SHORT 48u
#define LEVEL 480u

/** A second on either side. */
#define AROUND 48000u

/** What is below this is not heard. */
#define INAUDIBLE_DBFS (-60.0)

/** Second-order section, direct form 1. */
typedef struct {
  double b0, b1, b2, a1, a2;
  double x1, x2, y1, y2;
} Section;

/** High pass; source: R. Bristow-Johnson, "Cookbook formulae", 1998. */
static Section
high_pass(double hz, double q)
{
  const double  w     = 2.0 * M_PI * hz / 48000.0;
  const double  alpha = sin(w) / (2.0 * q);
  const double  a0    = 1.0 + alpha;
  const double  b     = (1.0 + cos(w)) / a0;
  const Section made  = {
     0.5 * b, -b,  0.5 * b, -2.0 * cos(w) / a0, (1.0 - alpha) / a0, 0.0,
     0.0,     0.0, 0.0
  };
  return made;
}

static double
run_section(Section* s, double x)
{
  const double y =
    s->b0 * x + s->b1 * s->x1 + s->b2 * s->x2 - s->a1 * s->y1 - s->a2 * s->y2;
  s->x2 = s->x1;
  s->x1 = x;
  s->y2 = s->y1;
  s->y1 = y;
  return y;
}

/** Energies of frames of 1 ms, above 8 kHz and of everything. */
static void
measure_energies(const float* sound, size_t n, double* high, double* all)
{
  // Butterworth of fourth order
  Section first  = high_pass(8000.0, 0.54119610);
  Section second = high_pass(8000.0, 1.30656296);
  for (size_t i = 0; i < n * SHORT; ++i) {
    const double x = (double)sound[i];
    const double y = run_section(&second, run_section(&first, x));
    high[i / SHORT] += y * y;
    all[i / SHORT] += x * x;
  }
}

static double
largest(const double* energies, size_t begin, size_t end)
{
  double most = 0.0;
  for (size_t i = begin; i < end; ++i) {
    most = (energies[i] > most) ? energies[i] : most;
  }
  return most;
}

/** The least energy of 10 ms within [begin, end). */
static double
least_level(const double* energies, size_t begin, size_t end)
{
  double least = HUGE_VAL;
  for (size_t i = begin; i + LEVEL / SHORT <= end; ++i) {
    double sum = 0.0;
    for (size_t k = 0; k < LEVEL / SHORT; ++k) {
      sum += energies[i + k];
    }
    least = (sum < least) ? sum : least;
  }
  return least;
}

HostClick
host_click_measure(const float* sound, size_t frames, size_t event, size_t span)
{
  const size_t n     = frames / SHORT;
  const size_t at    = event / SHORT;
  const size_t after = (event + span) / SHORT + 1u;
  const size_t begin = (event - AROUND) / SHORT + 1u;
  const size_t end   = after + AROUND / SHORT < n ? after + AROUND / SHORT : n;
  HostClick    found = { 0.0, 0.0 };
  double*      high  = (double*)calloc(2 * n, sizeof(double));
  if (!high) {
    return found;
  }
  double* const all = high + n;
  measure_energies(sound, n, high, all);
  const double usual =
    fmax(largest(high, begin, at), largest(high, after, end));
  const double there     = largest(high, at, after);
  const double inaudible = SHORT * pow(10.0, 0.1 * INAUDIBLE_DBFS);
  const double sides =
    fmin(least_level(all, begin, at), least_level(all, after, end));
  const double least = least_level(all, at - LEVEL / SHORT, after);
  found.click_db =
    (there > inaudible) ? 10.0 * log10(there / fmax(usual, 1e-30)) : -HUGE_VAL;
  found.gap_db = (sides > inaudible && least < sides)
                   ? 10.0 * log10(sides / fmax(least, 1e-30))
                   : 0.0;
  free(high);
  return found;
}
