#include "plugin/dsp/room_fit.h"

#include "plugin/dsp/absorption.h"
#include "plugin/dsp/config.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define SIDES 2U

// ------------------------------------------------------------------ delays

static bool
is_prime(const uint32_t n)
{
  for (uint32_t k = 2U; k * k <= n; k++) {
    if (n % k == 0U) {
      return false;
    }
  }
  return n > 1U;
}

static uint32_t
frames(const double ms, const double rate)
{
  return (uint32_t)(0.001 * ms * rate + 0.5);
}

/// The next prime: delays without a common rhythm.
static uint32_t
prime_frames(const double ms, const double rate)
{
  uint32_t n = frames(ms, rate);
  n          = n < 11U ? 11U : n;
  while (!is_prime(n)) {
    n++;
  }
  return n;
}

uint32_t
dala_room_ring_len(const double ms, const double rate)
{
  const uint32_t need = frames(ms, rate) + 160U; // to a prime, and the mirror
  return (need + DALA_TICK - 1U) / DALA_TICK * DALA_TICK;
}

static void
set_delays(DalaFdnSet* const set, const DalaPlace* const place,
           const double rate)
{
  // Lengths without simple ratios, by eye; the sides differ
  static const double share[4] = { 0.0, 0.31, 0.63, 1.0 };
  static const double diffuser_ms[SIDES][DALA_FDN_DIFFUSERS] = {
    { 0.97, 1.91, 3.67, 6.29, 10.3 }, { 1.09, 1.73, 3.31, 6.83, 9.41 }
  };
  const double scale = (double)place->scale;
  uint32_t     least = DALA_TICK;
  for (size_t i = 0; i < DALA_FDN_LINES; i++) {
    const DalaPlaceSpan* const span = i % 2U ? &place->far : &place->near;
    const double               from = (double)span->shortest;
    const double ms    = from + share[i / 2U] * ((double)span->longest - from);
    set->line_delay[i] = prime_frames(ms, rate);
  }
  for (size_t s = 0; s < SIDES; s++) {
    for (size_t k = 0; k < DALA_FDN_DIFFUSERS; k++) {
      const uint32_t n          = prime_frames(scale * diffuser_ms[s][k], rate);
      set->diffuser_delay[s][k] = n;
      least                     = n < least ? n : least;
    }
    set->pre_delay[s] = frames((double)place->pre_ms, rate);
  }
  set->chunk        = least >= 32U ? 32U : least >= 16U ? 16U : 8U;
  set->early_len    = dala_room_ring_len(DALA_ROOM_EARLY_MS, rate);
  set->near_len     = dala_room_ring_len((double)place->near.longest, rate);
  set->far_len      = dala_room_ring_len((double)place->far.longest, rate);
  set->diffuser_len = dala_room_ring_len(DALA_ROOM_DIFFUSER_MS, rate);
}

// ------------------------------------------------------------------ levels

static void
set_taps(DalaFdnSet* const set, const DalaPlace* const place,
         const double energy, const double rate)
{
  double sum = 0.0;
  for (size_t k = 0; k < place->taps; k++) {
    sum += pow(10.0, 0.1 * (double)place->tap_db[k]);
  }
  for (size_t k = 0; k < place->taps; k++) {
    const double gain = pow(10.0, 0.05 * (double)place->tap_db[k]);
    for (size_t s = 0; s < SIDES; s++) {
      const float* const ms = s ? place->right_ms : place->left_ms;
      set->tap[s][k]        = (float)(gain * sqrt(energy / sum));
      set->tap_delay[s][k]  = frames((double)ms[k], rate);
    }
  }
  set->taps = place->taps;
}

/// The network's gains for an energy of its response of `energy`, at mid
/// frequencies: each round keeps `kept` of the one before.
static void
set_tail(DalaFdnSet* const set, const DalaPlace* const place,
         const double energy, const double kept)
{
  const double rounds = kept / (1.0 - kept) + (double)place->cluster;
  const double gain   = sqrt(energy / rounds);
  // Sides with a correlation of 0.15 at envelopment 0
  const double common = 0.15 * (1.0 - (double)place->envelopment);
  set->cluster        = place->cluster * (float)gain;
  set->mid            = (float)(2.0 * gain * sqrt(0.5 * (1.0 + common)));
  set->side           = (float)(2.0 * gain * sqrt(0.5 * (1.0 - common)));
}

/// The send loses rumble and, by air and walls, highs.
static void
set_send(DalaFdnSet* const set, const DalaPlace* const place, const double rate)
{
  const DalaSection cut =
    dala_section((double)place->low_cut_hz, 0.0, 1.0, rate);
  // The low-pass is what the high-pass of its corner leaves
  DalaSection low =
    dala_section(fmin((double)place->air_hz, 0.4 * rate), 0.0, 1.0, rate);
  low.b0                  = 1.0 - low.b0;
  low.b1                  = low.b0;
  const DalaParallel both = dala_parallel(&cut, &low);
  set->send_direct        = (float)both.direct;
  for (size_t k = 0; k < 2U; k++) {
    set->send_weight[k] = (float)both.weight[k];
    set->send_pole[k]   = (float)both.pole[k];
  }
}

void
dala_room_fit(DalaFdnSet* const set, const DalaPlace* const place,
              const double rate)
{
  memset(set, 0, sizeof *set);
  const double power = pow(10.0, 0.1 * (double)place->strength_db);
  const double early = (double)place->early;
  set_delays(set, place, rate);
  set_send(set, place, rate);
  set_taps(set, place, power * early, rate);
  set->diffusion = place->diffusion;
  set->tail      = place->mid_s > 0.0F;
  if (!set->tail) {
    return;
  }
  const double scale = 1.0 / sqrt(DALA_FDN_LINES); // of the matrix
  double       mean  = 0.0;
  for (size_t i = 0; i < DALA_FDN_LINES; i++) {
    mean += (double)set->line_delay[i] / rate;
  }
  mean /= DALA_FDN_LINES;
  const DalaShelves shelves = dala_absorption_corners(place, mean, rate);
  for (size_t i = 0; i < DALA_FDN_LINES; i++) {
    const DalaParallel line = dala_absorption_line(
      place, shelves, (double)set->line_delay[i] / rate, rate);
    set->direct[i] = (float)(line.direct * scale);
    for (size_t k = 0; k < 2U; k++) {
      set->weight[k][i] = (float)(line.weight[k] * scale);
      set->pole[k][i]   = (float)line.pole[k];
    }
  }
  set_tail(set, place, power * (1.0 - early),
           pow(10.0, -6.0 * mean / (double)place->mid_s));
}

double
dala_room_end_s(const DalaPlace* const place)
{
  float longest = 0.0F;
  for (size_t i = 0; i < DALA_PLACE_BANDS; i++) {
    longest = place->band[i] > longest ? place->band[i] : longest;
  }
  // The bass shelf goes on below 125 Hz, by less than a fifth
  return 1.2 * 3.0 * (double)(longest * place->mid_s) + 0.6;
}
