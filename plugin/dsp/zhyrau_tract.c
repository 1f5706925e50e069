#include "plugin/dsp/zhyrau_tract.h"

#include <math.h>

#define MOVING (DALA_TRACT_FORMANTS - 1U)
#define REFERENCE 0.1584893F ///< -16 dBFS RMS.

/// The moving formant keeps to this band, where the others leave room, Hz.
#define FOCUS_LEAST 860.0F
#define FOCUS_MOST 2100.0F
/// The harmonic below it stays clear of the first formant, Hz.
#define FOCUS_CLEAR 745.0F
/// Where it is most of the time: what the level reckons with.
#define FOCUS_USUAL 1300.0
#define FOCUS_Q 95.0F
/// Cents by which another harmonic must be nearer to the melody.
#define FOCUS_STAYS 30.0F

/// Formants of the epic voice (reference, section 5); the second is the moving
/// one. Peaks in dB, by eye on spectra.
typedef struct {
  float hz;
  float width_hz;
  float peak_db;
} Formant;

static const Formant formants[MOVING] = { { 600.0F, 90.0F, 0.0F },
                                          { 2500.0F, 150.0F, -9.0F },
                                          { 3200.0F, 200.0F, -5.0F } };
#define FOCUS_DB 8.0F

/// Harmonics that may carry the melody; what another has an octave below is
/// left out where both lie in the band.
static const uint8_t harmonics[] = {
  2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 16
};

// -------------------------------------------------------------------- tract

static float
from_db(const float db)
{
  return exp2f(0.16609640F * db);
}

static void
tune_fixed(DalaZhyrau* const self)
{
  for (uint32_t i = 0U; i < MOVING; i++) {
    const Formant* const f = &formants[i];
    // Neighbours add, not cancel, between their peaks
    const float sign = i % 2U ? -1.0F : 1.0F;
    dala_tract_tune(&self->tract, i, self->rate, f->hz, f->width_hz,
                    sign * from_db(f->peak_db));
    self->plain[i] = self->tract.gain[i];
  }
}

/// The colour lifts the upper formants.
void
dala_zhyrau_set_edge(DalaZhyrau* const self, const float way)
{
  const float goal = exp2f(2.0F * (self->colour - DALA_ZHYRAU_COLOUR));
  self->edge += way * (goal - self->edge);
  for (uint32_t i = 1U; i < MOVING; i++) {
    self->tract.gain[i] = self->edge * self->plain[i];
  }
}

static void
tune_focus(DalaZhyrau* const self)
{
  dala_tract_tune(&self->tract, MOVING, self->rate, self->focus_hz,
                  self->focus_hz / FOCUS_Q, from_db(FOCUS_DB));
}

static float
pitch_of(const uint32_t step)
{
  return DALA_GLOTTIS_MIN_HZ * exp2f((float)step / 12.0F);
}

/// From the source to the reference level, for each pitch.
static void
prepare_levels(DalaZhyrau* const self)
{
  const double top = dala_glottis_top_hz(&self->glottis);
  for (uint32_t i = 0U; i < DALA_ZHYRAU_LEVELS; i++) {
    const double hz    = (double)pitch_of(i);
    double       power = 1e-9;
    for (uint32_t k = 1U; k * hz < top; k++) {
      const double a = dala_glottis_harmonic(k);
      power +=
        2.0 * a * a *
        dala_tract_power(&self->tract, MOVING, (double)self->rate, k * hz) *
        0.25;
      if (k > 60U) {
        break; // what is left is 40 dB down
      }
    }
    const double k = fmax(floor(FOCUS_USUAL / hz + 0.5), 2.0);
    const double a =
      dala_glottis_harmonic((uint32_t)k) * (double)from_db(FOCUS_DB);
    power += 0.5 * a * a;
    self->level_of[i] = (float)((double)REFERENCE / sqrt(power));
  }
}

float
dala_zhyrau_level(const DalaZhyrau* const self, const float hz)
{
  const float    at = 12.0F * log2f(hz / DALA_GLOTTIS_MIN_HZ);
  const uint32_t i  = at < (float)(DALA_ZHYRAU_LEVELS - 2U)
                        ? (uint32_t)fmaxf(at, 0.0F)
                        : DALA_ZHYRAU_LEVELS - 2U;
  const float    f  = fminf(fmaxf(at - (float)i, 0.0F), 1.0F);
  return self->level_of[i] + f * (self->level_of[i + 1U] - self->level_of[i]);
}

void
dala_zhyrau_tract_prepare(DalaZhyrau* const self)
{
  self->edge = 1.0F;
  tune_fixed(self);
  prepare_levels(self);
}

// -------------------------------------------------------------------- focus

/// Cents between the pitch classes of a harmonic and of the melody.
static float
apart(const DalaZhyrau* const self, const float drone_hz, const uint32_t k)
{
  const float octaves = log2f(self->melody_hz / (drone_hz * (float)k));
  return 1200.0F * fabsf(octaves - floorf(octaves + 0.5F));
}

static bool
has_room(const float drone_hz, const uint32_t k)
{
  const float hz = drone_hz * (float)k;
  return hz >= FOCUS_LEAST && hz <= FOCUS_MOST && hz - drone_hz >= FOCUS_CLEAR;
}

/// Cents from where the formant is at home.
static float
from_middle(const float drone_hz, const uint32_t k)
{
  return 1200.0F * fabsf(log2f(drone_hz * (float)k / (float)FOCUS_USUAL));
}

/// The harmonic that suits the melody; the one in use if none is better.
static uint32_t
suits(const DalaZhyrau* const self, const float drone_hz)
{
  const bool melody  = self->melody_hz > 0.0F;
  uint32_t   best    = has_room(drone_hz, self->harmonic) ? self->harmonic : 0U;
  float      nearest = 1e9F;
  if (best != 0U) {
    nearest = melody ? apart(self, drone_hz, best) - FOCUS_STAYS : 0.0F;
  }
  for (uint32_t i = 0U; i < sizeof harmonics / sizeof harmonics[0]; i++) {
    const uint32_t k = harmonics[i];
    const float    cents =
      melody ? apart(self, drone_hz, k) : from_middle(drone_hz, k);
    if (has_room(drone_hz, k) && cents < nearest) {
      nearest = cents;
      best    = k;
    }
  }
  return best;
}

/// Move the narrow formant towards its harmonic.
void
dala_zhyrau_focus(DalaZhyrau* const self, const float drone_hz)
{
  const bool first = self->harmonic == 0U;
  if (drone_hz <= 0.0F) {
    return;
  }
  const bool other = drone_hz > DALA_ZHYRAU_GLIDE * self->drone_hz ||
                     drone_hz * DALA_ZHYRAU_GLIDE < self->drone_hz;
  if (first || other || self->ticks % DALA_ZHYRAU_SLOW == 0U) {
    self->harmonic = suits(self, drone_hz);
  }
  self->drone_hz = drone_hz;
  if (self->harmonic == 0U) {
    return; // nobody feeds it, and it dies away
  }
  const float to  = drone_hz * (float)self->harmonic;
  const float way = log2f(to / self->focus_hz);
  if (first || fabsf(way) > 1e-5F) {
    self->focus_hz = first ? to : self->focus_hz * exp2f(self->move * way);
    tune_focus(self);
  }
}
