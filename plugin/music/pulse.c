#include "plugin/music/pulse.h"

#include <math.h>

/// The finest grid of all patterns: sixteenths and their triplets.
#define PER_QUARTER 12U

/// Most strokes of a cycle.
#define MAX_STROKES 11U

/// Deviation of the time of strokes, s, and of the velocity. Those on quarters
/// are late only; folded, their deviation is 2 ms.
#define BEAT_JITTER_S 0.0035F
#define WEAK_JITTER_S 0.005F
#define VELOCITY_JITTER 0.2F

/// The second of two sixteenths is late by this, quarters: 4.5 % of one.
#define PAIR_LATE 0.01125F

/// A grace note's time before its note, s: 40 to 70 ms at Adai's tempo.
#define GRACE_S 0.055F

/// Drift: quarters of a whole swing, and quarters to either side. The tempo
/// is off by 2 pi SWAY / SWING = 0.75 % at most.
#define SWING 32.0
#define SWAY 0.0382

#define TWO_PI 6.283185307179586

enum { UP = 1, LATE = 2, GRACE = 4, LOW = 8 };

typedef struct {
  uint8_t at; ///< In PER_QUARTERs.
  uint8_t velocity;
  uint8_t marks;
} Step;

typedef struct {
  uint32_t n;
  Step     steps[MAX_STROKES];
} Cycle;

typedef struct {
  uint32_t length;     ///< In PER_QUARTERs.
  uint32_t bar;        ///< Cycles of a bar of the dance, for body taps.
  uint32_t turn_every; ///< The turn is the last of so many cycles; 0: none.
  Cycle    main;
  Cycle    turn;
} Pattern;

// clang-format off
static const Pattern patterns[DALA_PULSES + 1U] = {
  // The beat alone
  { 12, 4, 0, { 1, { { 0, 5, 0 } } }, { 0, { { 0, 0, 0 } } } },
  // R1 Gallop, Balbyrauyn:  9 0 5 4 / 7 0 5 0   D-DU/D-U-
  { 24, 1, 0, { 5, { { 0, 9, 0 }, { 6, 5, 0 }, { 9, 4, UP | LATE },
                     { 12, 7, 0 }, { 18, 5, UP } } }, { 0, { { 0, 0, 0 } } } },
  // R2 Push, Balbyrauyn:  6 4 5 4 / 9 0 8 0   DUDU/D-U-
  { 24, 1, 0, { 6, { { 0, 6, 0 }, { 3, 4, UP | LATE }, { 6, 5, 0 },
                     { 9, 4, UP | LATE }, { 12, 9, 0 }, { 18, 8, UP } } },
    { 0, { { 0, 0, 0 } } } },
  // R3 Adai cell:  7 5 8 0 / 6 0 5 0   DUD-/U-U-
  { 24, 1, 0, { 5, { { 0, 7, 0 }, { 3, 5, UP | LATE }, { 6, 8, 0 },
                     { 12, 6, UP }, { 18, 5, UP } } },
    { 0, { { 0, 0, 0 } } } },
  // R4 Adai stream:  8 0 5g 0 8 0 5g 0 8 0 5g 0 6 0 5g 0   DUDUDUUU
  { 48, 1, 0, { 11, { { 0, 8, 0 }, { 6, 3, LOW | GRACE }, { 6, 5, UP },
                      { 12, 8, 0 }, { 18, 3, LOW | GRACE }, { 18, 5, UP },
                      { 24, 8, 0 }, { 30, 3, LOW | GRACE }, { 30, 5, UP },
                      { 36, 6, UP }, { 42, 5, UP } } },
    { 0, { { 0, 0, 0 } } } },
  // R5 Snap, Adai:  9 8 0 0 / 6 0 6 0   DU--/U-U-
  { 24, 1, 0, { 4, { { 0, 9, 0 }, { 3, 8, UP | LATE }, { 12, 6, UP },
                     { 18, 6, UP } } }, { 0, { { 0, 0, 0 } } } },
  // R6 Heart, Kenes:  8 0 0 0 8 0 0 0, and the low string  0 0 4 0 0 0 4 0
  { 24, 1, 0, { 4, { { 0, 8, 0 }, { 6, 4, LOW }, { 12, 8, 0 },
                     { 18, 4, LOW } } }, { 0, { { 0, 0, 0 } } } },
  // R7 Trot, Kelinshek, eighths:  8 0 5 7 0 5   D-UD-U, turn 8 6 6 8 6 6
  { 36, 1, 4, { 4, { { 0, 8, 0 }, { 12, 5, UP }, { 18, 7, 0 },
                     { 30, 5, UP } } },
    { 6, { { 0, 8, 0 }, { 6, 6, UP }, { 12, 6, UP }, { 18, 8, 0 },
           { 24, 6, UP }, { 30, 6, UP } } } },
  // R8 Ballad, Alqissa:  8 0 0 5 / 7 0 6 0   D--U/D-U-
  { 24, 1, 0, { 4, { { 0, 8, 0 }, { 9, 5, UP }, { 12, 7, 0 },
                     { 18, 6, UP } } }, { 0, { { 0, 0, 0 } } } },
  // R9 Swan, Aqqu:  triplet 4 3 3, 7, 6   DUD U U; ostinato 8 0 0 5 6 0
  { 18, 2, 2, { 5, { { 0, 4, 0 }, { 2, 3, UP }, { 4, 3, 0 }, { 6, 7, UP },
                     { 12, 6, UP } } },
    { 3, { { 0, 8, 0 }, { 9, 5, UP }, { 12, 6, UP } } } },
  // R10 Amble, Joroo mori tatlaga:  7 6 7 6, all in one bow
  { 12, 4, 0, { 4, { { 0, 7, 0 }, { 3, 6, LATE }, { 6, 7, 0 },
                     { 9, 6, LATE } } }, { 0, { { 0, 0, 0 } } } },
};
// clang-format on

