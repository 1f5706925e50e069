#include "plugin/dsp/strings_tuning.h"

#include <math.h>
#include <string.h>

#define TWO_PI 6.28318530717958648
#define LN_1000 6.90775527898213705 // natural log of 60 dB
#define MIN_DELAY 8U                // a chunk of one 8-lane vector
#define DAMPING_48K 0.02   // g of the loss FIR at 48 kHz, by ear: metal strings
#define MAX_DAMPING 0.25   // the loss FIR's gain reaches 0 at half the rate
#define REFERENCE_HZ 220.0 // string whose noise response the drive evens out
// Measured: a synthetic violin line comes out as loud as it went in, with every
// set; sampled and real ones 4 (on the tonic) to 14 dB (in a strange key)
// softer.
#define DRIVE 0.21

// cos of [0, pi / 2] by its series, error below 1e-8; below 1e-13 to pi / 5,
// which is all that a loop of 10 frames needs
double
dala_strings_cosine(const double x)
{
  const double q = x * x;
  return 1.0 -
         q / 2.0 *
           (1.0 - q / 12.0 *
                    (1.0 - q / 30.0 *
                             (1.0 - q / 56.0 *
                                      (1.0 - q / 90.0 * (1.0 - q / 132.0)))));
}

// exp(-x) by the series of x / 256, squared eight times; relative error below
// 1e-9 for x < 3, 1e-5 for x < 22
double
dala_strings_decay(const double x)
{
  const double u = -x * (1.0 / 256.0);
  double y = 1.0 + u * (1.0 + u / 2.0 * (1.0 + u / 3.0 * (1.0 + u / 4.0)));
  for (int i = 0; i < 8; i++) {
    y *= y;
  }
  return y;
}

void
dala_strings_mute(DalaLoopSet* const set, const uint32_t i)
{
  memset(&set->loops[i], 0, sizeof set->loops[i]);
  set->delay[i] = DALA_TICK;
  set->apart[i] = 0U;
}

// 3rd-order Lagrange taps for a phase delay of 1 + mu frames at w radians
static void
lagrange(const double mu, const double w, double* const h)
{
  // The interpolator is late by w^4 / 24 d (d-1) (d-2) (d-3) (d - 1.5) frames
  // (first term of the interpolation error); aim that much earlier
  const double d0   = 1.0 + mu;
  const double w4   = w * w * w * w / 24.0;
  const double area = d0 * mu * (1.0 - mu) * (2.0 - mu);
  const double d    = d0 - w4 * area * (d0 - 1.5);
  const double d1   = d - 1.0;
  const double d2   = d - 2.0;
  const double d3   = d - 3.0;
  h[0]              = d1 * d2 * d3 / -6.0;
  h[1]              = d * d2 * d3 / 2.0;
  h[2]              = d * d1 * d3 / -2.0;
  h[3]              = d * d1 * d2 / 6.0;
}

// The level of the pulse falls with the frequency, the difference that follows
// raises it
static void
set_buzz(const DalaStringTuning* const string, const double rate,
         DalaLoopSet* const set, const uint32_t i)
{
  const double f     = (double)string->freq_hz;
  const double apart = 0.1 * rate / f + 0.5;
  set->apart[i]      = (uint32_t)apart;
  set->loops[i].buzz =
    apart < 1.0 ? 0.0F : string->buzz * (float)(REFERENCE_HZ / f);
}

// Gain of 4 taps at a frequency of cosine c
static double
fir_gain(const double* const h, const double c)
{
  const double c2 = 2.0 * c * c - 1.0;
  const double c3 = c * (2.0 * c2 - 1.0);
  const double r0 = h[0] * h[0] + h[1] * h[1] + h[2] * h[2] + h[3] * h[3];
  const double r1 = h[0] * h[1] + h[1] * h[2] + h[2] * h[3];
  const double r2 = h[0] * h[2] + h[1] * h[3];
  const double r3 = h[0] * h[3];
  return sqrt(r0 + 2.0 * (r1 * c + r2 * c2 + r3 * c3));
}

// Constants of one string; mute if its loop would be too long or too short
void
dala_strings_tune(const DalaStringsTarget* const target, const double rate,
                  DalaLoopSet* const set, const uint32_t i)
{
  const DalaStringTuning* const string = &target->strings[i];
  const double                  f      = (double)string->freq_hz;
  const double                  delay  = rate / f - 2.0;
  if (!(f >= DALA_STRINGS_MIN_HZ && delay >= MIN_DELAY &&
        string->gain > 0.0F)) {
    dala_strings_mute(set, i);
    return;
  }
  const uint32_t whole = (uint32_t)delay;
  const double   w     = TWO_PI * f / rate;
  const double   c     = dala_strings_cosine(w);
  double         h[4];
  lagrange(delay - (double)whole, w, h);

  // Loss per round: what T60 asks at the fundamental; of it the damping of the
  // highs takes at most half, so that the gain at DC stays below 1
  const double t60  = (double)target->decay_s * (double)string->t60_factor;
  const double x    = LN_1000 / (f * t60);
  const double goal = dala_strings_decay(x);
  const double per  = rate / 48000.0;
  const double most = fmin(MAX_DAMPING, 0.25 * x / (1.0 - c));
  const double g    = fmin(DAMPING_48K * per * per, most);
  const double loss = (1.0 - 2.0 * g * (1.0 - c)) * fir_gain(h, c);
  const double gain = fmin(goal / loss, 1.0 - 0.25 * (1.0 - goal));

  const double side = gain * g;
  const double mid  = gain * (1.0 - 2.0 * g);
  float* const taps = set->loops[i].taps;
  taps[0]           = (float)(side * h[0]);
  taps[1]           = (float)(side * h[1] + mid * h[0]);
  taps[2]           = (float)(side * (h[0] + h[2]) + mid * h[1]);
  taps[3]           = (float)(side * (h[1] + h[3]) + mid * h[2]);
  taps[4]           = (float)(side * h[2] + mid * h[3]);
  taps[5]           = (float)(side * h[3]);

  set->loops[i].a = string->gain;
  set->delay[i]   = whole;
  set_buzz(string, rate, set, i);
}

// Send gain that keeps the sound as loud at any decay and for any set: strings
// at the reference frequency have noise power a^4 drive^2 / (1 - goal^2) each
float
dala_strings_drive(const DalaStringsTarget* const target,
                   const DalaLoopSet* const       set)
{
  double sum = 0.0;
  for (uint32_t i = 0; i < target->count; i++) {
    const double a = (double)set->loops[i].a;
    sum += a * a * a * a;
  }
  const double goal = dala_strings_decay(
    2.0 * LN_1000 / (REFERENCE_HZ * (double)target->decay_s));
  return sum > 0.0 ? (float)(DRIVE * sqrt((1.0 - goal) / sum)) : 0.0F;
}
