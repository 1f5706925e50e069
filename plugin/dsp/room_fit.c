#include "plugin/dsp/room_fit.h"

#include "plugin/dsp/config.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define PI 3.14159265358979324
#define SIDES 2U
#define GAINS 3U // level, bass shelf, treble shelf
#define ROUNDS 4U

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

/// Two shelves: gains in dB, corners in Hz.
typedef struct {
  double db[GAINS];
  double low_hz;
  double high_hz;
} Shelves;

/// A first-order digital section (b0 + b1 / z) / (1 - p / z).
typedef struct {
  double b0;
  double b1;
  double p;
} Section;

// ------------------------------------------------------------------ shelves

/// (s + w a) / (s + w c) by the bilinear transform, exact at the corner.
static Section
section(const double hz, const double a, const double c, const double rate)
{
  const double  t    = tan(PI * hz / rate);
  const double  norm = 1.0 / (1.0 + t * c);
  const Section made = { (1.0 + t * a) * norm, (t * a - 1.0) * norm,
                         (1.0 - t * c) * norm };
  return made;
}

static Section
low_shelf(const Shelves* const s, const double rate)
{
  const double root = pow(10.0, s->db[1] / 40.0);
  return section(s->low_hz, root, 1.0 / root, rate);
}

static Section
high_shelf(const Shelves* const s, const double rate)
{
  const double root = pow(10.0, s->db[2] / 40.0);
  Section      made = section(s->high_hz, 1.0 / root, root, rate);
  made.b0 *= root * root;
  made.b1 *= root * root;
  return made;
}

static double
section_db(const Section* const s, const double hz, const double rate)
{
  const double c   = cos(2.0 * PI * hz / rate);
  const double num = s->b0 * s->b0 + s->b1 * s->b1 + 2.0 * s->b0 * s->b1 * c;
  const double den = 1.0 + s->p * s->p - 2.0 * s->p * c;
  return 10.0 * log10(num / den);
}

/// Error of the fit in a band, as a share of the goal.
static double
miss(const Goal* const goal, const Shelves* const s, const size_t band)
{
  const Section low  = low_shelf(s, goal->rate);
  const Section high = high_shelf(s, goal->rate);
  const double  got  = s->db[0] + section_db(&low, goal->hz[band], goal->rate) +
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
fit_gains(const Goal* const goal, Shelves* const s)
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
        Shelves moved = *s;
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
static Shelves
find_corners(const DalaPlace* const place, const double seconds,
             const double rate)
{
  const Goal goal  = goal_of(place, seconds, rate);
  Shelves    best  = { .low_hz = 100.0, .high_hz = 0.3 * rate };
  double     least = INFINITY;
  for (double low = 60.0; low < 500.0; low *= 1.2) {
    for (double high = 1500.0; high < 20000.0; high *= 1.2) {
      Shelves tried = { .low_hz = low, .high_hz = fmin(high, 0.42 * rate) };
      const double error = fit_gains(&goal, &tried);
      if (error < least) {
        least = error;
        best  = tried;
      }
    }
  }
  return best;
}

/// Two sections in series: direct + sum weight_i / (z - pole_i).
typedef struct {
  double direct;
  double weight[2];
  double pole[2];
} Parallel;

static Parallel
parallel(const Section* const a, const Section* const b)
{
  const double   gap  = a->p - b->p;
  const Parallel made = {
    a->b0 * b->b0,
    { (a->b0 * a->p + a->b1) * (b->b0 * a->p + b->b1) / gap,
      (a->b0 * b->p + a->b1) * (b->b0 * b->p + b->b1) / -gap },
    { a->p, b->p }
  };
  return made;
}

static void
store_line(DalaFdnSet* const set, const size_t i, const Shelves* const s,
           const double rate)
{
  const Section  low  = low_shelf(s, rate);
  const Section  high = high_shelf(s, rate);
  const double   gain = pow(10.0, s->db[0] / 20.0) / sqrt(DALA_FDN_LINES);
  const Parallel both = parallel(&low, &high);
  set->direct[i]      = (float)(gain * both.direct);
  for (size_t k = 0; k < 2U; k++) {
    set->weight[k][i] = (float)(gain * both.weight[k]);
    set->pole[k][i]   = (float)both.pole[k];
  }
}

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
  const Section cut = section((double)place->low_cut_hz, 0.0, 1.0, rate);
  // The low-pass is what the high-pass of its corner leaves
  Section low =
    section(fmin((double)place->air_hz, 0.4 * rate), 0.0, 1.0, rate);
  low.b0              = 1.0 - low.b0;
  low.b1              = low.b0;
  const Parallel both = parallel(&cut, &low);
  set->send_direct    = (float)both.direct;
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
  double mean = 0.0;
  for (size_t i = 0; i < DALA_FDN_LINES; i++) {
    mean += (double)set->line_delay[i] / rate;
  }
  mean /= DALA_FDN_LINES;
  Shelves shelves = find_corners(place, mean, rate);
  for (size_t i = 0; i < DALA_FDN_LINES; i++) {
    const double seconds = (double)set->line_delay[i] / rate;
    const Goal   goal    = goal_of(place, seconds, rate);
    fit_gains(&goal, &shelves);
    store_line(set, i, &shelves, rate);
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
