/**
   Draws the waterfall of a room from what it answers to one sample: the energy
   still to come in each third of an octave, slice after slice, and over it the
   lines along which each octave band should die away.

     waterfall NAME T60 < raw 32-bit floats at 48 kHz > picture.svg

   Lines:   T60 at mid frequencies times 1.15, 1.05, 1, 1, 0.9, 0.72, 0.47 for
            125 Hz to 8 kHz; they start on the slice of 0.1 s.
   Beside:  T60 of each band from a line through the slices from 5 to 35 dB
            under that slice.
*/
#include "tests/support/fourier.h"

#include <complex.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define RATE 48000.0
#define SIZE 131072 // frames, a power of two; 2.7 s
#define SLICES 25
#define SLICE_S 0.1
#define THIRDS 22 // 100 Hz to 12.7 kHz
#define OCTAVES 7
#define FLOOR_DB (-60.0)

static const double factors[OCTAVES] = {
  1.15, 1.05, 1.0, 1.0, 0.9, 0.72, 0.47
};

static float          answer[SIZE];
static double complex bins[SIZE];
static double         level[SLICES][THIRDS]; // dB

static double
third_hz(const double third)
{
  return 100.0 * pow(2.0, third / 3.0);
}

// What sounds from a time on, faded in over 10 ms, in thirds of an octave
static void
measure_slice(const size_t slice)
{
  const size_t from = (size_t)((double)slice * SLICE_S * RATE);
  const size_t fade = slice ? 480U : 1U;
  for (size_t i = 0; i < SIZE; i++) {
    const double in =
      i < from ? 0.0 : fmin(1.0, (double)(i - from + 1U) / (double)fade);
    bins[i] = in * (double)answer[i];
  }
  test_fourier(bins, SIZE);
  for (size_t t = 0; t < THIRDS; t++) {
    const double lo    = third_hz((double)t - 0.5) * SIZE / RATE;
    const double hi    = third_hz((double)t + 0.5) * SIZE / RATE;
    double       power = 1.0e-30;
    for (size_t k = (size_t)ceil(lo); (double)k < hi; k++) {
      power += creal(bins[k] * conj(bins[k]));
    }
    level[slice][t] = 10.0 * log10(power);
  }
}

// The level of an octave in a slice: its three thirds
static double
octave_db(const size_t slice, const size_t octave)
{
  double power = 0.0;
  for (size_t t = 3U * octave; t < 3U * octave + 3U; t++) {
    power += pow(10.0, 0.1 * level[slice][t]);
  }
  return 10.0 * log10(power);
}

static double
measure_t60(const size_t octave)
{
  double n  = 0.0;
  double st = 0.0;
  double sl = 0.0;
  double tt = 0.0;
  double tl = 0.0;
  for (size_t s = 1; s < SLICES; s++) {
    const double t  = (double)s * SLICE_S;
    const double db = octave_db(s, octave) - octave_db(1U, octave);
    if (db <= -5.0 && db >= -35.0) {
      n += 1.0;
      st += t;
      sl += db;
      tt += t * t;
      tl += t * db;
    }
  }
  return -60.0 * (n * tt - st * st) / (n * tl - st * sl);
}

// ------------------------------------------------------------------ picture

// Time runs towards the reader
static double
across(const double third, const double slice)
{
  return 220.0 + third * 26.0 - slice * 6.0;
}

static double
up(const double db, const double slice)
{
  return 45.0 - 2.5 * (db > FLOOR_DB ? db : FLOOR_DB) + slice * 7.0;
}

static void
draw_slice(const size_t slice, const double top)
{
  const double s = (double)slice;
  printf("<path d=\"M%.1f %.1f", across(0.0, s), up(FLOOR_DB, s));
  for (size_t t = 0; t < THIRDS; t++) {
    printf(" L%.1f %.1f", across((double)t, s), up(level[slice][t] - top, s));
  }
  printf(" L%.1f %.1f Z\" fill=\"#fff\" fill-opacity=\"0.85\" stroke=\"#357\" "
         "stroke-width=\"0.8\"/>\n",
         across(THIRDS - 1.0, s), up(FLOOR_DB, s));
}

static void
draw_line(const size_t octave, const double t60, const double top)
{
  const double third = 3.0 * (double)octave + 1.0;
  const double start = level[1][3U * octave + 1U] - top;
  printf("<path d=\"M%.1f %.1f", across(third, 1.0), up(start, 1.0));
  for (size_t s = 2; s < SLICES; s++) {
    const double db = start - 60.0 * ((double)s - 1.0) * SLICE_S / t60;
    if (db > FLOOR_DB) {
      printf(" L%.1f %.1f", across(third, (double)s), up(db, (double)s));
    }
  }
  printf("\" fill=\"none\" stroke=\"#c22\" stroke-width=\"1.5\"/>\n");
}

static void
draw(const char* const name, const double mid_s)
{
  double top = -400.0;
  for (size_t t = 0; t < THIRDS; t++) {
    top = fmax(top, level[1][t]);
  }
  printf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1010 400\" "
         "font-family=\"sans-serif\" font-size=\"12\">\n"
         "<rect width=\"1010\" height=\"400\" fill=\"#fff\"/>\n"
         "<text x=\"60\" y=\"24\" font-size=\"16\">%s</text>\n",
         name);
  for (size_t s = 1; s < SLICES; s++) {
    draw_slice(s, top);
  }
  for (double db = 0.0; db >= FLOOR_DB; db -= 20.0) {
    printf("<text x=\"%.0f\" y=\"%.0f\">%.0f dB</text>\n",
           across(THIRDS - 1.0, 1.0) + 8.0, up(db, 1.0) + 4.0, db);
  }
  for (size_t s = 5; s < SLICES; s += 4U) {
    printf("<text x=\"%.0f\" y=\"%.0f\">%.1f s</text>\n",
           across(THIRDS - 1.0, (double)s) + 8.0, up(FLOOR_DB, (double)s) + 4.0,
           (double)s * SLICE_S);
  }
  for (size_t o = 0; o < OCTAVES; o++) {
    const double hz  = 125.0 * pow(2.0, (double)o);
    const double aim = mid_s * factors[o];
    draw_line(o, aim, top);
    printf("<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">%.0f</text>\n",
           across(3.0 * (double)o + 1.0, SLICES - 1.0),
           up(FLOOR_DB, SLICES - 1.0) + 18.0, hz);
    printf("<text x=\"840\" y=\"%.0f\">%.0f Hz: %.2f s (%.2f)</text>\n",
           40.0 + 18.0 * (double)o, hz, measure_t60(o), aim);
  }
  printf("<text x=\"840\" y=\"22\">T60 (aim)</text>\n</svg>\n");
}

int
main(int argc, char** argv)
{
  if (argc != 3) {
    fprintf(stderr, "waterfall NAME T60 < raw floats > picture.svg\n");
    return 2;
  }
  if (fread(answer, sizeof answer[0], SIZE, stdin) < SIZE / 2U) {
    fprintf(stderr, "waterfall: less than a second of sound\n");
    return 1;
  }
  for (size_t s = 0; s < SLICES; s++) {
    measure_slice(s);
  }
  draw(argv[1], strtod(argv[2], NULL));
  return 0;
}