static const Pattern*
pattern_of(const uint32_t pattern)
{
  return &patterns[pattern <= DALA_PULSES ? pattern : DALA_PULSES];
}

/// Remainder that is never negative.
static uint32_t
modulo(const int64_t x, const uint32_t n)
{
  const int64_t r = x % (int64_t)n;
  return (uint32_t)(r < 0 ? r + (int64_t)n : r);
}

static const Cycle*
cycle_of(const Pattern* const pattern, const int64_t cycle)
{
  const uint32_t every = pattern->turn_every;
  return every && modulo(cycle, every) == every - 1U ? &pattern->turn
                                                     : &pattern->main;
}

/// A number in -1..1 that looks like chance, from where it is asked for.
static float
chance(const int64_t cycle, const uint32_t stroke, const uint32_t kind)
{
  uint64_t x = (uint64_t)cycle * 0x9E3779B97F4A7C15U;
  x ^= ((uint64_t)stroke << 8U | kind) * 0xD1B54A32D192ED03U;
  x ^= x >> 32U;
  x *= 0xD6E8FEB86659FD93U;
  x ^= x >> 32U;
  return (float)(x >> 40U) / 8388608.0F - 1.0F;
}

/// Of deviation 1, never beyond 2.45: the sum of two dice.
static float
stray(const int64_t cycle, const uint32_t stroke, const uint32_t kind)
{
  return 1.2247449F *
         (chance(cycle, stroke, kind) + chance(cycle, stroke, kind + 1U));
}

/// Beat 1 of every second to fourth bar.
static bool
taps(const Pattern* const pattern, const int64_t cycle)
{
  const int64_t  first = cycle - (int64_t)modulo(cycle, pattern->bar);
  const int64_t  bar   = first / (int64_t)pattern->bar;
  const uint32_t place = modulo(bar, 3U);
  const int64_t  group = (bar - (int64_t)place) / 3;
  return first == cycle && place == (chance(group, 0U, 9U) > 0.0F ? 1U : 0U);
}

double
dala_pulse_length(const uint32_t pattern)
{
  return (double)pattern_of(pattern)->length / PER_QUARTER;
}

uint32_t
dala_pulse_count(const uint32_t pattern, const int64_t cycle)
{
  return cycle_of(pattern_of(pattern), cycle)->n;
}

/// Unevenness of a stroke's time, s.
static float
jitter(const Step* const step, const int64_t cycle, const uint32_t i)
{
  const float by = stray(cycle, i, 0U);
  return step->at % PER_QUARTER ? WEAK_JITTER_S * by
                                : BEAT_JITTER_S * fabsf(by);
}

DalaPulseStroke
dala_pulse_stroke(const uint32_t pattern, const int64_t cycle,
                  const uint32_t stroke)
{
  const Pattern* const p     = pattern_of(pattern);
  const Cycle* const   c     = cycle_of(p, cycle);
  const uint32_t       i     = stroke < c->n ? stroke : c->n - 1U;
  const Step* const    step  = &c->steps[i];
  const uint32_t       after = i + 1U < c->n ? c->steps[i + 1U].at : p->length;
  const bool           grace = step->marks & GRACE;
  const bool           late  = step->marks & LATE;
  // A grace note goes with its note
  const DalaPulseStroke to = {
    .place = (double)(cycle * (int64_t)p->length + step->at) / PER_QUARTER,
    .late  = late ? PAIR_LATE : 0.0F,
    .delay_s =
      jitter(step, cycle, grace ? i + 1U : i) - (grace ? GRACE_S : 0.0F),
    .velocity = (float)step->velocity + VELOCITY_JITTER * stray(cycle, i, 2U),
    .gap      = (float)(after - step->at) / PER_QUARTER,
    .up       = step->marks & UP,
    .low      = step->marks & LOW,
    .grace    = grace,
    .tap      = i == 0U && taps(p, cycle)
  };
  return to;
}

double
dala_pulse_drift(const double place)
{
  return SWAY * sin(TWO_PI / SWING * place);
}
